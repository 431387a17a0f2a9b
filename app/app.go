package app

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/notify"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/vault"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Actor is who asks, and for which request. A nil Member is nobody: every use
// case refuses it.
type Actor struct {
	Member    *writ.Member
	RequestID string
	Remote    string // the address the request came from
}

// Deps is what an App works with. Staging is a directory that is the App's
// alone and that the embedded warehouse may read. MaxUpload is in bytes.
type Deps struct {
	Store     store.Store
	Vault     *vault.Vault
	Blob      blob.Store
	Staging   string
	Drivers   map[writ.Platform]driver.Driver
	Clock     writ.Clock
	Log       *slog.Logger
	MaxUpload int64
	Hosts     *driver.Hosts // where connections may lead
	Node      writ.Node     // this server, as the others see it, with an id that is new at each start
	Alone     bool          // no other server can be at work on the store
	Lease     time.Duration // of jobs; 0 is the queue's own. It is the same on all nodes.
	BaseURL   string        // as browsers see the server, for the links in mails
	Mail      notify.Sender // how mails leave; without a way to dial it is that of Hosts
}

// App runs the use cases. All methods are safe for concurrent use.
type App struct {
	store     store.Store
	vault     *vault.Vault
	blob      blob.Store
	staging   string
	drivers   map[writ.Platform]driver.Driver
	clock     writ.Clock
	log       *slog.Logger
	maxUpload int64
	hosts     *driver.Hosts
	node      writ.Node
	alone     bool
	lease     time.Duration
	baseURL   string
	mail      notify.Sender

	pool     *pool
	uses     uses
	facts    facts
	inputs   inputBook
	writers  *inputtable.Writers
	sources  *inputtable.Sources // of the values that rules allow
	news     inputNews
	attempts *attempts
	queue    *jobs.Queue
	progress *progressBook
	deafen   func() // ends what the progress book hears

	mu        sync.Mutex             // guards what follows
	receiving map[writ.UploadID]bool // a part is being written, here
	owed      map[writ.UploadID]bool // a part has ended here, and the store may not know
	closed    bool
	work      sync.WaitGroup // every goroutine of the App
	stop      context.CancelCauseFunc
	life      context.Context // ends when the App closes
}

// New makes an App. Start must be called before it is used.
func New(d Deps) *App {
	life, stop := context.WithCancelCause(context.Background())
	a := &App{
		store: d.Store, vault: d.Vault, blob: d.Blob, staging: d.Staging, drivers: d.Drivers,
		clock: d.Clock, log: d.Log, maxUpload: d.MaxUpload, hosts: d.Hosts, node: d.Node, alone: d.Alone, lease: d.Lease,
		baseURL: d.BaseURL, mail: d.Mail,
		pool: newPool(d.Clock), facts: newFacts(), news: newInputNews(), attempts: newAttempts(), receiving: map[writ.UploadID]bool{}, owed: map[writ.UploadID]bool{},
		progress: &progressBook{last: map[writ.UploadID]ingest.Progress{}},
		life:     life, stop: stop,
	}
	if a.mail.Dial == nil {
		a.mail.Dial = a.hosts.Dial
	}
	a.queue = a.newQueue()
	a.sources = inputtable.NewSources(a.store, a.clock, a.reachSource)
	a.writers = a.newWriters()
	a.deafen = a.store.Subscribe(a.progress.hear)
	return a
}

// errClosing is the cause with which the App's life ends.
var errClosing = errors.New("app: the server is stopping")

// Close stops every import, waits for them until ctx ends, and closes the
// warehouses. Other nodes, or the next Start, go on with stopped imports. Safe to
// call twice.
func (a *App) Close(ctx context.Context) error {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	late := errors.Join(a.queue.Close(ctx), a.writers.Close(ctx))
	a.stop(errClosing)
	a.deafen()
	done := make(chan struct{})
	go func() {
		a.work.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		late = errors.Join(late, writ.Wrap(writ.CodeUnavailable, "app.Close", ctx.Err(), "Some work did not stop in time."))
	}
	return errors.Join(late, a.writeAttempts(ctx), a.pool.close())
}

// begin registers a goroutine of the App, or says that the App is closing.
func (a *App) begin() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return false
	}
	a.work.Add(1)
	return true
}

// ask decides whether the actor may do what permission p allows. Refusals are
// logged.
func (a *App) ask(ctx context.Context, op string, actor Actor, p access.Permission) error {
	if actor.Member == nil {
		return writ.Errorf(writ.CodeUnauthenticated, op, "Nobody is signed in.")
	}
	err := access.Member(actor.Member, p).Err(op)
	if err != nil {
		a.refused(ctx, op, actor, err)
	}
	return err
}

// heed returns what was decided about the actor as an error. Refusals are logged.
func (a *App) heed(ctx context.Context, op string, actor Actor, d access.Decision) error {
	err := d.Err(op)
	if err != nil {
		a.refused(ctx, op, actor, err)
	}
	return err
}

// tagged marks the statements that run for the actor.
func tagged(ctx context.Context, actor Actor) context.Context {
	return warehouse.WithTag(ctx, warehouse.Tag{Member: actor.Member.ID, Request: actor.RequestID})
}
