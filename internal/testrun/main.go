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
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	postgres, name, stop, err := startPostgres(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	engines := []string{name, "DuckDB (in process)"}
	status, err = pass(args, testpg.EnvURL+"="+postgres)
	fmt.Fprintln(report, "engines that ran:", strings.Join(engines, ", "))
	return status, err
}

// startPostgres returns a server's URL, its name for the report, and how to stop
// it: of a server the environment already names, or of a new one.
func startPostgres(ctx context.Context) (url, name string, stop func() error, err error) {
	how := "started"
	var s *testpg.Server
	if given := os.Getenv(testpg.EnvURL); given != "" {
		how = "given"
		s, err = testpg.At(given)
	} else {
		s, err = testpg.Start(ctx)
	}
	if err != nil {
		return "", "", nil, err
	}
	version, err := s.Version(ctx)
	if err != nil {
		return "", "", nil, errors.Join(err, s.Stop())
	}
	return s.URL, fmt.Sprintf("PostgreSQL %s (%s)", version, how), s.Stop, nil
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
