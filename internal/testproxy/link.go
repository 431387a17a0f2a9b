package testproxy

import (
	"net"
	"sync"
	"time"
)

// link is one client joined with one connection to the server.
type link struct {
	proxy          *Proxy
	client, server net.Conn
	cut            sync.Once
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
	for _, c := range []net.Conn{l.client, l.server} {
		if tc, ok := c.(*net.TCPConn); ok {
			_ = tc.SetLinger(0)
		}
	}
	l.close()
}

// pump passes bytes one way until either side ends. After a cut the pump of the
// other way closes the link, once the server has answered or gone.
func (l *link) pump(from, to net.Conn, toServer bool) {
	defer l.proxy.forget(l)
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			var cut bool
			if cut, err = l.pass(to, buf[:n], toServer); cut {
				return
			}
		}
		if err != nil {
			l.close()
			return
		}
	}
}

// pass hands one piece on, as the present fault says. Before a cut the client's
// side is closed, so that no answer to the piece can slip through; the server's
// side is closed for writing only, so that the server reads the piece to its
// end and acts on it.
func (l *link) pass(to net.Conn, piece []byte, toServer bool) (cut bool, err error) {
	f, cut := l.proxy.inspect(piece, toServer)
	if f.delay > 0 {
		time.Sleep(f.delay)
	}
	if f.stall {
		return false, nil
	}
	if !cut {
		_, err = to.Write(piece)
		return false, err
	}
	_ = l.client.Close()
	if f.bytes > 0 {
		piece = piece[:min(f.bytes, int64(len(piece)))]
	}
	if _, err := to.Write(piece); err != nil {
		return false, err
	}
	if tc, ok := l.server.(*net.TCPConn); ok {
		_ = tc.CloseWrite()
	}
	return true, nil
}
