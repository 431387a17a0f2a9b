package testpg

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the test binary play the process that is killed.
func TestMain(m *testing.M) {
	if os.Getenv("WRIT_TESTPG_CHILD") == "" {
		os.Exit(m.Run())
	}
	s, err := shared()
	fmt.Println(s.URL, err)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func TestServerHasTLSAndPasswords(t *testing.T) {
	s := Get(t)
	u := s.NewUser(t)
	db := s.NewDatabase(t)
	schema := s.NewSchema(t, db, u)
	v := s.Values(db, u)
	if v["tlsMode"] != "verify-full" || !strings.Contains(v["caCertificate"], "BEGIN CERTIFICATE") {
		t.Fatalf("the values do not use TLS: %v", v)
	}
	url := strings.Replace(s.URL, "sslmode=prefer", "sslmode=verify-full", 1)
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	cfg.User, cfg.Password, cfg.Database = u.Name, u.Password, db
	c, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "CREATE TABLE "+schema+".t (a int)"); err != nil {
		t.Error(err)
	}
	cfg.Password += "x"
	if _, err := pgx.ConnectConfig(t.Context(), cfg); err == nil {
		t.Error("a wrong password is let in")
	}
}

func TestStartSaysWhyNot(t *testing.T) {
	if _, err := Start(t.Context(), "shared_buffers=nonsense"); err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("got %v, want the server's own words", err)
	}
}

// TestNothingOutlivesItsProcess kills a process that has a server and waits for
// the end of a connection to that server.
func TestNothingOutlivesItsProcess(t *testing.T) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "WRIT_TESTPG_CHILD=1", EnvURL+"=")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url, problem, _ := strings.Cut(strings.TrimSpace(line), " ")
	if problem != "<nil>" {
		t.Fatal(problem)
	}
	s, err := At(url)
	if err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.WaitForNotification(t.Context()); err == nil || !c.IsClosed() {
		t.Errorf("the server goes on: %v", err)
	}
	_ = child.Wait()
}
