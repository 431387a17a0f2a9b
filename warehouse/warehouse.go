package warehouse

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// Options bounds what a Warehouse may use. Zero values take the defaults.
type Options struct {
	MaxConns int           // per pool, that is per credential and warehouse role; default 8
	MaxPools int           // default 32
	Idle     time.Duration // after which an unused pool is closed; default 5 minutes
	Timeout  time.Duration // of a call whose context has no deadline; default 2 minutes
	Hosts    *driver.Hosts // where connections may lead; nil as there
	// SignIn returns the values of the fields with which a member signs in in a
	// warehouse role, in place of the connection's own. nil: members have no
	// sign-in of their own.
	SignIn func(ctx context.Context, as writ.As) (map[string]string, error)
}

// Warehouse reaches one connection's warehouse. It connects on first use.
type Warehouse struct {
	drv    driver.Driver
	values map[string]string
	opt    Options

	mu     sync.Mutex
	pools  map[writ.As]*pool
	turns  int64
	closed bool
}

// New makes a Warehouse of a platform from the values of its fields, secrets
// included.
func New(drv driver.Driver, values map[string]string, opt Options) *Warehouse {
	if opt.MaxConns == 0 {
		opt.MaxConns = 8
	}
	if opt.MaxPools == 0 {
		opt.MaxPools = 32
	}
	if opt.Idle == 0 {
		opt.Idle = 5 * time.Minute
	}
	if opt.Timeout == 0 {
		opt.Timeout = 2 * time.Minute
	}
	return &Warehouse{drv: drv, values: values, opt: opt, pools: map[writ.As]*pool{}}
}

// Spec describes the platform.
func (w *Warehouse) Spec() driver.Spec { return w.drv.Spec() }

// Dialect writes the platform's SQL.
func (w *Warehouse) Dialect() driver.Dialect { return w.drv.Dialect() }

// bounded gives ctx the default deadline if it has none.
func (w *Warehouse) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, w.opt.Timeout)
}

// idempotent runs a call that may be repeated after ClassLost, and repeats it once
// then: a connection turned out to be broken.
func idempotent[T any](call func() (T, error)) (T, error) {
	v, err := call()
	var de *driver.Error
	if errors.As(err, &de) && de.Class == driver.ClassLost {
		return call()
	}
	return v, err
}

// Ping proves that the warehouse can be reached and signed in to. Its error
// names the step that failed.
func (w *Warehouse) Ping(ctx context.Context, as writ.As) error {
	const op = "warehouse.Ping"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return err
	}
	defer done()
	return wrap(op, c.Ping(ctx))
}

// Page is a piece of a table, whole in memory.
type Page struct {
	Columns []driver.Column
	Rows    [][]writ.Value
}

// Select reads a window of a table; window.Limit bounds its size.
func (w *Warehouse) Select(ctx context.Context, as writ.As, window driver.Window) (*Page, error) {
	const op = "warehouse.Select"
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	stmt, err := w.drv.Dialect().SelectRows(window)
	if err != nil {
		return nil, err
	}
	return w.read(ctx, op, as, stmt, window.Limit)
}

// read runs a query and returns its first limit rows. It has no deadline but ctx's.
func (w *Warehouse) read(ctx context.Context, op string, as writ.As, stmt sqltext.SQL, limit int) (*Page, error) {
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return nil, err
	}
	defer done()
	stmt = tag(ctx, stmt)
	page, err := idempotent(func() (*Page, error) {
		rows, err := c.Query(ctx, stmt)
		if err != nil {
			return nil, err
		}
		return collect(rows, limit)
	})
	if err != nil {
		return nil, wrap(op, err)
	}
	return page, nil
}

// collect reads up to limit rows and closes them.
func collect(rows driver.Rows, limit int) (*Page, error) {
	defer rows.Close()
	p := &Page{Columns: rows.Columns(), Rows: [][]writ.Value{}}
	for len(p.Rows) < limit {
		row := make([]writ.Value, len(p.Columns))
		err := rows.Next(row)
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, row)
	}
	return p, nil
}

// List returns the children of a catalog path, sorted by name.
func (w *Warehouse) List(ctx context.Context, as writ.As, parent writ.Path) ([]driver.Entry, error) {
	return inspect(ctx, w, "warehouse.List", as, func(ctx context.Context, i driver.Inspector) ([]driver.Entry, error) {
		return i.List(ctx, parent)
	})
}

// Describe returns the columns of a table or view.
func (w *Warehouse) Describe(ctx context.Context, as writ.As, path writ.Path) ([]driver.Column, error) {
	return inspect(ctx, w, "warehouse.Describe", as, func(ctx context.Context, i driver.Inspector) ([]driver.Column, error) {
		return i.Describe(ctx, path)
	})
}

// Search finds tables and views by a part of their name.
func (w *Warehouse) Search(ctx context.Context, as writ.As, text string, limit int) ([]driver.Entry, error) {
	return inspect(ctx, w, "warehouse.Search", as, func(ctx context.Context, i driver.Inspector) ([]driver.Entry, error) {
		return i.Search(ctx, text, limit)
	})
}

func inspect[T any](ctx context.Context, w *Warehouse, op string, as writ.As, call func(context.Context, driver.Inspector) (T, error)) (T, error) {
	var zero T
	ctx, cancel := w.bounded(ctx)
	defer cancel()
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return zero, err
	}
	defer done()
	i, ok := c.(driver.Inspector)
	if !ok {
		return zero, writ.Errorf(writ.CodeUnsupported, op, "%s has no catalog that Writ can read", w.Spec().Name)
	}
	v, err := idempotent(func() (T, error) { return call(ctx, i) })
	return v, wrap(op, err)
}

// Export streams every row of a table as a canonical file to out, ordered by
// the column orderBy, in any order if that is "". It has no deadline but ctx's.
func (w *Warehouse) Export(ctx context.Context, as writ.As, path writ.Path, columns []driver.Column, orderBy string, out io.Writer) error {
	const op = "warehouse.Export"
	c, done, err := w.conn(ctx, op, as)
	if err != nil {
		return err
	}
	defer done()
	e, ok := c.(driver.Exporter)
	if !ok {
		return writ.Errorf(writ.CodeUnsupported, op, "%s cannot stream whole tables in this version", w.Spec().Name)
	}
	return wrap(op, e.Export(ctx, path, columns, orderBy, out))
}

// Tag tells the warehouse's administrator, in a comment before each statement,
// for whom and for which request it runs.
type Tag struct {
	Member  writ.MemberID
	Request string
}

type tagKey struct{}

// WithTag returns a context whose warehouse statements carry t.
func WithTag(ctx context.Context, t Tag) context.Context {
	return context.WithValue(ctx, tagKey{}, t)
}

func tag(ctx context.Context, s sqltext.SQL) sqltext.SQL {
	t, ok := ctx.Value(tagKey{}).(Tag)
	if !ok {
		return s
	}
	return sqltext.Tagged(s, [2]string{"member", string(t.Member)}, [2]string{"request", t.Request})
}
