package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
)

// schema is where the tables of the corpus live in PostgreSQL and MySQL.
const schema = "corpus"

// server is the program under test, its platforms and a member's credential.
type server struct {
	*caller
	program string
	dir     string // its data folder
	env     []string
	places  []place
	cmd     *exec.Cmd
	closers []func() error // in the order of starting
}

// place is a connection that files are imported into, and what the platform is
// called in messages.
type place struct{ connection, platform string }

// start starts everything below tmp. Stop ends it.
func start(ctx context.Context, program, tmp string) (*server, error) {
	s := &server{program: program, dir: filepath.Join(tmp, "data")}
	for _, step := range []func(context.Context) error{s.serve, s.signIn, s.addPostgres, s.addMySQL, s.findPlaces} {
		if err := step(ctx); err != nil {
			s.stop()
			return nil, err
		}
	}
	return s, nil
}

// stop ends what was started, the last first.
func (s *server) stop() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		if err := s.closers[i](); err != nil {
			fmt.Fprintln(os.Stderr, "corpus:", err)
		}
	}
}

// serve starts the program on an empty data folder. It says its address only
// once it takes requests.
func (s *server) serve(ctx context.Context) error {
	log, err := os.Create(s.dir + ".log")
	if err != nil {
		return err
	}
	s.closers = append(s.closers, log.Close)
	s.cmd = exec.Command(s.program, "serve", "--data", s.dir, "--addr", "127.0.0.1:0")
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.closers = append(s.closers, func() error {
		_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended by itself
		_, _ = io.Copy(io.Discard, out)
		return s.cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ok := strings.CutPrefix(lines.Text(), "Address: "); ok {
			s.caller = newCaller(url)
			return s.ready(ctx)
		}
	}
	told, _ := os.ReadFile(s.dir + ".log")
	return fmt.Errorf("the server did not start: %s", told)
}

// signIn makes the credential that the calls and `writ` use.
func (s *server) signIn(ctx context.Context) error {
	var c struct{ ClientID, ClientSecret string }
	out, err := s.writ(ctx, "credential", "create", "--data", s.dir, "--email", "admin@localhost", "--json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, &c); err != nil {
		return err
	}
	s.id, s.secret = c.ClientID, c.ClientSecret
	s.env = append(os.Environ(), "WRIT_URL="+s.base, "WRIT_CLIENT_ID="+s.id, "WRIT_CLIENT_SECRET="+s.secret)
	return nil
}

// writ runs a command of the program and returns what it prints.
func (s *server) writ(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env = s.env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("writ %s: %w: %s", args[0], err, stderr.String())
	}
	return out, nil
}

func (s *server) addPostgres(ctx context.Context) error {
	pg, err := testpg.Start(ctx)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, pg.Stop)
	c, err := pgx.Connect(ctx, pg.URL)
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, "CREATE SCHEMA "+schema)
	if err = errors.Join(err, c.Close(ctx)); err != nil {
		return err
	}
	return s.addConnection(ctx, "postgres", pg.Values("postgres", pg.Superuser))
}

func (s *server) addMySQL(ctx context.Context) error {
	my, err := testmysql.Start(ctx)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, my.Stop)
	db, err := my.Open()
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+schema)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return s.addConnection(ctx, "mysql", my.Values(my.Superuser))
}

func (s *server) addConnection(ctx context.Context, platform string, values map[string]string) error {
	args := []string{"connection", "add", platform, "--type", platform, "--write", "writeSchema=" + schema}
	for field, value := range values {
		args = append(args, "--set", field+"="+value)
	}
	_, err := s.writ(ctx, args...)
	return err
}

// findPlaces looks up the connections, the embedded one first: its results are
// the ones that are judged, the others' have to equal them.
func (s *server) findPlaces(ctx context.Context) error {
	var list struct {
		Entries []struct{ ConnectionID, Name string }
	}
	if err := s.get(ctx, "/v2/upload-targets", &list); err != nil {
		return err
	}
	for _, p := range []place{{"embedded", "DuckDB"}, {"postgres", "PostgreSQL"}, {"mysql", "MySQL"}} {
		for _, t := range list.Entries {
			if t.Name == p.connection {
				s.places = append(s.places, place{connection: t.ConnectionID, platform: p.platform})
			}
		}
	}
	if len(s.places) != 3 {
		return fmt.Errorf("files may be uploaded to %v; three were expected", list.Entries)
	}
	return nil
}

// sampleTables is how many tables an installation has that nobody put there.
const sampleTables = 1

// leftovers says what the server still has after every table was deleted.
func (s *server) leftovers(ctx context.Context) string {
	var tables, objects struct{ Entries []struct{ Name string } }
	err := errors.Join(s.get(ctx, "/v2/tables?limit=1000", &tables), s.get(ctx, "/v2/managed-objects?state=exists&limit=1000", &objects))
	if err != nil {
		return err.Error()
	}
	if len(tables.Entries) > sampleTables || len(objects.Entries) > sampleTables {
		return fmt.Sprintf("%d tables and %d objects are left: %v %v", len(tables.Entries), len(objects.Entries), tables.Entries, objects.Entries)
	}
	return ""
}

// peak returns the most memory the server ever had resident, as the kernel says
// it, "" where it does not.
func (s *server) peak() string {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
