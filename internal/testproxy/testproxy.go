package testproxy

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy passes connections on to one server. Its faults hold for connections
// that exist and for those still to come, until Heal.
type Proxy struct {
	listener net.Listener
	upstream string
	wg       sync.WaitGroup

	mu    sync.Mutex
	links map[*link]struct{}
	fault fault
}

// fault is what the proxy does to the traffic now.
type fault struct {
	refuse bool          // new connections are closed at once
	stall  bool          // bytes are swallowed, connections stay open
	delay  time.Duration // each piece waits this long, both ways
	bytes  int64         // cut after so many more bytes to the server; 0: never
	match  []byte        // cut after these bytes have gone to the server; nil: never
}

// New starts a proxy before upstream, a "host:port". It ends with the test.
func New(t testing.TB, upstream string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("testproxy: %v", err)
	}
	p := &Proxy{listener: l, upstream: upstream, links: map[*link]struct{}{}}
	p.wg.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// Addr is the "host:port" clients connect to.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// HostPort returns host and port of Addr, as connection forms ask for them.
func (p *Proxy) HostPort() (host, port string) {
	host, port, _ = net.SplitHostPort(p.Addr())
	return host, port
}

// Delay holds each piece of data back for d, both ways.
func (p *Proxy) Delay(d time.Duration) { p.set(func(f *fault) { f.delay = d }) }

// Stall makes every connection half-open: it stays, and nothing comes through.
func (p *Proxy) Stall() { p.set(func(f *fault) { f.stall = true }) }

// CutAfterBytes cuts the connection over which n more bytes have gone to the
// server, then no other.
func (p *Proxy) CutAfterBytes(n int64) { p.set(func(f *fault) { f.bytes = n }) }

// CutAfter cuts the connection over which match has gone to the server, before
// any answer to it comes back, then no other. The match must lie in one piece
// of what the client writes at once.
func (p *Proxy) CutAfter(match []byte) { p.set(func(f *fault) { f.match = bytes.Clone(match) }) }

// Armed tells whether a cut that CutAfter or CutAfterBytes asked for is still to
// come.
func (p *Proxy) Armed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault.match != nil || p.fault.bytes > 0
}

// Cut ends all present connections politely; new ones are passed on.
func (p *Proxy) Cut() { p.end((*link).close) }

// Reset ends all present connections with a TCP reset; new ones are passed on.
func (p *Proxy) Reset() { p.end((*link).reset) }

// Refuse ends all present connections and every new one, until Heal.
func (p *Proxy) Refuse() {
	p.set(func(f *fault) { f.refuse = true })
	p.Cut()
}

// Heal ends every fault.
func (p *Proxy) Heal() { p.set(func(f *fault) { *f = fault{} }) }

func (p *Proxy) set(change func(*fault)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.fault)
}

func (p *Proxy) end(how func(*link)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		how(l)
	}
}

// close stops the proxy and waits for its goroutines.
func (p *Proxy) close() {
	_ = p.listener.Close()
	p.Refuse()
	p.wg.Wait()
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.connect(c)
	}
}

// connect joins an accepted client with a new connection to the server.
func (p *Proxy) connect(client net.Conn) {
	server, err := net.Dial("tcp", p.upstream)
	if err != nil {
		_ = client.Close()
		return
	}
	l := &link{proxy: p, client: client, server: server}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault.refuse {
		l.close()
		return
	}
	p.links[l] = struct{}{}
	p.wg.Go(func() { l.pump(client, server, true) })
	p.wg.Go(func() { l.pump(server, client, false) })
}

// forget drops a link whose pumps are ending.
func (p *Proxy) forget(l *link) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l)
}

// inspect tells what to do with a piece of data and whether to cut once it has
// been passed on. A cut happens once: it removes itself.
func (p *Proxy) inspect(piece []byte, toServer bool) (f fault, cut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f = p.fault
	if !toServer {
		return f, false
	}
	if f.bytes > 0 {
		p.fault.bytes -= int64(len(piece))
		if p.fault.bytes <= 0 {
			p.fault.bytes, cut = 0, true
		}
	}
	if f.match != nil && bytes.Contains(piece, f.match) {
		p.fault.match, cut = nil, true
	}
	return f, cut
}
