package e2e

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/internal/testpg"
)

// cluster is an installation of several nodes behind a balancer: metadata in one
// PostgreSQL, a warehouse in another database, one folder for uploads.
type cluster struct {
	*installation // as seen through the balancer
	balancer      *balancer
	nodes         []*installation
	flags         []string
	oneTime       string        // password of the first Admin
	metadata      *pgxpool.Pool // past the servers
	server        *testpg.Server
	place         string // URL of the metadata store

	// The warehouse of the connection "shop".
	warehouse *pgxpool.Pool
	schema    string
}

// drainDelay is long enough for a balancer to see that a node is stopping.
const drainDelay = 500 * time.Millisecond

// clustered makes an installation of n nodes with a connection "shop" that can be
// written to.
func clustered(t *testing.T, n int) *cluster {
	t.Helper()
	server := testpg.Get(t)
	c := bareCluster(t, n, server)
	c.begin(t)
	server, database, schema := c.postgres(t)
	c.warehouse, c.schema = server.Admin(t, database), schema
	return c
}

// bareCluster makes one of which no node has started.
func bareCluster(t *testing.T, n int, server *testpg.Server) *cluster {
	t.Helper()
	database := server.NewDatabase(t)
	c := &cluster{balancer: balanced(t, n), server: server, place: storeURL(t, server, database), metadata: server.Admin(t, database)}
	c.flags = []string{"--multi-node", "--store", c.place, "--blob", filepath.Join(t.TempDir(), "uploads"), "--drain-delay", drainDelay.String()}
	for i := range n {
		in := &installation{dir: filepath.Join(t.TempDir(), "node"+strconv.Itoa(i))}
		t.Cleanup(func() { in.end(t, syscall.SIGKILL) })
		c.nodes = append(c.nodes, in)
	}
	c.installation = &installation{url: c.balancer.url}
	return c
}

// begin starts the first node, which makes the keys, copies them to the others,
// and starts these.
func (c *cluster) begin(t *testing.T) {
	t.Helper()
	c.run(t, 0)
	for _, other := range c.nodes[1:] {
		copyKeys(t, c.nodes[0].dir, other.dir)
	}
	for i := range c.nodes[1:] {
		c.run(t, i+1)
	}
	c.oneTime = oneTimePassword(t, c.nodes[0].dir)
	first := c.nodes[0]
	var made struct{ ClientID, ClientSecret string }
	first.writ(t, &made, "credential", "create", "--data", first.dir, "--store", c.place, "--email", "admin@localhost", "--json")
	for _, in := range append(c.nodes, c.installation) {
		in.id, in.secret = made.ClientID, made.ClientSecret
	}
}

// run starts a node and waits until the balancer sends requests to it.
func (c *cluster) run(t *testing.T, i int) {
	t.Helper()
	c.nodes[i].start(t, c.flags...)
	c.balancer.moved(i, c.nodes[i].url)
	eventually(t, func() error {
		if !c.balancer.takes(i) {
			return errNotTaken
		}
		return nil
	})
}

// end ends a node by a signal.
func (c *cluster) end(t *testing.T, i int, sig syscall.Signal) {
	t.Helper()
	c.nodes[i].end(t, sig)
	c.balancer.moved(i, "")
}

// copyKeys gives a node the keys of another, as an administrator does.
func copyKeys(t *testing.T, from, to string) {
	t.Helper()
	keys, err := os.ReadFile(filepath.Join(from, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "keys.json"), keys, 0o600); err != nil {
		t.Fatal(err)
	}
}

var passwordLine = regexp.MustCompile(`(?m)^One-time password: (.+)$`)

// oneTimePassword is what the first start of a server printed, "" if it did not.
func oneTimePassword(t *testing.T, dir string) string {
	t.Helper()
	out, err := os.ReadFile(dir + ".out")
	if err != nil {
		t.Fatal(err)
	}
	found := passwordLine.FindSubmatch(out)
	if found == nil {
		return ""
	}
	return string(found[1])
}

// api returns a client of the API at an address, as the Admin.
func (c *cluster) api(t *testing.T, address string) *client.Client {
	t.Helper()
	cl, err := client.New(address, c.id, c.secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.Close)
	return cl
}

// browser is somebody with cookies.
type browser struct {
	http *http.Client
	jar  *cookiejar.Jar
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{jar: jar, http: &http.Client{
		Jar: jar, Transport: transport, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// moveTo takes the cookies of one address to another: browsers see one address,
// that of the balancer.
func (b *browser) moveTo(from, to string) error {
	a, err := url.Parse(from)
	if err != nil {
		return err
	}
	z, err := url.Parse(to)
	if err != nil {
		return err
	}
	b.jar.SetCookies(z, b.jar.Cookies(a))
	return nil
}

// get returns the status of a page, 0 if none came.
func (b *browser) get(address string) (status int, err error) {
	resp, err := b.http.Get(address)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// post sends a form and returns the status and where the answer leads.
func (b *browser) post(address string, form url.Values) (status int, location string, err error) {
	resp, err := b.http.Post(address, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	return resp.StatusCode, resp.Header.Get("Location"), resp.Body.Close()
}

// ownPassword is what the Admin chooses at the first sign-in.
const ownPassword = "correct horse battery"

// welcome signs the Admin in for the first time at an address.
func (c *cluster) welcome(t *testing.T, address string) *browser {
	t.Helper()
	b := newBrowser(t)
	for _, step := range []struct {
		path string
		form url.Values
	}{
		{"/login", url.Values{"email": {"admin@localhost"}, "password": {c.oneTime}}},
		{"/password", url.Values{"old": {c.oneTime}, "new": {ownPassword}, "repeated": {ownPassword}}},
	} {
		if status, _, err := b.post(address+step.path, step.form); err != nil || status != http.StatusSeeOther {
			t.Fatalf("%s: %d, %v", step.path, status, err)
		}
	}
	return b
}

// together runs calls at the same time and waits for them.
func together(calls ...func()) {
	var all sync.WaitGroup
	for _, call := range calls {
		all.Go(call)
	}
	all.Wait()
}
