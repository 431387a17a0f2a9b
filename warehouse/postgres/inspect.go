package postgres

import (
	"context"
	"errors"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Catalog queries. Of the schemas all names are shown, because anybody may see
// them and an administrator must find one to which rights are still missing; of
// their contents only what the user may read. Names starting with pg_ belong to
// the server: https://www.postgresql.org/docs/current/ddl-schemas.html.
const (
	ownSchemas = `SELECT nspname FROM pg_catalog.pg_namespace
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`
	readable = `SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')`
	// The size includes indexes and long values kept aside; it is NULL of what is
	// being dropped. The number of rows is from the last ANALYZE or VACUUM:
	// https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-DBSIZE,
	// https://www.postgresql.org/docs/current/catalog-pg-class.html.
	sizes = `SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END,
CASE WHEN c.relkind IN ('r', 'p', 'm') THEN pg_catalog.pg_total_relation_size(c.oid) END,
CASE WHEN c.relkind IN ('r', 'p', 'm') THEN c.reltuples::bigint END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = `
	// One row with an empty name says that the table is there. A domain is
	// followed down to the type it is made of.
	columnsOf = `SELECT coalesce(a.attname, ''), pg_catalog.format_type(a.atttypid, a.atttypmod), b.oid, b.mod
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
LEFT JOIN LATERAL (
	WITH RECURSIVE base (oid, below, mod, next) AS (
		SELECT t.oid, t.typbasetype, a.atttypmod, t.typtypmod FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
		UNION ALL
		SELECT t.oid, t.typbasetype, base.next, t.typtypmod FROM base JOIN pg_catalog.pg_type t ON t.oid = base.below
	) SELECT oid, mod FROM base WHERE below = 0
) b ON true
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = `
)

// List implements driver.Inspector.
func (c *conn) List(ctx context.Context, parent writ.Path) ([]driver.Entry, error) {
	switch len(parent) {
	case 0:
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(ownSchemas+" ORDER BY nspname"))
	case 1:
		if err := c.hasSchema(ctx, parent); err != nil {
			return nil, err
		}
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(readable+" AND n.nspname = ").Text(parent[0]).Raw(" ORDER BY c.relname"))
	}
	return nil, absent(parent)
}

// Measure implements driver.Measurer.
func (c *conn) Measure(ctx context.Context, schema writ.Path) ([]driver.Size, error) {
	if len(schema) != 1 {
		return nil, absent(schema)
	}
	if err := c.hasSchema(ctx, schema); err != nil {
		return nil, err
	}
	return driver.ReadSizes(ctx, c, sizesOf(schema))
}

func sizesOf(schema writ.Path) *sqltext.Builder {
	return quoting.Build().Raw(sizes).Text(schema[0]).Raw(" ORDER BY c.relname")
}

// hasSchema fails if there is no such schema.
func (c *conn) hasSchema(ctx context.Context, path writ.Path) error {
	found, err := driver.ReadCatalog(ctx, c, quoting.Build().Raw(ownSchemas+" AND nspname = ").Text(path[0]))
	if err == nil && len(found) == 0 {
		return absent(path)
	}
	return err
}

// Search implements driver.Inspector.
func (c *conn) Search(ctx context.Context, text string, limit int) ([]driver.Entry, error) {
	return driver.ReadEntries(ctx, c, quoting.Build().
		Raw(readable+` AND strpos(lower(c.relname::text COLLATE "default"), lower(`).Text(text).
		Raw("::text)) > 0 ORDER BY n.nspname, c.relname LIMIT ").Int(int64(limit)))
}

// Describe implements driver.Inspector.
func (c *conn) Describe(ctx context.Context, path writ.Path) ([]driver.Column, error) {
	if len(path) != 2 {
		return nil, absent(path)
	}
	found, err := driver.ReadCatalog(ctx, c, quoting.Build().Raw(columnsOf).Text(path[0]).Raw(" AND c.relname = ").Text(path[1]).Raw(" ORDER BY a.attnum"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, absent(path)
	}
	columns := make([]driver.Column, 0, len(found))
	for _, f := range found {
		if f[0].Text == "" {
			continue
		}
		oid, err1 := strconv.ParseUint(f[2].Text, 10, 32)
		mod, err2 := strconv.ParseInt(f[3].Text, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, writ.Wrap(writ.CodeInternal, "postgres.Describe", err, "the server describes a type in a way that cannot be read")
		}
		columns = append(columns, driver.Column{Name: f[0].Text, Type: portable(uint32(oid), int32(mod)), Native: f[1].Text})
	}
	return columns, nil
}

// absent says that there is nothing at path.
func absent(path writ.Path) error {
	return &driver.Error{Class: driver.ClassNotFound, Message: "there is no " + path.String()}
}
