package e2e

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/writ-dev/writ/internal/testpg"
)

var errNotTaken = errors.New("the balancer does not send requests to the node")

// TestMultiNodeRefusals starts nodes that must not run: each says why.
func TestMultiNodeRefusals(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	c := bareCluster(t, 2, server)
	c.run(t, 0)
	alone := []string{"--store", c.place}
	embedded := storeURL(t, server, server.NewDatabase(t))
	once := &installation{dir: filepath.Join(t.TempDir(), "once")}
	once.start(t, "--store", embedded)
	t.Cleanup(func() { once.end(t, syscall.SIGKILL) })

	for name, refusal := range map[string]struct {
		keys  string // of which folder; "" for none
		flags []string
		says  []string
	}{
		"without a store":         {"", []string{"--multi-node", "--blob", t.TempDir()}, []string{"WRIT_STORE"}},
		"without shared uploads":  {"", []string{"--multi-node", "--store", c.place}, []string{"--blob"}},
		"without keys":            {"", c.flags, []string{"keys.json is missing", "copy keys.json from the data folder of a node"}},
		"with other keys":         {once.dir, c.flags, []string{"does not belong", "copy keys.json from the data folder of a node"}},
		"alone beside nodes":      {c.nodes[0].dir, alone, []string{"in use by writ serve at " + c.nodes[0].url}},
		"a node beside one alone": {once.dir, replaced(c.flags, c.place, embedded), []string{"in use by writ serve at " + once.url}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "refused")
			if refusal.keys != "" {
				copyKeys(t, refusal.keys, dir)
			}
			s, _, err := launch(dir, filepath.Dir(dir), refusal.flags...)
			if err == nil {
				_ = s.cmd.Process.Kill()
				<-s.done
				t.Fatal("it runs")
			}
			for _, say := range refusal.says {
				if !strings.Contains(err.Error(), say) {
					t.Errorf("it does not say %q: %v", say, err)
				}
			}
		})
	}
}

// TestEmbeddedStandsInTheWay leads an installation from one server to nodes.
func TestEmbeddedStandsInTheWay(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	c := bareCluster(t, 1, server)
	in := c.nodes[0]
	in.start(t, "--store", c.place)
	var made struct{ ClientID, ClientSecret string }
	in.writ(t, &made, "credential", "create", "--data", in.dir, "--store", c.place, "--email", "admin@localhost", "--json")
	in.id, in.secret = made.ClientID, made.ClientSecret
	in.end(t, syscall.SIGTERM)
	if _, _, err := launch(in.dir, filepath.Dir(in.dir), c.flags...); err == nil || !strings.Contains(err.Error(), "it holds 1 table") || !strings.Contains(err.Error(), "delete embedded in Administration") {
		t.Fatalf("it says: %v", err)
	}
	in.start(t, "--store", c.place)
	in.writ(t, nil, "connection", "delete", "embedded", "--force")
	in.end(t, syscall.SIGTERM)
	c.run(t, 0)
}

// TestFirstStartOfTwoNodes starts two nodes at the same moment: with the same keys
// both come up and there is one of everything; without, one makes the keys and the
// other is told to take them.
func TestFirstStartOfTwoNodes(t *testing.T) {
	t.Parallel()
	server := testpg.Get(t)
	for name, sameKeys := range map[string]bool{"with the same keys": true, "without keys": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := bareCluster(t, 2, server)
			if sameKeys {
				other := bareCluster(t, 1, server)
				other.run(t, 0)
				copyKeys(t, other.nodes[0].dir, c.nodes[0].dir)
				copyKeys(t, other.nodes[0].dir, c.nodes[1].dir)
			}
			var all sync.WaitGroup
			errs := make([]error, 2)
			for i, in := range c.nodes {
				all.Go(func() { in.server, in.url, errs[i] = launch(in.dir, filepath.Dir(in.dir), c.flags...) })
			}
			all.Wait()
			c.checkFirstStart(t, sameKeys, errs)
		})
	}
}

func (c *cluster) checkFirstStart(t *testing.T, sameKeys bool, errs []error) {
	t.Helper()
	ran, told := 0, 0
	for i, err := range errs {
		if err == nil {
			ran++
			if oneTimePassword(t, c.nodes[i].dir) != "" {
				told++
			}
		} else if !strings.Contains(err.Error(), "copy keys.json from the data folder of a node") {
			t.Errorf("node %d: %v", i, err)
		}
	}
	if want := map[bool]int{true: 2, false: 1}[sameKeys]; ran != want || told != 1 {
		t.Errorf("%d nodes run and %d told a password, want %d and 1: %v", ran, told, want, errs)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM writ.members":                                1,
		"SELECT count(*) FROM writ.connections":                            0,
		"SELECT count(*) FROM writ.settings WHERE key = 'organization.id'": 1,
	} {
		var got int
		if err := c.metadata.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d (%v), want %d", query, got, err, want)
		}
	}
}

// replaced returns the flags with one value instead of another.
func replaced(flags []string, old, by string) []string {
	out := make([]string, len(flags))
	for i, f := range flags {
		out[i] = strings.Replace(f, old, by, 1)
	}
	return out
}
