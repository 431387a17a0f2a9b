package testpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/writ-dev/writ"
)

// guard runs the server until standard input ends, which it does when the
// process that started the guard is gone, however it went: so neither a kill
// nor a panic of a test leaves a server or a folder behind. Its arguments are
// the folder to remove and the server's command line.
const guard = `
trap '' INT TERM HUP
folder=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ cat <&3; kill -QUIT $server; } >/dev/null 2>&1 &
exec 3<&-
wait $server
rm -rf "$folder"
`

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
	cred, err := credential()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "writ-testpg-")
	if err != nil {
		return nil, fmt.Errorf("testpg: %w", err)
	}
	s, err := start(ctx, launch{bin: bin, dir: dir, cred: cred}, settings)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// launch is what is needed to run PostgreSQL's programs: where they are, the
// folder they work in, and whose rights they get (nil: our own).
type launch struct {
	bin, dir string
	cred     *syscall.Credential
}

func start(ctx context.Context, l launch, settings []string) (*Server, error) {
	port, err := freePort()
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
	return s, l.serve(ctx, s)
}

// init makes the cluster, with a password for its superuser "postgres".
func (l launch) init(ctx context.Context, password string) error {
	pw := filepath.Join(l.dir, "password")
	if err := l.write(pw, password); err != nil {
		return err
	}
	if l.cred != nil {
		if err := os.Chown(l.dir, int(l.cred.Uid), int(l.cred.Gid)); err != nil {
			return fmt.Errorf("testpg: %w", err)
		}
	}
	cmd := l.command(exec.CommandContext(ctx, filepath.Join(l.bin, "initdb"), "-D", l.data(), "-U", "postgres", "--pwfile", pw,
		"--auth=scram-sha-256", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("testpg: initdb: %w: %s", err, out)
	}
	return nil
}

// configure writes the settings and the server's certificate, and returns the
// path of the certificate of the authority that signed it.
func (l launch) configure(settings []string) (string, error) {
	ca, cert, key, err := certificates()
	if err != nil {
		return "", err
	}
	caFile := filepath.Join(l.dir, "ca.crt")
	for path, text := range map[string]string{
		caFile:                                          ca,
		filepath.Join(l.data(), "server.crt"):           cert,
		filepath.Join(l.data(), "server.key"):           key,
		filepath.Join(l.data(), "postgresql.auto.conf"): conf(settings),
	} {
		if err := l.write(path, text); err != nil {
			return "", err
		}
	}
	return caFile, nil
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

// serve runs the server below the guard and waits until it takes connections.
func (l launch) serve(ctx context.Context, s *Server) error {
	cmd := l.command(exec.Command("/bin/sh", "-c", guard, "guard", l.dir, filepath.Join(l.bin, "postgres"), "-D", l.data()))
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("testpg: %w", err)
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		return fmt.Errorf("testpg: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("testpg: %w", err)
	}
	up := make(chan error, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		watch(log, up)
		_ = cmd.Wait() // a server told to quit at once has no good exit status
	}()
	s.stop = func() error {
		err := in.Close()
		<-done
		return err
	}
	select {
	case err = <-up:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("testpg: the server did not start: %w", err), s.stop())
	}
	return nil
}

// watch reads the server's log to its end and tells up when the server is
// ready, or with its last words that it never will be.
func watch(log io.Reader, up chan<- error) {
	var last []string
	told := false
	for sc := bufio.NewScanner(log); sc.Scan(); {
		if !told && strings.Contains(sc.Text(), ready) {
			told = true
			up <- nil
		}
		if last = append(last, sc.Text()); len(last) > 5 {
			last = last[1:]
		}
	}
	if !told {
		up <- errors.New(strings.Join(last, "\n"))
	}
}

func (l launch) data() string { return filepath.Join(l.dir, "data") }

// command gives cmd the rights to run with and a process group of its own, so
// that Ctrl-C reaches it only through us.
func (l launch) command(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = l.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: l.cred, Setpgid: true}
	return cmd
}

// write makes a file that only the server's user may read.
func (l launch) write(path, text string) error {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("testpg: %w", err)
	}
	if l.cred == nil {
		return nil
	}
	if err := os.Chown(path, int(l.cred.Uid), int(l.cred.Gid)); err != nil {
		return fmt.Errorf("testpg: %w", err)
	}
	return nil
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

// credential returns the user to run as when we are root, which PostgreSQL
// refuses to be; nil otherwise.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		return nil, fmt.Errorf("testpg: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("testpg: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// freePort returns a port that nobody listened on a moment ago.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("testpg: %w", err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
