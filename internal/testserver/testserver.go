package testserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// guard runs the server until standard input ends, which it does when the
// process that started the guard is gone, however it went: so neither a kill
// nor a panic of a test leaves a server or a folder behind. Its arguments are
// the signal that ends the server, the folder to remove and the command line.
const guard = `
trap '' INT TERM HUP
signal=$1; folder=$2; shift 2
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ cat <&3; kill -$signal $server; } >/dev/null 2>&1 &
exec 3<&-
wait $server
rm -rf "$folder"
`

// Place is where a server runs: the folder it works in, which goes with it, and
// whose rights it gets (nil: our own).
type Place struct {
	Dir  string
	cred *syscall.Credential
}

// NewPlace makes a temporary folder for the server called name. When we are root,
// which servers refuse to be, it belongs to nobody.
func NewPlace(name string) (Place, error) {
	cred, err := credential()
	if err != nil {
		return Place{}, err
	}
	dir, err := os.MkdirTemp("", "writ-"+name+"-")
	if err != nil {
		return Place{}, err
	}
	p := Place{Dir: dir, cred: cred}
	if err := p.own(dir); err != nil {
		return Place{}, errors.Join(err, p.Remove())
	}
	return p, nil
}

// Remove removes the folder of a server that was never started.
func (p Place) Remove() error { return os.RemoveAll(p.Dir) }

// Path returns the path of a file in the folder.
func (p Place) Path(name string) string { return filepath.Join(p.Dir, name) }

// Write makes a file in the folder that only the server's user may read.
func (p Place) Write(name, text string) error {
	if err := os.WriteFile(p.Path(name), []byte(text), 0o600); err != nil {
		return err
	}
	return p.own(p.Path(name))
}

func (p Place) own(path string) error {
	if p.cred == nil {
		return nil
	}
	return os.Chown(path, int(p.cred.Uid), int(p.cred.Gid))
}

// Run runs a program of the server to its end. Its error holds what it said.
func (p Place) Run(ctx context.Context, args ...string) error {
	cmd := p.command(exec.CommandContext(ctx, args[0], args[1:]...))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(args[0]), err, out)
	}
	return nil
}

// Server is how to run one: Ready is in what it logs once it takes connections,
// Signal ends it at once, Args is its command line.
type Server struct {
	Ready, Signal string
	Args          []string
}

// Serve runs a server below the guard and waits until it takes connections. stop
// ends it and removes the folder; so does the end of this process.
func (p Place) Serve(ctx context.Context, s Server) (stop func() error, err error) {
	cmd := p.command(exec.Command("/bin/sh", append([]string{"-c", guard, "guard", s.Signal, p.Dir}, s.Args...)...))
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	log, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	up := make(chan error, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		watch(log, s.Ready, up)
		_ = cmd.Wait() // a server told to quit at once has no good exit status
	}()
	stop = func() error {
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
		return nil, errors.Join(fmt.Errorf("the server did not start: %w", err), stop())
	}
	return stop, nil
}

// watch reads the server's log to its end and tells up when the server is
// ready, or with its last words that it never will be.
func watch(log io.Reader, ready string, up chan<- error) {
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

// command gives cmd the rights to run with and a process group of its own, so
// that Ctrl-C reaches it only through us.
func (p Place) command(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = p.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.cred, Setpgid: true}
	return cmd
}

// credential returns the user to run as when we are root; nil otherwise.
func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}

// FreePort returns a port that nobody listened on a moment ago.
func FreePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
