package duckdb

import (
	"context"
	"errors"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// things lists tables and views with the words of driver.EntryKind and the rows
// of tables.
const things = `(SELECT schema_name AS s, table_name AS n, 'table' AS k, estimated_size AS r FROM duckdb_tables()
	WHERE database_name = current_database() AND NOT internal
	UNION ALL SELECT schema_name, view_name, 'view', NULL FROM duckdb_views()
	WHERE database_name = current_database() AND NOT internal)`

// List implements driver.Inspector.
func (c *conn) List(ctx context.Context, parent writ.Path) ([]driver.Entry, error) {
	schemas, err := c.schemas(ctx)
	if err != nil || len(parent) == 0 {
		return schemas, err
	}
	if !holds(schemas, parent) {
		return nil, absent("schema", parent)
	}
	return c.entries(ctx, quoting.Build().Raw("SELECT s, n, k FROM ").Raw(things).Raw(" WHERE s = ").Text(parent[0]).Raw(" ORDER BY n"))
}

// Measure implements driver.Measurer. DuckDB tells how many rows a table has but
// not how much of the file it takes: the blocks of the file hold pieces of several
// tables (https://duckdb.org/docs/stable/sql/meta/duckdb_table_functions).
func (c *conn) Measure(ctx context.Context, schema writ.Path) ([]driver.Size, error) {
	schemas, err := c.schemas(ctx)
	if err != nil {
		return nil, err
	}
	if !holds(schemas, schema) {
		return nil, absent("schema", schema)
	}
	return driver.ReadSizes(ctx, c, sizesOf(schema))
}

func sizesOf(schema writ.Path) *sqltext.Builder {
	return quoting.Build().Raw("SELECT s, n, k, -1, r FROM ").Raw(things).Raw(" WHERE s = ").Text(schema[0]).Raw(" ORDER BY n")
}

func (c *conn) schemas(ctx context.Context) ([]driver.Entry, error) {
	return c.entries(ctx, quoting.Build().Raw(`SELECT NULL, schema_name, 'schema' FROM duckdb_schemas()
		WHERE database_name = current_database() AND schema_name NOT IN ('information_schema', 'pg_catalog') ORDER BY 2`))
}

// holds tells whether path is that of one of the schemas.
func holds(schemas []driver.Entry, path writ.Path) bool {
	for _, s := range schemas {
		if len(path) == 1 && s.Path.Name() == path[0] {
			return true
		}
	}
	return false
}

// Search implements driver.Inspector.
func (c *conn) Search(ctx context.Context, text string, limit int) ([]driver.Entry, error) {
	return c.entries(ctx, quoting.Build().Raw("SELECT s, n, k FROM ").Raw(things).
		Raw(" WHERE contains(lower(n), lower(").Text(text).Raw(")) ORDER BY s, n LIMIT ").Int(int64(limit)))
}

// Describe implements driver.Inspector.
func (c *conn) Describe(ctx context.Context, path writ.Path) ([]driver.Column, error) {
	if len(path) != 2 {
		return nil, absent("table", path)
	}
	all, err := c.all(ctx, quoting.Build().Raw(`SELECT column_name, data_type FROM duckdb_columns()
		WHERE database_name = current_database() AND schema_name = `).Text(path[0]).
		Raw(" AND table_name = ").Text(path[1]).Raw(" ORDER BY column_index"))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, absent("table", path)
	}
	columns := make([]driver.Column, len(all))
	for i, row := range all {
		columns[i] = driver.Column{Name: row[0].Text, Type: portable(row[1].Text), Native: row[1].Text}
	}
	return columns, nil
}

// entries reads rows of schema (NULL for a schema itself), name and kind.
func (c *conn) entries(ctx context.Context, b *sqltext.Builder) ([]driver.Entry, error) {
	all, err := c.all(ctx, b)
	if err != nil {
		return nil, err
	}
	entries := make([]driver.Entry, len(all))
	for i, row := range all {
		entries[i] = driver.Entry{Path: writ.Path{row[0].Text, row[1].Text}, Kind: driver.EntryKind(row[2].Text)}
		if row[0].Null {
			entries[i].Path = writ.Path{row[1].Text}
		}
	}
	return entries, nil
}

// all reads every row of a small result.
func (c *conn) all(ctx context.Context, b *sqltext.Builder) ([][]writ.Value, error) {
	stmt, err := b.Done()
	if err != nil {
		return nil, err
	}
	r, err := c.Query(ctx, stmt)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all [][]writ.Value
	for {
		row := make([]writ.Value, len(r.Columns()))
		err := r.Next(row)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
}

// absent is the answer to a name that is not there. Nothing tells it apart from
// a name of the wrong depth.
func absent(what string, path writ.Path) error {
	return &driver.Error{Class: driver.ClassNotFound, Message: "there is no " + what + " " + path.String()}
}
