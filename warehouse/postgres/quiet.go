package postgres

import (
	"context"
	"crypto/tls"
	"net"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// mayBeBroken tells whether a session that nobody used for a while has to be asked
// whether it still works. A look at what has arrived saves the round trip: while it
// is idle the server sends nothing, unless it says farewell.
func mayBeBroken(_ context.Context, s pgxpool.ShouldPingParams) bool {
	return s.IdleDuration > time.Second && !quiet(s.Conn.PgConn().Conn())
}

// quiet tells whether a connection is open, as far as this side knows, and nothing
// has arrived on it. It is false where nobody can tell, as in a tunnel.
func quiet(c net.Conn) bool {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	is := false
	err = raw.Control(func(fd uintptr) { is = nothingArrived(fd) }) // Read would wait for a reader that pgx left behind
	return err == nil && is
}
