package store

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
)

// InputTables keeps input tables and where their rows lie.
type InputTables interface {
	Insert(ctx context.Context, t *writ.InputTable) error
	// Update changes the name, the document and the destination.
	Update(ctx context.Context, t *writ.InputTable) error
	Get(ctx context.Context, id writ.InputTableID) (*writ.InputTable, error)
	// List returns input tables, newest first, after the id after ("" for the first
	// page), at most limit.
	List(ctx context.Context, after writ.InputTableID, limit int) ([]*writ.InputTable, error)
	// ByDocument returns those of a document in the order they were made.
	ByDocument(ctx context.Context, id writ.FileID) ([]*writ.InputTable, error)
	// ByConnection returns those of a connection in the order they were made.
	ByConnection(ctx context.Context, id writ.ConnectionID) ([]*writ.InputTable, error)
	// ByObject returns the input table whose data table, or the mark of it, an object
	// is.
	ByObject(ctx context.Context, id writ.ObjectID) (*writ.InputTable, error)
	// Delete removes an input table with everything that is kept of it; its edit log
	// is the warehouse's, and so are its data tables. A document that has input tables
	// cannot be deleted.
	Delete(ctx context.Context, id writ.InputTableID) error
	// PutData records where the rows of a branch lie now. CodeStale if what is known
	// has the same generation or a later one, unless only columns were added, behind
	// the others. Until then an object made for it counts as one that nothing owns,
	// which is swept a day after it was intended.
	PutData(ctx context.Context, d *writ.DataTable) error
	// Data returns the data tables of an input table that readers use: at most one a
	// branch.
	Data(ctx context.Context, id writ.InputTableID) ([]*writ.DataTable, error)
}

// InputHeads keeps how far each edit log is known to have come, and what waits
// beside its cells.
type InputHeads interface {
	// Put records a head. CodeStale if the known one has a higher term, or the same
	// term and a higher number; CodeNotFound if the input table was deleted.
	Put(ctx context.Context, h *writ.InputHead) error
	// Get returns the head of an input table; CodeNotFound before there is one.
	Get(ctx context.Context, id writ.InputTableID) (*writ.InputHead, error)
	// PutFlags inserts flags, in place of those of the same cells of the branch.
	PutFlags(ctx context.Context, flags []writ.InputFlag) error
	// DeleteFlags removes the flags of cells, with row and column, of a branch.
	DeleteFlags(ctx context.Context, flags []writ.InputFlag) error
	// ClearFlags removes all flags of a branch.
	ClearFlags(ctx context.Context, id writ.InputTableID, b writ.Branch) error
	// Flags returns flags of a branch in the order of row and column, after a cell
	// ("", "" for the first page), at most limit.
	Flags(ctx context.Context, id writ.InputTableID, b writ.Branch, row writ.RowID, column writ.ColumnID, limit int) ([]writ.InputFlag, error)
	// FlagsOf returns the flags of some rows of a branch.
	FlagsOf(ctx context.Context, id writ.InputTableID, b writ.Branch, rows []writ.RowID) ([]writ.InputFlag, error)
	// CountFlags counts those of a branch.
	CountFlags(ctx context.Context, id writ.InputTableID, b writ.Branch) (int64, error)
}

// EditLogs keeps where the edit logs lie.
type EditLogs interface {
	// Insert records the edit log of a connection; CodeConflict if it has one.
	Insert(ctx context.Context, l *writ.EditLog) error
	// Update changes the place and the problem.
	Update(ctx context.Context, l *writ.EditLog) error
	Get(ctx context.Context, c writ.ConnectionID) (*writ.EditLog, error)
	List(ctx context.Context) ([]*writ.EditLog, error)
}

// Leases gives nodes the right to do something alone. Times are the store's own.
type Leases interface {
	// Take gives node the lease of a name for d, with the next term, unless another
	// node has it and it has not run out: CodeConflict. The lease is who has it then,
	// in either case.
	Take(ctx context.Context, name string, node writ.NodeID, d time.Duration) (*writ.Lease, error)
	// Renew prolongs a lease of that node and term, and returns it as it is then;
	// CodeStale if it is another's, of another term, or has run out.
	Renew(ctx context.Context, l *writ.Lease, d time.Duration) (*writ.Lease, error)
	// Raise gives the holder of a lease the next term, and one that is higher than
	// above: a store that was restored from a copy knows less than the logs of before.
	// CodeStale as Renew.
	Raise(ctx context.Context, l *writ.Lease, above int64, d time.Duration) (*writ.Lease, error)
	// Release ends a lease, silently if it is no longer the node's. Its term is kept.
	Release(ctx context.Context, l *writ.Lease) error
	// Abandon ends all leases, so that they can be taken at once; their terms are kept.
	// It is for a server that has the store to itself and has just started.
	Abandon(ctx context.Context) error
	// Holder returns a lease that has not run out; CodeNotFound if nobody has it.
	Holder(ctx context.Context, name string) (*writ.Lease, error)
	// Get returns a lease, whether it has run out or not; CodeNotFound if nobody ever
	// had it.
	Get(ctx context.Context, name string) (*writ.Lease, error)
}
