package postgres

import (
	"context"
	"database/sql"
	"hash/fnv"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ"
)

// How long a server that starts waits for one that is just ending, and how often
// it looks. It does not queue for the lock: behind somebody who waits for it
// alone, nobody else could take it either.
const (
	holdTimeout = 3 * time.Second
	holdPoll    = 50 * time.Millisecond
)

// frozenTimeout is how long a transaction of a node may do nothing before
// PostgreSQL ends it: what a node has locked that froze, or was cut off, must not
// hold up the others for as long.
const frozenTimeout = 5 * time.Second

// hold is the lock on a store, kept by a connection of its own: PostgreSQL frees
// it when the connection ends, however it ends.
type hold struct {
	store   *Store
	target  target // connects under the name of the holder
	shared  bool
	changed func(error)
	missing atomic.Pointer[writ.Error] // why the lock is not held; nil while it is
	cancel  context.CancelFunc
	done    chan struct{}
}

// Hold takes the store for this process alone until Close; holder is shown to
// another that tries, which is CodeConflict. lost is closed when the connection
// that keeps the lock breaks; from then on Write refuses. It may be called once,
// and not together with Share.
func (s *Store) Hold(ctx context.Context, holder string) (lost <-chan struct{}, err error) {
	ended := make(chan struct{})
	return ended, s.take(ctx, holder, false, func(error) { close(ended) })
}

// Share takes the store for this process and others that share it, until Close;
// somebody who holds it alone is CodeConflict. It may be called once, and not
// together with Hold.
//
// When the connection that keeps the lock breaks, Write refuses with
// CodeUnavailable until the lock is taken again, which goes on being tried;
// changed is called with what is wrong each time that changes, and with nil when
// the lock is back. It must return at once.
//
// This is safe without ending the process. What a node does is its own by terms:
// a job that another node took over meanwhile can be neither renewed nor settled.
// And nobody who holds the store alone can have come between, because each
// transaction that writes keeps the shared lock itself, until it has committed:
// it does not begin while somebody holds the store alone, and nobody gets the
// store alone while it runs, even if this node has not noticed yet that its
// connection is gone. A store that was moved away is not taken again.
func (s *Store) Share(ctx context.Context, holder string, changed func(error)) error {
	return s.take(ctx, holder, true, changed)
}

func (s *Store) take(ctx context.Context, holder string, shared bool, changed func(error)) error {
	t := s.target
	t.config = t.config.Copy()
	t.config.RuntimeParams["application_name"] = holder
	h := &hold{store: s, target: t, shared: shared, changed: changed, done: make(chan struct{})}
	session, err := h.lock(ctx)
	if err != nil {
		return err
	}
	ctx, h.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.hold.Store(h)
	go h.keep(ctx, session)
	return nil
}

// lock connects and takes the lock.
func (h *hold) lock(ctx context.Context) (*pgx.Conn, error) {
	session, err := h.target.session(ctx)
	if err != nil {
		return nil, h.target.cannotOpen(err)
	}
	if err = h.lockIn(ctx, session); err == nil && h.shared {
		err = h.stillHere(ctx)
	}
	if err != nil {
		_ = closeSession(session) // err tells more
		return nil, err
	}
	return session, nil
}

func (h *hold) lockIn(ctx context.Context, session *pgx.Conn) error {
	try := "SELECT pg_try_advisory_lock($1)" // https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS
	if h.shared {
		try = "SELECT pg_try_advisory_lock_shared($1)"
	}
	limit := time.After(holdTimeout)
	for {
		var locked bool
		if err := session.QueryRow(ctx, try, h.target.key("serve")).Scan(&locked); err != nil {
			return h.target.cannotOpen(err)
		}
		if locked {
			return nil
		}
		select {
		case <-ctx.Done():
			return h.target.cannotOpen(ctx.Err())
		case <-limit:
			return h.inUse(ctx, session)
		case <-time.After(holdPoll):
		}
	}
}

func (h *hold) inUse(ctx context.Context, session *pgx.Conn) error {
	err := writ.Errorf(writ.CodeConflict, "postgres.Hold", "The metadata store %s is in use%s.", h.target, h.holders(ctx, session))
	if h.shared {
		return err.WithHint("Stop that process first: it uses the store alone. A server lets others in if it is started as one of several.")
	}
	return err.WithHint("Stop it first: this needs the store alone. Servers that are to share a store are each started as one of several.")
}

// keep notices the end of the connection: at once where the server says it, and
// after a missed heartbeat where nobody says anything. A shared lock it takes
// again.
func (h *hold) keep(ctx context.Context, session *pgx.Conn) {
	defer close(h.done)
	for session != nil {
		var err error
		for err == nil {
			_, err = next(ctx, session)
		}
		if ctx.Err() == nil {
			h.miss(err)
		}
		_ = closeSession(session) // what is to be lost here is only the lock
		session = nil
		if h.shared {
			session = h.again(ctx)
		}
	}
}

// again takes the lock once more; nil if ctx ends before.
func (h *hold) again(ctx context.Context) *pgx.Conn {
	for attempt := 0; rest(ctx, attempt); attempt++ {
		session, err := h.lock(ctx)
		if err == nil {
			h.missing.Store(nil)
			h.changed(nil)
			return session
		}
		if ctx.Err() == nil {
			h.miss(err)
		}
	}
	return nil
}

// stillHere refuses a store that was moved while nobody here had the lock.
func (h *hold) stillHere(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	where, err := h.store.MovedTo(ctx)
	if err == nil && where != "" {
		err = writ.Errorf(writ.CodeConflict, "postgres.Share", "The metadata was moved from %s to %s.", h.target, where)
	}
	return err
}

// miss notes and tells, once, why the lock is not held.
func (h *hold) miss(cause error) {
	err := writ.Wrap(writ.CodeUnavailable, "store.Write", cause, "This server has lost its lock on the metadata store and does not write to it now.")
	if before := h.missing.Swap(err); before == nil || before.Error() != err.Error() {
		h.changed(err)
	}
}

// release ends the connection and with it the lock. Safe to call twice.
func (h *hold) release() {
	h.cancel()
	<-h.done
}

// guard lets a transaction write only while the lock is held. One of a node that
// shares the store takes the lock itself, too, and keeps it until it ends, which
// is bounded by frozenTimeout.
func (s *Store) guard(ctx context.Context, q *sql.Tx) error {
	h := s.hold.Load()
	if h == nil {
		return nil
	}
	if missing := h.missing.Load(); missing != nil {
		return missing
	}
	if !h.shared {
		return nil
	}
	var locked bool
	var timeout string
	row := q.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock_shared($1), set_config('idle_in_transaction_session_timeout', $2, true)",
		s.target.key("serve"), strconv.FormatInt(frozenTimeout.Milliseconds(), 10))
	if err := row.Scan(&locked, &timeout); err != nil {
		return err
	}
	if !locked {
		return writ.Errorf(writ.CodeUnavailable, "store.Write", "The metadata store is used by a command that needs it alone.").
			WithHint("Try again when it has ended.")
	}
	return nil
}

// key numbers the lock for a purpose; locks are the database's, so the schema
// has to be in it.
func (t target) key(purpose string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("writ/" + purpose + "/" + t.schema)) // never fails
	return int64(h.Sum64())
}

// holders names who has the lock, as far as we may see it.
func (h *hold) holders(ctx context.Context, session *pgx.Conn) string {
	var names sql.NullString
	pool := h.store.target.config.RuntimeParams["application_name"] // its transactions have the lock for moments
	row := session.QueryRow(ctx, `
		SELECT string_agg(DISTINCT a.application_name || ' from ' || coalesce(host(a.client_addr), 'this machine'), ', ')
		FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND (l.classid::bigint << 32) | l.objid::bigint = $1
		AND a.application_name <> $2`, h.target.key("serve"), pool)
	if err := row.Scan(&names); err != nil || !names.Valid {
		return ""
	}
	return " by " + names.String
}
