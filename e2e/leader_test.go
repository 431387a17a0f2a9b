package e2e

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/writ-dev/writ/e2e/journal"
)

// takeoverWithin is how soon edits go on after the node that keeps their order has
// died: its lease lasts ten seconds.
const takeoverWithin = 15 * time.Second

// frozenFor is longer than a lease.
const frozenFor = 13 * time.Second

// TestEditsThroughEveryNode edits one input table through three nodes: whatever node
// is asked, all edits land in one order, and each once.
func TestEditsThroughEveryNode(t *testing.T) {
	c := clustered(t, 3)
	es := c.edit(t, 6)
	es.proceed(t)
	leader := c.leader(t)
	for range 3 {
		es.proceed(t)
	}
	if now := c.leader(t); now != leader {
		t.Errorf("node %d leads after node %d, which did not stop", now, leader)
	}
	es.end()
	c.kept(t, es)
	c.readAnywhere(t, es.table)
}

// readAnywhere demands that every node shows all that is logged.
func (c *cluster) readAnywhere(t *testing.T, table string) {
	t.Helper()
	var rows struct{ Head, Mark int64 }
	b := c.bearer(t)
	for i, in := range c.nodes {
		if err := b.get(t.Context(), in.url+"/v2/input-tables/"+table+"/rows?limit=1", &rows); err != nil || rows.Head == 0 || rows.Mark != rows.Head {
			t.Errorf("node %d reads %+v, %v", i, rows, err)
		}
	}
}

// crashLeaders kills the node that keeps the order of edits, and freezes its follower
// for longer than its lease, again and again under editors. Every edit that was
// acknowledged is there once, at its number, and what a node lands that wakes up too
// late counts for nothing.
func crashLeaders(t *testing.T, rounds int) {
	c := clustered(t, 3)
	es := c.edit(t, 9)
	es.proceed(t)
	var died, froze time.Duration
	for range rounds {
		victim := c.leader(t)
		c.end(t, victim, syscall.SIGKILL)
		died = max(died, took(func() { es.proceed(t) }))
		c.run(t, victim)
		froze = max(froze, c.freezeLeader(t, es))
	}
	es.end()
	c.kept(t, es)
	if died > takeoverWithin {
		t.Errorf("after the death of a leader edits stood still for %v", died)
	}
	t.Logf("%d rounds: %d edits acknowledged, %d requests sent again; at most %.1f s until all went on after a death, %.1f s after a freeze",
		rounds, es.acknowledged.Load(), es.again.Load(), died.Seconds(), froze.Seconds())
}

func took(do func()) time.Duration {
	begin := time.Now()
	do()
	return time.Since(begin)
}

// freezeLeader stops the node that leads for longer than its lease and wakes it up
// again. It returns how long it was until all editors went on.
func (c *cluster) freezeLeader(t *testing.T, es *editors) time.Duration {
	t.Helper()
	victim := c.leader(t)
	process := c.nodes[victim].server.cmd.Process
	if err := process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	within := took(func() { es.proceed(t) })
	time.Sleep(frozenFor - time.Since(begin))
	if err := process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	c.awaitTaken(t, victim)
	es.proceed(t)
	return within
}

// edit has n editors edit an input table of the connection "shop".
func (c *cluster) edit(t *testing.T, n int) *editors {
	t.Helper()
	b := c.bearer(t)
	table := b.inputTable(t, c.nodes[0].url, string(c.shop(t)), "Forecast")
	return edit(t, b, table, n, func(i int) string { return c.balancer.address(i % len(c.nodes)) })
}

// leader returns the node that has the lease of the edit log, as the metadata says.
func (c *cluster) leader(t *testing.T) int {
	t.Helper()
	var address string
	eventually(t, func() error {
		return c.metadata.QueryRow(t.Context(), `
			SELECT n.address FROM writ.leases l JOIN writ.nodes n ON n.id = l.node_id
			WHERE l.name LIKE 'editlog:%' AND l.lease_until > extract(epoch FROM clock_timestamp()) * 1000000`).Scan(&address)
	})
	for i, in := range c.nodes {
		if in.url == address {
			return i
		}
	}
	t.Fatalf("the leader is at %q, which is no node", address)
	return 0
}

// kept demands that everything that editors were promised is in the warehouse.
func (c *cluster) kept(t *testing.T, es *editors) {
	t.Helper()
	lines, err := journal.Read(es.paths...)
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDBFromPool(c.warehouse)
	defer db.Close()
	var r *journal.Result
	eventually(t, func() error { // until what was logged last is applied
		r, err = c.compare(t.Context(), db, es.table, lines)
		if err == nil && len(r.Faults) > 0 {
			err = errors.New(strings.Join(r.Faults, "\n"))
		}
		return err
	})
	if r != nil {
		t.Logf("%d edits acknowledged, %d entries, %d void", r.Acknowledged, r.Entries, r.Void)
	}
}

// compare reads where the log and the rows of an input table lie, and compares them
// with what was acknowledged.
func (c *cluster) compare(ctx context.Context, db *sql.DB, table string, lines []journal.Line) (*journal.Result, error) {
	var logPath, dataPath, columns string
	err := c.metadata.QueryRow(ctx, `
		SELECT l.path, d.path, d.columns FROM writ.data_tables d JOIN writ.input_tables t ON t.id = d.input_table_id
		JOIN writ.edit_logs l ON l.connection_id = t.connection_id WHERE t.id = $1 AND d.branch = 'draft'`, table).Scan(&logPath, &dataPath, &columns)
	if err != nil {
		return nil, err
	}
	var list []struct{ ColumnID, Physical string }
	if err := json.Unmarshal([]byte(columns), &list); err != nil {
		return nil, err
	}
	physical := map[string]string{}
	for _, one := range list {
		physical[one.ColumnID] = one.Physical
	}
	w := journal.Warehouse{DB: db, Quote: `"`, Mark: "$1"}
	name := func(path string) (string, error) {
		var parts []string
		if err := json.Unmarshal([]byte(path), &parts); err != nil || len(parts) == 0 {
			return "", fmt.Errorf("%q is no path: %w", path, err)
		}
		return w.Table(c.schema, parts[len(parts)-1]), nil
	}
	logTable, err := name(logPath)
	if err != nil {
		return nil, err
	}
	dataTable, err := name(dataPath)
	if err != nil {
		return nil, err
	}
	entries, err := w.ReadLog(ctx, logTable, table)
	if err != nil {
		return nil, err
	}
	data, err := w.ReadRows(ctx, dataTable, physical)
	if err != nil {
		return nil, err
	}
	return journal.Check(table, lines, entries, data), nil
}
