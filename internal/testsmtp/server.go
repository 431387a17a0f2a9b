package testsmtp

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Options say how a server behaves. The zero value takes every mail in clear.
type Options struct {
	StartTLS bool   // it offers STARTTLS, and takes no mail without
	Direct   bool   // TLS from the first byte
	User     string // it takes no mail without this sign-in
	Password string
	Refuse   string        // what it answers to RCPT TO instead of 250, such as "550 no such user"
	HangUp   bool          // it closes the connection in the middle of each mail
	Pause    time.Duration // before each answer
}

// Mail is one that a server took.
type Mail struct {
	From string
	To   []string
	Data string // headers and body, with LF line ends
	TLS  bool   // it came encrypted
	User string // who had signed in
}

// Server is a mail server on 127.0.0.1 for as long as a test runs.
type Server struct {
	Roots    *x509.CertPool // what its certificate, for 127.0.0.1, is trusted by
	opt      Options
	listener net.Listener
	config   *tls.Config
	news     chan struct{} // something has come
	wg       sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	mails []Mail
	tries int
	ended bool
}

// Start runs a server until the test ends.
func Start(t testing.TB, opt Options) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{opt: opt, listener: l, news: make(chan struct{}, 1), conns: map[net.Conn]struct{}{}}
	s.config, s.Roots = certificate(t)
	s.wg.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

// Port is where the server listens.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Host is where the server listens, as its certificate calls it.
func (s *Server) Host() string { return "127.0.0.1" }

// Address is Host and Port.
func (s *Server) Address() string { return net.JoinHostPort(s.Host(), strconv.Itoa(s.Port())) }

// Become gives the server another behaviour, from the next connection on.
func (s *Server) Become(opt Options) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opt = opt
}

// Mails returns what the server took so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Await waits until the server has taken n mails in all, and returns them.
func (s *Server) Await(t testing.TB, n int) []Mail {
	t.Helper()
	s.until(t, func() bool { return len(s.mails) >= n })
	return s.Mails()
}

// AwaitTries waits until somebody has connected n times in all.
func (s *Server) AwaitTries(t testing.TB, n int) {
	t.Helper()
	s.until(t, func() bool { return s.tries >= n })
}

// until waits for something to be true of what the server keeps.
func (s *Server) until(t testing.TB, holds func() bool) {
	t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		s.mu.Lock()
		done, mails, tries := holds(), len(s.mails), s.tries
		s.mu.Unlock()
		if done {
			return
		}
		select {
		case <-s.news:
		case <-timeout:
			t.Fatalf("%d mails have come in %d connections, and more were awaited", mails, tries)
		}
	}
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return // the test has ended
		}
		if !s.enter(conn) {
			continue
		}
		s.wg.Go(func() {
			defer s.leave(conn)
			s.mu.Lock()
			opt := s.opt
			s.mu.Unlock()
			(&session{server: s, opt: opt, conn: conn}).serve()
		})
	}
}

func (s *Server) enter(conn net.Conn) bool {
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.ended {
		_ = conn.Close()
		return false
	}
	s.conns[conn] = struct{}{}
	return true
}

func (s *Server) leave(conn net.Conn) {
	_ = conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
}

func (s *Server) take(m Mail) {
	s.mu.Lock()
	s.mails = append(s.mails, m)
	s.mu.Unlock()
	s.tell()
}

// tell wakes whoever waits.
func (s *Server) tell() {
	select {
	case s.news <- struct{}{}:
	default: // they wake already
	}
}

func (s *Server) close() {
	_ = s.listener.Close()
	s.mu.Lock()
	s.ended = true
	for conn := range s.conns {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}
