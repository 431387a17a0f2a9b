package driver

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
)

// LogRow is one row of an edit log.
type LogRow struct {
	Table    string
	Num      int64
	At       time.Time // UTC, microseconds
	Edit     string
	Metadata string
}

// LogRange says which rows of an edit log are read. Zero fields ask for nothing.
type LogRange struct {
	Table    string
	After    int64     // EDIT_NUM greater than this
	Upto     int64     // EDIT_NUM at most this
	Since    time.Time // TIMESTAMP at or after this
	Contains string    // EDIT or METADATA contains this text, letter for letter
	Limit    int
}

// EditLogger is a Conn that keeps edit logs.
type EditLogger interface {
	// CreateLog creates an edit log; ClassExists if there is a table of that name.
	// Where the platform enforces keys, DS_ID and EDIT_NUM together are one.
	CreateLog(ctx context.Context, path writ.Path) error
	// AppendLog adds rows in one step, which is on disk once it returns: after an error
	// none of them is there, unless its class is ClassUncertain. ClassExists says that a
	// number is taken, which only a platform that enforces keys can tell.
	AppendLog(ctx context.Context, path writ.Path, rows []LogRow) error
	// ReadLog calls fn for the rows of a range, ordered by DS_ID, then EDIT_NUM, then
	// TIMESTAMP. An error of fn ends it and is returned as it is.
	ReadLog(ctx context.Context, path writ.Path, r LogRange, fn func(LogRow) error) error
	// RedactLog replaces EDIT of one row, if it is still as it was; the number of rows
	// changed.
	RedactLog(ctx context.Context, path writ.Path, row LogRow, edit string) (int64, error)
}

// Data names a data table, and the table beside it that holds its mark.
type Data struct {
	Path writ.Path
	Mark writ.Path
}

// Mark tells how much of its edit log a data table holds: everything up to Num, as
// a writer of Term has put it there.
type Mark struct {
	Num        int64
	Term       int64
	Generation int64
}

// SystemColumns are the columns that every data table begins with, in their order.
// Texts among them hold ASCII but for e-mail addresses; the row id is the key, and
// positions are compared byte by byte.
func SystemColumns() []Column {
	text, at := writ.Type{Kind: writ.KindText}, writ.Type{Kind: writ.KindTimestamp}
	return []Column{
		{Name: writ.RowIDColumn, Type: text},    // at most 64 bytes
		{Name: writ.PositionColumn, Type: text}, // at most 255 bytes
		{Name: writ.CreatedAtColumn, Type: at},
		{Name: writ.CreatedByColumn, Type: text},
		{Name: writ.UpdatedAtColumn, Type: at},
		{Name: writ.UpdatedByColumn, Type: text},
		{Name: writ.EditNumColumn, Type: writ.Type{Kind: writ.KindInteger}},
	}
}

// Changes is what brings a data table from one mark to another. Values are
// canonical. No row is in two of Inserts, Updates and Deletes.
type Changes struct {
	Data    Data
	From    Mark
	To      Mark
	Columns []Column       // of Inserts: system columns, then others
	Inserts [][]writ.Value // none of whose rows is there
	Updates []RowUpdates
	Deletes []string // row ids
}

// RowUpdates changes the same columns of several rows, all of them there and no two
// the same. The first column is the row id.
type RowUpdates struct {
	Columns []Column
	Rows    [][]writ.Value
}

// What EditTables say with ClassConflict when a data table is not as they were told.
const (
	AlteredRows = "the data table does not hold the rows that it should: somebody else has changed it. Rebuild it from its edit log"
	OtherState  = "the data table holds another state than the one to be copied"
)

// EditTables is a Conn that keeps the data tables of input tables.
type EditTables interface {
	// CreateData creates a data table with the system columns and then columns, fills
	// it from a canonical file of all of them in this order ("" for no rows; longest as
	// in Load), and creates its mark. Nothing of both is there after an error, unless
	// its class is ClassUncertain. It returns the number of rows stored.
	CreateData(ctx context.Context, d Data, columns []Column, file string, longest int64, m Mark) (int64, error)
	// CopyData creates a data table as CreateData does, from the rows of another, if
	// the mark of that is at m.Num: ClassConflict if it is not.
	CopyData(ctx context.Context, from, to Data, columns []Column, m Mark) (int64, error)
	// DropData drops a data table and its mark, silently if they are not there.
	DropData(ctx context.Context, d Data) error
	// AddColumn adds a column, silently if one of that name and type is there.
	AddColumn(ctx context.Context, d Data, c Column) error
	// Fence raises the term of a mark to term and returns the mark: from then on no
	// writer of a lower term can apply anything. ClassConflict if the mark's term is
	// higher; ClassNotFound if there is no mark.
	Fence(ctx context.Context, d Data, term int64) (Mark, error)
	// Apply makes changes and moves the mark in one step. applied is false, and nothing
	// has changed, if the mark is not at the number and generation of From, or its term
	// is higher than To's. ClassConflict says that rows are not as Changes has them:
	// somebody else wrote to the data table. ClassValue names the row and the column of
	// a value that the platform cannot hold. ClassUncertain says that nobody knows; a
	// Fence tells, after which it will not happen any more.
	Apply(ctx context.Context, c Changes) (applied bool, err error)
}
