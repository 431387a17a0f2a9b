package mysql

import (
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// The privileges of Grants and Checks, all on the schema of the destination:
// https://dev.mysql.com/doc/refman/8.4/en/privileges-provided.html.
const (
	privilegeCreate     = "CREATE"
	privilegeDrop       = "DROP"
	privilegeInsert     = "INSERT"
	privilegeSelect     = "SELECT"
	privilegeUpdate     = "UPDATE"
	privilegeDelete     = "DELETE"
	privilegeAlter      = "ALTER"
	privilegeIndex      = "INDEX"
	privilegeCreateView = "CREATE VIEW"
	privilegeShowView   = "SHOW VIEW"
)

// Grants implements driver.Dialect. A principal without a host is the account of
// that name which may come from anywhere.
func (dialect) Grants(destination writ.Path, principal string) ([]driver.Grant, error) {
	schema, err := quoting.Build().Raw("CREATE DATABASE IF NOT EXISTS ").Path(destination).Done()
	if err != nil {
		return nil, err
	}
	grants := []driver.Grant{{Privilege: privilegeCreate, Statement: schema, Why: "Writ creates its tables in this schema and nowhere else; let it be a new one."}}
	b := quoting.Build
	for _, l := range []struct {
		privilege, why string
		stmt           *sqltext.Builder
	}{
		{privilegeCreate, "Writ creates its own tables in the schema.", b().Raw("GRANT CREATE")},
		{privilegeDrop, "Writ drops the tables it made, and nothing else.", b().Raw("GRANT DROP")},
		{privilegeInsert, "Writ fills its tables.", b().Raw("GRANT INSERT")},
		{privilegeSelect, "Writ reads back what it wrote, and people see it.", b().Raw("GRANT SELECT")},
		{privilegeUpdate, "Writ changes rows of input tables.", b().Raw("GRANT UPDATE")},
		{privilegeDelete, "Writ deletes rows of input tables.", b().Raw("GRANT DELETE")},
		{privilegeAlter, "Writ renames a table when it is whole, and changes columns of input tables.", b().Raw("GRANT ALTER")},
		{privilegeIndex, "Writ finds rows by their keys.", b().Raw("GRANT INDEX")},
		{privilegeCreateView, "Writ publishes warehouse views.", b().Raw("GRANT CREATE VIEW")},
		{privilegeShowView, "Writ compares a warehouse view with what it should be.", b().Raw("GRANT SHOW VIEW")},
	} {
		stmt, err := l.stmt.Raw(" ON ").Path(pattern(destination)).Raw(".* TO ").Ident(principal).Done()
		if err != nil {
			return nil, err
		}
		grants = append(grants, driver.Grant{Privilege: l.privilege, Statement: stmt, Why: l.why})
	}
	return grants, nil
}

// pattern writes a schema as GRANT wants it: there _ and % stand for any
// character unless they are escaped, and would open other schemas.
// https://dev.mysql.com/doc/refman/8.4/en/grant.html
func pattern(destination writ.Path) writ.Path {
	escaped := make(writ.Path, len(destination))
	for i, part := range destination {
		escaped[i] = strings.NewReplacer(`\`, `\\`, "_", `\_`, "%", `\%`).Replace(part)
	}
	return escaped
}

// Checks implements driver.Dialect. The first proves DROP on a name that is free:
// nothing is made that could not be removed. RENAME needs DROP, ALTER, CREATE and
// INSERT at once, so it comes after each of them alone.
func (dialect) Checks(destination writ.Path, probe string) ([]driver.Check, error) {
	table, view, renamed := destination.Child(probe), destination.Child(probe+"_VIEW"), destination.Child(probe+"_2")
	b := quoting.Build
	steps := []struct {
		name, title, privilege, needs string
		stmt, undo                    *sqltext.Builder
	}{
		{"createTable", "Create a table", privilegeCreate, "dropTable", b().Raw("CREATE TABLE ").Path(table).Raw(" (i bigint)"),
			b().Raw("DROP TABLE IF EXISTS ").Path(table).Raw(", ").Path(renamed)},
		{"insert", "Write rows", privilegeInsert, "createTable", b().Raw("INSERT INTO ").Path(table).Raw(" VALUES (1)"), nil},
		{"select", "Read rows", privilegeSelect, "createTable", b().Raw("SELECT i FROM ").Path(table), nil},
		{"update", "Change rows", privilegeUpdate, "createTable", b().Raw("UPDATE ").Path(table).Raw(" SET i = 2"), nil},
		{"delete", "Delete rows", privilegeDelete, "createTable", b().Raw("DELETE FROM ").Path(table), nil},
		{"index", "Create an index", privilegeIndex, "createTable", b().Raw("CREATE INDEX probe ON ").Path(table).Raw(" (i)"), nil},
		{"createView", "Create a view", privilegeCreateView, "select", b().Raw("CREATE VIEW ").Path(view).Raw(" AS SELECT i FROM ").Path(table),
			b().Raw("DROP VIEW IF EXISTS ").Path(view)},
		{"showView", "Read the definition of a view", privilegeShowView, "createView", b().Raw("SHOW CREATE VIEW ").Path(view), nil},
		{"alter", "Change columns", privilegeAlter, "insert", b().Raw("ALTER TABLE ").Path(table).Raw(" ADD COLUMN j bigint"), nil},
		{"rename", "Rename a table", privilegeAlter, "alter", b().Raw("RENAME TABLE ").Path(table).Raw(" TO ").Path(renamed), nil},
	}
	first, err := dropProof(destination, probe)
	if err != nil {
		return nil, err
	}
	checks := []driver.Check{first}
	for _, s := range steps {
		stmt, err := s.stmt.Done()
		if err != nil {
			return nil, err
		}
		check := driver.Check{Name: s.name, Title: s.title, Privilege: s.privilege, Needs: s.needs, Statements: []sqltext.SQL{stmt}}
		if s.undo != nil {
			if check.Undo, err = s.undo.Done(); err != nil {
				return nil, err
			}
		}
		checks = append(checks, check)
	}
	return checks, nil
}

// dropProof proves DROP on a name that is free. DROP TABLE IF EXISTS is silent
// about a schema that is not there, so the schema is looked into first.
func dropProof(destination writ.Path, probe string) (driver.Check, error) {
	look, err := quoting.Build().Raw("SHOW TABLES FROM ").Path(destination).Raw(" LIKE ").Text(probe).Done()
	if err != nil {
		return driver.Check{}, err
	}
	drop, err := quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(destination.Child(probe)).Done()
	return driver.Check{Name: "dropTable", Title: "Drop a table", Privilege: privilegeDrop, Statements: []sqltext.SQL{look, drop}}, err
}
