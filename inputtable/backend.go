package inputtable

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// logbook is the edit log of a connection: an editlog.Log.
type logbook interface {
	// Check tells what differs between the log and what it has to be: CodeConflict,
	// or CodeNotFound if it is not there.
	Check(ctx context.Context) error
	// Append adds entries in one step.
	Append(ctx context.Context, entries []*editlog.Entry) error
	// Read calls fn for the entries of a range in order, void ones too.
	Read(ctx context.Context, r driver.LogRange, fn func(*editlog.Entry) error) error
}

// dataTables keeps the rows of the input tables of a connection, with the rights
// that each data table names, or those that are given.
type dataTables interface {
	Fence(ctx context.Context, d *writ.DataTable, term int64) (driver.Mark, error)
	Apply(ctx context.Context, as writ.As, c driver.Changes) (applied bool, err error)
	AddColumn(ctx context.Context, d *writ.DataTable, c driver.Column) error
	// RowsByID reads rows; each begins with its id.
	RowsByID(ctx context.Context, d *writ.DataTable, columns []string, ids []string) ([][]writ.Value, error)
	// ValuesIn finds rows by values of a column: the id and the value of each.
	ValuesIn(ctx context.Context, d *writ.DataTable, column driver.Column, values []writ.Value) ([][]writ.Value, error)
	Positions(ctx context.Context, d *writ.DataTable, at string) (warehouse.Positions, error)
	// Page reads rows in the order of their ids, after one; each begins with its id.
	Page(ctx context.Context, d *writ.DataTable, columns []driver.Column, after writ.RowID, limit int) ([][]writ.Value, error)
	// Create makes a data table from a canonical file, "" for no rows.
	Create(ctx context.Context, d *writ.DataTable, columns []driver.Column, file string, longest int64, m driver.Mark) error
	// Copy makes a data table from another, if the mark of that is at m.Num.
	Copy(ctx context.Context, from, to *writ.DataTable, columns []driver.Column, m driver.Mark) error
	Drop(ctx context.Context, d *writ.DataTable) error
}

// place is what a writer works on. It is asked for again whenever a table is opened,
// because the way to a warehouse may have changed.
type place struct {
	log    logbook
	data   dataTables
	limits driver.Capabilities
}

func dataOf(d *writ.DataTable) driver.Data { return driver.Data{Path: d.Path, Mark: d.MarkPath} }
