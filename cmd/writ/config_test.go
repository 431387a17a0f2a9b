package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/alecthomas/kong"
)

// TestSettingsTakeTurns tries each flag of the file against the environment and
// the command line. It sets the environment, so it is not parallel.
func TestSettingsTakeTurns(t *testing.T) {
	file := filepath.Join(t.TempDir(), "server.json")
	if err := os.WriteFile(file, []byte(`{"log-format":"json","max-upload":65536,"trusted-proxy":["10.0.0.0/8"],"drain-timeout":"3s","store":"postgres://db/writ"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WRIT_STORE", "") // the file goes on from here
	if err := os.Unsetenv("WRIT_STORE"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("WRIT_MAX_UPLOAD", "2MiB")
	t.Setenv("WRIT_DRAIN_TIMEOUT", "4s")
	var c commands
	parser, err := kong.New(&c, kong.Configuration(loadConfig))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve", "--data", "d", "--config", file, "--drain-timeout", "5s"}); err != nil {
		t.Fatal(err)
	}
	s := c.Serve
	if s.LogFormat != "json" || len(s.TrustedProxy) != 1 || s.TrustedProxy[0] != "10.0.0.0/8" {
		t.Errorf("the file does not count: %+v", s)
	}
	if s.Store != "postgres://db/writ" {
		t.Errorf("the file does not name the store: %q", s.Store)
	}
	if s.MaxUpload != 2<<20 {
		t.Errorf("the file goes before the environment: %d", s.MaxUpload)
	}
	if s.DrainTimeout.String() != "5s" {
		t.Errorf("the command line does not go first: %s", s.DrainTimeout)
	}
	if s.Addr != "127.0.0.1:7480" {
		t.Errorf("the default is %s", s.Addr)
	}
}

func TestByteSizes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]byteSize{
		"65536": 65536, "64KiB": 64 << 10, "500MiB": 500 << 20, " 10 GiB ": 10 << 30, "1TiB": 1 << 40,
		"": 0, "10": 0, "10GB": 0, "-1MiB": 0, "1.5GiB": 0, "9999999999TiB": 0, "MiB": 0,
	} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); (err == nil) != (want > 0) || err == nil && b != want {
			t.Errorf("%q is %d, %v; want %d", text, b, err, want)
		}
	}
}
