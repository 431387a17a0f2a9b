package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/e2e/journal"
)

// editors edit one input table at the same time, each through a node of its own
// until that does not answer, and each with a journal of what was acknowledged.
type editors struct {
	table  string // the input table's id
	shared string // a row that all of them change
	paths  []string
	work   sync.WaitGroup
	stop   context.CancelFunc

	acknowledged atomic.Int64
	each         []atomic.Int64 // by editor
	again        atomic.Int64   // requests that were sent once more
}

// editor sends one edit after the other.
type editor struct {
	*editors
	t       *testing.T
	name    string
	addr    func(int) string // of a node
	at      int              // the node that is asked
	bearer  *bearer
	journal *journal.Journal
	r       *rand.Rand
	seq     int
	rows    []string // its own
	counted *atomic.Int64
}

// inputTable makes an input table with two text columns.
func (b *bearer) inputTable(t *testing.T, address, connection, name string) (id string) {
	t.Helper()
	var made struct{ InputTableID string }
	columns := []any{map[string]any{"name": "One", "type": "text"}, map[string]any{"name": "Two", "type": "text"}}
	err := b.call(t.Context(), http.MethodPost, address+"/v2/input-tables", map[string]any{
		"name": name, "kind": "empty", "connectionId": connection, "columns": columns,
	}, &made)
	if err != nil {
		t.Fatal(err)
	}
	return made.InputTableID
}

// edit has n editors edit an input table until stop is called. addr is the address
// that the ith node has at the moment.
func edit(t *testing.T, b *bearer, table string, n int, addr func(int) string) *editors {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	es := &editors{table: table, shared: writ.NewID[string](), stop: cancel, each: make([]atomic.Int64, n)}
	t.Cleanup(es.end)
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	for i := range n {
		name := fmt.Sprintf("editor %d", i)
		path := filepath.Join(dir, name)
		j, err := journal.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		es.paths = append(es.paths, path)
		e := &editor{editors: es, t: t, name: name, addr: addr, at: i, bearer: b, journal: j, r: rand.New(rand.NewPCG(seed, uint64(i))), counted: &es.each[i]}
		if i == 0 {
			e.send(ctx, http.MethodPost, journal.Line{Row: es.shared, Column: "c1", Value: e.value()})
		}
		es.work.Go(func() { e.run(ctx) })
	}
	return es
}

// end stops the editors. What is under way then was promised to nobody.
func (es *editors) end() {
	es.stop()
	es.work.Wait()
}

// proceed waits until every editor has been answered again.
func (es *editors) proceed(t *testing.T) {
	t.Helper()
	before := make([]int64, len(es.each))
	for i := range es.each {
		before[i] = es.each[i].Load()
	}
	eventually(t, func() error {
		for i := range es.each {
			if es.each[i].Load() == before[i] {
				return fmt.Errorf("editor %d is not answered", i)
			}
		}
		return nil
	})
}

// run edits until ctx ends.
func (e *editor) run(ctx context.Context) {
	defer func() {
		if err := e.journal.Close(); err != nil {
			e.t.Error(err)
		}
	}()
	for ctx.Err() == nil {
		method, l := http.MethodPatch, journal.Line{Column: fmt.Sprintf("c%d", 1+e.r.IntN(2)), Value: e.value()}
		switch dice := e.r.IntN(10); {
		case len(e.rows) < 3 || dice < 2:
			method, l.Row = http.MethodPost, writ.NewID[string]()
		case dice == 2:
			method, l = http.MethodDelete, journal.Line{Row: e.rows[e.r.IntN(len(e.rows))]}
		case dice < 5:
			l.Row = e.shared
		default:
			l.Row = e.rows[e.r.IntN(len(e.rows))]
		}
		if !e.send(ctx, method, l) {
			return
		}
	}
}

// value is unlike every other.
func (e *editor) value() string { return fmt.Sprintf("%s %d “x”", e.name, e.seq+1) }

// send sends an edit until it is answered, and writes that down; false if it came to
// an end before.
func (e *editor) send(ctx context.Context, method string, l journal.Line) bool {
	e.seq++
	l.Editor, l.Seq = e.name, e.seq
	row := map[string]any{"rowId": l.Row}
	if l.Value != "" {
		row["values"] = map[string]any{l.Column: l.Value}
	}
	body, err := json.Marshal(map[string]any{"rows": []any{row}})
	if err != nil {
		e.t.Error(err)
		return false
	}
	for ctx.Err() == nil {
		status, text, err := e.ask(ctx, method, body)
		switch {
		case err == nil && status == http.StatusOK:
			return e.note(method, l, text)
		case err == nil && status < http.StatusInternalServerError:
			e.t.Errorf("%s: %s %+v: status %d: %s", e.name, method, l, status, text)
			return false
		}
		e.again.Add(1)
		e.at++
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

// askTimeout is how long an editor waits before it asks another node.
const askTimeout = 5 * time.Second

// ask sends a request; the key says that it is the same each time.
func (e *editor) ask(ctx context.Context, method string, body []byte) (status int, text []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, e.addr(e.at)+"/v2/input-tables/"+e.table+"/rows", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+e.bearer.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", fmt.Sprintf("%s %d", e.name, e.seq))
	resp, err := e.bearer.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	text, err = io.ReadAll(resp.Body)
	return resp.StatusCode, text, err
}

// note writes down that an edit was acknowledged.
func (e *editor) note(method string, l journal.Line, text []byte) bool {
	var answer struct {
		LastEdit int64
		Rows     []struct{ Status string }
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Rows) != 1 || answer.Rows[0].Status != "logged" {
		e.t.Errorf("%s: %s %+v: %v in %s", e.name, method, l, err, text)
		return false
	}
	l.Num = answer.LastEdit
	if err := e.journal.Add(l); err != nil {
		e.t.Error(err)
		return false
	}
	switch {
	case method == http.MethodDelete:
		e.rows = slices.DeleteFunc(e.rows, func(row string) bool { return row == l.Row })
	case method == http.MethodPost && l.Row != e.shared:
		e.rows = append(e.rows, l.Row)
	}
	e.acknowledged.Add(1)
	e.counted.Add(1)
	return true
}
