// Command testrun starts each test engine once, runs a command with the
// engines' addresses in its environment, and stops them again, however it ends:
//
//	go run ./internal/testrun -- go test ./...
//
// Its exit status is the command's. It ends by saying which engines ran, so that
// nobody takes a test run for more than it was.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "usage: testrun -- COMMAND [ARGUMENT ...]")
		os.Exit(2)
	}
	status, err := run(args, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		status = 1
	}
	os.Exit(status)
}

// run starts the engines, runs the command to its end, stops the engines and
// reports which ran. It returns the command's exit status.
func run(args []string, report io.Writer) (status int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // a first download included
	defer cancel()
	engines, env := []string{}, []string{}
	for _, e := range []struct {
		name, env string
		start     func(context.Context, string) (server, string, error)
	}{
		{"PostgreSQL", testpg.EnvURL, startPostgres},
		{"MySQL", testmysql.EnvURL, startMySQL},
	} {
		how := "started"
		given := os.Getenv(e.env)
		if given != "" {
			how = "given"
		}
		s, url, startErr := e.start(ctx, given)
		if startErr != nil {
			return 0, startErr
		}
		defer func() { err = errors.Join(err, s.Stop()) }()
		version, askErr := s.Version(ctx)
		if askErr != nil {
			return 0, askErr
		}
		engines = append(engines, fmt.Sprintf("%s %s (%s)", e.name, version, how))
		env = append(env, e.env+"="+url)
	}
	status, err = pass(args, env...)
	fmt.Fprintln(report, "engines that ran:", strings.Join(append(engines, "DuckDB (in process)"), ", "))
	return status, err
}

// server is a test engine that runs.
type server interface {
	Version(ctx context.Context) (string, error)
	Stop() error
}

// startPostgres returns the server at given, or a new one if that is "", and its
// URL.
func startPostgres(ctx context.Context, given string) (server, string, error) {
	start := testpg.Start
	if given != "" {
		start = func(context.Context, ...string) (*testpg.Server, error) { return testpg.At(given) }
	}
	s, err := start(ctx)
	if err != nil {
		return nil, "", err
	}
	return s, s.URL, nil
}

// startMySQL does the same for MySQL.
func startMySQL(ctx context.Context, given string) (server, string, error) {
	start := testmysql.Start
	if given != "" {
		start = func(context.Context, ...string) (*testmysql.Server, error) { return testmysql.At(given) }
	}
	s, err := start(ctx)
	if err != nil {
		return nil, "", err
	}
	return s, s.URL, nil
}

// pass runs the command with more environment, hands signals on to it, and
// returns its exit status.
func pass(args []string, env ...string) (int, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			_ = cmd.Process.Signal(s) // it may have ended meanwhile
		case err := <-ended:
			var exit *exec.ExitError
			if errors.As(err, &exit) {
				return exitStatus(exit), nil
			}
			return 0, err
		}
	}
}

// exitStatus renders death by a signal as shells do: 128 and the signal.
func exitStatus(exit *exec.ExitError) int {
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal())
	}
	return exit.ExitCode()
}
