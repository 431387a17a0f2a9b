package testproxy_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ/internal/testproxy"
)

// echo is a server that answers each line with itself and tells on heard what
// it got.
func echo(t *testing.T) (addr string, heard <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	lines := make(chan string, 16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for s := bufio.NewScanner(c); s.Scan(); {
					lines <- s.Text()
					_, _ = io.WriteString(c, s.Text()+"\n")
				}
			}()
		}
	}()
	return l.Addr().String(), lines
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// ask sends a line and returns the answer.
func ask(c net.Conn, line string) (string, error) {
	if _, err := io.WriteString(c, line+"\n"); err != nil {
		return "", err
	}
	got := make([]byte, len(line)+1)
	_, err := io.ReadFull(c, got)
	return strings.TrimSuffix(string(got), "\n"), err
}

func TestProxy(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("faults", func(t *testing.T) {
		tests := []struct {
			name  string
			fault func(p *testproxy.Proxy)
			check func(t *testing.T, answer string, err error)
			heard string // what the server must have got of "COMMIT"
		}{
			{"pass", func(*testproxy.Proxy) {}, answered, "COMMIT"},
			{"delay", func(p *testproxy.Proxy) { p.Delay(time.Millisecond) }, answered, "COMMIT"},
			{"cut", func(p *testproxy.Proxy) { p.Cut() }, broken, ""},
			{"reset", func(p *testproxy.Proxy) { p.Reset() }, wasReset, ""},
			{"stall", func(p *testproxy.Proxy) { p.Stall() }, silent, ""},
			{"refuse", func(p *testproxy.Proxy) { p.Refuse() }, broken, ""},
			{"cut after bytes", func(p *testproxy.Proxy) { p.CutAfterBytes(3) }, broken, "COM"},
			{"cut after match", func(p *testproxy.Proxy) { p.CutAfter([]byte("MMIT")) }, broken, "COMMIT"},
			{"reset after match", func(p *testproxy.Proxy) { p.After([]byte("MMIT"), testproxy.Reset) }, wasReset, "COMMIT"},
			{"half-open after match", func(p *testproxy.Proxy) { p.After([]byte("MMIT"), testproxy.HalfOpen) }, silent, "COMMIT"},
			{"half-open after bytes", func(p *testproxy.Proxy) { p.AfterSent(2, testproxy.HalfOpen) }, silent, ""},
			{"cut in an answer", func(p *testproxy.Proxy) { p.AfterReceived(1, testproxy.Cut) }, broken, "COMMIT"},
			{"reset in an answer", func(p *testproxy.Proxy) { p.AfterReceived(1, testproxy.Reset) }, wasReset, "COMMIT"},
			{"half-open in an answer", func(p *testproxy.Proxy) { p.AfterReceived(1, testproxy.HalfOpen) }, silent, "COMMIT"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				addr, heard := echo(t)
				p := testproxy.New(t, addr)
				c := dial(t, p.Addr())
				if got, err := ask(c, "hello"); err != nil || got != "hello" {
					t.Fatalf("before the fault: %q, %v", got, err)
				}
				<-heard
				tt.fault(p)
				_ = c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
				got, err := ask(c, "COMMIT")
				tt.check(t, got, err)
				if tt.heard != "" {
					if h := <-heard; h != tt.heard {
						t.Errorf("the server got %q, want %q", h, tt.heard)
					}
				}
				p.Heal()
				if got, err := ask(dial(t, p.Addr()), "again"); err != nil || got != "again" {
					t.Errorf("after Heal: %q, %v", got, err)
				}
			})
		}
	})
}

func answered(t *testing.T, answer string, err error) {
	if err != nil || answer != "COMMIT" {
		t.Errorf("got %q, %v", answer, err)
	}
}

func broken(t *testing.T, _ string, err error) {
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the connection is not broken: %v", err)
	}
}

func wasReset(t *testing.T, _ string, err error) {
	if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) {
		t.Errorf("got %v, want a reset", err)
	}
}

func silent(t *testing.T, _ string, err error) {
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want silence", err)
	}
}
