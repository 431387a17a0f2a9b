package drivertest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// exam is a Harness with what every part of the exam needs.
type exam struct {
	Harness
	caps driver.Capabilities
	q    sqltext.Quoting
}

// runner is what a Conn and a Tx have in common.
type runner interface {
	Query(ctx context.Context, stmt sqltext.SQL) (driver.Rows, error)
	Exec(ctx context.Context, stmt sqltext.SQL) (int64, error)
}

// platform is a Conn with the powers that every reachable platform has.
type platform interface {
	driver.Conn
	driver.Inspector
	driver.Measurer
	driver.Loader
	driver.Deriver
	driver.Exporter
}

// open returns a Conn of the owner that is closed when the test ends.
func (e *exam) open(t *testing.T) platform {
	t.Helper()
	return e.openAs(t, e.Owner)
}

func (e *exam) openAs(t *testing.T, values map[string]string) platform {
	t.Helper()
	c, err := e.Driver.Open(t.Context(), driver.Config{Values: values, MaxConns: 8})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	p, ok := c.(platform)
	if !ok {
		t.Fatal("the Conn is not an Inspector, a Measurer, a Loader, a Deriver and an Exporter")
	}
	return p
}

// begin opens a transaction, or skips the test where the platform has none.
func (e *exam) begin(t *testing.T, c driver.Conn) driver.Tx {
	t.Helper()
	e.transactional(t)
	tr, ok := c.(driver.Transactor)
	if !ok {
		t.Fatal("capabilities promise transactional DDL, but the Conn is no Transactor")
	}
	tx, err := tr.Begin(t.Context())
	if err != nil {
		t.Fatalf("begin: %v", err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

func (e *exam) transactional(t *testing.T) {
	t.Helper()
	if !e.caps.TransactionalDDL {
		t.Skip("this platform's DDL does not roll back")
	}
}

// sql finishes a statement.
func (e *exam) sql(t *testing.T, b *sqltext.Builder) sqltext.SQL {
	t.Helper()
	s, err := b.Done()
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	return s
}

// exec runs a statement that must work.
func (e *exam) exec(t *testing.T, r runner, b *sqltext.Builder) int64 {
	t.Helper()
	s := e.sql(t, b)
	n, err := r.Exec(t.Context(), s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return n
}

// rows runs a query that must work and returns everything.
func (e *exam) rows(t *testing.T, r runner, b *sqltext.Builder) ([]driver.Column, [][]writ.Value) {
	t.Helper()
	s := e.sql(t, b)
	columns, all, err := fetch(t.Context(), r, s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return columns, all
}

// one runs a query that must return a single cell.
func (e *exam) one(t *testing.T, r runner, b *sqltext.Builder) string {
	t.Helper()
	_, all := e.rows(t, r, b)
	if len(all) != 1 || len(all[0]) != 1 {
		t.Fatalf("got %v, want one cell", all)
	}
	return all[0][0].Text
}

func (e *exam) count(t *testing.T, r runner, path writ.Path) string {
	t.Helper()
	return e.one(t, r, e.q.Build().Raw("SELECT count(*) FROM ").Path(path))
}

// fetch runs a query and reads all of it.
func fetch(ctx context.Context, r runner, s sqltext.SQL) ([]driver.Column, [][]writ.Value, error) {
	rows, err := r.Query(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	all := [][]writ.Value{}
	for {
		row := make([]writ.Value, len(rows.Columns()))
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return rows.Columns(), all, nil
		}
		if err != nil {
			return nil, nil, err
		}
		all = append(all, row)
	}
}

// stage writes rows as a canonical file where the platform can load it.
func (e *exam) stage(t *testing.T, rows [][]writ.Value) string {
	t.Helper()
	return e.stageBytes(t, canonicalFile(rows))
}

func (e *exam) stageBytes(t *testing.T, data []byte) string {
	t.Helper()
	dir, err := os.MkdirTemp(e.Staging, "exam-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	file := filepath.Join(dir, "table.csv")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// load fills a new table that must work.
func (e *exam) load(t *testing.T, c platform, path writ.Path, columns []driver.Column, rows [][]writ.Value) {
	t.Helper()
	n, err := c.LoadTable(t.Context(), driver.Load{Path: path, Columns: columns, File: e.stage(t, rows)})
	if err != nil {
		t.Fatalf("load %s: %v", path, err)
	}
	if n != int64(len(rows)) {
		t.Errorf("load %s: the warehouse says %d rows, want %d", path, n, len(rows))
	}
}

// numbers makes a table of the rows 1 to n with a single integer column i.
func (e *exam) numbers(t *testing.T, c platform, path writ.Path, n int) {
	t.Helper()
	rows := make([][]writ.Value, n)
	for i := range rows {
		rows[i] = []writ.Value{integer(i + 1)}
	}
	e.load(t, c, path, []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}}, rows)
}

// absent demands that there is no table or view at path.
func (e *exam) absent(t *testing.T, c platform, path writ.Path) {
	t.Helper()
	_, err := c.Describe(context.WithoutCancel(t.Context()), path)
	wantClass(t, err, driver.ClassNotFound)
}

// empty demands that a destination holds nothing.
func (e *exam) empty(t *testing.T, c platform, destination writ.Path) {
	t.Helper()
	entries, err := c.List(t.Context(), destination)
	if err != nil {
		t.Fatalf("list %s: %v", destination, err)
	}
	if len(entries) != 0 {
		t.Errorf("something stayed behind in %s: %v", destination, entries)
	}
}

// warehouse is the portable warehouse over the driver under examination.
func (e *exam) warehouse(t *testing.T, values map[string]string) *warehouse.Warehouse {
	t.Helper()
	w := warehouse.New(e.Driver, values, warehouse.Options{})
	t.Cleanup(func() { _ = w.Close() })
	return w
}

// wantClass demands an *driver.Error of one of the classes.
func wantClass(t *testing.T, err error, classes ...driver.Class) {
	t.Helper()
	var de *driver.Error
	if !errors.As(err, &de) {
		t.Errorf("got %v (%T), want a *driver.Error of class %v", err, err, classes)
		return
	}
	if !slices.Contains(classes, de.Class) {
		t.Errorf("got class %s (%v), want %v", de.Class, err, classes)
	}
}

// wantLimit demands that something was refused because of a limit or a name
// that cannot be.
func wantLimit(t *testing.T, what string, err error) {
	t.Helper()
	var de *driver.Error
	if errors.As(err, &de) {
		wantClass(t, err, driver.ClassLimit)
	} else if c := writ.CodeOf(err); c != writ.CodeInvalid {
		t.Errorf("%s: got %v, want ClassLimit or CodeInvalid", what, err)
	}
}
