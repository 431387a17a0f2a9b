package driver

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// ReadCatalog runs a query on a catalog and returns all its rows. It is for
// answers that are small by nature.
func ReadCatalog(ctx context.Context, c Conn, b *sqltext.Builder) ([][]writ.Value, error) {
	stmt, err := b.Done()
	if err != nil {
		return nil, err
	}
	rows, err := c.Query(ctx, stmt)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all [][]writ.Value
	for {
		row := make([]writ.Value, len(rows.Columns()))
		if err := rows.Next(row); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
}

// ReadEntries runs a query on a catalog whose rows are a schema, or a schema, a
// name and an EntryKind.
func ReadEntries(ctx context.Context, c Conn, b *sqltext.Builder) ([]Entry, error) {
	found, err := ReadCatalog(ctx, c, b)
	entries := make([]Entry, len(found))
	for i, f := range found {
		entries[i] = Entry{Path: writ.Path{f[0].Text}, Kind: EntrySchema}
		if len(f) > 1 {
			entries[i] = Entry{Path: writ.Path{f[0].Text, f[1].Text}, Kind: EntryKind(f[2].Text)}
		}
	}
	return entries, err
}

// ReadSizes runs a query on a catalog whose rows are a schema, a name, an
// EntryKind, bytes and rows; what is NULL or negative there is unknown.
func ReadSizes(ctx context.Context, c Conn, b *sqltext.Builder) ([]Size, error) {
	found, err := ReadCatalog(ctx, c, b)
	sizes := make([]Size, len(found))
	for i, f := range found {
		sizes[i] = Size{Entry: Entry{Path: writ.Path{f[0].Text, f[1].Text}, Kind: EntryKind(f[2].Text)}, Bytes: count(f[3]), Rows: count(f[4])}
	}
	return sizes, err
}

// count reads a number of a catalog, -1 for none.
func count(v writ.Value) int64 {
	n, err := strconv.ParseInt(v.Text, 10, 64)
	if v.Null || err != nil || n < 0 {
		return -1
	}
	return n
}
