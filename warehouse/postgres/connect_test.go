package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// open returns a Conn for the values of a form, closed when the test ends.
func open(t testing.TB, values map[string]string) driver.Conn {
	t.Helper()
	c, err := postgres.New().Open(t.Context(), driver.Config{Values: values, MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// with returns a copy of values with some of them changed.
func with(values map[string]string, pairs ...string) map[string]string {
	v := maps.Clone(values)
	for i := 0; i < len(pairs); i += 2 {
		v[pairs[i]] = pairs[i+1]
	}
	return v
}

func wantClass(t testing.TB, err error, want driver.Class) {
	t.Helper()
	if got := warehouse.ClassOf(err); got != want {
		t.Errorf("got class %q (%v), want %q", got, err, want)
	}
}

// TestOpenNamesTheField gives one wrong value at a time.
func TestOpenNamesTheField(t *testing.T) {
	t.Parallel()
	good := map[string]string{"host": "h", "port": "5432", "database": "d", "user": "u", "password": "secret", "tlsMode": "require"}
	tunnel := with(good, "sshHost", "s", "sshUser", "u", "sshPrivateKey", newKey(t).private, "sshHostKey", newKey(t).public)
	tests := []struct {
		field, value string
		values       map[string]string
	}{
		{"host", "", good}, {"host", "/tmp", good}, {"host", "a,b", good}, {"port", "0", good}, {"port", "65536", good}, {"port", "x", good},
		{"database", " ", good}, {"user", "", good}, {"tlsMode", "prefer", good}, {"caCertificate", "nonsense", good},
		{"sshPort", "-1", tunnel}, {"sshUser", "", tunnel}, {"sshPrivateKey", "nonsense", tunnel}, {"sshHostKey", "", tunnel}, {"sshHostKey", "nonsense", tunnel},
	}
	for _, tt := range tests {
		_, err := postgres.New().Open(t.Context(), driver.Config{Values: with(tt.values, tt.field, tt.value)})
		var e *writ.Error
		if !errors.As(err, &e) || e.Code != writ.CodeInvalid || e.Field != tt.field {
			t.Errorf("%s=%q: got %v, want CodeInvalid of that field", tt.field, tt.value, err)
		}
	}
	for name, v := range map[string]map[string]string{"plain": good, "tunnel": tunnel} {
		c, err := postgres.New().Open(t.Context(), driver.Config{Values: v})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := c.Close(); err != nil {
			t.Errorf("%s: close: %v", name, err)
		}
	}
}

// TestConnectSteps makes each step of connecting fail on a real server.
func TestConnectSteps(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	good := p.values()
	closed := p.server.NewDatabase(t)
	p.server.Exec(t, "postgres", "REVOKE CONNECT ON DATABASE "+closed+" FROM PUBLIC", "ALTER DATABASE "+p.server.NewDatabase(t)+" ALLOW_CONNECTIONS false")
	tests := []struct {
		name   string
		values map[string]string
		want   driver.Class
	}{
		{"good", good, ""},
		{"require without a CA", with(good, "tlsMode", "require", "caCertificate", ""), ""},
		{"verify-ca by another name", with(good, "tlsMode", "verify-ca"), ""},
		{"disable", with(good, "tlsMode", "disable"), ""},
		{"localhost is in the certificate", with(good, "host", "localhost"), ""},
		{"no such host", with(good, "host", "writ.invalid"), driver.ClassDNS},
		{"nobody listens", with(good, "port", freePort(t)), driver.ClassTCP},
		{"CA unknown", with(good, "caCertificate", ""), driver.ClassTLS},
		{"another CA, require checks it", with(good, "tlsMode", "require", "caCertificate", selfSigned(t, time.Hour).pem), driver.ClassTLS},
		{"another CA", with(good, "caCertificate", selfSigned(t, time.Hour).pem), driver.ClassTLS},
		{"wrong password", with(good, "password", "wrong"), driver.ClassSignIn},
		{"no password", with(good, "password", ""), driver.ClassSignIn},
		{"no such user", with(good, "user", "nobody at all"), driver.ClassSignIn},
		{"no such database", with(good, "database", "nowhere"), driver.ClassDatabase},
		{"database not allowed", with(good, "database", closed), driver.ClassDatabase},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := open(t, tt.values).Ping(t.Context())
			wantClass(t, err, tt.want)
			if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, err), p.owner.Password) {
				t.Error("the error tells the password")
			}
		})
	}
}

// TestCertificates offers certificates that must not be trusted, and none.
func TestCertificates(t *testing.T) {
	t.Parallel()
	fresh, expired := selfSigned(t, time.Hour), selfSigned(t, -time.Minute)
	base := map[string]string{"database": "d", "user": "u", "password": "secret"}
	tests := []struct {
		name, mode, host, ca, says string
		cert                       *certificate
	}{
		{"man in the middle", "verify-full", "127.0.0.1", expired.pem, "unknown authority", fresh},
		{"expired", "verify-full", "127.0.0.1", expired.pem, "expired", expired},
		{"expired, verify-ca", "verify-ca", "127.0.0.1", expired.pem, "expired", expired},
		{"another name", "verify-full", "localhost", fresh.pem, "localhost", fresh},
		{"no TLS", "require", "127.0.0.1", "", "does not offer TLS", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, port, _ := net.SplitHostPort(tlsServer(t, tt.cert))
			err := open(t, with(base, "host", tt.host, "port", port, "tlsMode", tt.mode, "caCertificate", tt.ca)).Ping(t.Context())
			wantClass(t, err, driver.ClassTLS)
			if err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
}

// TestServerTrouble makes the server itself fail under a Conn.
func TestServerTrouble(t *testing.T) {
	t.Parallel()
	s, err := testpg.Start(t.Context(), "max_connections=5", "superuser_reserved_connections=1", "max_wal_senders=0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	u := testpg.User{Name: "u", Password: "secret-of-u"}
	s.Exec(t, "postgres", "CREATE ROLE u LOGIN PASSWORD 'secret-of-u'")
	c := open(t, s.Values("postgres", u))
	first := must(quoting.Build().Raw("SELECT 1"))
	if _, err := c.Exec(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'u'")
	if _, err := c.Exec(t.Context(), first); err != nil {
		wantClass(t, err, driver.ClassLost)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("after its sessions were terminated: %v", err)
	}

	others := open(t, s.Values("postgres", u))
	for range 4 { // one fewer than there are connections: the last is the superuser's
		if _, err := others.(driver.Transactor).Begin(t.Context()); err != nil {
			wantClass(t, err, driver.ClassBusy)
			break
		}
	}
	wantClass(t, open(t, s.Values("postgres", u)).Ping(t.Context()), driver.ClassBusy)

	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := c.Ping(t.Context()); warehouse.ClassOf(err) != driver.ClassTCP && warehouse.ClassOf(err) != driver.ClassLost {
		t.Errorf("got %v of a stopped server, want tcp or lost", err)
	}
	wantClass(t, open(t, s.Values("postgres", u)).Ping(t.Context()), driver.ClassTCP)
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// certificate is a server's, signed by itself, for 127.0.0.1 alone.
type certificate struct {
	tls tls.Certificate
	pem string
}

// selfSigned makes one that is valid for so long from now.
func selfSigned(t testing.TB, valid time.Duration) *certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(valid),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &certificate{
		tls: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		pem: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
	}
}

// tlsServer answers requests for TLS with cert, or refuses them if it is nil,
// and returns its address.
func tlsServer(t testing.TB, cert *certificate) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadFull(c, make([]byte, 8))
			if cert == nil {
				_, _ = c.Write([]byte("N"))
			} else if _, err := c.Write([]byte("S")); err == nil {
				_ = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert.tls}}).Handshake()
			}
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}
