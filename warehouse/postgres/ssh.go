package postgres

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// tunnel is one SSH connection over which all sessions of a Conn go. It is made
// on first use and again after it broke.
type tunnel struct {
	host    string
	address string
	hosts   *driver.Hosts
	config  *ssh.ClientConfig

	mu     sync.Mutex
	client *ssh.Client // nil until connected, and after it broke
}

// newTunnel reads the fields of the tunnel; without an SSH host there is none.
func newTunnel(cfg driver.Config) (*tunnel, error) {
	const op = "postgres.Open"
	values := cfg.Values
	host := strings.TrimSpace(values["sshHost"])
	if host == "" {
		return nil, nil
	}
	p, err := port(values, "sshPort", 22)
	if err != nil {
		return nil, err
	}
	user := strings.TrimSpace(values["sshUser"])
	if user == "" {
		return nil, writ.Invalid(op, "sshUser", "the SSH user is missing")
	}
	signer, err := ssh.ParsePrivateKey([]byte(strings.TrimSpace(values["sshPrivateKey"]) + "\n"))
	if err != nil {
		return nil, keyProblem(err)
	}
	hostKey, _, _, _, err := ssh.ParseAuthorizedKey([]byte(values["sshHostKey"]))
	if err != nil {
		return nil, writ.Invalid(op, "sshHostKey", "the SSH host key cannot be read").
			WithHint("Run ssh-keyscan on the SSH host, compare what it prints with the host's own key, and paste one line of it.")
	}
	return &tunnel{host: host, hosts: cfg.Hosts, address: net.JoinHostPort(host, strconv.Itoa(int(p))), config: &ssh.ClientConfig{
		User:              user,
		Auth:              []ssh.AuthMethod{ssh.PublicKeys(signer)},
		HostKeyCallback:   ssh.FixedHostKey(hostKey),
		HostKeyAlgorithms: hostKeyAlgorithms(hostKey.Type()),
	}}, nil
}

// keyProblem says what is wrong with a private key without showing any of it.
func keyProblem(err error) error {
	e := writ.Invalid("postgres.Open", "sshPrivateKey", "the SSH private key cannot be read")
	var locked *ssh.PassphraseMissingError
	if errors.As(err, &locked) {
		return e.WithHint("It is locked with a passphrase; make a key of its own for Writ, without one.")
	}
	return e.WithHint("Paste the whole text of the key file, from its BEGIN line to its END line.")
}

// hostKeyAlgorithms asks the host for the kind of key that the form holds; a
// host has several. RSA keys sign in newer ways than their kind is called.
func hostKeyAlgorithms(kind string) []string {
	if kind == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{kind}
}

// dial opens a connection to address at the other end of the tunnel. If the SSH
// connection at hand turns out to be broken, it makes another.
func (t *tunnel) dial(ctx context.Context, network, address string) (net.Conn, error) {
	for {
		client, fresh, err := t.connect(ctx)
		if err != nil {
			return nil, err
		}
		c, err := client.DialContext(ctx, network, address)
		if err == nil {
			return &tunneled{Conn: c, remote: remoteAddr{network, address}}, nil
		}
		var refused *ssh.OpenChannelError
		switch {
		case errors.As(err, &refused):
			return nil, &driver.Error{Class: driver.ClassTCP, Message: "the SSH host cannot reach " + address + ": " + refused.Message, Err: err}
		case fresh, ctx.Err() != nil: // after a mere deadline the tunnel may be well, and others use it
			return nil, &driver.Error{Class: driver.ClassTCP, Message: "the SSH tunnel does not work: " + err.Error(), Err: err}
		}
		t.drop(client)
	}
}

// connect returns the tunnel's SSH connection, making it if need be, and whether
// it is fresh.
func (t *tunnel) connect(ctx context.Context) (client *ssh.Client, fresh bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client != nil {
		return t.client, false, nil
	}
	raw, err := t.hosts.Dial(ctx, "tcp", t.host, t.address)
	var de *driver.Error
	if errors.As(err, &de) {
		return nil, false, &driver.Error{Class: de.Class, Message: "the SSH host cannot be reached: " + de.Message, Err: err}
	}
	if err != nil {
		return nil, false, err
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	defer stop()
	c, channels, requests, err := ssh.NewClientConn(raw, t.address, t.config)
	if err != nil {
		_ = raw.Close()
		return nil, false, handshakeProblem(err)
	}
	t.client = ssh.NewClient(c, channels, requests)
	go func(client *ssh.Client) { // ends when the connection does
		_ = client.Wait()
		t.drop(client)
	}(t.client)
	return t.client, true, nil
}

// handshakeProblem tells a wrong host key from a wrong user or key.
func handshakeProblem(err error) error {
	e := &driver.Error{Class: driver.ClassTCP, Message: "the SSH host does not answer as one: " + err.Error(), Err: err}
	var auth *ssh.ServerAuthError
	switch {
	case errors.As(err, &auth), strings.Contains(err.Error(), "unable to authenticate"):
		e.Class, e.Message = driver.ClassSignIn, "the SSH host refused the user or the key"
	case strings.Contains(err.Error(), "host key"):
		e.Class, e.Message = driver.ClassTLS, "the SSH host shows another key than the connection says"
	}
	return e
}

// drop forgets a broken SSH connection, so that the next session makes another.
func (t *tunnel) drop(client *ssh.Client) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.client == client {
		t.client = nil
	}
	_ = client.Close()
}

func (t *tunnel) close() error {
	t.mu.Lock()
	client := t.client
	t.mu.Unlock()
	if client != nil {
		t.drop(client)
	}
	return nil
}

// tunneled is a connection through the tunnel. SSH channels know neither the
// address they lead to, which a cancel request needs, nor deadlines, without
// which pgx could not give up on a server that stopped answering.
type tunneled struct {
	net.Conn
	remote  remoteAddr
	expired atomic.Bool

	mu    sync.Mutex
	timer *time.Timer
}

type remoteAddr struct{ network, address string }

// Network implements net.Addr.
func (a remoteAddr) Network() string { return a.network }

// String implements net.Addr.
func (a remoteAddr) String() string { return a.address }

// RemoteAddr implements net.Conn.
func (c *tunneled) RemoteAddr() net.Addr { return c.remote }

// SetDeadline implements net.Conn for what pgx does with it: when the deadline
// passes, the connection is closed and its reads and writes say why.
func (c *tunneled) SetDeadline(at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timer != nil {
		c.timer.Stop()
		c.timer = nil
	}
	if !at.IsZero() {
		c.timer = time.AfterFunc(time.Until(at), func() {
			c.expired.Store(true)
			_ = c.Conn.Close()
		})
	}
	return nil
}

// Read implements net.Conn.
func (c *tunneled) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	return n, c.why(err)
}

// Write implements net.Conn.
func (c *tunneled) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	return n, c.why(err)
}

func (c *tunneled) why(err error) error {
	if err != nil && c.expired.Load() {
		return os.ErrDeadlineExceeded
	}
	return err
}

// Close implements net.Conn.
func (c *tunneled) Close() error {
	return errors.Join(c.SetDeadline(time.Time{}), c.Conn.Close())
}
