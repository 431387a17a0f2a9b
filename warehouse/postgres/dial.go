package postgres

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// dialer makes connections to one server: directly or through a tunnel, in the
// clear or with TLS. It fails with a *driver.Error that names the step.
type dialer struct {
	tls    *tls.Config // nil: do not encrypt
	tunnel *tunnel     // nil: go straight
}

// newDialer reads the fields about TLS and the tunnel.
func newDialer(values map[string]string) (*dialer, error) {
	c, err := tlsConfig(values)
	if err != nil {
		return nil, err
	}
	t, err := newTunnel(values)
	if err != nil {
		return nil, err
	}
	return &dialer{tls: c, tunnel: t}, nil
}

// tlsConfig returns nil for an unencrypted connection. As in libpq, the mode
// "require" checks the certificate if the form says who may have signed it.
func tlsConfig(values map[string]string) (*tls.Config, error) {
	const op = "postgres.Open"
	mode := values["tlsMode"]
	if mode == "" {
		mode = tlsRequire
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: strings.TrimSpace(values["host"])}
	if pem := strings.TrimSpace(values["caCertificate"]); pem != "" {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM([]byte(pem)) {
			return nil, writ.Invalid(op, "caCertificate", "the CA certificate holds no certificate in PEM").
				WithHint("Paste the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.")
		}
		if mode == tlsRequire {
			mode = tlsVerifyCA
		}
	}
	switch mode {
	case tlsDisable:
		return nil, nil
	case tlsRequire:
		c.InsecureSkipVerify = true // the administrator chose not to check who answers
	case tlsVerifyCA:
		c.InsecureSkipVerify = true // checked below, all but the host name
		c.VerifyConnection = func(s tls.ConnectionState) error { return verifyChain(c.RootCAs, s) }
	case tlsVerifyFull:
	default:
		return nil, writ.Invalid(op, "tlsMode", "%q is not a TLS mode; the modes are %s, %s, %s and %s", mode, tlsDisable, tlsRequire, tlsVerifyCA, tlsVerifyFull)
	}
	return c, nil
}

// verifyChain checks the server's certificate, but not the name in it.
func verifyChain(roots *x509.CertPool, s tls.ConnectionState) error {
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, c := range s.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := s.PeerCertificates[0].Verify(opts)
	return err
}

// lookup resolves a host name; with a tunnel that is for the other end to do.
func (d *dialer) lookup(ctx context.Context, host string) ([]string, error) {
	if d.tunnel != nil {
		return []string{host}, nil
	}
	addrs, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		return nil, &driver.Error{Class: driver.ClassDNS, Message: err.Error(), Err: err}
	}
	return addrs, nil
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
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, &driver.Error{Class: driver.ClassTCP, Message: err.Error(), Err: err}
	}
	return c, nil
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
