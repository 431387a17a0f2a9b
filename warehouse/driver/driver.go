package driver

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Driver is one platform.
type Driver interface {
	// Spec describes the platform as data: form, capabilities, limits.
	Spec() Spec
	// Dialect turns portable operations into the platform's SQL text. Pure.
	Dialect() Dialect
	// Open prepares a pool for one credential without connecting. It fails with
	// CodeInvalid naming the field at fault, or CodeUnsupported where this
	// version cannot reach the platform.
	Open(ctx context.Context, cfg Config) (Conn, error)
}

// Config is what a Conn is opened with: the values of the platform's fields by
// name, secrets included, how many connections it may hold at once, and where they
// may lead: every address is asked about before it is dialled.
type Config struct {
	Values   map[string]string
	MaxConns int
	Hosts    *Hosts
}

// Conn is a pool of connections that all use one credential. Every error that
// comes from the warehouse is an *Error. All methods are safe for concurrent
// use, stop when ctx ends, and then say ClassCanceled or ClassTimeout.
type Conn interface {
	// Ping connects if need be and proves that the warehouse answers. The class
	// of its error tells which step failed.
	Ping(ctx context.Context) error
	// Query runs a statement that returns rows.
	Query(ctx context.Context, stmt sqltext.SQL) (Rows, error)
	// Exec runs a statement and returns the number of affected rows, -1 where
	// the platform does not tell.
	Exec(ctx context.Context, stmt sqltext.SQL) (int64, error)
	// Close ends every connection; calls under way fail. Safe to call twice.
	Close() error
}

// Rows is a forward cursor. It must be closed; closing early is cheap.
type Rows interface {
	// Columns tells name and type of each column.
	Columns() []Column
	// Next fills dst, which has one element per column, with the next row in
	// canonical text (see writ.Value), and returns io.EOF after the last.
	Next(dst []writ.Value) error
	Close() error
}

// Column is one column of a result or of a table. Native is the platform's own
// name of the type, for people; it may be empty in a column to be created.
type Column struct {
	Name   string
	Type   writ.Type
	Native string
}

// Transactor is a Conn whose platform has transactions that cover DDL.
type Transactor interface {
	Begin(ctx context.Context) (Tx, error)
}

// Tx is one open transaction. After Commit or Rollback it is spent. Commit says
// ClassUncertain when the connection was lost after it was sent.
type Tx interface {
	Query(ctx context.Context, stmt sqltext.SQL) (Rows, error)
	Exec(ctx context.Context, stmt sqltext.SQL) (int64, error)
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
}

// EntryKind is what a thing in the catalog is.
type EntryKind string

// The kinds of catalog entries.
const (
	EntryDatabase EntryKind = "database"
	EntrySchema   EntryKind = "schema"
	EntryTable    EntryKind = "table"
	EntryView     EntryKind = "view"
)

// Entry is one thing in the catalog.
type Entry struct {
	Path writ.Path
	Kind EntryKind
}

// Inspector reads the catalog. It shows what the credential may see; system
// schemas are left out.
type Inspector interface {
	// List returns the children of parent, sorted by name: of the empty path the
	// outermost level, of a schema its tables and views. An absent parent is
	// ClassNotFound.
	List(ctx context.Context, parent writ.Path) ([]Entry, error)
	// Describe returns the columns of a table or view in their order;
	// ClassNotFound if there is none of that exact name.
	Describe(ctx context.Context, path writ.Path) ([]Column, error)
	// Search returns tables and views whose name contains text, whatever the
	// case, at most limit of them, sorted by path.
	Search(ctx context.Context, text string, limit int) ([]Entry, error)
}

// Size is what a platform tells of how large a table is, by its own statistics.
// Bytes is what it takes on disk, indexes included, and Rows an estimate; each is
// -1 where the platform does not tell. A view has neither.
type Size struct {
	Entry
	Bytes int64
	Rows  int64
}

// Measurer is a Conn that can tell how large tables are.
type Measurer interface {
	// Measure returns all tables and views of a schema, whether the credential may
	// read them or not as far as the platform shows them, sorted by name. An absent
	// schema is ClassNotFound.
	Measure(ctx context.Context, schema writ.Path) ([]Size, error)
}

// Load says what a Loader fills a new table with. File is a canonical file: a
// CSV without header, UTF-8, comma, LF, where NULL is an empty field without
// quotes, "" is an empty field in quotes, and every cell is canonical or
// casts to the column's type without loss. The caller made sure of that.
type Load struct {
	Path     writ.Path
	Columns  []Column
	File     string
	Longest  int64            // bytes of the longest line of File with its line end; 0 if nobody measured
	Progress func(rows int64) // may be nil; called now and then with the rows sent so far
}

// Loader creates tables from canonical files, fast.
type Loader interface {
	// LoadTable creates the table and fills it, atomically: after an error the
	// table is not there, unless the error's class is ClassUncertain. It returns
	// the number of rows the warehouse says it stored.
	LoadTable(ctx context.Context, load Load) (int64, error)
}

// Exporter streams whole tables, fast.
type Exporter interface {
	// Export writes the named columns of every row as a canonical file to w,
	// ordered by the column orderBy, or in any order if that is "".
	Export(ctx context.Context, path writ.Path, columns []Column, orderBy string, w io.Writer) error
}
