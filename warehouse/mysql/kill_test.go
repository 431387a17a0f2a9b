package mysql_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/mysql"
)

// task is what a process that will be killed does.
type task struct {
	Values map[string]string
	Place  writ.Path
	File   string // the lines of the table to load; else it tries checks again and again
	Probe  string
}

const taskVariable = "WRIT_MYSQL_TASK"

// TestMain lets the test binary play the process that is killed.
func TestMain(m *testing.M) {
	text := os.Getenv(taskVariable)
	if text == "" {
		os.Exit(m.Run())
	}
	if err := play(text); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// loadOf is what a task loads: a table of one column of text.
func loadOf(job task) driver.Load {
	return driver.Load{Path: job.Place.Child(writ.ObjectPrefix + "t"), Columns: []driver.Column{{Name: "v", Type: writ.Type{Kind: writ.KindText}}}, File: job.File}
}

func play(text string) error {
	var job task
	if err := json.Unmarshal([]byte(text), &job); err != nil {
		return err
	}
	ctx := context.Background()
	if job.File != "" {
		c, err := mysql.New().Open(ctx, driver.Config{Values: job.Values, MaxConns: 1})
		if err == nil {
			_, err = c.(driver.Loader).LoadTable(ctx, loadOf(job))
		}
		return err
	}
	w := warehouse.New(mysql.New(), job.Values, warehouse.Options{})
	checks, err := mysql.New().Dialect().Checks(job.Place, job.Probe)
	for err == nil {
		_, err = w.Prove(ctx, writ.ServiceAccount(), checks)
	}
	return err
}

// killed runs a task and kills its process as soon as a table or view appears in
// its place whose name begins with prefix.
func killed(t *testing.T, s *testmysql.Server, job task, prefix string) {
	t.Helper()
	text, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), taskVariable+"="+string(text))
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for !slices.ContainsFunc(s.Tables(t, job.Place[0]), func(n string) bool { return strings.HasPrefix(n, prefix) }) {
		if time.Now().After(deadline) {
			t.Error("nothing appeared")
			break
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = child.Wait()
}

// TestKilledLoad kills a load while it fills its table: nobody ever sees the
// table, and dropping the object takes away what is left.
func TestKilledLoad(t *testing.T) {
	s := testmysql.Get(t)
	u, place := owner(t, s), writ.Path{s.NewDatabase(t)}
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, []byte(strings.Repeat("some text\n", 2_000_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	job := task{Values: s.Values(u), Place: place, File: file}
	c, err := mysql.New().Open(t.Context(), driver.Config{Values: s.Values(u), MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	drop, err := mysql.New().Dialect().DropTable(loadOf(job).Path)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		killed(t, s, job, writ.ObjectPrefix+"LOAD_")
		if left := s.Tables(t, place[0]); slices.Contains(left, loadOf(job).Path.Name()) {
			t.Errorf("a half table is seen: %v", left)
		}
		if _, err := c.Exec(t.Context(), drop); err != nil {
			t.Fatal(err)
		}
		if left := s.Tables(t, place[0]); len(left) != 0 {
			t.Errorf("left: %v", left)
		}
	}
}

// TestKilledCheck kills checks in their middle: the next check sweeps what they
// left if it is old enough, and nothing else.
func TestKilledCheck(t *testing.T) {
	s := testmysql.Get(t)
	u, place := owner(t, s), writ.Path{s.NewDatabase(t)}
	w := warehouse.New(mysql.New(), s.Values(u), warehouse.Options{})
	defer w.Close()
	foreign := []string{writ.ProbePrefix + "theirs", "a_table"}
	for _, n := range foreign {
		s.Exec(t, sql(quoting.Build().Raw("CREATE TABLE ").Path(place.Child(n)).Raw(" (i int)")))
	}
	young := warehouse.NewProbe()
	old := writ.ProbePrefix + "0190f5c47d2a7b3c80003d1f2a4b5c6d"
	for _, suffix := range []string{"", "_2", "_VIEW"} {
		killed(t, s, task{Values: s.Values(u), Place: place, Probe: old}, old+suffix)
		killed(t, s, task{Values: s.Values(u), Place: place, Probe: young}, young)
		s.Exec(t, sql(quoting.Build().Raw("CREATE TABLE IF NOT EXISTS ").Path(place.Child(young)).Raw(" (i int)")))
		if err := w.SweepProbes(t.Context(), writ.ServiceAccount(), place, warehouse.NewProbe()); err != nil {
			t.Fatal(err)
		}
		left := s.Tables(t, place[0])
		for _, n := range left {
			if strings.HasPrefix(n, old) {
				t.Errorf("not swept: %v", left)
			}
		}
		for _, n := range append(slices.Clone(foreign), young) {
			if !slices.Contains(left, n) {
				t.Errorf("%s was swept: %v", n, left)
			}
		}
		s.Exec(t, sql(quoting.Build().Raw("DROP TABLE ").Path(place.Child(young))), sql(quoting.Build().Raw("DROP TABLE IF EXISTS ").Path(place.Child(young+"_2"))),
			sql(quoting.Build().Raw("DROP VIEW IF EXISTS ").Path(place.Child(young+"_VIEW"))))
	}
}
