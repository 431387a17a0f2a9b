package duckdb_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// childEnv makes the test binary run as a child that does one thing to the data
// folder in its working directory, so that it can be killed or starved; the file
// it loads lies in the staging folder stagingEnv.
const (
	childEnv   = "WRIT_DUCKDB_TEST_CHILD"
	stagingEnv = "WRIT_DUCKDB_TEST_STAGING"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childEnv) {
	case "":
		os.Exit(m.Run())
	case "load":
		childLoad()
	case "fill":
		childFill()
	}
}

// child starts the test binary as a child in dir.
func child(t *testing.T, dir, staging, what string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), childEnv+"="+what, stagingEnv+"="+staging)
	cmd.Stderr = os.Stderr
	return cmd
}

// childConn opens main.duckdb in the working directory.
func childConn() (*duckdb.Driver, conn) {
	d := duckdb.New(duckdb.Options{Dir: ".", Staging: os.Getenv(stagingEnv), Threads: 2})
	c, err := d.Open(context.Background(), driver.Config{Values: map[string]string{"file": "main.duckdb"}, MaxConns: 4})
	if err != nil {
		panic(err)
	}
	return d, c.(conn)
}

var childColumns = []driver.Column{
	{Name: "i", Type: writ.Type{Kind: writ.KindInteger}},
	{Name: "s", Type: writ.Type{Kind: writ.KindText}},
}

const childRows = 200_000

func childFile() string { return filepath.Join(os.Getenv(stagingEnv), "rows.csv") }

// stageRows writes a canonical file for childColumns into staging.
func stageRows(t *testing.T, staging string, n int) {
	t.Helper()
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "%d,%x of a text that does not repeat itself %x\n", i, i*7919, i*104729)
	}
	if err := os.WriteFile(filepath.Join(staging, "rows.csv"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// childLoad loads table after table and tells of each once it is there.
func childLoad() {
	_, c := childConn()
	for i := 0; ; i++ {
		name := fmt.Sprintf("t%d", i)
		_, err := c.LoadTable(context.Background(), driver.Load{Path: writ.Path{"main", name}, Columns: childColumns, File: childFile()})
		if err != nil {
			panic(err)
		}
		fmt.Println(name)
	}
}

// TestKill kills a process in the middle of loads, at ever later moments. What
// it said was loaded is there in full; nothing else is.
func TestKill(t *testing.T) {
	t.Parallel()
	for i := range 5 {
		d, staging := engine(t, duckdb.Options{})
		dir := filepath.Dir(staging)
		stageRows(t, staging, childRows)
		cmd := child(t, dir, staging, "load")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := bufio.NewScanner(out)
		var loaded []string
		for range i { // let i loads succeed
			said.Scan()
			loaded = append(loaded, said.Text())
		}
		waitForGrowth(t, filepath.Join(dir, "main.duckdb"))
		_ = cmd.Process.Kill()
		for said.Scan() {
			loaded = append(loaded, said.Text())
		}
		_ = cmd.Wait()
		c := open(t, d, "main.duckdb")
		entries, err := c.List(t.Context(), writ.Path{"main"})
		if err != nil {
			t.Fatalf("after the kill: %v", err)
		}
		// The last commit may have been made and not yet been told.
		if n := len(entries); n < len(loaded) || n > len(loaded)+1 {
			t.Errorf("%d tables are there, %d were told of", n, len(loaded))
		}
		for _, e := range entries {
			if got := cell(t, c, quoting.Build().Raw("SELECT count(*) FROM ").Path(e.Path)); got != fmt.Sprint(childRows) {
				t.Errorf("%s has %s rows, want all %d", e.Path, got, childRows)
			}
		}
	}
}

// waitForGrowth returns once a load is under way: the file is being written.
func waitForGrowth(t *testing.T, file string) {
	t.Helper()
	size := func() int64 {
		info, err := os.Stat(file)
		if err != nil {
			return 0
		}
		return info.Size()
	}
	from := size()
	for deadline := time.Now().Add(20 * time.Second); size() < from+1<<20; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the child does not load")
		}
	}
}

// childFill mounts a small disk of its own, fills it, makes room again, fills it
// by a load and tells the class of what each step came to, one per line.
func childFill() {
	if err := mountSmall("."); err != nil {
		fmt.Println("no disk:", err)
		return
	}
	if err := os.WriteFile("ballast", make([]byte, 4<<20), 0o600); err != nil {
		panic(err)
	}
	tell := func(what string, err error) {
		fmt.Printf("%s: %s\n", what, cmp.Or(string(warehouse.ClassOf(err)), "fine"))
	}
	d, c := childConn()
	ctx := context.Background()
	_, err := c.Exec(ctx, must(quoting.Build().Raw("CREATE TABLE big (s VARCHAR)")))
	for err == nil {
		_, err = c.Exec(ctx, must(quoting.Build().Raw("INSERT INTO big SELECT md5(CAST(i AS VARCHAR)) FROM range(20000) r(i)")))
	}
	tell("insert", err)
	_, err = c.Exec(ctx, must(quoting.Build().Raw("CHECKPOINT"))) // fails, which DuckDB calls fatal
	tell("checkpoint", err)
	if err := os.Remove("ballast"); err != nil {
		panic(err)
	}
	_, err = c.Exec(ctx, must(quoting.Build().Raw("CREATE TABLE small AS SELECT 1 AS i")))
	tell("small table, room made", err)
	_, err = c.LoadTable(ctx, driver.Load{Path: writ.Path{"main", "t"}, Columns: childColumns, File: childFile()})
	tell("load", err)
	_, err = c.Describe(ctx, writ.Path{"main", "t"})
	tell("describe", err)
	tell("close", d.Close())
	d, c = childConn()
	_, err = c.Describe(ctx, writ.Path{"main", "small"})
	tell("small table, file opened again", err)
	tell("close", d.Close())
}

// cell runs a query that returns one cell.
func cell(t testing.TB, c driver.Conn, b *sqltext.Builder) string {
	t.Helper()
	rows, err := c.Query(t.Context(), must(b))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	row := make([]writ.Value, 1)
	if err := rows.Next(row); err != nil {
		t.Fatal(err)
	}
	return row[0].Text
}
