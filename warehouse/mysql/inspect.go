package mysql

import (
	"context"
	"errors"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Catalog queries. information_schema shows what the user has any right on. Its
// names are sorted by their bytes, whatever the server's collation.
const (
	ownSchemas = `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
WHERE SCHEMA_NAME NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`
	ownTables = `SELECT TABLE_SCHEMA, TABLE_NAME, IF(TABLE_TYPE LIKE '%VIEW', 'view', 'table') FROM information_schema.TABLES
WHERE TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')`
	ownColumns = `SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, COALESCE(NUMERIC_PRECISION, 0), COALESCE(NUMERIC_SCALE, 0)
FROM information_schema.COLUMNS WHERE BINARY TABLE_SCHEMA = `
)

// List implements driver.Inspector.
func (c *conn) List(ctx context.Context, parent writ.Path) ([]driver.Entry, error) {
	switch len(parent) {
	case 0:
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(ownSchemas+" ORDER BY BINARY SCHEMA_NAME"))
	case 1:
		found, err := driver.ReadCatalog(ctx, c, quoting.Build().Raw(ownSchemas+" AND BINARY SCHEMA_NAME = ").Text(parent[0]))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, absent(parent)
		}
		return driver.ReadEntries(ctx, c, quoting.Build().Raw(ownTables+" AND BINARY TABLE_SCHEMA = ").Text(parent[0]).Raw(" ORDER BY BINARY TABLE_NAME"))
	}
	return nil, absent(parent)
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
