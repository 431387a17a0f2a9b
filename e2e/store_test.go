package e2e

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
)

// storeURL names a database of a server as a metadata store.
func storeURL(t *testing.T, server *testpg.Server, database string) string {
	t.Helper()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}

// TestLostStore takes the metadata store away from a running server: it ends and
// says why, and the next one starts at once with everything that was saved.
func TestLostStore(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	place := storeURL(t, server, server.NewDatabase(t))
	proxy := testproxy.New(t, server.Host+":"+server.Port)
	in := &installation{dir: filepath.Join(t.TempDir(), "data")}
	in.start(t, "--store", strings.Replace(place, server.Host+":"+server.Port, proxy.Addr(), 1))
	t.Cleanup(func() { in.end(t, syscall.SIGKILL) })
	var c struct{ ClientID, ClientSecret string }
	in.writ(t, &c, "credential", "create", "--data", in.dir, "--store", place, "--email", "admin@localhost", "--json")
	in.id, in.secret = c.ClientID, c.ClientSecret
	before := in.tables(t)

	proxy.Cut()
	select {
	case <-in.server.done:
	case <-time.After(patience):
		t.Fatal("the server goes on without its store")
	}
	if status := in.server.cmd.ProcessState.ExitCode(); status != 1 {
		t.Errorf("it ended with status %d, want 1", status)
	}
	log, err := os.ReadFile(in.dir + ".log")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "was lost, so the server has ended") || strings.Contains(string(log), server.Superuser.Password) {
		t.Errorf("it says:\n%s", log)
	}
	in.start(t, "--store", place)
	if after := in.tables(t); len(before) == 0 || len(after) != len(before) {
		t.Errorf("before it had the tables %v, after %v", before, after)
	}
}
