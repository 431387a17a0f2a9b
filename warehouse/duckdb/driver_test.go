package duckdb_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

func TestFileName(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{})
	for _, name := range []string{"", ".", "..", "../x", "/etc/passwd", "a/b", `a\b`, "a?threads=1", "a#b", "a%2Fb", ":memory:", ".hidden", "a b", "md:x", strings.Repeat("x", 200), "nul\x00"} {
		_, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": name}, MaxConns: 1})
		if writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("file %q: got %v, want CodeInvalid", name, err)
		}
	}
}

func TestDataFolder(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"a?b", "a#b", "a%2Fb", "a*", "[a]"} {
		d := duckdb.New(duckdb.Options{Dir: dir, Staging: "staging"})
		_, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": "x.duckdb"}})
		if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), dir) {
			t.Errorf("folder %s: got %v, want CodeInvalid", dir, err)
		}
	}
}

// TestLongLastLine loads a file whose last line holds more than two of the
// buffers that lines are usually read into.
func TestLongLastLine(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	last := "2," + strings.Repeat("x", 65<<20) + "\n"
	file := filepath.Join(staging, "long.csv")
	if err := os.WriteFile(file, []byte("1,y\n"+last), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := open(t, d, "long.duckdb").(driver.Loader).LoadTable(t.Context(), driver.Load{
		Path: writ.Path{"main", "t"}, File: file, Longest: int64(len(last)),
		Columns: []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "s", Type: writ.Type{Kind: writ.KindText}}},
	})
	if err != nil || n != 2 {
		t.Errorf("got %d rows, %v, want 2", n, err)
	}
}

// TestLockdown tries the ways out of the file and the staging folder, and the
// ways to undo the settings.
func TestLockdown(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	outside := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(outside, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(staging, "ok.csv")
	c := open(t, d, "locked.duckdb")
	q := quoting.Build
	for _, b := range []*sqltext.Builder{
		q().Raw("SELECT * FROM read_csv(").Text(outside).Raw(")"),
		q().Raw("SELECT * FROM read_text(").Text(outside).Raw(")"),
		q().Raw("SELECT * FROM ").Ident(outside),
		q().Raw("SELECT * FROM read_text(").Text(staging + "/../locked.duckdb").Raw(")"),
		q().Raw("COPY (SELECT 1) TO ").Text(filepath.Join(filepath.Dir(outside), "evil.csv")),
		q().Raw("ATTACH ").Text(filepath.Join(filepath.Dir(outside), "other.duckdb")),
		q().Raw("SELECT * FROM glob(").Text("/etc/*").Raw(")"),
		q().Raw("INSTALL httpfs"),
		q().Raw("LOAD httpfs"),
		q().Raw("SELECT * FROM read_csv('https://example.org/x.csv')"),
		q().Raw("SET enable_external_access = true"),
		q().Raw("SET allowed_directories = ['/']"),
		q().Raw("SET lock_configuration = false"),
		q().Raw("SET memory_limit = '100GB'"),
		q().Raw("SET TimeZone = 'America/New_York'"),
		q().Raw("RESET GLOBAL enable_external_access"),
		q().Raw("PRAGMA threads = 64"),
		q().Raw("EXPORT DATABASE ").Text(filepath.Dir(outside)),
	} {
		if _, err := c.Exec(t.Context(), must(b)); err == nil {
			t.Errorf("%s: worked", must(b))
		}
	}
	run(t, c, q().Raw("COPY (SELECT 1 AS i) TO ").Text(inside))
	if got := cell(t, c, q().Raw("SELECT count(*) FROM read_csv(").Text(inside).Raw(")")); got != "1" {
		t.Errorf("the staging folder cannot be read: %s", got)
	}
}

// TestSettings demands the limits that were asked for.
func TestSettings(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{MemoryLimitMB: 200, Threads: 3})
	c := open(t, d, "settings.duckdb")
	for name, want := range map[string]string{"threads": "3", "memory_limit": "190.7 MiB", "TimeZone": "UTC", "preserve_insertion_order": "true"} {
		if got := cell(t, c, quoting.Build().Raw("SELECT current_setting(").Text(name).Raw(")")); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// TestSharedFile opens one file several times within the process.
func TestSharedFile(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{})
	a, b := open(t, d, "shared.duckdb"), open(t, d, "shared.duckdb")
	run(t, a, quoting.Build().Raw("CREATE TABLE t AS SELECT 42 AS i"))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if got := cell(t, b, quoting.Build().Raw("SELECT i FROM t")); got != "42" {
		t.Errorf("the other Conn reads %s", got)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if class := warehouse.ClassOf(b.Ping(t.Context())); class != driver.ClassLost {
		t.Errorf("after the driver's Close: %q, want lost", class)
	}
	if _, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": "shared.duckdb"}, MaxConns: 1}); err == nil {
		t.Error("a closed driver opens")
	}
}

// TestBusyPool demands that a transaction waits for a connection only as long as
// its context says, and that one that was waited for in vain holds nothing.
func TestBusyPool(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{})
	p, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": "x.duckdb"}, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	c := p.(conn)
	rows, err := c.Query(t.Context(), must(quoting.Build().Raw("SELECT 1")))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := c.Begin(ctx); warehouse.ClassOf(err) != driver.ClassTimeout {
		t.Errorf("got %v, want a timeout", err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		tx, err := c.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	run(t, c, quoting.Build().Raw("CREATE TABLE t (i INTEGER)"))
}

// TestBrokenFile opens what is no database.
func TestBrokenFile(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	if err := os.WriteFile(filepath.Join(filepath.Dir(staging), "broken.duckdb"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if class := warehouse.ClassOf(open(t, d, "broken.duckdb").Ping(t.Context())); class != driver.ClassDatabase {
		t.Errorf("got %q, want database", class)
	}
}

// TestLongLines loads a cell that is longer than the fast reading's buffer.
func TestLongLines(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	c := open(t, d, "long.duckdb")
	const size = 40 << 20
	file := filepath.Join(staging, "long.csv")
	if err := os.WriteFile(file, []byte("1,"+strings.Repeat("x", size)+"\n2,\"short\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := c.LoadTable(t.Context(), driver.Load{Path: writ.Path{"main", "t"}, Columns: childColumns, File: file})
	if err != nil || n != 2 {
		t.Fatalf("loaded %d rows, %v", n, err)
	}
	if got := cell(t, c, quoting.Build().Raw("SELECT max(length(s)) FROM t")); got != "41943040" {
		t.Errorf("the longest cell has %s characters, want %d", got, size)
	}
}

// TestStagingIsCleared demands that exports leave nothing behind.
func TestStagingIsCleared(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	c := open(t, d, "x.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE t AS SELECT i FROM range(1000) r(i)"))
	var out strings.Builder
	columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}
	for _, table := range []string{"t", "absent"} {
		_ = c.Export(t.Context(), writ.Path{"main", table}, columns, "", &out)
	}
	left, err := os.ReadDir(staging)
	if err != nil || len(left) != 0 {
		t.Errorf("left in staging: %v, %v", left, err)
	}
	if out.Len() == 0 {
		t.Error("nothing was exported")
	}
}

// TestUndescribable reads statements that cannot be wrapped.
func TestUndescribable(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{})
	c := open(t, d, "x.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE t (i BIGINT, l VARCHAR[])"))
	if got := cell(t, c, quoting.Build().Raw("INSERT INTO t VALUES (7, ['a']) RETURNING i")); got != "7" {
		t.Errorf("got %s", got)
	}
	if got := cell(t, c, quoting.Build().Raw("SELECT count(*) FROM t -- a comment at the end")); got != "1" {
		t.Errorf("the row was inserted %s times, want once", got)
	}
}

// TestOrderIsKept demands that wrapping a query keeps the order of its rows, with
// more of them than one thread handles.
func TestOrderIsKept(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{Threads: 4})
	c := open(t, d, "x.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE t AS SELECT hash(i) AS h FROM range(500000) r(i)"))
	rows, err := c.Query(t.Context(), must(quoting.Build().Raw("SELECT h FROM t ORDER BY h")))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	last, row := uint64(0), make([]writ.Value, 1)
	for n := range 500000 {
		if err := rows.Next(row); err != nil {
			t.Fatalf("row %d: %v", n, err)
		}
		h, err := strconv.ParseUint(row[0].Text, 10, 64)
		if err != nil || h < last {
			t.Fatalf("row %d: %s after %d, %v", n, row[0].Text, last, err)
		}
		last = h
	}
}

// TestSpill sorts more than fits into memory: DuckDB may use its own folder
// beside the file for that, lockdown or not, and clears it.
func TestSpill(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{MemoryLimitMB: 64, Threads: 2})
	c := open(t, d, "spill.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE t AS SELECT hash(i) AS h, md5(CAST(i AS VARCHAR)) AS s FROM range(2000000) r(i)"))
	columns := []driver.Column{{Name: "h", Type: writ.Type{Kind: writ.KindDecimal}}, {Name: "s", Type: writ.Type{Kind: writ.KindText}}}
	var n lines
	if err := c.Export(t.Context(), writ.Path{"main", "t"}, columns, "h", &n); err != nil || n != 2000000 {
		t.Errorf("exported %d rows, %v", n, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(staging), "*.tmp*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// lines counts what is written to it.
type lines int

func (n *lines) Write(p []byte) (int, error) {
	*n += lines(bytes.Count(p, []byte("\n")))
	return len(p), nil
}

// TestBrokenView demands that a view whose table is gone breaks nothing else.
func TestBrokenView(t *testing.T) {
	t.Parallel()
	d, _ := engine(t, duckdb.Options{})
	c := open(t, d, "x.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE gone AS SELECT 1 AS i"))
	run(t, c, quoting.Build().Raw("CREATE TABLE here AS SELECT 1 AS i"))
	run(t, c, quoting.Build().Raw("CREATE VIEW broken AS SELECT i FROM gone"))
	run(t, c, quoting.Build().Raw("DROP TABLE gone"))
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, d, "x.duckdb") // from the file, where the view is but text
	if entries, err := c.List(t.Context(), writ.Path{"main"}); err != nil || len(entries) != 2 {
		t.Errorf("list: %v, %v", entries, err)
	}
	if columns, err := c.Describe(t.Context(), writ.Path{"main", "here"}); err != nil || len(columns) != 1 {
		t.Errorf("describe of the table: %v, %v", columns, err)
	}
	if found, err := c.Search(t.Context(), "broken", 10); err != nil || len(found) != 1 {
		t.Errorf("search: %v, %v", found, err)
	}
	if columns, err := c.Describe(t.Context(), writ.Path{"main", "broken"}); err != nil || len(columns) != 1 {
		t.Errorf("describe of the view: %v, %v", columns, err)
	}
}

// FuzzRoundTrip sends identifiers and literals through the engine itself.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range []string{"a", `"`, `""`, "'", `\`, "a;b", "--", "/*", "select", "é\U0001F642", "\n", "\u2028", "$1", "?", "E'x'", "\x01", "'; DROP TABLE t; --"} {
		f.Add(s, s)
	}
	d, _ := engine(f, duckdb.Options{})
	c := open(f, d, "fuzz.duckdb")
	f.Fuzz(func(t *testing.T, name, text string) {
		s, err := quoting.Build().Raw("SELECT ").Text(text).Raw(" AS ").Ident(name).Done()
		if err != nil || !utf8.ValidString(text) {
			t.Skip("not a name or not a text, and refused as such")
		}
		rows, err := c.Query(t.Context(), s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		defer rows.Close()
		got := make([]writ.Value, 1)
		if err := rows.Next(got); err != nil || got[0].Text != text || rows.Columns()[0].Name != name {
			t.Errorf("%s: got %q AS %q, %v", s, got[0].Text, rows.Columns()[0].Name, err)
		}
	})
}
