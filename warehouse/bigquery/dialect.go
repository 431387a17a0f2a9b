package bigquery

import (
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// quoting is GoogleSQL's: https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical.
// Two quotes in a row would be two literals there.
var quoting = sqltext.Quoting{Ident: '`', CStyle: true, MaxIdentBytes: maxIdentifierBytes}

// dialect writes GoogleSQL.
type dialect struct{}

// Quoting implements driver.Dialect.
func (dialect) Quoting() sqltext.Quoting { return quoting }

// NativeType implements driver.Dialect.
func (dialect) NativeType(t writ.Type) (string, error) { return native(t) }

// CreateTable implements driver.Dialect.
func (dialect) CreateTable(path writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	if err := checkColumns("bigquery.CreateTable", columns); err != nil {
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

// forbidden are the characters that no column name may have, quoted or not, and
// reserved the beginnings of names that BigQuery keeps for itself:
// https://cloud.google.com/bigquery/docs/schemas#column_names.
const forbidden = "!\"$()*,./;?@[\\]^`{}~"

var reserved = []string{"_TABLE_", "_FILE_", "_PARTITION", "_ROW_TIMESTAMP", "__ROOT__", "_COLIDENTIFIER", "_CHANGE_SEQUENCE_NUMBER", "_CHANGE_TYPE", "_CHANGE_TIMESTAMP"}

// checkColumns refuses before anything is made what BigQuery would refuse.
func checkColumns(op string, columns []driver.Column) error {
	if n := len(columns); n == 0 || n > maxColumns {
		return writ.Errorf(writ.CodeInvalid, op, "a table of %d columns cannot be made; BigQuery takes 1 to %d", n, maxColumns)
	}
	seen := make(map[string]string, len(columns))
	for _, c := range columns {
		if strings.ContainsAny(c.Name, forbidden) {
			return writ.Errorf(writ.CodeInvalid, op, "a column of BigQuery cannot be called %q; none of %s may be in its name", c.Name, forbidden)
		}
		upper := strings.ToUpper(c.Name)
		for _, r := range reserved {
			if strings.HasPrefix(upper, r) {
				return writ.Errorf(writ.CodeInvalid, op, "a column cannot be called %q; BigQuery keeps names that begin with %s for itself", c.Name, r)
			}
		}
		if other, ok := seen[upper]; ok {
			return writ.Errorf(writ.CodeInvalid, op, "the columns %q and %q have the same name to BigQuery, which ignores case", other, c.Name)
		}
		seen[upper] = c.Name
	}
	return nil
}

// DropTable implements driver.Dialect.
func (dialect) DropTable(path writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(path).Done()
}

// RenameTable implements driver.Dialect. The new name has no path: a table stays
// in its dataset.
func (dialect) RenameTable(path writ.Path, name string) (sqltext.SQL, error) {
	return quoting.Build().Raw("ALTER TABLE ").Path(path).Raw(" RENAME TO ").Ident(name).Done()
}

// SelectRows implements driver.Dialect.
func (dialect) SelectRows(w driver.Window) (sqltext.SQL, error) { return w.Select(quoting) }

// Literal implements driver.Dialect. JSON is text.
func (dialect) Literal(t writ.Type, text string) (sqltext.SQL, error) {
	b := quoting.Build()
	switch t.Kind {
	case writ.KindText, writ.KindJSON:
		return b.Text(text).Done()
	case writ.KindBytes:
		return b.Raw("FROM_HEX(").Text(text).Raw(")").Done()
	}
	return driver.CastLiteral(dialect{}, t, text)
}

// Compared implements driver.Dialect. Strings without a collation compare by their
// code points, which is the order of their bytes:
// https://cloud.google.com/bigquery/docs/reference/standard-sql/collation-concepts.
func (dialect) Compared(c driver.Column) (sqltext.SQL, error) {
	return quoting.Build().Ident(c.Name).Done()
}

// The roles of Grants and Checks, which take the place of privileges:
// https://cloud.google.com/bigquery/docs/access-control.
const (
	dataEditor = "BigQuery Data Editor"
	jobUser    = "BigQuery Job User"
)

// Grants implements driver.Dialect. principal is written with its kind, such as
// serviceAccount:writ@project.iam.gserviceaccount.com. GRANT reaches datasets and
// what is in them, but no projects, so one line is a shell command in a comment:
// https://cloud.google.com/bigquery/docs/reference/standard-sql/data-control-language.
func (dialect) Grants(destination writ.Path, principal string) ([]driver.Grant, error) {
	if len(destination) != 2 {
		return nil, writ.Errorf(writ.CodeInvalid, "bigquery.Grants", "a destination is a project and a dataset")
	}
	editor, err := quoting.Build().Raw("GRANT `roles/bigquery.dataEditor` ON SCHEMA ").Path(destination).Raw(" TO ").Text(principal).Done()
	if err != nil {
		return nil, err
	}
	user, err := quoting.Build().Raw("-- gcloud projects add-iam-policy-binding ").Text(destination[0]).
		Raw(" --role=roles/bigquery.jobUser --member=").Text(principal).Done()
	if err != nil {
		return nil, err
	}
	return []driver.Grant{
		{Privilege: dataEditor, Statement: editor, Why: "Writ creates, fills and drops its tables in this dataset and nowhere else."},
		{Privilege: jobUser, Statement: user, Why: "Every statement is a job, which needs a role on the project; SQL cannot give it."},
	}, nil
}

// Checks implements driver.Dialect. DDL does not roll back here, so what is
// created is dropped.
func (dialect) Checks(destination writ.Path, probe string) ([]driver.Check, error) {
	b := quoting.Build
	table, view, renamed := destination.Child(probe), destination.Child(probe+"_VIEW"), probe+"_2"
	steps := []struct {
		name, title, role, needs string
		stmt                     *sqltext.Builder
	}{
		{"job", "Run a statement", jobUser, "", b().Raw("SELECT 1")},
		{"createTable", "Create a table", dataEditor, "job", b().Raw("CREATE TABLE ").Path(table).Raw(" (i INT64)")},
		{"insert", "Write rows", dataEditor, "createTable", b().Raw("INSERT INTO ").Path(table).Raw(" (i) VALUES (1)")},
		{"select", "Read rows", dataEditor, "createTable", b().Raw("SELECT i FROM ").Path(table)},
		{"createView", "Create a view", dataEditor, "createTable", b().Raw("CREATE VIEW ").Path(view).Raw(" AS SELECT i FROM ").Path(table)},
		{"dropView", "Drop a view", dataEditor, "createView", b().Raw("DROP VIEW ").Path(view)},
		{"rename", "Rename a table", dataEditor, "createTable", b().Raw("ALTER TABLE ").Path(table).Raw(" RENAME TO ").Ident(renamed)},
		{"dropTable", "Drop a table", dataEditor, "rename", b().Raw("DROP TABLE ").Path(destination.Child(renamed))},
	}
	checks := make([]driver.Check, len(steps))
	for i, s := range steps {
		stmt, err := s.stmt.Done()
		if err != nil {
			return nil, err
		}
		checks[i] = driver.Check{Name: s.name, Title: s.title, Privilege: s.role, Needs: s.needs, Statements: []sqltext.SQL{stmt}}
	}
	return checks, nil
}
