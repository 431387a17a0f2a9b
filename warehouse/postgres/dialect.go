package postgres

import (
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// quoting is PostgreSQL's with standard_conforming_strings on, which every
// session sets. The server cuts longer names silently, so they are refused here:
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html.
var quoting = sqltext.Quoting{Ident: '"', MaxIdentBytes: maxIdentifierBytes}

// dialect writes PostgreSQL's SQL.
type dialect struct{}

// Quoting implements driver.Dialect.
func (dialect) Quoting() sqltext.Quoting { return quoting }

// NativeType implements driver.Dialect.
func (dialect) NativeType(t writ.Type) (string, error) { return native(t) }

// CreateTable implements driver.Dialect.
func (dialect) CreateTable(path writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	if err := checkColumns("postgres.CreateTable", columns); err != nil {
		return sqltext.SQL{}, err
	}
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	for i, c := range columns {
		n, err := native(c.Type)
		if err != nil {
			return sqltext.SQL{}, err
		}
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" ").Type(n)
	}
	return b.Raw(")").Done()
}

// checkColumns refuses before anything is made what the server would refuse in
// words that do not help.
func checkColumns(op string, columns []driver.Column) error {
	if n := len(columns); n == 0 || n > maxColumns {
		return writ.Errorf(writ.CodeInvalid, op, "a table of %d columns cannot be made; PostgreSQL takes 1 to %d", n, maxColumns)
	}
	seen := make(map[string]bool, len(columns))
	for _, c := range columns {
		if slices.Contains(systemColumns, c.Name) {
			return writ.Errorf(writ.CodeInvalid, op, "a column cannot be called %q; PostgreSQL keeps that name for itself", c.Name)
		}
		if seen[c.Name] {
			return writ.Errorf(writ.CodeInvalid, op, "two columns have the name %q", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// DropTable implements driver.Dialect.
func (dialect) DropTable(path writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(path).Done()
}

// RenameTable implements driver.Dialect.
func (dialect) RenameTable(path writ.Path, name string) (sqltext.SQL, error) {
	return quoting.Build().Raw("ALTER TABLE ").Path(path).Raw(" RENAME TO ").Ident(name).Done()
}

// SelectRows implements driver.Dialect.
func (dialect) SelectRows(w driver.Window) (sqltext.SQL, error) { return w.Select(quoting) }

// Literal implements driver.Dialect.
func (dialect) Literal(t writ.Type, text string) (sqltext.SQL, error) {
	b := quoting.Build()
	switch t.Kind {
	case writ.KindText, writ.KindJSON: // as Compared compares it
		return b.Text(text).Done()
	case writ.KindDecimal: // of any number of digits
		return b.Raw("CAST(").Text(text).Raw(" AS numeric)").Done()
	case writ.KindBytes:
		return b.Raw("decode(").Text(text).Raw(", 'hex')").Done()
	}
	return driver.CastLiteral(dialect{}, t, text)
}

// Compared implements driver.Dialect. The collation "C" compares bytes:
// https://www.postgresql.org/docs/current/collation.html. Row ids and positions have
// it in their tables: to name it again would be an expression, which is computed for
// every row before they are sorted, and doubles the time of that. JSON has no order
// of its own.
func (dialect) Compared(c driver.Column) (sqltext.SQL, error) {
	b := quoting.Build()
	switch {
	case c.Name == writ.RowIDColumn || c.Name == writ.PositionColumn:
		b.Ident(c.Name)
	case c.Type.Kind == writ.KindText:
		b.Ident(c.Name).Raw(` COLLATE "C"`)
	case c.Type.Kind == writ.KindJSON:
		b.Raw("CAST(").Ident(c.Name).Raw(` AS text) COLLATE "C"`)
	default:
		b.Ident(c.Name)
	}
	return b.Done()
}
