package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
)

// installation is a data folder, its server, and an API credential of the
// Admin. A killed server can be started again.
type installation struct {
	dir        string
	url        string
	id, secret string // of the credential; empty until it is made
	server     *server
}

// installed makes a new installation and starts its server.
func installed(t *testing.T) *installation {
	t.Helper()
	in := &installation{dir: filepath.Join(t.TempDir(), "data")}
	in.start(t)
	t.Cleanup(func() { in.end(t, syscall.SIGKILL) })
	in.credential(t)
	return in
}

// credential makes the credential that the commands use.
func (in *installation) credential(t *testing.T) {
	t.Helper()
	var c struct{ ClientID, ClientSecret string }
	in.writ(t, &c, "credential", "create", "--data", in.dir, "--email", "admin@localhost", "--json")
	in.id, in.secret = c.ClientID, c.ClientSecret
}

// start starts the server on a free port and waits until it is ready.
func (in *installation) start(t *testing.T, flags ...string) {
	t.Helper()
	s, url, err := launch(in.dir, filepath.Dir(in.dir), flags...)
	if err != nil {
		t.Fatal(err)
	}
	in.server, in.url = s, url
}

// end sends the server a signal and waits until it is gone.
func (in *installation) end(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if in.server == nil {
		return
	}
	_ = in.server.cmd.Process.Signal(sig) // it may have ended by itself
	<-in.server.done
	in.server = nil
}

// command prepares a client command against the installation.
func (in *installation) command(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "WRIT_URL="+in.url, "WRIT_CLIENT_ID="+in.id, "WRIT_CLIENT_SECRET="+in.secret)
	return cmd
}

// writ runs a client command that must work and reads its JSON into out, if
// that is not nil.
func (in *installation) writ(t *testing.T, out any, args ...string) {
	t.Helper()
	cmd := in.command(args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("writ %s: %v: %s", strings.Join(args, " "), err, stderr.String())
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(b, out); err != nil {
		t.Fatalf("writ %s: %v in %s", strings.Join(args, " "), err, b)
	}
}

// tables returns the rows of every table of the Admin by name.
func (in *installation) tables(t *testing.T) map[string]int64 {
	t.Helper()
	c, err := client.New(in.url, in.id, in.secret)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := c.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int64{}
	for _, table := range list {
		rows[table.Name] = table.Rows
	}
	return rows
}

// postgres adds a connection "shop" to a real PostgreSQL with write access on,
// and returns the database and the destination's schema.
func (in *installation) postgres(t *testing.T) (server *testpg.Server, database, schema string) {
	t.Helper()
	server = testpg.Get(t)
	u := server.NewUser(t)
	database = server.NewDatabase(t)
	schema = server.NewSchema(t, database, u)
	args := []string{"connection", "add", "shop", "--type", "postgres", "--write", "writeSchema=" + schema, "--json"}
	for field, value := range server.Values(database, u) {
		args = append(args, "--set", field+"="+value)
	}
	in.writ(t, nil, args...)
	return server, database, schema
}

// mysql adds the connection "pond" to a MySQL with a write destination, and
// returns the server and the destination's schema.
func (in *installation) mysql(t *testing.T) (server *testmysql.Server, schema string) {
	t.Helper()
	server = testmysql.Get(t)
	u, schema := server.NewUser(t), server.NewDatabase(t)
	server.Exec(t, "GRANT ALL ON "+schema+".* TO `"+u.Name+"`")
	args := []string{"connection", "add", "pond", "--type", "mysql", "--write", "writeSchema=" + schema, "--json"}
	for field, value := range server.Values(u) {
		args = append(args, "--set", field+"="+value)
	}
	in.writ(t, nil, args...)
	return server, schema
}
