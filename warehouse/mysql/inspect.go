package mysql

import (
	"context"
	"errors"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Catalog queries. information_schema shows what the user has any right on. Its
// names are sorted by their bytes, whatever the server's collation.
const (
	ownSchemas = `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
WHERE SCHEMA_NAME NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`
	ownTables = `SELECT TABLE_SCHEMA, TABLE_NAME, IF(TABLE_TYPE LIKE '%VIEW', 'view', 'table') FROM information_schema.TABLES
WHERE TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`
	// What InnoDB estimates, at the latest after a tenth of the rows has changed:
	// https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html.
	sizes = `SELECT TABLE_SCHEMA, TABLE_NAME, IF(TABLE_TYPE LIKE '%VIEW', 'view', 'table'), DATA_LENGTH + INDEX_LENGTH, TABLE_ROWS
FROM information_schema.TABLES WHERE BINARY TABLE_SCHEMA = `
	ownColumns = `SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, COALESCE(NUMERIC_PRECISION, 0), COALESCE(NUMERIC_SCALE, 0)
FROM information_schema.COLUMNS WHERE BINARY TABLE_SCHEMA = `
)

// List implements driver.Inspector.
func (c *conn) List(ctx context.Context, parent writ.Path) ([]driver.Entry, error) {
	switch len(parent) {
	case 0:
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(ownSchemas+" ORDER BY BINARY SCHEMA_NAME"))
	case 1:
		if err := c.hasSchema(ctx, parent); err != nil {
			return nil, err
		}
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(ownTables+" AND BINARY TABLE_SCHEMA = ").Text(parent[0]).Raw(" ORDER BY BINARY TABLE_NAME"))
	}
	return nil, absent(parent)
}

// hasSchema fails if there is no such schema.
func (c *conn) hasSchema(ctx context.Context, path writ.Path) error {
	found, err := driver.ReadCatalog(ctx, c, quoting.Build().Raw(ownSchemas+" AND BINARY SCHEMA_NAME = ").Text(path[0]))
	if err == nil && len(found) == 0 {
		return absent(path)
	}
	return err
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
	return quoting.Build().Raw(sizes).Text(schema[0]).Raw(" ORDER BY BINARY TABLE_NAME")
}

// Search implements driver.Inspector.
func (c *conn) Search(ctx context.Context, text string, limit int) ([]driver.Entry, error) {
	return driver.ReadEntries(ctx, c, quoting.Build().
		Raw(ownTables+" AND LOCATE(LOWER(").Text(text).Raw("), LOWER(CONVERT(TABLE_NAME USING utf8mb4)) COLLATE utf8mb4_bin) > 0").
		Raw(" ORDER BY BINARY TABLE_SCHEMA, BINARY TABLE_NAME LIMIT ").Int(int64(limit)))
}

// Describe implements driver.Inspector.
func (c *conn) Describe(ctx context.Context, path writ.Path) ([]driver.Column, error) {
	if len(path) != 2 {
		return nil, absent(path)
	}
	found, err := driver.ReadCatalog(ctx, c, quoting.Build().Raw(ownColumns).Text(path[0]).Raw(" AND BINARY TABLE_NAME = ").Text(path[1]).Raw(" ORDER BY ORDINAL_POSITION"))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, absent(path)
	}
	columns := make([]driver.Column, len(found))
	for i, f := range found {
		precision, err1 := strconv.Atoi(f[3].Text)
		scale, err2 := strconv.Atoi(f[4].Text)
		if err := errors.Join(err1, err2); err != nil {
			return nil, writ.Wrap(writ.CodeInternal, "mysql.Describe", err, "the server describes a type in a way that cannot be read")
		}
		columns[i] = driver.Column{Name: f[0].Text, Type: described(f[1].Text, f[2].Text, precision, scale), Native: f[2].Text}
	}
	return columns, nil
}

// absent says that there is nothing at path.
func absent(path writ.Path) error {
	return &driver.Error{Class: driver.ClassNotFound, Message: "there is no " + path.String()}
}
