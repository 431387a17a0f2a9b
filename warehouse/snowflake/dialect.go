package snowflake

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// quoting is Snowflake's: names in double quotes keep their case, all others
// would become capitals (https://docs.snowflake.com/en/sql-reference/identifiers-syntax),
// and backslashes escape inside text (.../data-types-text).
var quoting = sqltext.Quoting{Ident: '"', Backslash: true, MaxIdentBytes: maxIdentifierBytes}

// dialect writes Snowflake's SQL.
type dialect struct{}

// Quoting implements driver.Dialect.
func (dialect) Quoting() sqltext.Quoting { return quoting }

// NativeType implements driver.Dialect.
func (dialect) NativeType(t writ.Type) (string, error) { return native(t) }

// CreateTable implements driver.Dialect. The table is a permanent one.
func (dialect) CreateTable(path writ.Path, columns []driver.Column) (sqltext.SQL, error) {
	const op = "snowflake.CreateTable"
	if n := len(columns); n == 0 || n > maxColumns {
		return sqltext.SQL{}, writ.Errorf(writ.CodeInvalid, op, "a table of %d columns cannot be made; Snowflake takes 1 to %d here", n, maxColumns)
	}
	b := quoting.Build().Raw("CREATE TABLE ").Path(path).Raw(" (")
	seen := make(map[string]bool, len(columns))
	for i, c := range columns {
		if seen[c.Name] {
			return sqltext.SQL{}, writ.Errorf(writ.CodeInvalid, op, "two columns have the name %q", c.Name)
		}
		seen[c.Name] = true
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

// DropTable implements driver.Dialect.
func (dialect) DropTable(path writ.Path) (sqltext.SQL, error) {
	return quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(path).Done()
}

// RenameTable implements driver.Dialect. The new name carries the whole path: a
// bare one would move the table to the current schema of the session
// (https://docs.snowflake.com/en/sql-reference/sql/alter-table).
func (dialect) RenameTable(path writ.Path, name string) (sqltext.SQL, error) {
	return quoting.Build().Raw("ALTER TABLE ").Path(path).Raw(" RENAME TO ").Path(path.Parent().Child(name)).Done()
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
		return b.Raw("TO_BINARY(").Text(text).Raw(", 'HEX')").Done()
	}
	return driver.CastLiteral(dialect{}, t, text)
}

// Compared implements driver.Dialect. Columns without a collation compare bytes:
// https://docs.snowflake.com/en/sql-reference/collation.
func (dialect) Compared(c driver.Column) (sqltext.SQL, error) {
	return quoting.Build().Ident(c.Name).Done()
}

// The privileges of Grants and Checks:
// https://docs.snowflake.com/en/user-guide/security-access-control-privileges.
const (
	usageWarehouse = "USAGE ON WAREHOUSE"
	usageDatabase  = "USAGE ON DATABASE"
	usageSchema    = "USAGE ON SCHEMA"
	createTable    = "CREATE TABLE"
	createView     = "CREATE VIEW"
	createStage    = "CREATE STAGE"
)

// Grants implements driver.Dialect. principal is the connection's role: in
// Snowflake privileges belong to roles, never to users. The virtual warehouse is
// no part of a destination, so its name is left for the administrator to fill in.
func (dialect) Grants(destination writ.Path, principal string) ([]driver.Grant, error) {
	if len(destination) != 2 {
		return nil, writ.Errorf(writ.CodeInvalid, "snowflake.Grants", "a destination is a database and a schema")
	}
	grant := func() *sqltext.Builder { return quoting.Build().Raw("GRANT ") }
	database, schema := destination.Parent(), destination
	lines := []struct {
		privilege, why string
		stmt           *sqltext.Builder
	}{
		{usageWarehouse, "Writ's statements need a virtual warehouse to run in.", grant().Raw("USAGE ON WAREHOUSE ").Ident("<warehouse>")},
		{usageDatabase, "Writ must be able to reach the schema.", grant().Raw("USAGE ON DATABASE ").Path(database)},
		{usageSchema, "Writ must be able to reach what lies in the schema.", grant().Raw("USAGE ON SCHEMA ").Path(schema)},
		{createTable, "Writ creates its tables in this schema and nowhere else.", grant().Raw("CREATE TABLE ON SCHEMA ").Path(schema)},
		{createView, "Writ publishes views of its tables there.", grant().Raw("CREATE VIEW ON SCHEMA ").Path(schema)},
		{createStage, "Files are loaded by way of a stage there.", grant().Raw("CREATE STAGE ON SCHEMA ").Path(schema)},
	}
	grants := make([]driver.Grant, len(lines))
	for i, l := range lines {
		stmt, err := l.stmt.Raw(" TO ROLE ").Ident(principal).Done()
		if err != nil {
			return nil, err
		}
		grants[i] = driver.Grant{Privilege: l.privilege, Statement: stmt, Why: l.why}
	}
	return grants, nil
}

// Checks implements driver.Dialect. DDL commits by itself here, so every check
// that creates is followed by one that drops. SHOW needs no virtual warehouse
// and tells reaching the schema from running in it.
func (dialect) Checks(destination writ.Path, probe string) ([]driver.Check, error) {
	b := quoting.Build
	table, view, stage := destination.Child(probe), destination.Child(probe+"_VIEW"), destination.Child(probe+"_STAGE")
	renamed := destination.Child(probe + "_2")
	steps := []struct {
		name, title, privilege, needs string
		stmt                          *sqltext.Builder
	}{
		{"database", "Reach into the database", usageDatabase, "", b().Raw("SHOW SCHEMAS IN DATABASE ").Path(destination.Parent()).Raw(" LIMIT 1")},
		{"schema", "Reach into the schema", usageSchema, "database", b().Raw("SHOW TABLES IN SCHEMA ").Path(destination).Raw(" LIMIT 1")},
		{"createTable", "Create a table", createTable, "schema", b().Raw("CREATE TABLE ").Path(table).Raw(" (i NUMBER(19,0))")},
		{"insert", "Write rows", usageWarehouse, "createTable", b().Raw("INSERT INTO ").Path(table).Raw(" VALUES (1)")},
		{"select", "Read rows", usageWarehouse, "createTable", b().Raw("SELECT i FROM ").Path(table)},
		{"createView", "Create a view", createView, "createTable", b().Raw("CREATE VIEW ").Path(view).Raw(" AS SELECT i FROM ").Path(table)},
		{"dropView", "Drop a view", createView, "createView", b().Raw("DROP VIEW ").Path(view)},
		{"createStage", "Create a stage", createStage, "schema", b().Raw("CREATE STAGE ").Path(stage)},
		{"dropStage", "Drop a stage", createStage, "createStage", b().Raw("DROP STAGE ").Path(stage)},
		{"rename", "Rename a table", createTable, "createTable", b().Raw("ALTER TABLE ").Path(table).Raw(" RENAME TO ").Path(renamed)},
		{"dropTable", "Drop a table", createTable, "rename", b().Raw("DROP TABLE ").Path(renamed)},
	}
	checks := make([]driver.Check, len(steps))
	for i, s := range steps {
		stmt, err := s.stmt.Done()
		if err != nil {
			return nil, err
		}
		checks[i] = driver.Check{Name: s.name, Title: s.title, Privilege: s.privilege, Needs: s.needs, Statements: []sqltext.SQL{stmt}}
	}
	return checks, nil
}
