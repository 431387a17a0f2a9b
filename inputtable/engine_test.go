package inputtable_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/mysql"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// site is a warehouse with a schema in which tests may do anything.
type site struct {
	t      *testing.T
	w      *warehouse.Warehouse
	conn   driver.Conn
	schema string
}

// onEngines runs a test on a warehouse of each platform.
func onEngines(t *testing.T, test func(t *testing.T, s *site)) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *site{"duckdb": onDuckDB, "postgres": onPostgres, "mysql": onMySQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func onDuckDB(t *testing.T) *site {
	dir := t.TempDir()
	staging := filepath.Join(dir, "staging")
	if err := os.Mkdir(staging, 0o700); err != nil {
		t.Fatal(err)
	}
	d := duckdb.New(duckdb.Options{Dir: dir, Staging: staging})
	t.Cleanup(func() { _ = d.Close() })
	s := newSite(t, d, map[string]string{"file": "test.duckdb"}, "work")
	s.exec(s.build().Raw("CREATE SCHEMA work"))
	return s
}

func onPostgres(t *testing.T) *site {
	server := testpg.Get(t)
	user := server.NewUser(t)
	database := server.NewDatabase(t)
	return newSite(t, postgres.New(), server.Values(database, user), server.NewSchema(t, database, user))
}

func onMySQL(t *testing.T) *site {
	server := testmysql.Get(t)
	user := server.NewUser(t)
	schema := server.NewDatabase(t)
	server.Exec(t, "GRANT ALL ON "+schema+".* TO `"+user.Name+"`@`%`")
	return newSite(t, mysql.New(), server.Values(user), schema)
}

func newSite(t *testing.T, d driver.Driver, values map[string]string, schema string) *site {
	t.Helper()
	conn, err := d.Open(t.Context(), driver.Config{Values: values, MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	w := warehouse.New(d, values, warehouse.Options{})
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	})
	return &site{t: t, w: w, conn: conn, schema: schema}
}

func (s *site) build() *sqltext.Builder { return s.w.Dialect().Quoting().Build() }

func (s *site) path(name string) writ.Path { return writ.Path{s.schema, name} }

func (s *site) exec(b *sqltext.Builder) {
	s.t.Helper()
	stmt, err := b.Done()
	if err == nil {
		_, err = s.conn.Exec(s.t.Context(), stmt)
	}
	if err != nil {
		s.t.Fatal(stmt, err)
	}
}

// table makes a table of columns as Writ makes its own, with rows of canonical text;
// "-" is NULL.
func (s *site) table(name string, columns []driver.Column, rows ...[]string) {
	s.t.Helper()
	stmt, err := s.w.Dialect().CreateTable(s.path(name), columns)
	if err != nil {
		s.t.Fatal(err)
	}
	s.exec(s.build().SQL(stmt))
	s.insert(name, columns, rows...)
}

func (s *site) insert(name string, columns []driver.Column, rows ...[]string) {
	s.t.Helper()
	for _, row := range rows {
		b := s.build().Raw("INSERT INTO ").Path(s.path(name)).Raw(" VALUES (")
		for i, text := range row {
			if i > 0 {
				b.Raw(", ")
			}
			if text == "-" {
				b.Raw("NULL")
				continue
			}
			literal, err := s.w.Dialect().Literal(columns[i].Type, text)
			if err != nil {
				s.t.Fatal(err)
			}
			b.SQL(literal)
		}
		s.exec(b.Raw(")"))
	}
}

func column(name string, t writ.Type) driver.Column { return driver.Column{Name: name, Type: t} }

var (
	textType    = writ.Type{Kind: writ.KindText}
	integerType = writ.Type{Kind: writ.KindInteger}
)
