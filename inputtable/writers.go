package inputtable

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
)

// Options is what writers need. Zero durations and numbers take the defaults.
type Options struct {
	Store store.Store
	Clock writ.Clock
	Node  writ.NodeID
	Log   *slog.Logger
	// Reach returns the warehouse of a connection and its write destinations.
	Reach func(ctx context.Context, c writ.ConnectionID) (*warehouse.Warehouse, []*writ.Destination, error)
	// Tell is told what has happened to input tables, in order; it must not wait. It
	// may be nil.
	Tell func(Event)
	// Dir is where files of rows are put together before they are loaded; the
	// warehouse may have to read it. "" is the system's folder for such files.
	Dir string

	Lease    time.Duration        // how long a lease lasts; default 10 s
	Trust    time.Duration        // how long it is counted on without news; default 6 s
	Patience time.Duration        // how long an edit waits for a log that cannot be reached; default 5 s
	Uptime   func() time.Duration // the monotonic clock; default writ.Uptime
	Rows     int                  // of one table that are kept in memory; default 20,000
}

// Event tells that edits of an input table were logged or applied.
type Event struct {
	Table   writ.InputTableID
	Branch  writ.Branch
	Head    int64        // number of the last edit that is logged
	Mark    int64        // number of the last edit that is applied
	Rows    []writ.RowID // those that were changed; of more than 100, the first 101
	Columns bool         // whether columns, rules or refused values may have changed
	Problem *writ.Problem
}

// Writers is the writers of this node, one for each edit log whose lease it has.
type Writers struct {
	opt     Options
	sources *Sources // of the values that rules allow
	// reach is Options.Reach made into a place.
	reach func(ctx context.Context, c writ.ConnectionID) (*place, error)

	mu     sync.Mutex
	byConn map[writ.ConnectionID]*writer
	known  map[writ.InputTableID]writ.ConnectionID
	closed bool
}

// New makes Writers. Nothing is begun before the first Submit or View.
func New(opt Options) *Writers {
	if opt.Lease == 0 {
		opt.Lease = 10 * time.Second
	}
	if opt.Trust == 0 {
		opt.Trust = opt.Lease * 6 / 10
	}
	if opt.Patience == 0 {
		opt.Patience = 5 * time.Second
	}
	if opt.Uptime == nil {
		opt.Uptime = writ.Uptime
	}
	if opt.Rows == 0 {
		opt.Rows = 20_000
	}
	if opt.Tell == nil {
		opt.Tell = func(Event) {}
	}
	ws := &Writers{opt: opt, byConn: map[writ.ConnectionID]*writer{}, known: map[writ.InputTableID]writ.ConnectionID{}}
	ws.reach = ws.reachWarehouse
	ws.sources = NewSources(opt.Store, opt.Clock, func(ctx context.Context, c writ.ConnectionID) (*warehouse.Warehouse, error) {
		w, _, err := opt.Reach(ctx, c)
		return w, err
	})
	return ws
}

// Submit has a request logged and says what became of it; then it is durable. A
// request that breaks no form, but conflicts with what others did, is answered, not
// refused: see RowResult. CodeUncertain says that nobody knows whether it was
// logged: the same request with the same Key finds out. CodeUnavailable says that
// nothing was logged, because another node has the edit log (see Leader) or it
// cannot be reached.
func (ws *Writers) Submit(ctx context.Context, r Request) (*Answer, error) {
	hash, err := checkRequest(&r)
	if err != nil {
		return nil, err
	}
	w, err := ws.writerOf(ctx, r.Table)
	if err != nil {
		return nil, err
	}
	return w.submit(ctx, newJob(ctx, &r, hash))
}

// writerOf returns the writer of an input table's connection, beginning it if need
// be.
func (ws *Writers) writerOf(ctx context.Context, id writ.InputTableID) (*writer, error) {
	ws.mu.Lock()
	conn, ok := ws.known[id]
	ws.mu.Unlock()
	if !ok {
		var t *writ.InputTable
		err := ws.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
			t, err = tx.InputTables.Get(ctx, id)
			return err
		})
		if err != nil {
			return nil, err
		}
		conn = t.Connection
	}
	return ws.writer(id, conn)
}

func (ws *Writers) writer(id writ.InputTableID, conn writ.ConnectionID) (*writer, error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if ws.closed {
		return nil, errStopping("inputtable.Submit")
	}
	ws.known[id] = conn
	w := ws.byConn[conn]
	if w == nil {
		w = newWriter(ws, conn)
		ws.byConn[conn] = w
		go w.run()
	}
	return w, nil
}

func errStopping(op string) *writ.Error {
	return writ.Errorf(writ.CodeUnavailable, op, "The server is stopping; nothing was logged.").WithHint("Try again in a moment.")
}

// Lead says which node has the edit log of a connection. Mine tells that it is this
// one, or that nobody has it, so that this one may.
type Lead struct {
	Node writ.NodeID
	Mine bool
}

// Leader says who has the edit log of a connection.
func (ws *Writers) Leader(ctx context.Context, c writ.ConnectionID) (*Lead, error) {
	ws.mu.Lock()
	w := ws.byConn[c]
	ws.mu.Unlock()
	if w != nil && w.leads.Load() {
		return &Lead{Node: ws.opt.Node, Mine: true}, nil
	}
	var l *writ.Lease
	err := ws.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		l, err = tx.Leases.Holder(ctx, leaseName(c))
		return err
	})
	switch {
	case writ.CodeOf(err) == writ.CodeNotFound:
		return &Lead{Node: ws.opt.Node, Mine: true}, nil
	case err != nil:
		return nil, err
	}
	return &Lead{Node: l.Node, Mine: l.Node == ws.opt.Node}, nil
}

// Close takes no more requests, waits until what was taken is logged and applied,
// but not longer than ctx, and gives the leases back.
func (ws *Writers) Close(ctx context.Context) error {
	ws.mu.Lock()
	ws.closed = true
	all := make([]*writer, 0, len(ws.byConn))
	for _, w := range ws.byConn {
		all = append(all, w)
	}
	ws.mu.Unlock()
	for _, w := range all {
		w.drain()
	}
	var err error
	for _, w := range all {
		select {
		case <-w.ended:
		case <-ctx.Done():
			err = ctx.Err()
			w.stop()
			<-w.ended
		}
	}
	return err
}
