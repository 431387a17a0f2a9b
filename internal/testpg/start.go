package testpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testserver"
)

// ready is what PostgreSQL logs when it takes connections. initdb is told to
// make a cluster without translations, so the words are always these.
const ready = "database system is ready to accept connections"

// defaults suit tests: no waiting for the disk, TLS on. Later lines win over
// earlier ones, so callers may change any of them.
var defaults = []string{
	"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "synchronous_commit=off",
	"full_page_writes=off", "shared_buffers=128MB", "max_connections=100", "max_wal_size=4GB",
	"ssl=on", "ssl_cert_file=server.crt", "ssl_key_file=server.key",
}

// Start starts a server. settings are lines of postgresql.conf such as
// "ssl=off". Stop ends it; so does the end of this process.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	place, err := testserver.NewPlace("testpg")
	if err != nil {
		return nil, fmt.Errorf("testpg: %w", err)
	}
	s, err := start(ctx, launch{place, bin}, settings)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("testpg: %w", err), place.Remove())
	}
	return s, nil
}

// launch is what is needed to run PostgreSQL's programs: the place they work in
// and where they are.
type launch struct {
	testserver.Place
	bin string
}

func start(ctx context.Context, l launch, settings []string) (*Server, error) {
	port, err := testserver.FreePort()
	if err != nil {
		return nil, err
	}
	password := writ.NewSecret(18)
	if err := l.init(ctx, password); err != nil {
		return nil, err
	}
	ca, err := l.configure(append(append([]string{"port=" + port}, defaults...), settings...))
	if err != nil {
		return nil, err
	}
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword("postgres", password), Host: "127.0.0.1:" + port, Path: "/postgres",
		RawQuery: url.Values{"sslrootcert": {ca}, "sslmode": {"prefer"}}.Encode(),
	}
	s, err := At(u.String())
	if err != nil {
		return nil, err
	}
	s.stop, err = l.Serve(ctx, testserver.Server{Ready: ready, Signal: "QUIT", Args: []string{filepath.Join(l.bin, "postgres"), "-D", l.Path("data")}})
	return s, err
}

// init makes the cluster, with a password for its superuser "postgres".
func (l launch) init(ctx context.Context, password string) error {
	if err := l.Write("password", password); err != nil {
		return err
	}
	return l.Run(ctx, filepath.Join(l.bin, "initdb"), "-D", l.Path("data"), "-U", "postgres", "--pwfile", l.Path("password"),
		"--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C")
}

// configure writes the settings and the server's certificate, and returns the
// path of the certificate of the authority that signed it.
func (l launch) configure(settings []string) (string, error) {
	ca, cert, key, err := certificates()
	if err != nil {
		return "", err
	}
	for name, text := range map[string]string{
		"ca.crt":                    ca,
		"data/server.crt":           cert,
		"data/server.key":           key,
		"data/postgresql.auto.conf": conf(settings),
	} {
		if err := l.Write(name, text); err != nil {
			return "", err
		}
	}
	return l.Path("ca.crt"), nil
}

// conf renders settings "name=value" as lines of a configuration file.
func conf(settings []string) string {
	var b strings.Builder
	for _, s := range settings {
		name, value, _ := strings.Cut(s, "=")
		fmt.Fprintf(&b, "%s = '%s'\n", name, strings.ReplaceAll(value, "'", "''"))
	}
	return b.String()
}

// binaries finds the folder of initdb and postgres: of the newest version below
// Debian's usual folder, else in PATH.
func binaries() (string, error) {
	newest, dir := 0, ""
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is valid
	for _, path := range found {
		bin := filepath.Dir(path)
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(bin))); err == nil && v > newest {
			newest, dir = v, bin
		}
	}
	if dir != "" {
		return dir, nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errors.New("testpg: PostgreSQL is not installed; install it with: apt-get install postgresql")
}
