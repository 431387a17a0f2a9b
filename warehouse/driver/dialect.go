package driver

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Dialect turns portable operations into one platform's SQL text. Its methods
// are pure; an error is CodeInvalid (a name that cannot be written) or
// CodeUnsupported (a type the platform has not).
type Dialect interface {
	// Quoting says how names and text are written.
	Quoting() sqltext.Quoting
	// NativeType returns the platform's type that keeps every value of t.
	NativeType(t writ.Type) (string, error)
	// CreateTable creates an empty table.
	CreateTable(path writ.Path, columns []Column) (sqltext.SQL, error)
	// DropTable drops a table, silently if it is not there.
	DropTable(path writ.Path) (sqltext.SQL, error)
	// RenameTable gives a table another name in the same schema.
	RenameTable(path writ.Path, name string) (sqltext.SQL, error)
	// SelectRows reads a window of a table.
	SelectRows(w Window) (sqltext.SQL, error)
	// Literal writes a constant of a type from its canonical text, exactly. The
	// caller made sure that it is canonical.
	Literal(t writ.Type, text string) (sqltext.SQL, error)
	// Compared writes a column such that =, < and ORDER BY compare its values as
	// Writ does, text and JSON byte by byte. On platforms where a table says how its
	// text is compared, only Writ's own tables are.
	Compared(c Column) (sqltext.SQL, error)
	// Grants is the script an administrator of the warehouse runs so that
	// principal may write to destination. Names that are not known yet come in
	// as placeholders such as <user>.
	Grants(destination writ.Path, principal string) ([]Grant, error)
	// Checks proves each privilege of Grants by doing; probe is a free name for
	// the objects tried.
	Checks(destination writ.Path, probe string) ([]Check, error)
}

// LoadingName is what a table is called until it is whole, on platforms where
// filling it cannot be undone: a name made from its own, so that whoever knows the
// one knows the other.
func LoadingName(name string) string {
	sum := sha256.Sum256([]byte(name))
	return writ.ObjectPrefix + "LOAD_" + hex.EncodeToString(sum[:16])
}

// Window is a range of rows of one table: those whose Key is greater than
// After, in the order of Key, at most Limit. With Key "" it is the first Limit
// rows in whatever order the platform likes. A Dense key counts without gaps, so
// that the window ends at After+Limit and the platform need not look further.
type Window struct {
	Path    writ.Path
	Columns []string
	Key     string
	After   int64
	Limit   int
	Dense   bool
}

// Select writes a window for the platforms that know LIMIT. It is CodeInvalid
// without columns.
func (w Window) Select(q sqltext.Quoting) (sqltext.SQL, error) {
	if len(w.Columns) == 0 {
		return sqltext.SQL{}, writ.Errorf(writ.CodeInvalid, "driver.Select", "no columns were asked for")
	}
	b := q.Build().Raw("SELECT ").Idents(w.Columns...).Raw(" FROM ").Path(w.Path)
	if w.Key != "" {
		b.Raw(" WHERE ").Ident(w.Key).Raw(" > ").Int(w.After)
		if w.Dense {
			b.Raw(" AND ").Ident(w.Key).Raw(" <= ").Int(w.After + int64(w.Limit))
		}
		b.Raw(" ORDER BY ").Ident(w.Key)
	}
	return b.Raw(" LIMIT ").Int(int64(w.Limit)).Done()
}

// Grant is one line of the script: the privilege it gives, the statement, and
// why Writ needs it.
type Grant struct {
	Privilege string
	Statement sqltext.SQL
	Why       string
}

// Check proves one privilege: its statements run in order and must all succeed.
// Needs names the check whose objects it uses, "" if none: if that one fails,
// this one cannot be tried. Privilege is spelled as in Grants and is what a
// privilege error of these statements means to be missing. Undo removes what the
// statements may have made, silently if it is not there; it is empty if they make
// nothing or, where DDL rolls back, need not be undone.
type Check struct {
	Name       string
	Title      string
	Privilege  string
	Needs      string
	Statements []sqltext.SQL
	Undo       sqltext.SQL
}
