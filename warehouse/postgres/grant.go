package postgres

import (
	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// The privileges of Grants and Checks, both on the schema of the destination:
// https://www.postgresql.org/docs/current/ddl-priv.html.
const (
	privilegeUsage  = "USAGE"
	privilegeCreate = "CREATE"
)

// Grants implements driver.Dialect. What Writ creates it owns, so these are all
// the privileges it needs to write.
func (dialect) Grants(destination writ.Path, principal string) ([]driver.Grant, error) {
	lines := []struct {
		privilege, why string
		stmt           *sqltext.Builder
	}{
		{privilegeUsage, "Writ creates its tables in this schema and nowhere else; let it be a new one.",
			quoting.Build().Raw("CREATE SCHEMA IF NOT EXISTS ").Path(destination)},
		{privilegeUsage, "Writ must be able to reach what lies in the schema.",
			quoting.Build().Raw("GRANT USAGE ON SCHEMA ").Path(destination).Raw(" TO ").Ident(principal)},
		{privilegeCreate, "Writ creates, renames and drops its own tables and views in the schema.",
			quoting.Build().Raw("GRANT CREATE ON SCHEMA ").Path(destination).Raw(" TO ").Ident(principal)},
	}
	grants := make([]driver.Grant, len(lines))
	for i, l := range lines {
		stmt, err := l.stmt.Done()
		if err != nil {
			return nil, err
		}
		grants[i] = driver.Grant{Privilege: l.privilege, Statement: stmt, Why: l.why}
	}
	return grants, nil
}

// Checks implements driver.Dialect. Every check after the first works on the
// probe, which Writ would own.
func (dialect) Checks(destination writ.Path, probe string) ([]driver.Check, error) {
	usage, err := usageProof(destination.Child(probe))
	if err != nil {
		return nil, err
	}
	table, view, renamed := destination.Child(probe), destination.Child(probe+"_VIEW"), probe+"_2"
	b := quoting.Build
	steps := []struct {
		name, title, privilege, needs string
		stmt                          *sqltext.Builder
	}{
		{"usage", "Reach into the schema", privilegeUsage, "", b().SQL(usage)},
		{"createTable", "Create a table", privilegeCreate, "usage", b().Raw("CREATE TABLE ").Path(table).Raw(" (i bigint)")},
		{"insert", "Write rows", privilegeCreate, "createTable", b().Raw("INSERT INTO ").Path(table).Raw(" VALUES (1)")},
		{"select", "Read rows", privilegeCreate, "createTable", b().Raw("SELECT i FROM ").Path(table)},
		{"createView", "Create a view", privilegeCreate, "createTable", b().Raw("CREATE VIEW ").Path(view).Raw(" AS SELECT i FROM ").Path(table)},
		{"dropView", "Drop a view", privilegeCreate, "createView", b().Raw("DROP VIEW ").Path(view)},
		{"rename", "Rename a table", privilegeCreate, "createTable", b().Raw("ALTER TABLE ").Path(table).Raw(" RENAME TO ").Ident(renamed)},
		{"dropTable", "Drop a table", privilegeCreate, "rename", b().Raw("DROP TABLE ").Path(destination.Child(renamed))},
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

// usageProof looks up a name that is free. With USAGE on its schema the server
// says that there is no such table, which is the proof and is swallowed; without
// it refuses to look, and without the schema says so. So it works even while
// CREATE is missing.
func usageProof(free writ.Path) (sqltext.SQL, error) {
	name, err := quoting.Build().Path(free).Done()
	if err != nil {
		return sqltext.SQL{}, err
	}
	body, err := quoting.Build().Raw("BEGIN PERFORM ").Text(name.String()).Raw("::regclass; EXCEPTION WHEN undefined_table THEN NULL; END").Done()
	if err != nil {
		return sqltext.SQL{}, err
	}
	return quoting.Build().Raw("DO ").Text(body.String()).Done()
}
