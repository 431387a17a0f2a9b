package postgres_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/writ-dev/writ/warehouse/driver"
)

// key is an SSH key pair, as the form takes it.
type key struct {
	signer          ssh.Signer
	private, public string
}

func newKey(t testing.TB) key {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key{signer, string(pem.EncodeToMemory(block)), string(ssh.MarshalAuthorizedKey(signer.PublicKey()))}
}

// sshServer is an SSH server that forwards connections for one user.
type sshServer struct {
	host, port string

	mu    sync.Mutex
	conns []net.Conn
}

func newSSHServer(t testing.TB, host key, user string, allowed ssh.PublicKey) *sshServer {
	t.Helper()
	config := &ssh.ServerConfig{PublicKeyCallback: func(c ssh.ConnMetadata, k ssh.PublicKey) (*ssh.Permissions, error) {
		if c.User() != user || string(k.Marshal()) != string(allowed.Marshal()) {
			return nil, errors.New("no")
		}
		return nil, nil
	}}
	config.AddHostKey(host.signer)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sshServer{}
	s.host, s.port, _ = net.SplitHostPort(l.Addr().String())
	t.Cleanup(func() { _ = l.Close(); s.cut() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, c)
			s.mu.Unlock()
			go serveSSH(c, config)
		}
	}()
	return s
}

// cut ends all present connections.
func (s *sshServer) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.conns {
		_ = c.Close()
	}
	s.conns = nil
}

func serveSSH(c net.Conn, config *ssh.ServerConfig) {
	defer c.Close()
	_, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for ch := range channels {
		go forward(ch)
	}
}

// forward serves one request for a connection, as RFC 4254, 7.2 lays it out.
func forward(ch ssh.NewChannel) {
	var to struct {
		Host       string
		Port       uint32
		OriginHost string
		OriginPort uint32
	}
	if ch.ChannelType() != "direct-tcpip" || ssh.Unmarshal(ch.ExtraData(), &to) != nil {
		_ = ch.Reject(ssh.UnknownChannelType, "no")
		return
	}
	up, err := net.Dial("tcp", net.JoinHostPort(to.Host, strconv.Itoa(int(to.Port))))
	if err != nil {
		_ = ch.Reject(ssh.ConnectionFailed, "nobody there")
		return
	}
	down, requests, err := ch.Accept()
	if err != nil {
		_ = up.Close()
		return
	}
	go ssh.DiscardRequests(requests)
	go func() {
		_, _ = io.Copy(up, down)
		_ = up.Close()
	}()
	_, _ = io.Copy(down, up)
	_ = down.Close()
}

func TestTunnel(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	host, mine := newKey(t), newKey(t)
	s := newSSHServer(t, host, "tunneller", mine.signer.PublicKey())
	good := with(p.values(), "sshHost", s.host, "sshPort", s.port, "sshUser", "tunneller", "sshPrivateKey", mine.private, "sshHostKey", "bastion "+host.public)
	tests := []struct {
		name   string
		values map[string]string
		want   driver.Class
	}{
		{"good, TLS inside", good, ""},
		{"good, in the clear inside", with(good, "tlsMode", "disable"), ""},
		{"a name only the other end resolves", with(good, "host", "localhost"), ""},
		{"another host key", with(good, "sshHostKey", newKey(t).public), driver.ClassTLS},
		{"another user", with(good, "sshUser", "somebody"), driver.ClassSignIn},
		{"another key", with(good, "sshPrivateKey", newKey(t).private), driver.ClassSignIn},
		{"no SSH there", with(good, "sshPort", p.server.Port), driver.ClassTCP},
		{"nobody listens", with(good, "sshPort", freePort(t)), driver.ClassTCP},
		{"no such SSH host", with(good, "sshHost", "writ.invalid"), driver.ClassDNS},
		{"nobody behind the tunnel", with(good, "port", freePort(t)), driver.ClassTCP},
		{"wrong password behind the tunnel", with(good, "password", "wrong"), driver.ClassSignIn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantClass(t, open(t, tt.values).Ping(t.Context()), tt.want)
		})
	}
	t.Run("canceled on the server", func(t *testing.T) {
		c := open(t, good)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := c.Exec(ctx, must(quoting.Build().Raw("SELECT pg_sleep(600)")))
		wantClass(t, err, driver.ClassTimeout)
		busy, err := c.Exec(t.Context(), must(quoting.Build().Raw("SELECT FROM pg_stat_activity WHERE usename = current_user AND query LIKE '%pg_sleep(600)' AND state = 'active'")))
		if err != nil || busy != 0 {
			t.Errorf("%d sessions sleep on, %v", busy, err)
		}
	})
	t.Run("made again after it broke", func(t *testing.T) {
		c := open(t, good)
		if err := c.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.cut()
		if err := c.Ping(t.Context()); err != nil {
			wantClass(t, err, driver.ClassLost)
		}
		if err := c.Ping(t.Context()); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
