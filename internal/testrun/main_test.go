package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
)

// TestMain lets the test binary play testrun in a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("WRIT_TESTRUN_CHILD") != "" {
		if err := os.Unsetenv("WRIT_TESTRUN_CHILD"); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		main()
		return
	}
	os.Exit(m.Run())
}

// testrun prepares a process that runs a shell script below testrun.
func testrun(script string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.Command(os.Args[0], "--", "/bin/sh", "-c", script)
	cmd.Env = append(os.Environ(), "WRIT_TESTRUN_CHILD=1", testpg.EnvURL+"=", testmysql.EnvURL+"="+os.Getenv(testmysql.EnvURL))
	var report bytes.Buffer
	cmd.Stderr = &report
	cmd.WaitDelay = time.Second // the script may outlive a killed testrun and hold the report open
	return cmd, &report
}

func TestReportAndExitStatus(t *testing.T) {
	t.Parallel()
	cmd, report := testrun(`case "$WRIT_TEST_POSTGRES_URL" in postgres://*) exit 7;; esac`)
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("ended with %v, want the command's exit status 7", err)
	}
	if r := report.String(); !strings.Contains(r, "engines that ran: PostgreSQL ") || !strings.Contains(r, "(started), MySQL ") {
		t.Errorf("the report is %q", r)
	}
}

// started runs testrun until its command has printed the server's URL, and
// connects to that server.
func started(t *testing.T, script string) (*exec.Cmd, *pgx.Conn) {
	cmd, report := testrun(`echo "$WRIT_TEST_POSTGRES_URL"; ` + script)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() })
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, report)
	}
	c, err := pgx.Connect(t.Context(), strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return cmd, c
}

// gone waits until the server has ended the connection.
func gone(t *testing.T, c *pgx.Conn) {
	if _, err := c.WaitForNotification(t.Context()); err == nil || !c.IsClosed() {
		t.Errorf("the engine goes on: %v", err)
	}
}

func TestSignalReachesTheCommand(t *testing.T) {
	t.Parallel()
	cmd, c := started(t, `trap 'kill $!; exit 9' TERM; sleep 600 >/dev/null 2>&1 & wait`)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	gone(t, c)
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 9 && code != 143 {
		t.Errorf("exit status %d, want the command's own", code)
	}
}

func TestEnginesDieWithTestrun(t *testing.T) {
	t.Parallel()
	cmd, c := started(t, "read -r line")
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	gone(t, c)
	_ = cmd.Wait()
}
