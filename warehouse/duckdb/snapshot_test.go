package duckdb_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// folderFor makes a folder in staging for the copies of a snapshot.
func folderFor(t testing.TB, staging string) string {
	t.Helper()
	dir, err := os.MkdirTemp(staging, "backup-")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// restored opens the copies in dir with a driver of their own.
func restored(t testing.TB, dir string) *duckdb.Driver {
	t.Helper()
	d := duckdb.New(duckdb.Options{Dir: dir, Staging: t.TempDir()})
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func nothing(int64) {}

// TestSnapshotIsOfOneMoment changes everything after the moment of the snapshot,
// before and during the copy, and demands what was there before.
func TestSnapshotIsOfOneMoment(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{Threads: 2})
	c := open(t, d, "x.duckdb")
	for _, b := range []string{"a", "b"} {
		run(t, c, quoting.Build().Raw("CREATE TABLE ").Ident(b).Raw(" AS SELECT i, md5(CAST(i AS VARCHAR)) AS s FROM range(200000) r(i)"))
	}
	run(t, c, quoting.Build().Raw(`CREATE SCHEMA "Wri""t 1"`))
	run(t, c, quoting.Build().Raw(`CREATE TABLE "Wri""t 1".kept (id INTEGER PRIMARY KEY, n DECIMAL(38,3) DEFAULT 0.125, CHECK (id > 0))`))
	run(t, c, quoting.Build().Raw(`INSERT INTO "Wri""t 1".kept VALUES (1, 12345678901234567890123456789012345.678), (2, NULL)`))
	run(t, c, quoting.Build().Raw(`CREATE VIEW z AS SELECT id FROM "Wri""t 1".kept`))
	run(t, c, quoting.Build().Raw("CREATE VIEW y AS SELECT * FROM z"))
	other := open(t, d, "other.duckdb")
	run(t, other, quoting.Build().Raw("CREATE TABLE o AS SELECT 42 AS i"))
	if err := other.Close(); err != nil { // closed files are copied too
		t.Fatal(err)
	}

	dir := folderFor(t, staging)
	s, err := d.Snapshot(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	demandFrozen(t, d, c, staging)
	s.Thaw()

	run(t, c, quoting.Build().Raw("DROP TABLE a"))
	run(t, c, quoting.Build().Raw("UPDATE b SET s = 'changed'"))
	var wg sync.WaitGroup
	wg.Go(func() {
		for n := range 10 { // what is freed is used again
			run(t, c, quoting.Build().Raw("CREATE TABLE ").Ident(fmt.Sprintf("late%d", n)).Raw(" AS SELECT i, 'late' AS s FROM range(200000) r(i)"))
			run(t, c, quoting.Build().Raw("DROP TABLE ").Ident(fmt.Sprintf("late%d", n)))
		}
	})
	if err := s.Copy(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	copied := open(t, restored(t, dir), "x.duckdb")
	for _, b := range []string{"a", "b"} {
		got := cell(t, copied, quoting.Build().Raw("SELECT count(*) FROM ").Ident(b).Raw(" WHERE s = md5(CAST(i AS VARCHAR))"))
		if got != "200000" {
			t.Errorf("of the table %s %s rows are as they were, want 200000", b, got)
		}
	}
	if got := cell(t, copied, quoting.Build().Raw(`SELECT string_agg(id || '/' || coalesce(CAST(n AS VARCHAR), 'NULL'), ' ' ORDER BY id) FROM "Wri""t 1".kept`)); got != "1/12345678901234567890123456789012345.678 2/NULL" {
		t.Errorf("kept is %s", got)
	}
	if got := cell(t, copied, quoting.Build().Raw("SELECT count(*) FROM y")); got != "2" {
		t.Errorf("a view of a view sees %s rows", got)
	}
	if _, err := copied.Exec(t.Context(), must(quoting.Build().Raw(`INSERT INTO "Wri""t 1".kept VALUES (1, 1)`))); err == nil {
		t.Error("the primary key is gone")
	}
	if got := cell(t, copied, quoting.Build().Raw("SELECT count(*) FROM duckdb_tables()")); got != "3" {
		t.Errorf("the copy has %s tables, want 3", got)
	}
	if got := cell(t, open(t, restored(t, dir), "other.duckdb"), quoting.Build().Raw("SELECT i FROM o")); got != "42" {
		t.Errorf("the other file holds %s", got)
	}
}

// demandFrozen tries every way to commit something, to files that are open and to
// new ones.
func demandFrozen(t *testing.T, d *duckdb.Driver, c conn, staging string) {
	t.Helper()
	file := filepath.Join(staging, "load.csv")
	if err := os.WriteFile(file, []byte("1,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, d, "fresh.duckdb")
	ways := map[string]func(context.Context) error{
		"a statement": func(ctx context.Context) error {
			_, err := c.Exec(ctx, must(quoting.Build().Raw("CREATE TABLE frozen (i INTEGER)")))
			return err
		},
		"a transaction": func(ctx context.Context) error { _, err := c.Begin(ctx); return err },
		"a load": func(ctx context.Context) error {
			_, err := c.LoadTable(ctx, driver.Load{Path: writ.Path{"main", "loaded"}, Columns: childColumns, File: file})
			return err
		},
		"a new file": func(ctx context.Context) error {
			_, err := fresh.Exec(ctx, must(quoting.Build().Raw("CREATE TABLE frozen (i INTEGER)")))
			return err
		},
	}
	for name, way := range ways {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if err := way(ctx); warehouse.ClassOf(err) != driver.ClassTimeout {
			t.Errorf("%s while a snapshot begins: %v, want a timeout", name, err)
		}
		cancel()
	}
	if got := cell(t, c, quoting.Build().Raw("SELECT count(*) FROM a")); got != "200000" {
		t.Errorf("readers see %s rows, want 200000: they need not wait", got)
	}
}

// TestSnapshotEndsClean breaks off a copy: nothing stays attached or held, and
// the next one works.
func TestSnapshotEndsClean(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{Threads: 2})
	c := open(t, d, "x.duckdb")
	run(t, c, quoting.Build().Raw("CREATE TABLE t AS SELECT i, md5(CAST(i AS VARCHAR)) AS s FROM range(2000000) r(i)"))
	s, err := d.Snapshot(t.Context(), folderFor(t, staging))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Copy(ctx, func(int64) { cancel() }); warehouse.ClassOf(err) != driver.ClassCanceled {
		t.Errorf("got %v, want canceled", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := cell(t, c, quoting.Build().Raw("SELECT count(*) FROM duckdb_databases() WHERE NOT internal")); got != "1" {
		t.Errorf("%s databases are attached, want 1", got)
	}
	dir := folderFor(t, staging)
	again, err := d.Snapshot(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if entries, err := c.List(t.Context(), writ.Path{"main"}); err != nil || len(entries) != 1 {
		t.Errorf("while a copy is attached people see %v, %v", entries, err)
	}
	if _, err := d.Snapshot(t.Context(), folderFor(t, staging)); writ.CodeOf(err) != writ.CodeConflict {
		t.Errorf("a second snapshot in the same moment: %v, want CodeConflict", err)
	}
	again.Thaw()
	if err := again.Copy(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the copy consists of %v, %v; want one file", left, err)
	}
}

// TestSnapshotOfADamagedFile demands that it is named and not left out.
func TestSnapshotOfADamagedFile(t *testing.T) {
	t.Parallel()
	d, staging := engine(t, duckdb.Options{})
	if err := os.WriteFile(filepath.Join(filepath.Dir(staging), "broken.duckdb"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := d.Snapshot(t.Context(), folderFor(t, staging))
	if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "broken.duckdb") {
		t.Errorf("got %v, want CodeInvalid that names the file", err)
	}
	run(t, open(t, d, "fine.duckdb"), quoting.Build().Raw("CREATE TABLE t (i INTEGER)")) // nothing stays frozen
}
