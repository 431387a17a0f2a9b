package e2e

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"
)

// balancer stands before several servers as a load balancer does: it hands
// requests round and leaves out a server whose /readyz does not say yes. It never
// sends a request twice.
type balancer struct {
	url string

	mu       sync.Mutex
	backends []*backend
	turn     int
	requests int
	failed   []string // answers of 500 and more, and requests that got none
}

// backend is one server; its address is nil while it does not run.
type backend struct {
	address *url.URL
	ready   bool
}

// checkEvery is how often a balancer asks whether a server is ready, and
// checkTimeout how long it waits for the answer.
const (
	checkEvery   = 50 * time.Millisecond
	checkTimeout = time.Second
)

// balanced starts a balancer for n servers. It ends with the test.
func balanced(t *testing.T, n int) *balancer {
	t.Helper()
	b := &balancer{backends: make([]*backend, n)}
	for i := range b.backends {
		b.backends[i] = &backend{}
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(addressOf(r.In)) },
		ModifyResponse: func(resp *http.Response) error {
			if resp.StatusCode >= 500 {
				b.note("%s %s: %s", resp.Request.Method, resp.Request.URL.Path, resp.Status)
			}
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() == nil { // the client has not gone
				b.note("%s %s: %v", r.Method, r.URL.Path, err)
			}
			w.WriteHeader(http.StatusBadGateway)
		},
		FlushInterval: -1,
		ErrorLog:      log.New(b, "", 0),
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address := b.pick()
		if address == nil {
			b.note("%s %s: no server is ready", r.Method, r.URL.Path)
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), addressKey{}, address)))
	}))
	b.url = front.URL
	ctx, cancel := context.WithCancel(context.Background())
	var checks sync.WaitGroup
	for _, each := range b.backends {
		checks.Go(func() { b.keepChecking(ctx, each) })
	}
	t.Cleanup(func() {
		cancel()
		front.CloseClientConnections()
		front.Close()
		checks.Wait()
	})
	return b
}

// address returns where the ith server is, "" while it does not run.
func (b *balancer) address(i int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.backends[i].address == nil {
		return ""
	}
	return b.backends[i].address.String()
}

type addressKey struct{}

func addressOf(r *http.Request) *url.URL { return r.Context().Value(addressKey{}).(*url.URL) }

// pick returns the address whose turn it is, nil if none is ready.
func (b *balancer) pick() *url.URL {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.requests++
	for range b.backends {
		b.turn = (b.turn + 1) % len(b.backends)
		if at := b.backends[b.turn]; at.ready {
			return at.address
		}
	}
	return nil
}

// keepChecking asks a server whether it is ready, again and again.
func (b *balancer) keepChecking(ctx context.Context, at *backend) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		b.mu.Lock()
		address := at.address
		b.mu.Unlock()
		ready := address != nil && answers(ctx, address)
		b.mu.Lock()
		if at.address == address {
			at.ready = ready
		}
		b.mu.Unlock()
	}
}

// answers asks /readyz over a connection of its own.
func answers(ctx context.Context, address *url.URL) bool {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.JoinPath("/readyz").String(), nil)
	if err != nil {
		return false
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// moved tells the balancer where a server is from now on; "" for nowhere.
func (b *balancer) moved(i int, address string) {
	var at *url.URL
	if address != "" {
		var err error
		if at, err = url.Parse(address); err != nil {
			panic(err)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	*b.backends[i] = backend{address: at}
}

// takes tells whether requests go to a server.
func (b *balancer) takes(i int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.backends[i].ready
}

// Write notes what the proxy logs: answers that broke off.
func (b *balancer) Write(line []byte) (int, error) {
	b.note("%s", line)
	return len(line), nil
}

func (b *balancer) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = append(b.failed, fmt.Sprintf(format, args...))
}

// count returns how many requests came and which of them failed.
func (b *balancer) count() (requests int, failed []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.requests, b.failed
}
