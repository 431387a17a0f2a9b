package postgres

import (
	"context"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlstore"
)

// listener hears what any process tells on the channel of a schema, over a
// connection of its own: https://www.postgresql.org/docs/current/sql-listen.html.
// It begins with the first subscriber, so that commands pay nothing for it.
type listener struct {
	target target
	store  *sqlstore.Store
	once   sync.Once // to begin, or never to
	cancel context.CancelFunc
	done   chan struct{}
}

// channel names the channel of a schema; channels are the database's.
func (t target) channel() string { return fmt.Sprintf("writ_%016x", uint64(t.key("notice"))) }

// Subscribe implements store.Store. The first notice of all is a Gap, as soon as
// PostgreSQL is heard; another one follows each time the connection was lost.
func (s *Store) Subscribe(fn func(store.Notice)) (stop func()) {
	stop = s.Store.Subscribe(fn)
	s.listener.begin()
	return stop
}

func (l *listener) begin() {
	l.once.Do(func() {
		var ctx context.Context
		ctx, l.cancel = context.WithCancel(context.Background())
		l.done = make(chan struct{})
		go l.run(ctx)
	})
}

// close ends the listener, and keeps it from beginning. Safe to call twice.
func (l *listener) close() {
	l.once.Do(func() {})
	if l.cancel != nil {
		l.cancel()
		<-l.done
	}
}

// run listens, and connects again when the connection is lost.
func (l *listener) run(ctx context.Context) {
	defer close(l.done)
	for attempt := 0; ; attempt++ {
		if session, err := l.connect(ctx); err == nil {
			attempt = 0
			l.store.Missed()
			l.listen(ctx, session)
			_ = closeSession(session) // it has ended one way or another
		}
		if !rest(ctx, attempt) {
			return
		}
	}
}

func (l *listener) connect(ctx context.Context) (*pgx.Conn, error) {
	session, err := l.target.session(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := session.Exec(ctx, "LISTEN "+l.target.channel()); err != nil {
		_ = closeSession(session) // err tells more
		return nil, err
	}
	return session, nil
}

// listen hands on what it hears until the connection ends.
func (l *listener) listen(ctx context.Context, session *pgx.Conn) {
	for {
		n, err := next(ctx, session)
		if err != nil {
			return
		}
		if n != nil {
			l.store.Heard(n.Payload)
		}
	}
}
