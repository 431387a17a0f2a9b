package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
)

// importRows is how many rows each file has, and importMost how many the table
// that is changed may come to have before it grows no more.
const (
	importRows = 15_000
	importMost = 4 * importRows
)

// importHeader is the first line of every file.
const importHeader = "k,round,name,amount,at\n"

// book is what the table of a lane has to hold: lines of CSV, each with a key of
// its own.
type book struct {
	id   writ.TableID
	rows []string
	next int // the first key that no row has
	file int // how many files were drawn
}

// file is one to import: its bytes, what the import does, and what the table it
// makes or changes holds afterwards.
type file struct {
	name   string
	change writ.TableChange
	bytes  []byte
	after  []string
}

// draw makes a file.
func (b *book) draw(r *rand.Rand, change writ.TableChange) *file {
	b.file++
	if change == writ.ChangeAppend && len(b.rows) > importMost {
		change = writ.ChangeUpsert
	}
	f := &file{name: fmt.Sprintf("file %d", b.file), change: change}
	keys := b.keys(r, change)
	rows := make([]string, len(keys))
	for i, k := range keys {
		rows[i] = fmt.Sprintf("%d,%d,näme %d,%d.%02d,2026-01-31 13:%02d:%02d", k, b.file, r.IntN(1e6), r.IntN(1e5), r.IntN(100), i/60%60, i%60)
	}
	f.bytes = []byte(importHeader + strings.Join(rows, "\n") + "\n")
	switch change {
	case writ.ChangeAppend:
		f.after = append(slices.Clone(b.rows), rows...)
	case writ.ChangeUpsert:
		f.after = upserted(b.rows, rows)
	default:
		f.after = rows
	}
	return f
}

// keys draws the keys of a file: new ones for an append, some of the table for an
// upsert, and new ones beside them as long as the table may grow.
func (b *book) keys(r *rand.Rand, change writ.TableChange) []int {
	var keys []int
	if change == writ.ChangeUpsert {
		known := len(b.rows)
		if known <= importMost {
			known /= 2
		}
		for _, i := range r.Perm(len(b.rows))[:min(known, importRows)] {
			keys = append(keys, keyOf(b.rows[i]))
		}
		if len(b.rows) > importMost {
			return keys
		}
	}
	for i := range importRows - len(keys) {
		keys = append(keys, b.next+i)
	}
	b.next += importRows
	return keys
}

// keyOf reads the key of a row.
func keyOf(row string) int {
	k, err := strconv.Atoi(row[:strings.IndexByte(row, ',')])
	if err != nil {
		panic(err)
	}
	return k
}

// upserted puts rows in the place of those with the same key, and the others after
// them.
func upserted(old, rows []string) []string {
	out := slices.Clone(old)
	at := make(map[int]int, len(old))
	for i, row := range old {
		at[keyOf(row)] = i
	}
	for _, row := range rows {
		if i, ok := at[keyOf(row)]; ok {
			out[i] = row
		} else {
			out = append(out, row)
		}
	}
	return out
}

// read reads the table all the time, until stop is called: every page is as it was
// before the import of f or as it is afterwards, and nobody is refused. That the
// server does not answer is no error: it is killed now and then.
func (b *book) read(t *testing.T, l *lane, f *file) (stop func()) {
	t.Helper()
	if b.id == "" {
		return func() {}
	}
	states := [][]string{b.rows}
	if f.change != writ.ChangeCreate {
		states = append(states, f.after)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done, url, seed := make(chan struct{}), l.url, l.r.Uint64()
	go func() {
		defer close(done)
		r := rand.New(rand.NewPCG(seed, 5))
		for ctx.Err() == nil {
			after := r.IntN(len(b.rows))
			rows, err := l.page(ctx, url, after)
			if refused := (*statusError)(nil); errors.As(err, &refused) {
				t.Errorf("a reader, during %s %s: %v", f.change, f.name, err)
				return
			}
			if err == nil && !slices.ContainsFunc(states, func(s []string) bool { return slices.Equal(rows, pageOf(s, after)) }) {
				t.Errorf("a reader, during %s %s: what follows row %d is of no version: %q", f.change, f.name, after, rows[:min(len(rows), 2)])
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return func() { cancel(); <-done }
}

// pageRows is how many rows a reader asks for at once.
const pageRows = 50

// pageOf is the page of a table after a row.
func pageOf(rows []string, after int) []string {
	return rows[min(after, len(rows)):min(after+pageRows, len(rows))]
}

// page reads a page of the table that is changed.
func (l *lane) page(ctx context.Context, url string, after int) ([]string, error) {
	var got struct {
		Rows []struct{ Cells []writ.Value }
	}
	err := l.api.get(ctx, fmt.Sprintf("%s/v2/tables/%s/rows?after=%d&limit=%d", url, l.book.id, after, pageRows), &got)
	rows := make([]string, len(got.Rows))
	for i, row := range got.Rows {
		cells := make([]string, len(row.Cells))
		for j, c := range row.Cells {
			cells[j] = c.Text
		}
		rows[i] = strings.Join(cells, ",")
	}
	return rows, err
}

// settle demands, after an import that went to its end, that it has all of its
// effect or, if somebody canceled it, none, and that nothing of it is left anywhere.
func (l *lane) settle(t *testing.T, id writ.UploadID, f *file, canceled bool) {
	t.Helper()
	u := l.upload(t, id)
	switch {
	case u.State == writ.UploadFailed, u.State == writ.UploadCanceled && !canceled:
		t.Errorf("%s %s %s: %+v", f.change, f.name, u.State, u.Problem)
	case u.State == writ.UploadDone && f.change == writ.ChangeCreate:
		l.holds(t, u.Table, f.after)
	case u.State == writ.UploadDone:
		l.book.rows = f.after
	case f.change == writ.ChangeCreate:
		if _, there := l.tables(t)[f.name]; there {
			t.Errorf("%s is there although its upload is %s", f.name, u.State)
		}
	}
	l.holds(t, l.book.id, l.book.rows)
	eventually(t, func() error { return l.atRest(t) })
	eventually(t, func() error { return l.clean(id) })
}

// holds demands that a table has exactly some rows.
func (l *lane) holds(t *testing.T, id writ.TableID, rows []string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, l.url+"/v2/tables/"+string(id)+"/export?format=csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+l.api.token)
	resp, err := l.api.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("export: %s, %v: %.300s", resp.Status, err, got)
	}
	if want := importHeader + strings.Join(rows, "\n") + "\n"; string(got) != want {
		t.Errorf("the table has %d lines, want %d; it is not what it has to be", strings.Count(string(got), "\n"), len(rows)+1)
	}
}

// atRest says which jobs go on, and what the ledger leaves open.
func (l *lane) atRest(t *testing.T) error {
	t.Helper()
	var problem error
	l.look(t, func(ctx context.Context, tx store.Tx) error {
		jobs, err := tx.Jobs.List(ctx, "", 10, writ.JobQueued, writ.JobRunning)
		for _, j := range jobs {
			if j.Kind == "import" || j.Kind == "sweep" {
				problem = fmt.Errorf("the job %s is %s: %+v", j.Kind, j.State, j.Problem)
			}
		}
		if err != nil {
			return err
		}
		open, err := tx.Objects.List(ctx, l.connection, writ.ObjectIntended)
		if len(open) > 0 {
			problem = fmt.Errorf("the ledger leaves %s open", open[0].Path)
		}
		return err
	})
	return problem
}

// clean says which files an upload that ended has left.
func (l *lane) clean(id writ.UploadID) error {
	for _, dir := range []string{"staging", "uploads"} {
		entries, err := os.ReadDir(filepath.Join(l.dir, dir))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if dir == "staging" || strings.Contains(e.Name(), string(id)) {
				return fmt.Errorf("%s/%s stays behind", dir, e.Name())
			}
		}
	}
	return nil
}

// accounted demands, of a server that does nothing at the moment, that the ledger
// knows whatever lies in the destination, and that all is there that it says
// exists. What is not of the import of id is a version of a table, too.
func (l *lane) accounted(t *testing.T, id writ.UploadID) {
	t.Helper()
	names := l.names(t)
	known := map[string]bool{}
	l.look(t, func(ctx context.Context, tx store.Tx) error {
		objects, err := tx.Objects.List(ctx, l.connection, writ.ObjectIntended, writ.ObjectExists)
		for _, o := range objects {
			name := o.Path.Name()
			known[name], known[driver.LoadingName(name)] = true, o.State == writ.ObjectIntended
			if o.State == writ.ObjectExists && !slices.Contains(names, name) {
				t.Errorf("the ledger says that %s exists, and it does not", name)
			}
			if o.Upload == id {
				continue
			}
			if _, err := tx.Versions.ByObject(ctx, o.ID); o.State != writ.ObjectExists || err != nil {
				t.Errorf("%s is %s, and of no table: %v", name, o.State, err)
			}
		}
		return err
	})
	for _, name := range names {
		if !known[name] {
			t.Errorf("%s lies in the destination, and the ledger does not know of it", name)
		}
	}
}

// embeddedNames lists what lies in the destination of the embedded warehouse. Its
// server has the file to itself, and so a copy is asked, which is what a crash now
// would leave.
func (l *lane) embeddedNames(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	defer os.RemoveAll(dir)
	files, err := filepath.Glob(filepath.Join(l.dir, "warehouse", "embedded.duckdb*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range files {
		if info, err := os.Stat(from); err != nil || !info.Mode().IsRegular() {
			continue
		}
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(from)), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	d := duckdb.New(duckdb.Options{Dir: dir, Staging: dir})
	defer d.Close()
	c, err := d.Open(t.Context(), driver.Config{Values: map[string]string{"file": "embedded.duckdb"}, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	entries, err := c.(driver.Inspector).List(t.Context(), l.path)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Path.Name()
	}
	return names
}
