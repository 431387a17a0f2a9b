package testmysql

import (
	"strings"
	"testing"
)

func TestServerHasTLSAndPasswords(t *testing.T) {
	s := Get(t)
	u := s.NewUser(t)
	if v := s.Values(u); v["tlsMode"] != "verify-ca" || !strings.Contains(v["caCertificate"], "BEGIN CERTIFICATE") {
		t.Fatalf("the values do not use TLS: %v", v)
	}
	db := s.NewDatabase(t)
	s.Exec(t, "GRANT CREATE ON "+db+".* TO `"+u.Name+"`")
	var cipher string
	if err := s.Admin(t).QueryRow("SHOW SESSION STATUS LIKE 'Ssl_cipher'").Scan(new(string), &cipher); err != nil || cipher == "" {
		t.Errorf("cipher %q, %v", cipher, err)
	}
	other := *s
	other.Superuser = User{u.Name, u.Password + "x"}
	if _, err := other.Version(t.Context()); err == nil {
		t.Error("a wrong password is let in")
	}
}

func TestStartSaysWhyNot(t *testing.T) {
	if _, err := Start(t.Context(), "--no-such-option"); err == nil || !strings.Contains(err.Error(), "no-such-option") {
		t.Errorf("got %v, want the server's own words", err)
	}
}
