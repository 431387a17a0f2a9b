package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

// fake is a platform whose tables are the canonical files they were loaded from.
type fake struct {
	limits  driver.Capabilities
	loadErr error                    // what LoadTable ends with
	arrives bool                     // the table is there although loadErr is set
	store   func(data string) string // what becomes of the data when it is stored; nil: nothing

	mu     sync.Mutex
	tables map[string]string
}

func (f *fake) Spec() driver.Spec {
	return driver.Spec{Platform: "fake", Name: "Fake", Capabilities: f.limits}
}
func (f *fake) Dialect() driver.Dialect                                  { return fakeDialect{} }
func (f *fake) Open(context.Context, driver.Config) (driver.Conn, error) { return f, nil }
func (f *fake) Ping(context.Context) error                               { return nil }
func (f *fake) Close() error                                             { return nil }
func (f *fake) Query(context.Context, sqltext.SQL) (driver.Rows, error) {
	return nil, errors.ErrUnsupported
}

// Exec knows one statement, DROP TABLE.
func (f *fake) Exec(_ context.Context, stmt sqltext.SQL) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name := range f.tables {
		if strings.HasSuffix(stmt.String(), `"`+name+`"`) {
			delete(f.tables, name)
		}
	}
	return 0, nil
}

func (f *fake) LoadTable(_ context.Context, load driver.Load) (int64, error) {
	if f.loadErr != nil && !f.arrives {
		return 0, f.loadErr
	}
	data, err := os.ReadFile(load.File)
	if err != nil {
		return 0, err
	}
	stored := string(data)
	if f.store != nil {
		stored = f.store(stored)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tables[load.Path.Name()] = stored
	return int64(bytes.Count(data, []byte{'\n'})), f.loadErr
}

func (f *fake) Export(_ context.Context, path writ.Path, _ []driver.Column, _ string, w io.Writer) error {
	f.mu.Lock()
	data, ok := f.tables[path.Name()]
	f.mu.Unlock()
	if !ok {
		return &driver.Error{Class: driver.ClassNotFound, Message: "no such table"}
	}
	_, err := io.WriteString(w, data)
	return err
}

// fakeDialect writes the one statement that the fake knows.
type fakeDialect struct{ driver.Dialect }

func (fakeDialect) DropTable(path writ.Path) (sqltext.SQL, error) {
	return sqltext.Quoting{Ident: '"'}.Build().Raw("DROP TABLE ").Path(path).Done()
}

// ledger remembers the last state of each object.
type ledger map[writ.ObjectID]writ.ObjectState

func (l ledger) Intend(_ context.Context, o *writ.ManagedObject) error {
	l[o.ID] = writ.ObjectIntended
	return nil
}

func (l ledger) Settle(_ context.Context, o *writ.ManagedObject, s writ.ObjectState) error {
	l[o.ID] = s
	return nil
}

func (ledger) Move(context.Context, *writ.ManagedObject, *writ.ManagedObject) error { return nil }

func sumOf(content string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(content))) }

// trial is one import into a fake platform.
type trial struct {
	*fake
	ledger ledger
	dir    string
	job    Job
}

func newTrial(t *testing.T, f *fake, content string) *trial {
	t.Helper()
	f.tables = map[string]string{}
	if f.limits.MaxDecimalPrecision == 0 {
		f.limits = anyPlatform
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "upload")
	staging := filepath.Join(dir, "staging")
	if err := errors.Join(os.WriteFile(file, []byte(content), 0o600), os.Mkdir(staging, 0o700)); err != nil {
		t.Fatal(err)
	}
	w := warehouse.New(f, nil, warehouse.Options{})
	t.Cleanup(func() { _ = w.Close() })
	l := ledger{}
	place := &writ.Destination{ID: "d", Connection: "c", Path: writ.Path{"w"}}
	o := &writ.ManagedObject{ID: "o", Connection: "c", Destination: "d", Path: writ.Path{"w", "SIGDS_x"}, As: writ.ServiceAccount()}
	return &trial{fake: f, ledger: l, dir: staging, job: Job{
		File: file, FileName: "trips.csv", SHA256: sumOf(content), Dir: staging,
		Warehouse: w, Writer: w.Objects(l, []*writ.Destination{place}), Object: o,
	}}
}

// checkGone fails the test unless nothing of the import is left.
func (tr *trial) checkGone(t *testing.T, ledgerKnows bool) {
	t.Helper()
	if len(tr.tables) > 0 {
		t.Errorf("a table was left behind")
	}
	if s, ok := tr.ledger["o"]; ok != ledgerKnows || ok && s != writ.ObjectDropped {
		t.Errorf("the ledger says %q", s)
	}
	if left, err := os.ReadDir(tr.dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

const threeRows = "when,what,amount\n2024-01-02T03:04:05,x,1.50\n2024-01-03 00:00:00,\"\",\n,\"a,\"\"b\",-2.25\n"

func TestImport(t *testing.T) {
	t.Parallel()
	// The platform renders values its own way and in its own order; they are the
	// same.
	f := &fake{store: func(s string) string {
		s = strings.Replace(s, "T03", " 03", 1)
		s = strings.Replace(s, "1.50", "1.500", 1)
		lines := strings.SplitAfter(s, "\n")
		return lines[2] + lines[0] + lines[1]
	}}
	tr := newTrial(t, f, threeRows)
	var phases []string
	tr.job.Progress = func(p Progress) {
		if len(phases) == 0 || phases[len(phases)-1] != p.Phase {
			phases = append(phases, p.Phase)
		}
	}
	r, err := Import(context.Background(), tr.job)
	if err != nil {
		t.Fatal(err)
	}
	if r.RowsRead != 3 || r.RowsLoaded != 3 || r.RowsRejected != 0 || r.RejectsFile != "" || len(r.Columns) != 3 {
		t.Errorf("result %+v", r)
	}
	if tr.ledger["o"] != writ.ObjectExists || len(tr.tables) != 1 {
		t.Errorf("the ledger says %q, there are %d tables", tr.ledger["o"], len(tr.tables))
	}
	if left, err := os.ReadDir(tr.dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if got := strings.Join(phases, " "); got != "reading loading verifying" {
		t.Errorf("phases %s", got)
	}
	c := r.Certificate
	if c.Version != 2 || c.FileName != "trips.csv" || c.SHA256 != sumOf(threeRows) || c.Size != int64(len(threeRows)) || c.Platform != "fake" || c.RowsRead != 3 {
		t.Errorf("certificate %+v", c)
	}
	for _, col := range c.Columns {
		if col.Checksum != col.ReadBackChecksum || len(col.Checksum) != 16 || col.Nulls != col.ReadBackNulls {
			t.Errorf("column %+v", col)
		}
	}
	if b, err := json.Marshal(c); err != nil || !bytes.Contains(b, []byte(`"rowsLoaded":3`)) {
		t.Errorf("certificate as JSON: %s %v", b, err)
	}
}

func TestImportFindsEveryDifference(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, want string }{
		"a row lost":          {"3,,\"a,\"\"b\",-2.25\n", "", "2 rows instead of 3"},
		"a row twice":         {"2,2024-01-03 00:00:00,\"\",\n", "2,2024-01-03 00:00:00,\"\",\n2,2024-01-03 00:00:00,\"\",\n", "4 rows instead of 3"},
		"a row number":        {"3,,", "2,,", "row numbers differ"},
		"a digit":             {"-2.25", "-2.26", "values of amount differ"},
		"the empty text":      {"\"\"", "", "what has 1 empty cells instead of 0"},
		"NULL":                {"\"\",\n", "\"\",0\n", "amount has 0 empty cells instead of 1"},
		"a second":            {"03:04:05", "03:04:06", "values of when differ"},
		"a zone":              {"03:04:05", "03:04:05Z", "values of when differ"},
		"a type":              {"03:04:05", "03:04", "values of when differ"},
		"a space":             {",x,", ",x ,", "values of what differ"},
		"a row of other form": {",x,", ",x,x,", "cannot be read"},
	} {
		tr := newTrial(t, &fake{store: func(s string) string { return strings.Replace(s, c.old, c.new, 1) }}, threeRows)
		_, err := Import(context.Background(), tr.job)
		code := writ.CodeUnsupported
		if name == "a row of other form" {
			code = writ.CodeInternal
		}
		if writ.CodeOf(err) != code || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		tr.checkGone(t, true)
	}
}

func TestImportWithRejects(t *testing.T) {
	t.Parallel()
	const content = "a,b\n1,x\n2\n3,y\n"
	tr := newTrial(t, &fake{}, content)
	r, err := Import(context.Background(), tr.job)
	if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "1 row does not fit: line 3: 1 column instead of 2") {
		t.Fatalf("got %v", err)
	}
	if r == nil || r.RejectsFile == "" || r.RowsRead != 3 || r.RowsRejected != 1 || len(tr.tables) != 0 || len(tr.ledger) != 0 {
		t.Fatalf("result %+v, tables %v, ledger %v", r, tr.tables, tr.ledger)
	}
	if err := os.Remove(r.RejectsFile); err != nil {
		t.Fatal(err)
	}
	tr.checkGone(t, false)

	tr.job.OnReject = RejectLoad
	r, err = Import(context.Background(), tr.job)
	if err != nil || r.RowsRead != 3 || r.RowsLoaded != 2 || r.RowsRejected != 1 || r.Certificate.RowsRejected != 1 {
		t.Fatalf("result %+v, %v", r, err)
	}
	if list, err := os.ReadFile(r.RejectsFile); err != nil || !strings.HasSuffix(string(list), "\n3,,2,1 column instead of 2\n") {
		t.Errorf("reject list %q %v", list, err)
	}
}

func TestImportThatTheWarehouseRefuses(t *testing.T) {
	t.Parallel()
	tr := newTrial(t, &fake{loadErr: &driver.Error{Class: driver.ClassPrivilege, Message: "permission denied"}}, threeRows)
	if _, err := Import(context.Background(), tr.job); writ.CodeOf(err) != writ.CodeRejected {
		t.Errorf("got %v", err)
	}
	tr.checkGone(t, true)
}

func TestImportOfUncertainOutcome(t *testing.T) {
	t.Parallel()
	lost := &driver.Error{Class: driver.ClassUncertain, Message: "connection reset"}
	cut := func(s string) string { return s[:strings.Index(s, "\n")+1] }

	tr := newTrial(t, &fake{loadErr: lost, arrives: true}, threeRows)
	if r, err := Import(context.Background(), tr.job); err != nil || r.RowsLoaded != 3 || tr.ledger["o"] != writ.ObjectExists {
		t.Errorf("a table that arrived: %+v %v", r, err)
	}
	for name, f := range map[string]*fake{
		"absent":  {loadErr: lost},
		"partial": {loadErr: lost, arrives: true, store: cut},
	} {
		tr := newTrial(t, f, threeRows)
		if _, err := Import(context.Background(), tr.job); writ.CodeOf(err) != writ.CodeUncertain {
			t.Errorf("%s: got %v", name, err)
		}
		tr.checkGone(t, true)
	}
}

func TestImportCanceledInEveryPhase(t *testing.T) {
	t.Parallel()
	for _, phase := range []string{"reading", "verifying"} {
		tr := newTrial(t, &fake{}, string(trips(200_000)))
		ctx, cancel := context.WithCancel(context.Background())
		tr.job.Progress = func(p Progress) {
			if p.Phase == phase {
				cancel()
			}
		}
		if _, err := Import(ctx, tr.job); writ.CodeOf(err) != writ.CodeCanceled {
			t.Errorf("%s: got %v", phase, err)
		}
		tr.checkGone(t, phase != "reading")
		cancel()
	}
}

func TestImportChecksLimitsBeforeAnythingIsCreated(t *testing.T) {
	t.Parallel()
	limits := anyPlatform
	limits.MaxColumns = 3
	tr := newTrial(t, &fake{limits: limits}, threeRows)
	if _, err := Import(context.Background(), tr.job); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("got %v", err)
	}
	tr.checkGone(t, false)
}
