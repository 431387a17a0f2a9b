package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ"
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
	c.useWarehouse(t)
	return c
}

// useWarehouse adds the connection "shop" to a warehouse.
func (c *cluster) useWarehouse(t *testing.T) {
	t.Helper()
	server, database, schema := c.postgres(t)
	c.warehouse, c.schema = server.Admin(t, database), schema
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
	c.awaitTaken(t, i)
}

// awaitTaken waits until the balancer sends requests to a node.
func (c *cluster) awaitTaken(t *testing.T, i int) {
	t.Helper()
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

// shop returns the id of the connection to the warehouse.
func (c *cluster) shop(t *testing.T) writ.ConnectionID {
	t.Helper()
	list, err := c.api(t, c.url).Connections(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if one.Name == "shop" {
			return one.ID
		}
	}
	t.Fatal("there is no connection shop")
	return ""
}

// bearer is a program with an access token, which may ask what no command does.
type bearer struct {
	http  *http.Client
	token string
}

// bearer returns one that acts as the Admin.
func (c *cluster) bearer(t *testing.T) *bearer {
	t.Helper()
	return newBearer(t, c.url, c.id, c.secret)
}

// newBearer gets a token for a credential at an address.
func newBearer(t *testing.T, address, id, secret string) *bearer {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	b := &bearer{http: &http.Client{Transport: transport, Timeout: patience}}
	resp, err := b.http.PostForm(address+"/v2/auth/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var tokens struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&tokens); err != nil || tokens.AccessToken == "" {
		t.Fatalf("no token: %s, %v", resp.Status, err)
	}
	b.token = tokens.AccessToken
	return b
}

// get reads JSON into out, if that is not nil.
func (b *bearer) get(ctx context.Context, address string, out any) error {
	return b.call(ctx, http.MethodGet, address, nil, out)
}

// call sends JSON, if in is not nil, and reads JSON; any status that is not a
// success is a *statusError.
func (b *bearer) call(ctx context.Context, method, address string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+b.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return &statusError{resp.StatusCode, string(text)}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// statusError is an answer that refused.
type statusError struct {
	status int
	text   string
}

func (e *statusError) Error() string { return fmt.Sprintf("status %d: %s", e.status, e.text) }

// browser is somebody with cookies. They are good for every node, because
// cookies know no ports.
type browser struct{ http *http.Client }

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	return &browser{http: &http.Client{
		Jar: jar, Transport: transport, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
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

// ownPassword is what everybody chooses at the first sign-in.
const ownPassword = "correct horse battery"

// welcome signs the Admin in for the first time at an address.
func (c *cluster) welcome(t *testing.T, address string) *browser {
	t.Helper()
	return firstSignIn(t, address, "admin@localhost", c.oneTime)
}

// firstSignIn signs a member in with a one-time password and chooses ownPassword.
func firstSignIn(t *testing.T, address, email, oneTime string) *browser {
	t.Helper()
	b := newBrowser(t)
	for _, step := range []struct {
		path string
		form url.Values
	}{
		{"/login", url.Values{"email": {email}, "password": {oneTime}}},
		{"/password", url.Values{"old": {oneTime}, "new": {ownPassword}, "repeated": {ownPassword}}},
	} {
		if status, _, err := b.post(address+step.path, step.form); err != nil || status != http.StatusSeeOther {
			t.Fatalf("%s: %d, %v", step.path, status, err)
		}
	}
	return b
}

// send sends a file.
func send(ctx context.Context, cl *client.Client, path string) (*client.Upload, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return cl.Send(ctx, filepath.Base(path), f, info.Size(), nil)
}

// texts runs a query for one column of text and sorts what it returns.
func texts(ctx context.Context, pool *pgxpool.Pool, query string, args ...any) ([]string, error) {
	rows, err := pool.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return list, rows.Err()
}
