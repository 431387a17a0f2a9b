package mysql

import (
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// quoting is MySQL's, with backslashes that escape, as every session is told.
// Names have 64 characters of the basic plane and end in no blank:
// https://dev.mysql.com/doc/refman/8.4/en/identifiers.html.
var quoting = sqltext.Quoting{Ident: '`', Backslash: true, MaxIdentChars: maxIdentifierChars, BasicPlane: true, NoBlankEnd: true}

// tableOptions compare text by its bytes, as Writ does everywhere, and keep long
// columns out of the row, of which 1017 fit into a page only then:
// https://dev.mysql.com/doc/refman/8.4/en/innodb-row-format.html.
const tableOptions = ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin"

// dialect writes MySQL's SQL.
type dialect struct{}

// Quoting implements driver.Dialect.
func (dialect) Quoting() sqltext.Quoting { return quoting }

// NativeType implements driver.Dialect.
func (dialect) NativeType(t writ.Type) (string, error) { return native(t) }

// CreateTable implements driver.Dialect.
func (dialect) CreateTable(path writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	if err := checkColumns("mysql.CreateTable", columns); err != nil {
		return sqltext.SQL{}, err
	}
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	for i, c := range columns {
		if i > 0 {
			b.Raw(", ")
		}
		if err := define(b, c); err != nil {
			return sqltext.SQL{}, err
		}
	}
	return b.Raw(tableOptions).Done()
}

// define appends the definition of a column, and with it that of the key or index
// that Writ's own have: InnoDB keeps rows in the order of their key, so any window of
// it is read at once, and a text of a key has to have a length.
func define(b *sqltext.Builder, c driver.Column) error {
	n, err := native(c.Type)
	if err != nil {
		return err
	}
	b.Ident(c.Name).Raw(" ")
	switch c.Name {
	case writ.RowColumn:
		b.Type(n).Raw(" NOT NULL PRIMARY KEY")
	case writ.RowIDColumn:
		b.Raw("VARCHAR(64) NOT NULL PRIMARY KEY")
	case writ.PositionColumn:
		b.Raw("VARCHAR(255) NOT NULL, INDEX (").Ident(c.Name).Raw(")") // to which InnoDB adds the key
	default:
		b.Type(n)
	}
	return nil
}

// checkColumns refuses before anything is made what the server would refuse in
// words that do not help.
func checkColumns(op string, columns []driver.Column) error {
	if n := len(columns); n == 0 || n > maxColumns {
		return writ.Errorf(writ.CodeInvalid, op, "a table of %d columns cannot be made; MySQL takes 1 to %d", n, maxColumns)
	}
	seen := make(map[string]string, len(columns))
	for _, c := range columns {
		folded := strings.ToLower(c.Name)
		if other, ok := seen[folded]; ok {
			return writ.Errorf(writ.CodeInvalid, op, "the columns %q and %q have the same name, because MySQL does not tell case apart in them", other, c.Name)
		}
		seen[folded] = c.Name
	}
	return nil
}

// loadingPath is where a table lies until it is whole: beside its place, under a
// name made from its own, so that whoever drops the one can drop the other.
func loadingPath(path writ.Path) writ.Path {
	return path.Parent().Child(driver.LoadingName(path.Name()))
}

// DropTable implements driver.Dialect. It also drops what a load that was killed
// has left.
func (dialect) DropTable(path writ.Path) (sqltext.SQL, error) {
	if len(path) == 0 {
		return quoting.Build().Path(path).Done()
	}
	return quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(path).Raw(", ").Path(loadingPath(path)).Done()
}

// RenameTable implements driver.Dialect.
func (dialect) RenameTable(path writ.Path, name string) (sqltext.SQL, error) {
	return renameTo(path, path.Parent().Child(name))
}

func renameTo(from, to writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("RENAME TABLE ").Path(from).Raw(" TO ").Path(to).Done()
}

// SelectRows implements driver.Dialect.
func (dialect) SelectRows(w driver.Window) (sqltext.SQL, error) { return w.Select(quoting) }

// castTypes are the types of CAST, which are not those of columns:
// https://dev.mysql.com/doc/refman/8.4/en/cast-functions.html#function_cast.
var castTypes = map[writ.Kind]string{
	writ.KindInteger:   "SIGNED",
	writ.KindFloat:     "DOUBLE",
	writ.KindDate:      "DATE",
	writ.KindTime:      "TIME(6)",
	writ.KindTimestamp: "DATETIME(6)",
}

// Literal implements driver.Dialect.
func (dialect) Literal(t writ.Type, text string) (sqltext.SQL, error) {
	b := quoting.Build()
	native, ok := castTypes[t.Kind]
	switch {
	case t.Kind == writ.KindText:
		return b.Text(text).Done()
	case t.Kind == writ.KindBytes:
		return b.Raw("UNHEX(").Text(text).Raw(")").Done()
	case t.Kind == writ.KindBoolean && text == "true":
		return b.Raw("TRUE").Done()
	case t.Kind == writ.KindBoolean:
		return b.Raw("FALSE").Done()
	case ok:
		return b.Raw("CAST(").Text(text).Raw(" AS ").Type(native).Raw(")").Done()
	}
	return driver.CastLiteral(dialect{}, t, text)
}

// Compared implements driver.Dialect: see tableOptions.
func (dialect) Compared(c driver.Column) (sqltext.SQL, error) {
	return quoting.Build().Ident(c.Name).Done()
}
