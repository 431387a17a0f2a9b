package postgres

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/writ-dev/writ/warehouse/driver"
)

// dialer makes connections to one server: directly or through a tunnel, in the
// clear or with TLS. It fails with a *driver.Error that names the step.
type dialer struct {
	tls    *tls.Config // nil: do not encrypt
	tunnel *tunnel     // nil: go straight
	host   string      // as the form names it; addresses are what it resolved to
	hosts  *driver.Hosts
}

// newDialer reads the fields about TLS and the tunnel.
func newDialer(cfg driver.Config) (*dialer, error) {
	c, err := driver.TLSConfig("postgres.Open", cfg.Values)
	if err != nil {
		return nil, err
	}
	t, err := newTunnel(cfg)
	if err != nil {
		return nil, err
	}
	return &dialer{tls: c, tunnel: t, host: strings.TrimSpace(cfg.Values["host"]), hosts: cfg.Hosts}, nil
}

// lookup resolves a host name; with a tunnel that is for the other end to do.
func (d *dialer) lookup(ctx context.Context, host string) ([]string, error) {
	if d.tunnel != nil {
		return []string{host}, d.hosts.CheckName(host)
	}
	found, err := d.hosts.Resolve(ctx, host)
	addrs := make([]string, len(found))
	for i, addr := range found {
		addrs[i] = addr.String()
	}
	return addrs, err
}

// dial connects to an address, for a session or for a request to cancel one.
func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	raw, err := d.dialRaw(ctx, network, address)
	if err != nil || d.tls == nil {
		return raw, err
	}
	c, err := d.encrypt(ctx, raw)
	if err != nil {
		_ = raw.Close()
		return nil, &driver.Error{Class: driver.ClassTLS, Message: err.Error(), Err: err}
	}
	return c, nil
}

func (d *dialer) dialRaw(ctx context.Context, network, address string) (net.Conn, error) {
	if d.tunnel != nil {
		return d.tunnel.dial(ctx, network, address)
	}
	return d.hosts.Dial(ctx, network, d.host, address)
}

// sslRequest asks the server to go on in TLS:
// https://www.postgresql.org/docs/current/protocol-message-formats.html.
const sslRequest = 80877103

// encrypt asks for TLS and shakes hands. Exactly one byte is read in the clear,
// so that nobody can slip in more.
func (d *dialer) encrypt(ctx context.Context, raw net.Conn) (net.Conn, error) {
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	request := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 8), sslRequest)
	if _, err := raw.Write(request); err != nil {
		return nil, err
	}
	var answer [1]byte
	if _, err := io.ReadFull(raw, answer[:]); err != nil {
		return nil, err
	}
	if answer[0] != 'S' {
		return nil, errors.New("the server does not offer TLS")
	}
	c := tls.Client(raw, d.tls)
	return c, c.HandshakeContext(ctx)
}

// close ends the tunnel, if there is one.
func (d *dialer) close() error {
	if d.tunnel == nil {
		return nil
	}
	return d.tunnel.close()
}
