package driver

import (
	"crypto/tls"
	"crypto/x509"
	"strings"

	"github.com/writ-dev/writ"
)

// The TLS modes that a form offers, spelled as libpq spells its sslmode. Its modes
// "allow" and "prefer" are left out: they look like protection and give none.
const (
	tlsDisable    = "disable"
	tlsRequire    = "require"
	tlsVerifyCA   = "verify-ca"
	tlsVerifyFull = "verify-full"
)

// TLSFields are the fields tlsMode and caCertificate of a platform that is
// reached by a host name.
func TLSFields() (mode, certificate Field) {
	mode = Field{Name: "tlsMode", Label: "TLS", Type: FieldChoice, Default: tlsRequire, Required: true, Choices: []Choice{
		{Value: tlsVerifyFull, Label: "Encrypt; check the certificate and the host name (verify-full)"},
		{Value: tlsVerifyCA, Label: "Encrypt; check the certificate (verify-ca)"},
		{Value: tlsRequire, Label: "Encrypt; do not check who answers (require)"},
		{Value: tlsDisable, Label: "Do not encrypt (disable)"},
	}}
	certificate = Field{Name: "caCertificate", Label: "CA certificate", Type: FieldSecretText, Advanced: true, Help: "The certificates, in PEM, of the authorities that may sign the server's. Empty: those the machine trusts."}
	return mode, certificate
}

// TLSConfig reads the fields of TLSFields and the field host. It returns nil for
// an unencrypted connection, and CodeInvalid naming the field at fault. As in
// libpq, the mode "require" checks the certificate if the form says who may have
// signed it: https://www.postgresql.org/docs/current/libpq-ssl.html.
func TLSConfig(op string, values map[string]string) (*tls.Config, error) {
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
// some servers make for themselves name no host.
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
