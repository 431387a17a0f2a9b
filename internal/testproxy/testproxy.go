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
	once     sync.Once
	broken   chan struct{} // closed by once

	mu       sync.Mutex
	links    map[*link]struct{}
	accepted int
	fault    fault
}

// fault is what the proxy does to the traffic now.
type fault struct {
	refuse  bool          // new connections are closed at once
	stall   bool          // bytes are swallowed, connections stay open
	delay   time.Duration // each piece waits this long, both ways
	trigger *trigger      // breaks one connection in a while; nil: never
}

// Break is how one connection breaks.
type Break int

// A connection ends politely or with a TCP reset, or it stays and nothing comes
// through any more, not even its end: the other side is not told.
const (
	Cut Break = iota
	Reset
	HalfOpen
)

// trigger says when one connection breaks: after so many more bytes have gone to
// the server, or come from it, or after certain bytes have gone to it.
type trigger struct {
	how            Break
	sent, received int64
	match          []byte
}

// fires tells whether piece is the one to break with.
func (t *trigger) fires(piece []byte, toServer bool) bool {
	n := int64(len(piece))
	switch {
	case t.match != nil:
		return toServer && bytes.Contains(piece, t.match)
	case t.sent > 0 && toServer:
		if t.sent <= n {
			return true
		}
		t.sent -= n
	case t.received > 0 && !toServer:
		t.received -= n
		return t.received <= 0
	}
	return false
}

// New starts a proxy before upstream, a "host:port". It ends with the test.
func New(t testing.TB, upstream string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("testproxy: %v", err)
	}
	p := &Proxy{listener: l, upstream: upstream, links: map[*link]struct{}{}, broken: make(chan struct{})}
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

// Accepted tells how many connections clients have made so far.
func (p *Proxy) Accepted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.accepted
}

// Delay holds each piece of data back for d, both ways.
func (p *Proxy) Delay(d time.Duration) { p.set(func(f *fault) { f.delay = d }) }

// Stall makes every connection stay open while nothing comes through, until Heal.
func (p *Proxy) Stall() { p.set(func(f *fault) { f.stall = true }) }

// CutAfterBytes cuts the connection over which n more bytes have gone to the
// server, then no other.
func (p *Proxy) CutAfterBytes(n int64) { p.AfterSent(n, Cut) }

// CutAfter cuts the connection over which match has gone to the server, before
// any answer to it comes back, then no other. The match must lie in one piece
// of what the client writes at once.
func (p *Proxy) CutAfter(match []byte) { p.After(match, Cut) }

// AfterSent breaks the connection over which n more bytes have gone to the
// server, then no other.
func (p *Proxy) AfterSent(n int64, how Break) { p.arm(&trigger{how: how, sent: n}) }

// AfterReceived breaks the connection over which n more bytes have come from the
// server, then no other.
func (p *Proxy) AfterReceived(n int64, how Break) { p.arm(&trigger{how: how, received: n}) }

// After breaks the connection over which match has gone to the server, as
// CutAfter does.
func (p *Proxy) After(match []byte, how Break) {
	p.arm(&trigger{how: how, match: bytes.Clone(match)})
}

func (p *Proxy) arm(t *trigger) { p.set(func(f *fault) { f.trigger = t }) }

// Broken is closed when the first break that was asked for has happened.
func (p *Proxy) Broken() <-chan struct{} { return p.broken }

// Armed tells whether a break that was asked for is still to come.
func (p *Proxy) Armed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault.trigger != nil
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
	p.accepted++
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

// inspect tells what to do with a piece of data and whether to break the
// connection with it. A break happens once: its trigger removes itself.
func (p *Proxy) inspect(piece []byte, toServer bool) (f fault, fires bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f = p.fault
	if f.trigger != nil && f.trigger.fires(piece, toServer) {
		p.fault.trigger, fires = nil, true
		p.once.Do(func() { close(p.broken) })
	}
	return f, fires
}
