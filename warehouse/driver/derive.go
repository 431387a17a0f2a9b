package driver

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Derivation says what a Deriver fills a new table with: the rows of queries,
// which run in the warehouse, one after the other. The columns of each query are
// Columns in their order, of the same types.
type Derivation struct {
	Path    writ.Path
	Columns []Column
	From    []Derived
}

// Derived is one query of a Derivation with the number of rows that it has to
// bring, -1 if any number will do.
type Derived struct {
	Query sqltext.SQL
	Rows  int64
}

// Deriver is a Conn that creates tables from queries, so that no row travels.
type Deriver interface {
	// DeriveTable creates the table as a Loader would, with the same native types,
	// keys and indexes, and fills it, atomically: after an error the table is not
	// there, unless the error's class is ClassUncertain. It returns the number of
	// rows the warehouse says it stored.
	DeriveTable(ctx context.Context, d Derivation) (int64, error)
}

// Fill inserts the rows of d's queries by exec into the table at a path, which is
// not d's own on platforms where filling cannot be undone, and returns their
// number.
func (d Derivation) Fill(q sqltext.Quoting, at writ.Path, exec func(sqltext.SQL) (int64, error)) (int64, error) {
	var total int64
	for _, from := range d.From {
		stmt, err := d.insert(q, at, from.Query)
		if err != nil {
			return 0, err
		}
		n, err := exec(stmt)
		if err != nil {
			return 0, err
		}
		if from.Rows >= 0 && n != from.Rows {
			return 0, &Error{Class: ClassOther, Message: fmt.Sprintf("%d rows were expected, %d came", from.Rows, n)}
		}
		total += n
	}
	return total, nil
}

func (d Derivation) insert(q sqltext.Quoting, at writ.Path, query sqltext.SQL) (sqltext.SQL, error) {
	names := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		names[i] = c.Name
	}
	return q.Build().Raw("INSERT INTO ").Path(at).Raw(" (").Idents(names...).Raw(") ").SQL(query).Done()
}
