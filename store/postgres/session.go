package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// How often the connection of a session is tried, and how long an answer or a
// good-bye may take: after both together a broken one is noticed.
const (
	heartbeat = 5 * time.Second
	answer    = 5 * time.Second
)

// session opens a connection that belongs to no pool. The server is told to
// notice a dead client within half a minute.
func (t target) session(ctx context.Context) (*pgx.Conn, error) {
	c := t.config.Copy()
	for name, value := range map[string]string{
		"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3",
	} {
		c.RuntimeParams[name] = value
	}
	return pgx.ConnectConfig(ctx, c)
}

func closeSession(session *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), answer)
	defer cancel()
	return session.Close(ctx)
}

// next waits for a notification. If none comes until the next heartbeat it asks
// the server whether it is still there; then both results are nil.
func next(ctx context.Context, session *pgx.Conn) (*pgconn.Notification, error) {
	waiting, cancel := context.WithTimeout(ctx, heartbeat)
	n, err := session.WaitForNotification(waiting)
	cancel()
	if err == nil || ctx.Err() != nil || session.IsClosed() {
		return n, err
	}
	asking, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	return nil, session.Ping(asking)
}

// The pause before something is tried again doubles from the first to the last.
const (
	firstRest = 100 * time.Millisecond
	lastRest  = 5 * time.Second
)

// rest waits before the attempt of that number; it returns false if ctx ends.
func rest(ctx context.Context, attempt int) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(min(firstRest<<min(attempt, 10), lastRest)):
		return true
	}
}
