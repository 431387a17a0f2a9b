package duckdb

import (
	"encoding/hex"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// quoting is DuckDB's: https://duckdb.org/docs/stable/sql/dialect/keywords_and_identifiers
var quoting = sqltext.Quoting{Ident: '"', MaxIdentBytes: maxIdentifierBytes}

// dialect writes DuckDB's SQL.
type dialect struct{}

// Quoting implements driver.Dialect.
func (dialect) Quoting() sqltext.Quoting { return quoting }

// NativeType implements driver.Dialect.
func (dialect) NativeType(t writ.Type) (string, error) { return native(t) }

// CreateTable implements driver.Dialect.
func (dialect) CreateTable(path writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	if err := checkColumns("duckdb.CreateTable", columns); err != nil {
		return sqltext.SQL{}, err
	}
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		b.Ident(c.Name).Raw(" ")
		if err := appendType(b, c.Type); err != nil {
			return sqltext.SQL{}, err
		}
	}
	return b.Raw(")").Done()
}

// appendType appends the native type of t.
func appendType(b *sqltext.Builder, t writ.Type) error {
	n, err := native(t)
	if err != nil {
		return err
	}
	b.Type(n)
	return nil
}

// checkColumns refuses what DuckDB would refuse later in its own words: too many
// columns, and names that differ only in the case of ASCII letters.
func checkColumns(op string, columns []driver.Column) error {
	if n := len(columns); n == 0 || n > maxColumns {
		return writ.Errorf(writ.CodeInvalid, op, "a table of %d columns cannot be made; DuckDB takes 1 to %d here", n, maxColumns)
	}
	seen := make(map[string]string, len(columns))
	for _, c := range columns {
		folded := foldASCII(c.Name)
		if other, ok := seen[folded]; ok {
			return writ.Errorf(writ.CodeInvalid, op, "the columns %q and %q have the same name to DuckDB, which ignores case", other, c.Name)
		}
		seen[folded] = c.Name
	}
	return nil
}

func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
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

// Literal implements driver.Dialect. Text that holds U+0000, which no literal may,
// is written by its bytes.
func (dialect) Literal(t writ.Type, text string) (sqltext.SQL, error) {
	b := quoting.Build()
	switch {
	case t.Kind == writ.KindText && strings.ContainsRune(text, 0):
		return b.Raw("decode(unhex(").Text(hex.EncodeToString([]byte(text))).Raw("))").Done()
	case t.Kind == writ.KindText:
		return b.Text(text).Done()
	case t.Kind == writ.KindBytes:
		return b.Raw("unhex(").Text(text).Raw(")").Done()
	}
	return driver.CastLiteral(dialect{}, t, text)
}

// Compared implements driver.Dialect. DuckDB compares text by its bytes, and JSON
// as text.
func (dialect) Compared(c driver.Column) (sqltext.SQL, error) {
	return quoting.Build().Ident(c.Name).Done()
}

// The privilege of Grants and Checks. DuckDB has no users: what the destination
// needs is to be there.
const privilegeSchema = "SCHEMA"

// Grants implements driver.Dialect. Nobody has to be granted anything, so
// principal goes unused.
func (dialect) Grants(destination writ.Path, _ string) ([]driver.Grant, error) {
	stmt, err := quoting.Build().Raw("CREATE SCHEMA IF NOT EXISTS ").Path(destination).Done()
	if err != nil {
		return nil, err
	}
	return []driver.Grant{{Privilege: privilegeSchema, Statement: stmt, Why: "Writ creates its tables in this schema and nowhere else."}}, nil
}

// Checks implements driver.Dialect.
func (dialect) Checks(destination writ.Path, probe string) ([]driver.Check, error) {
	table, view := destination.Child(probe), destination.Child(probe+"_VIEW")
	steps := []struct {
		name, title, needs string
		stmt               *sqltext.Builder
	}{
		{"createTable", "Create a table", "", quoting.Build().Raw("CREATE TABLE ").Path(table).Raw(" (i BIGINT)")},
		{"insert", "Write rows", "createTable", quoting.Build().Raw("INSERT INTO ").Path(table).Raw(" VALUES (1)")},
		{"select", "Read rows", "createTable", quoting.Build().Raw("SELECT i FROM ").Path(table)},
		{"createView", "Create a view", "createTable", quoting.Build().Raw("CREATE VIEW ").Path(view).Raw(" AS SELECT i FROM ").Path(table)},
		{"dropView", "Drop a view", "createView", quoting.Build().Raw("DROP VIEW ").Path(view)},
		{"dropTable", "Drop a table", "createTable", quoting.Build().Raw("DROP TABLE ").Path(table)},
	}
	checks := make([]driver.Check, len(steps))
	for i, s := range steps {
		stmt, err := s.stmt.Done()
		if err != nil {
			return nil, err
		}
		checks[i] = driver.Check{Name: s.name, Title: s.title, Privilege: privilegeSchema, Needs: s.needs, Statements: []sqltext.SQL{stmt}}
	}
	return checks, nil
}
