package testproxy

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// link is one client joined with one connection to the server.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	cut            sync.Once
	silent         atomic.Bool // half-open: nothing comes through, the end of a side neither
}

// close ends both sides politely.
func (l *link) close() {
	l.cut.Do(func() {
		_ = l.client.Close()
		_ = l.server.Close()
	})
}

// reset ends both sides with a TCP reset.
func (l *link) reset() {
	abort(l.client)
	abort(l.server)
	l.close()
}

// abort makes the end of c a TCP reset.
func abort(c net.Conn) {
	if tc, ok := c.(*net.TCPConn); ok {
		_ = tc.SetLinger(0)
	}
}

// pump passes bytes one way until either side ends. After a cut the pump of the
// other way closes the link, once the server has answered or gone. A half-open
// link stays until the proxy ends it.
func (l *link) pump(from, to net.Conn, toServer bool) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			var broken bool
			if broken, err = l.pass(to, buf[:n], toServer); broken {
				break
			}
		}
		if err != nil {
			if l.silent.Load() {
				return
			}
			l.close()
			break
		}
	}
	l.proxy.forget(l)
}

// pass hands one piece on, as the present fault says.
func (l *link) pass(to net.Conn, piece []byte, toServer bool) (broken bool, err error) {
	f, fires := l.proxy.inspect(piece, toServer)
	if f.delay > 0 {
		time.Sleep(f.delay)
	}
	switch {
	case f.stall || l.silent.Load():
		return false, nil
	case !fires:
		_, err = to.Write(piece)
		return false, err
	case !toServer:
		return l.breakAnswer(f.trigger.how), nil
	}
	return l.breakRequest(f.trigger, piece)
}

// breakAnswer breaks the link instead of passing a piece of an answer on.
func (l *link) breakAnswer(how Break) (broken bool) {
	switch how {
	case HalfOpen:
		l.silent.Store(true)
		return false
	case Reset:
		l.reset()
	case Cut:
		l.close()
	}
	return true
}

// breakRequest breaks the link with the last piece that goes to the server. The
// client's side is broken first, so that no answer can slip through; the
// server's side is closed for writing only, so that the server reads the piece to
// its end and acts on it.
func (l *link) breakRequest(t *trigger, piece []byte) (broken bool, err error) {
	switch t.how {
	case HalfOpen:
		l.silent.Store(true)
	case Reset:
		abort(l.client)
		_ = l.client.Close()
	case Cut:
		_ = l.client.Close()
	}
	if t.sent > 0 {
		piece = piece[:min(t.sent, int64(len(piece)))]
	}
	if _, err := l.server.Write(piece); err != nil || t.how == HalfOpen {
		return false, err
	}
	if tc, ok := l.server.(*net.TCPConn); ok {
		_ = tc.CloseWrite()
	}
	return true, nil
}
