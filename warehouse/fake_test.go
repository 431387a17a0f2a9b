package warehouse_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// fake is a platform that remembers what it was told and fails on command.
type fake struct {
	caps   driver.Capabilities
	bare   bool // its Conns have no optional powers
	opened driver.Config

	mu     sync.Mutex
	opens  int
	closes int
	ran    []string              // statements, and "load <path>", in order
	fails  map[string][]error    // by a part of the statement: what its next calls return
	rows   [][]writ.Value        // what every query returns
	names  []string              // of the tables in every schema
	filled int64                 // rows that every query brings to a derived table
	waits  func(context.Context) // called at every statement
}

func newFake() *fake {
	return &fake{names: []string{"t"}, caps: driver.Capabilities{Reachable: true, Levels: []string{"schema", "table"}, TransactionalDDL: true, Savepoints: true}, fails: map[string][]error{}}
}

// fail makes the next calls whose statement holds part return errs, in order.
func (f *fake) fail(part string, errs ...error) { f.fails[part] = append(f.fails[part], errs...) }

func lost() error { return &driver.Error{Class: driver.ClassLost, Message: "gone"} }

// run records a statement and returns the error planned for it.
func (f *fake) run(ctx context.Context, text string) error {
	if f.waits != nil {
		f.waits(ctx)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ran = append(f.ran, text)
	for part, errs := range f.fails {
		if strings.Contains(text, part) && len(errs) > 0 {
			f.fails[part] = errs[1:]
			return errs[0]
		}
	}
	return nil
}

// count tells how many statements held part.
func (f *fake) count(part string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, s := range f.ran {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

func (f *fake) Spec() driver.Spec {
	return driver.Spec{Platform: "fake", Name: "Fake", Capabilities: f.caps}
}
func (f *fake) Dialect() driver.Dialect { return fakeDialect{} }

func (f *fake) Open(_ context.Context, cfg driver.Config) (driver.Conn, error) {
	f.opens++
	f.opened = cfg
	if err := f.run(context.Background(), "open"); err != nil {
		return nil, err
	}
	if f.bare {
		return struct{ driver.Conn }{&fakeConn{f}}, nil
	}
	return &fakeConn{f}, nil
}

// fakeConn has every power; as a Tx it is its own transaction.
type fakeConn struct{ f *fake }

func (c *fakeConn) Ping(ctx context.Context) error { return c.f.run(ctx, "ping") }
func (c *fakeConn) Close() error                   { c.f.closes++; return nil }
func (c *fakeConn) Exec(ctx context.Context, s sqltext.SQL) (int64, error) {
	return 1, c.f.run(ctx, s.String())
}
func (c *fakeConn) Query(ctx context.Context, s sqltext.SQL) (driver.Rows, error) {
	if err := c.f.run(ctx, s.String()); err != nil {
		return nil, err
	}
	return &fakeRows{c.f.rows}, nil
}
func (c *fakeConn) Begin(ctx context.Context) (driver.Tx, error) { return c, c.f.run(ctx, "BEGIN") }
func (c *fakeConn) Commit(ctx context.Context) error             { return c.f.run(ctx, "COMMIT") }
func (c *fakeConn) Rollback(ctx context.Context) error           { return c.f.run(ctx, "ROLLBACK") }
func (c *fakeConn) LoadTable(ctx context.Context, l driver.Load) (int64, error) {
	return 3, c.f.run(ctx, "load "+l.Path.String())
}
func (c *fakeConn) DeriveTable(ctx context.Context, d driver.Derivation) (int64, error) {
	if err := c.f.run(ctx, "derive "+d.Path.String()); err != nil {
		return 0, err
	}
	return d.Fill(fakeDialect{}.Quoting(), d.Path, func(s sqltext.SQL) (int64, error) { return c.f.filled, c.f.run(ctx, s.String()) })
}
func (c *fakeConn) Export(ctx context.Context, p writ.Path, _ []driver.Column, _ string, w io.Writer) error {
	if err := c.f.run(ctx, "export "+p.String()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "1\n")
	return err
}
func (c *fakeConn) List(ctx context.Context, p writ.Path) ([]driver.Entry, error) {
	var entries []driver.Entry
	for _, name := range c.f.names {
		entries = append(entries, driver.Entry{Path: p.Child(name), Kind: driver.EntryTable})
	}
	return entries, c.f.run(ctx, "list "+p.String())
}
func (c *fakeConn) Describe(ctx context.Context, p writ.Path) ([]driver.Column, error) {
	return []driver.Column{{Name: "i"}}, c.f.run(ctx, "describe "+p.String())
}
func (c *fakeConn) Search(ctx context.Context, text string, limit int) ([]driver.Entry, error) {
	return nil, c.f.run(ctx, fmt.Sprintf("search %s %d", text, limit))
}

type fakeRows struct{ left [][]writ.Value }

func (r *fakeRows) Columns() []driver.Column { return []driver.Column{{Name: "i"}} }
func (r *fakeRows) Close() error             { return nil }
func (r *fakeRows) Next(dst []writ.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	copy(dst, r.left[0])
	r.left = r.left[1:]
	return nil
}

// fakeDialect writes short statements.
type fakeDialect struct{}

func (fakeDialect) Quoting() sqltext.Quoting               { return sqltext.Quoting{Ident: '"'} }
func (fakeDialect) NativeType(t writ.Type) (string, error) { return string(t.Kind), nil }
func (d fakeDialect) DropTable(p writ.Path) (sqltext.SQL, error) {
	return d.Quoting().Build().Raw("DROP ").Path(p).Done()
}
func (d fakeDialect) SelectRows(w driver.Window) (sqltext.SQL, error) {
	return d.Quoting().Build().Raw("SELECT ").Path(w.Path).Done()
}
func (d fakeDialect) Literal(_ writ.Type, text string) (sqltext.SQL, error) {
	return d.Quoting().Build().Text(text).Done()
}
func (d fakeDialect) Compared(c driver.Column) (sqltext.SQL, error) {
	return d.Quoting().Build().Ident(c.Name).Done()
}
func (fakeDialect) CreateTable(writ.Path, []driver.Column) (sqltext.SQL, error) {
	return sqltext.SQL{}, nil
}
func (d fakeDialect) RenameTable(p writ.Path, name string) (sqltext.SQL, error) {
	return d.Quoting().Build().Raw("RENAME ").Path(p).Raw(" ").Ident(name).Done()
}
func (d fakeDialect) Grants(p writ.Path, _ string) ([]driver.Grant, error) {
	s, err := d.Quoting().Build().Raw("GRANT ").Path(p).Done()
	return []driver.Grant{{Privilege: "ALL", Statement: s}}, err
}
func (fakeDialect) Checks(writ.Path, string) ([]driver.Check, error) { return nil, nil }

// ledger remembers what it was told, in order.
type ledger struct {
	told []string
	err  error
}

func (l *ledger) Intend(_ context.Context, o *writ.ManagedObject) error {
	l.told = append(l.told, "intend "+string(o.State)+" "+o.Path.String())
	return l.err
}

func (l *ledger) Settle(_ context.Context, o *writ.ManagedObject, s writ.ObjectState) error {
	l.told = append(l.told, "settle "+string(o.ID)+" "+string(s))
	return l.err
}

func (l *ledger) Move(_ context.Context, from, to *writ.ManagedObject) error {
	l.told = append(l.told, fmt.Sprintf("move %s %s to %s %s", from.State, from.Path, to.State, to.Path))
	return l.err
}

func (l *ledger) is(want ...string) bool { return slices.Equal(l.told, want) }
