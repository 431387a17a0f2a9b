package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/internal/flights"
)

// load is what people and programs do to a cluster, all at the same time, until
// it is stopped. What they have begun they bring to its end.
type load struct {
	c       *cluster
	dir     string // of files to upload
	rows    int    // of each of them, at least
	patient bool   // they try again what failed, as clients do where nodes die
	shop    writ.ConnectionID

	stop chan struct{}
	work sync.WaitGroup

	mu           sync.Mutex
	done         map[string]int    // how often what was done
	acknowledged map[string]string // the file of each table that was promised
	problems     []string
}

// load starts a load of signers, explorers, uploaders and readers.
func (c *cluster) load(t *testing.T, rows int, patient bool) *load {
	t.Helper()
	l := &load{
		c: c, dir: t.TempDir(), rows: rows, patient: patient, shop: c.shop(t),
		stop: make(chan struct{}), done: map[string]int{}, acknowledged: map[string]string{},
	}
	for who, job := range map[string]func(t *testing.T, n int) bool{
		"signer": l.signIn, "explorer": l.explore(t), "uploader 1": l.upload(t, "first"), "uploader 2": l.upload(t, "second"), "reader": l.read(t),
	} {
		l.work.Go(func() {
			for n := 0; l.goesOn() && job(t, n); n++ {
				l.count(who)
			}
		})
	}
	return l
}

// end stops the load and waits until everybody has brought to its end what they
// had begun.
func (l *load) end() {
	close(l.stop)
	l.work.Wait()
}

func (l *load) goesOn() bool {
	select {
	case <-l.stop:
		return false
	default:
		return true
	}
}

func (l *load) count(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done[what]++
}

func (l *load) note(what string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problems = append(l.problems, fmt.Sprintf("%s: %v", what, err))
}

// stepPatience bounds one step of a load with all its tries.
const stepPatience = 2 * time.Minute

// step does one thing, again and again if the load is patient. It returns false
// if it could not be done.
func (l *load) step(what string, do func(ctx context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.Background(), stepPatience)
	defer cancel()
	for {
		err := do(ctx)
		if err == nil {
			return true
		}
		if !l.patient || ctx.Err() != nil {
			l.note(what, err)
			return false
		}
		l.count("tries again")
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// signIn signs in, looks who that is, and signs out.
func (l *load) signIn(t *testing.T, _ int) bool {
	b := newBrowser(t)
	defer b.http.CloseIdleConnections()
	want := func(status, wanted int, err error) error {
		if err == nil && status != wanted {
			err = fmt.Errorf("status %d, want %d", status, wanted)
		}
		return err
	}
	return l.step("sign-in", func(context.Context) error {
		status, _, err := b.post(l.c.url+"/login", url.Values{"email": {"admin@localhost"}, "password": {ownPassword}})
		return want(status, http.StatusSeeOther, err)
	}) && l.step("whoami", func(context.Context) error {
		status, err := b.get(l.c.url + "/v2/whoami")
		return want(status, http.StatusOK, err)
	}) && l.step("sign-out", func(context.Context) error {
		status, _, err := b.post(l.c.url+"/logout", nil)
		return want(status, http.StatusSeeOther, err)
	})
}

// explore lists the schemas of the warehouse, always afresh.
func (l *load) explore(t *testing.T) func(t *testing.T, n int) bool {
	b := l.c.bearer(t)
	return func(*testing.T, int) bool {
		return l.step("explorer", func(ctx context.Context) error {
			return b.get(ctx, l.c.url+"/v2/connections/"+string(l.shop)+"/explorer?refresh=true", nil)
		})
	}
}

// read reads windows of the first table there is.
func (l *load) read(t *testing.T) func(t *testing.T, n int) bool {
	b := l.c.bearer(t)
	var list struct {
		Entries []struct{ TableID string }
	}
	return func(_ *testing.T, n int) bool {
		if len(list.Entries) == 0 {
			return l.step("tables", func(ctx context.Context) error { return b.get(ctx, l.c.url+"/v2/tables", &list) })
		}
		return l.step("rows", func(ctx context.Context) error {
			return b.get(ctx, fmt.Sprintf("%s/v2/tables/%s/rows?offset=%d", l.c.url, list.Entries[0].TableID, n%100), nil)
		})
	}
}

// upload makes one file after the other into a table, through parts and jobs.
func (l *load) upload(t *testing.T, who string) func(t *testing.T, n int) bool {
	cl := l.c.api(t, l.c.url)
	return func(t *testing.T, n int) bool {
		name := fmt.Sprintf("%s %d", who, n)
		file := filepath.Join(l.dir, name+".csv")
		if err := flights.Write(file, l.rows+n); err != nil {
			l.note("file", err)
			return false
		}
		u := &client.Upload{}
		return l.step("upload", func(ctx context.Context) (err error) {
			u, err = send(ctx, cl, file)
			return err
		}) && l.step("import", func(ctx context.Context) error { return l.toTable(ctx, cl, u.ID, name) }) && l.promised(name, file)
	}
}

// toTable sees to it that an upload becomes a table, whatever became of an earlier
// try: an answer that was lost may have started the import.
func (l *load) toTable(ctx context.Context, cl *client.Client, id writ.UploadID, name string) error {
	u, err := cl.Upload(ctx, id)
	switch {
	case err != nil:
		return err
	case u.State == writ.UploadDone:
		return nil
	case u.State == writ.UploadImporting:
		return fmt.Errorf("the import goes on")
	case u.State == writ.UploadFailed:
		l.count("failed imports")
	}
	_, err = cl.Import(ctx, id, client.Import{Connection: l.shop, Name: name}, nil)
	return err
}

func (l *load) promised(name, file string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[name] = file
	return true
}

// check reports what went wrong and compares every table that was promised with
// its file.
func (l *load) check(t *testing.T) {
	t.Helper()
	for _, p := range l.problems {
		t.Error(p)
	}
	cl := l.c.api(t, l.c.url)
	list, err := cl.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string][]writ.TableID{}
	for _, table := range list {
		byName[table.Name] = append(byName[table.Name], table.ID)
	}
	for name, file := range l.acknowledged {
		if len(byName[name]) != 1 {
			t.Errorf("there are %d tables %s, want 1", len(byName[name]), name)
			continue
		}
		out, err := os.Create(filepath.Join(l.dir, "read.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := cl.Export(t.Context(), byName[name][0], client.Export{Format: "csv"}, out); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := out.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		compare(t, file, out)
		_ = out.Close()
	}
	if len(byName) != len(l.acknowledged) {
		t.Errorf("there are %d tables, %d were promised", len(byName), len(l.acknowledged))
	}
}
