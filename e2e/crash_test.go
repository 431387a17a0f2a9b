package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/internal/flights"
)

// crashRows makes an import long enough to be killed in each of its phases.
const crashRows = 300_000

// TestCrash kills the server at random points of uploads, on both platforms. In
// the end the warehouse holds exactly the tables that the server knows, each
// whole, and uploading again works.
func TestCrash(t *testing.T) {
	rounds := crashRounds(t, 4)
	t.Run("uploads", func(t *testing.T) { crashUploads(t, rounds) })
	t.Run("imports", func(t *testing.T) { crashImports(t, crashRounds(t, 3)) })
	t.Run("checks", func(t *testing.T) { crashChecks(t, rounds) })
	t.Run("nodes", func(t *testing.T) { crashNodes(t, crashRounds(t, 1)) })
	t.Run("leaders", func(t *testing.T) { crashLeaders(t, crashRounds(t, 1)) })
	t.Run("metadata", func(t *testing.T) { crashMetadata(t, crashRounds(t, 2)) })
	t.Run("backups", func(t *testing.T) { crashBackups(t, rounds) })
	t.Run("keys", func(t *testing.T) { crashKeys(t, rounds) })
}

// crashRounds is how many rounds were asked for, or few.
func crashRounds(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv("WRIT_CRASH_ROUNDS")
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func crashUploads(t *testing.T, rounds int) {
	in := installed(t)
	server, database, schema := in.postgres(t)
	admin := server.Admin(t, database)
	file := filepath.Join(t.TempDir(), "flights.csv")
	if err := flights.Write(file, crashRows); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	acknowledged := map[string]bool{}
	for round := range rounds {
		connection := []string{"shop", "embedded"}[round%2]
		name := fmt.Sprintf("round %d", round)
		upload := in.command("upload", file, "--connection", connection, "--name", name)
		if err := upload.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- upload.Wait() }()
		select {
		case err := <-ended:
			acknowledged[name] = err == nil
		case <-time.After(time.Duration(r.IntN(1200)) * time.Millisecond):
		}
		in.end(t, syscall.SIGKILL)
		if _, told := acknowledged[name]; !told {
			acknowledged[name] = <-ended == nil
		}
		in.start(t)
	}
	if err := in.command("upload", file, "--connection", "shop", "--name", "after").Run(); err != nil {
		t.Errorf("uploading after the crashes: %v", err)
	}
	acknowledged["after"] = true
	eventually(t, func() error { return in.noImports(t) }) // what was killed goes on by itself
	known := in.tables(t)
	for name, ok := range acknowledged {
		if ok && known[name] != crashRows {
			t.Errorf("%s was acknowledged with %d rows and has %d", name, crashRows, known[name])
		}
	}
	var onShop int
	for name, rows := range known {
		if strings.HasPrefix(name, "round") && rows != crashRows {
			t.Errorf("%s has %d rows, want all %d or no table at all", name, rows, crashRows)
		}
		if round, err := strconv.Atoi(strings.TrimPrefix(name, "round ")); name == "after" || err == nil && round%2 == 0 {
			onShop++
		}
	}
	eventually(t, func() error { return holds(t, admin, schema, onShop) })
	t.Logf("%d rounds, %d tables acknowledged or found whole, nothing else left", rounds, len(known)-1)
}

// noImports says which uploads are still being imported.
func (in *installation) noImports(t *testing.T) error {
	t.Helper()
	c, err := client.New(in.url, in.id, in.secret)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := c.Uploads(t.Context())
	for _, u := range list {
		switch {
		case u.State == writ.UploadImporting:
			return fmt.Errorf("the upload %s is being imported", u.ID)
		case u.State == writ.UploadFailed || u.State == writ.UploadReady && u.Problem != nil:
			t.Errorf("the upload %s is %s: %+v", u.ID, u.State, u.Problem)
		}
	}
	return err
}

// crashChecks kills the server in the middle of the grant doctor's checks: no
// probe stays in the destination, and the next check passes.
func crashChecks(t *testing.T, rounds int) {
	in := installed(t)
	server, database, schema := in.postgres(t)
	admin := server.Admin(t, database)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	for range rounds {
		check := in.command("connection", "check", "shop")
		if err := check.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(r.IntN(80)) * time.Millisecond)
		in.end(t, syscall.SIGKILL)
		_ = check.Wait() // it may have been answered or not
		eventually(t, func() error { return holds(t, admin, schema, 0) })
		in.start(t)
	}
	in.writ(t, nil, "connection", "check", "shop")
	eventually(t, func() error { return holds(t, admin, schema, 0) })
}

// holds says how the number of tables and views in a schema differs from want.
func holds(t *testing.T, admin *pgxpool.Pool, schema string, want int) error {
	t.Helper()
	var n int
	if err := admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'v')", schema).Scan(&n); err != nil {
		return err
	}
	if n != want {
		return fmt.Errorf("the destination holds %d tables and views, want %d", n, want)
	}
	return nil
}

// eventually tries until check passes: what a server does in the background
// after its start has no other sign.
func eventually(t *testing.T, check func() error) {
	t.Helper()
	var err error
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if err = check(); err == nil {
			return
		}
	}
	t.Error(err)
}
