package mysql

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// tlsConfig returns nil for an unencrypted connection. The mode "require" checks
// the certificate if the form says who may have signed it.
func tlsConfig(values map[string]string) (*tls.Config, error) {
	const op = "mysql.Open"
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

// verifyChain checks the server's certificate, but not the name in it: those that
// MySQL makes for itself name no host.
func verifyChain(roots *x509.CertPool, s tls.ConnectionState) error {
	opts := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, c := range s.PeerCertificates[1:] {
		opts.Intermediates.AddCert(c)
	}
	_, err := s.PeerCertificates[0].Verify(opts)
	if err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
	}
	return nil
}

// dial connects to the server and says which step failed.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		return c, nil
	}
	class := driver.ClassTCP
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		class = driver.ClassDNS
	}
	return nil, &driver.Error{Class: class, Message: err.Error(), Err: err}
}
