package postgres_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TestCatalog shows every sort of thing PostgreSQL has in a schema, to somebody
// who may read only some of it.
func TestCatalog(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	reader := p.server.NewUser(t)
	p.server.Exec(t, p.database,
		`CREATE SCHEMA "Äpfel"`, `CREATE SCHEMA closed`,
		`CREATE DOMAIN "Äpfel".price AS numeric(8,2)`, `CREATE DOMAIN "Äpfel".low AS "Äpfel".price CHECK (value < 10)`,
		`CREATE TYPE "Äpfel".mood AS ENUM ('sad', 'glad')`,
		`CREATE TABLE "Äpfel".plain (a "Äpfel".low, b "Äpfel".mood, c int[], d varchar(5), gone int, e numeric)`,
		`ALTER TABLE "Äpfel".plain DROP COLUMN gone`,
		`CREATE TABLE "Äpfel".parted (a int) PARTITION BY LIST (a)`,
		`CREATE VIEW "Äpfel"."V%w" AS SELECT 1 AS one`,
		`CREATE MATERIALIZED VIEW "Äpfel".mat AS SELECT 1 AS one`,
		`CREATE FOREIGN DATA WRAPPER nowhere`, `CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere`,
		`CREATE FOREIGN TABLE "Äpfel".far (a int) SERVER nowhere`,
		`CREATE SEQUENCE "Äpfel".seq`, `CREATE INDEX ix ON "Äpfel".plain (d)`,
		`CREATE TABLE "Äpfel".secret (a int)`, `CREATE TABLE "Äpfel".half (open int, hidden int)`, `CREATE TABLE closed.t (a int)`,
		`GRANT USAGE ON SCHEMA "Äpfel" TO `+reader.Name,
		`GRANT SELECT ON "Äpfel".plain, "Äpfel".parted, "Äpfel"."V%w", "Äpfel".mat, "Äpfel".far TO `+reader.Name,
		`GRANT SELECT (open) ON "Äpfel".half TO `+reader.Name,
		`GRANT SELECT ON closed.t TO `+reader.Name,
	)
	t.Cleanup(func() { p.server.Exec(t, p.database, "DROP OWNED BY "+reader.Name) })
	c := open(t, p.server.Values(p.database, reader)).(driver.Inspector)

	schemas, err := c.List(t.Context(), nil)
	wantEntries(t, schemas, err, "schema closed", "schema public", "schema Äpfel")
	inside, err := c.List(t.Context(), writ.Path{"Äpfel"})
	wantEntries(t, inside, err, "view Äpfel.V%w", "table Äpfel.far", "table Äpfel.half", "view Äpfel.mat", "table Äpfel.parted", "table Äpfel.plain")
	none, err := c.List(t.Context(), writ.Path{"closed"})
	wantEntries(t, none, err)
	found, err := c.Search(t.Context(), "v%", 10)
	wantEntries(t, found, err, "view Äpfel.V%w")
	few, err := c.Search(t.Context(), "a", 2)
	wantEntries(t, few, err, "table Äpfel.far", "table Äpfel.half")

	columns, err := c.Describe(t.Context(), writ.Path{"Äpfel", "plain"})
	want := []driver.Column{
		{Name: "a", Type: writ.Type{Kind: writ.KindDecimal, Precision: 8, Scale: 2}, Native: `"Äpfel".low`},
		{Name: "b", Type: writ.Type{Kind: writ.KindOther}, Native: `"Äpfel".mood`},
		{Name: "c", Type: writ.Type{Kind: writ.KindOther}, Native: "integer[]"},
		{Name: "d", Type: writ.Type{Kind: writ.KindText}, Native: "character varying(5)"},
		{Name: "e", Type: writ.Type{Kind: writ.KindDecimal}, Native: "numeric"},
	}
	if err != nil || !slices.Equal(columns, want) {
		t.Errorf("got %v, %v, want %v", columns, err, want)
	}
	columns, err = c.Describe(t.Context(), writ.Path{"Äpfel", "half"})
	if err != nil || len(columns) != 1 || columns[0].Name != "open" {
		t.Errorf("got %v, %v, want the readable column alone", columns, err)
	}
	for _, path := range []writ.Path{{"Äpfel", "PLAIN"}, {"Äpfel", "seq"}, {"Äpfel", "ix"}, {"Äpfel"}, nil, {"a", "b", "c"}} {
		_, err := c.Describe(t.Context(), path)
		wantClass(t, err, driver.ClassNotFound)
	}
	for _, path := range []writ.Path{{"nowhere"}, {"pg_catalog"}, {"information_schema"}, {"Äpfel", "plain"}} {
		_, err := c.List(t.Context(), path)
		wantClass(t, err, driver.ClassNotFound)
	}
}

func wantEntries(t testing.TB, got []driver.Entry, err error, want ...string) {
	t.Helper()
	var text []string
	for _, e := range got {
		text = append(text, string(e.Kind)+" "+e.Path.String())
	}
	if err != nil || !slices.Equal(text, want) {
		t.Errorf("got %q, %v, want %q", text, err, want)
	}
}

// TestLoadIsNotCutShort loads the old mark of the end of COPY's text in the middle
// of a file.
func TestLoadIsNotCutShort(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	file := filepath.Join(t.TempDir(), "file.csv")
	c := open(t, p.values())
	load := driver.Load{Path: writ.Path{p.server.NewSchema(t, p.database, p.owner), "t"}, Columns: []driver.Column{{Name: "a", Type: writ.Type{Kind: writ.KindText}}}, File: file}
	for _, content := range []string{"a\n\\.\nb\n", "a\n\"\\.\"\nb\n", "a\n\"x\n\\.\n\"\nb\n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		n, err := c.(driver.Loader).LoadTable(t.Context(), load)
		if err != nil || n != 3 {
			t.Errorf("%q: got %d rows, %v, want 3", content, n, err)
		}
		if _, err = c.Exec(t.Context(), must(quoting.Build().Raw("DROP TABLE ").Path(load.Path))); err != nil {
			t.Error(err)
		}
	}
}

// TestWideRows fills the most columns a table may have with values that fit in a
// row of PostgreSQL's, and with values that do not.
func TestWideRows(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	c := open(t, p.values())
	schema := p.server.NewSchema(t, p.database, p.owner)
	for kind, value := range map[writ.Kind]string{writ.KindBoolean: "true", writ.KindInteger: "1"} {
		want := driver.Class("")
		if kind == writ.KindInteger {
			want = driver.ClassLimit
		}
		columns := make([]driver.Column, 1600)
		for i := range columns {
			columns[i] = driver.Column{Name: "c" + strconv.Itoa(i), Type: writ.Type{Kind: kind}}
		}
		file := filepath.Join(t.TempDir(), "wide.csv")
		if err := os.WriteFile(file, []byte(strings.Repeat(value+",", 1599)+value+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		path := writ.Path{schema, "wide " + string(kind)}
		_, err := c.(driver.Loader).LoadTable(t.Context(), driver.Load{Path: path, Columns: columns, File: file})
		wantClass(t, err, want)
		if _, err = c.(driver.Inspector).Describe(t.Context(), path); want != "" {
			wantClass(t, err, driver.ClassNotFound)
		}
	}
}
