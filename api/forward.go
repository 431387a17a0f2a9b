package api

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/vault"
)

// Leaders tells which node of several keeps the edit log of a connection.
type Leaders interface {
	// InputConnection returns the connection of an input table.
	InputConnection(ctx context.Context, id writ.InputTableID) (writ.ConnectionID, error)
	// Leader returns the address of the node that keeps the edit log of a connection;
	// mine if it is this one, which it becomes if there is none. CodeUnavailable says
	// that nobody knows yet.
	Leader(ctx context.Context, c writ.ConnectionID) (address string, mine bool, err error)
}

// What passing on may take. A node that died is followed by another as soon as its
// lease has run out: after 10 seconds.
const (
	dialTimeout     = 2 * time.Second
	takeoverTimeout = 20 * time.Second
	takeoverPause   = 200 * time.Millisecond
	watchEvery      = time.Second
)

// forwarder passes requests for the writer of an edit log on to the node where it is.
type forwarder struct {
	s         *Server
	leaders   Leaders
	vault     *vault.Vault
	transport *http.Transport
}

func newForwarder(s *Server) *forwarder {
	return &forwarder{s: s, leaders: s.opt.Leaders, vault: s.opt.Vault, transport: &http.Transport{
		DialContext:         (&net.Dialer{Timeout: dialTimeout}).DialContext,
		TLSHandshakeTimeout: dialTimeout,
		MaxIdleConnsPerHost: 100,
		IdleConnTimeout:     idleTimeout,
		DisableCompression:  true, // what the other says is passed on as it is
	}}
}

// forwarded passes a request on that another node has to answer. Whoever is nobody
// is answered here, and so is what came from another node: the one that passes on
// has asked who leads, and what is untrue by now is told as it is.
func (s *Server) forwarded(next http.Handler) http.Handler {
	if s.forward == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := exchangeOf(r.Context())
		if x.forwarded || x.identity.member == nil {
			next.ServeHTTP(w, r)
			return
		}
		here, err := s.forward.serve(w, r)
		switch {
		case err != nil:
			s.writeProblem(w, r, err)
		case here:
			next.ServeHTTP(w, r)
		}
	})
}

// errUnsent says that a node could not be reached, and nothing was sent.
var errUnsent = errors.New("api: nothing was sent")

// serve passes a request on, or says that it is to be answered here.
func (f *forwarder) serve(w http.ResponseWriter, r *http.Request) (here bool, err error) {
	const op = "api.forward"
	ctx := r.Context()
	conn, err := f.connectionOf(r)
	if err != nil || conn == "" {
		return err == nil, err
	}
	for until := f.s.opt.Clock().Add(takeoverTimeout); ; {
		address, mine, err := f.leaders.Leader(ctx, conn)
		if err == nil {
			if mine {
				return true, nil
			}
			err = f.pass(w, r, conn, address)
			if err == nil {
				exchangeOf(ctx).to = address
				return false, nil
			}
			f.s.log.WarnContext(ctx, "a request could not be passed on", "to", address, "request", requestID(ctx), "error", err)
			if !errors.Is(err, errUnsent) {
				return false, err
			}
		} else if writ.CodeOf(err) != writ.CodeUnavailable {
			return false, err
		}
		if f.s.opt.Clock().After(until) {
			return false, writ.Wrap(writ.CodeUnavailable, op, err, "The server that keeps the edits of this connection cannot be reached; nothing was done.").
				WithHint("Try again in a moment. If it stays so, an Admin finds under Administration, Nodes where each server is to be reached.")
		}
		select {
		case <-ctx.Done():
			return false, writ.Wrap(writ.CodeCanceled, op, ctx.Err(), "The request was canceled.")
		case <-time.After(takeoverPause):
		}
	}
}

// pass passes a request on and its answer back. The error is errUnsent if it can be
// tried again.
func (f *forwarder) pass(w http.ResponseWriter, r *http.Request, conn writ.ConnectionID, address string) error {
	target, err := url.Parse(address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	var sent, answered atomic.Bool
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		f.watch(ctx, cancel, conn, address, &answered)
	}()
	defer func() { cancel(); <-watching }()
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent.Store(true) }})
	var failed error
	proxy := httputil.ReverseProxy{
		Rewrite:       func(p *httputil.ProxyRequest) { f.rewrite(p, target) },
		Transport:     f.transport,
		FlushInterval: -1,
		ErrorLog:      slog.NewLogLogger(f.s.log.Handler(), slog.LevelDebug),
		ModifyResponse: func(resp *http.Response) error {
			answered.Store(true)
			ownHeaders(w.Header(), resp.Header)
			return nil
		},
		ErrorHandler: func(_ http.ResponseWriter, _ *http.Request, err error) { failed = err },
	}
	in := r.Clone(traced)
	in.Body = &passedBody{from: f.s.rollingReader(w, r.Body)}
	_ = http.NewResponseController(w).EnableFullDuplex() // HTTP/2 always is
	proxy.ServeHTTP(&steadyAnswer{ResponseWriter: w, out: f.s.rollingWriter(w)}, in)
	return f.outcome(r, failed, sent.Load())
}

// outcome says what a failure to pass a request on means to who sent it.
func (f *forwarder) outcome(r *http.Request, failed error, sent bool) error {
	const op = "api.forward"
	switch {
	case failed == nil:
		return nil
	case r.Context().Err() != nil:
		return writ.Wrap(writ.CodeCanceled, op, failed, "The request was canceled.")
	case !sent || r.Method == http.MethodGet || r.Method == http.MethodHead:
		return errors.Join(errUnsent, failed)
	}
	return writ.Wrap(writ.CodeUncertain, op, failed, "The server that keeps the edits of this connection stopped before it answered; nobody can say yet whether this was done.").
		WithHint("Send the same request again with the same Idempotency-Key, or look whether the change is there.")
}

// watch ends what waits for the answer of a node that no longer leads: a machine
// that froze would be waited for until the end.
func (f *forwarder) watch(ctx context.Context, cancel func(), conn writ.ConnectionID, address string, answered *atomic.Bool) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for !answered.Load() {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now, mine, err := f.leaders.Leader(ctx, conn); err == nil && !answered.Load() && (mine || now != address) {
			cancel()
			return
		}
	}
}

// rewrite addresses a request to a node, as it came but for where it came from,
// which is told under seal.
func (f *forwarder) rewrite(p *httputil.ProxyRequest, target *url.URL) {
	x := exchangeOf(p.In.Context())
	p.SetURL(target)
	p.Out.Host = p.In.Host
	p.Out.URL.RawQuery = p.In.URL.RawQuery
	p.Out.Header.Set("X-Request-Id", x.id)
	p.Out.Header.Set("X-Forwarded-For", x.remote)
	p.Out.Header.Set(forwardHeader, f.seal(p.In, x))
}

// ownHeaders leaves to the answer of another node what it says, and to this one the
// session cookie, which it has looked after already.
func ownHeaders(own, theirs http.Header) {
	theirs.Del("Set-Cookie")
	for name := range theirs {
		own.Del(name)
	}
}

// passedBody is a body that may be offered to several nodes, as long as none of it
// was sent: closing it ends what one of them reads.
type passedBody struct {
	from   io.Reader
	closed atomic.Bool
}

// Read implements io.Reader.
func (b *passedBody) Read(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	return b.from.Read(p)
}

// Close implements io.Closer.
func (b *passedBody) Close() error {
	b.closed.Store(true)
	return nil
}

// steadyAnswer is an answer that may take as long as it goes on.
type steadyAnswer struct {
	http.ResponseWriter
	out *rollingWriter
}

// Write implements http.ResponseWriter.
func (a *steadyAnswer) Write(p []byte) (int, error) { return a.out.Write(p) }

// Unwrap lets http.ResponseController through.
func (a *steadyAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
