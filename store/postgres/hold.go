package postgres

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ"
)

// How long a server that starts waits for one that is just ending, how often the
// connection of a lock is tried, and how long an answer or a good-bye may take.
const (
	holdTimeout = 3 * time.Second
	heartbeat   = 5 * time.Second
	answer      = 5 * time.Second
)

// hold is a lock on the store, kept by a connection of its own: PostgreSQL frees
// it when the connection ends, however it ends.
type hold struct {
	session *pgx.Conn
	lost    chan struct{} // closed when the connection broke
	stop    context.CancelFunc
	done    chan struct{}
}

// Hold takes the store for this process until Close; holder is shown to another
// that tries, which is CodeConflict. It may be called once. lost is closed when
// the connection that keeps the lock breaks; from then on Write refuses.
func (s *Store) Hold(ctx context.Context, holder string) (lost <-chan struct{}, err error) {
	t := s.target
	t.config = t.config.Copy()
	t.config.RuntimeParams["application_name"] = holder
	session, err := t.session(ctx, "serve", holdTimeout)
	if code(err) == "55P03" {
		return nil, writ.Errorf(writ.CodeConflict, "postgres.Hold", "The metadata store %s is in use%s.", t, s.target.holder(ctx)).
			WithHint("Stop that process first; one server at a time uses a store.")
	}
	if err != nil {
		return nil, t.cannotOpen(err)
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	h := &hold{session: session, lost: make(chan struct{}), stop: stop, done: make(chan struct{})}
	s.hold.Store(h)
	go h.watch(watching)
	return h.lost, nil
}

// watch notices the end of the connection: at once where the server says it, and
// after a missed heartbeat where nobody says anything.
func (h *hold) watch(ctx context.Context) {
	defer close(h.done)
	for h.beat(ctx) {
	}
	if ctx.Err() == nil {
		close(h.lost)
	}
}

// beat waits for the next heartbeat and tells whether it came.
func (h *hold) beat(ctx context.Context) bool {
	waiting, cancel := context.WithTimeout(ctx, heartbeat)
	_, _ = h.session.WaitForNotification(waiting) // nobody notifies: it ends with the time or the connection
	cancel()
	if ctx.Err() != nil || h.session.IsClosed() {
		return false
	}
	asking, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	return h.session.Ping(asking) == nil
}

func (h *hold) isLost() bool {
	select {
	case <-h.lost:
		return true
	default:
		return false
	}
}

// release ends the connection and with it the lock. Safe to call twice.
func (h *hold) release() {
	h.stop()
	<-h.done
	_ = closeSession(h.session) // what is to be lost here is only the lock
}

// session connects and takes the lock for a purpose, waiting at most for the
// time. The server is told to notice a dead client within half a minute.
func (t target) session(ctx context.Context, purpose string, wait time.Duration) (*pgx.Conn, error) {
	c := t.config.Copy()
	for name, value := range map[string]string{
		"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3",
		"lock_timeout": strconv.FormatInt(wait.Milliseconds(), 10),
	} {
		c.RuntimeParams[name] = value
	}
	session, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	if _, err := session.Exec(ctx, "SELECT pg_advisory_lock($1)", t.key(purpose)); err != nil {
		_ = closeSession(session) // err tells more
		return nil, err
	}
	return session, nil
}

func closeSession(session *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), answer)
	defer cancel()
	return session.Close(ctx)
}

// key numbers the lock for a purpose; locks are the database's, so the schema
// has to be in it.
func (t target) key(purpose string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("writ/" + purpose + "/" + t.schema)) // never fails
	return int64(h.Sum64())
}

// holder names who has the lock, as far as we may see it.
func (t target) holder(ctx context.Context) string {
	session, err := pgx.ConnectConfig(ctx, t.config)
	if err != nil {
		return ""
	}
	defer func() { _ = closeSession(session) }() // it has said what it had to say
	var name, address string
	row := session.QueryRow(ctx, `
		SELECT a.application_name, coalesce(host(a.client_addr), 'this machine')
		FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND (l.classid::bigint << 32) | l.objid::bigint = $1`, t.key("serve"))
	if err := row.Scan(&name, &address); err != nil {
		return ""
	}
	return " by " + name + " from " + address
}
