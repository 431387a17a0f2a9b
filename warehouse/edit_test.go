package warehouse_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// editConn is a fakeConn that keeps input tables. What Describe says of every table
// is columns.
type editConn struct {
	*fakeConn
	columns []driver.Column
}

func (c editConn) Describe(ctx context.Context, p writ.Path) ([]driver.Column, error) {
	return c.columns, c.f.run(ctx, "describe "+p.String())
}
func (c editConn) CreateLog(ctx context.Context, p writ.Path) error {
	return c.f.run(ctx, "create log "+p.String())
}
func (c editConn) AppendLog(ctx context.Context, p writ.Path, _ []driver.LogRow) error {
	return c.f.run(ctx, "append "+p.String())
}
func (c editConn) ReadLog(ctx context.Context, p writ.Path, _ driver.LogRange, fn func(driver.LogRow) error) error {
	return errors.Join(c.f.run(ctx, "read "+p.String()), fn(driver.LogRow{}))
}
func (c editConn) RedactLog(ctx context.Context, p writ.Path, _ driver.LogRow, _ string) (int64, error) {
	return c.f.filled, c.f.run(ctx, "redact "+p.String())
}
func (c editConn) CreateData(ctx context.Context, d driver.Data, _ []driver.Column, _ string, _ int64, _ driver.Mark) (int64, error) {
	return 3, c.f.run(ctx, "create "+d.Path.String()+" "+d.Mark.String())
}
func (c editConn) CopyData(ctx context.Context, from, to driver.Data, _ []driver.Column, _ driver.Mark) (int64, error) {
	return 3, c.f.run(ctx, "copy "+from.Path.String()+" "+to.Path.String())
}
func (c editConn) DropData(ctx context.Context, d driver.Data) error {
	return c.f.run(ctx, "drop "+d.Path.String()+" "+d.Mark.String())
}
func (c editConn) AddColumn(ctx context.Context, d driver.Data, _ driver.Column) error {
	return c.f.run(ctx, "add column "+d.Path.String())
}
func (c editConn) Fence(ctx context.Context, d driver.Data, term int64) (driver.Mark, error) {
	return driver.Mark{Term: term}, c.f.run(ctx, "fence "+d.Mark.String())
}
func (c editConn) Apply(ctx context.Context, ch driver.Changes) (bool, error) {
	return true, c.f.run(ctx, "apply "+ch.Data.Path.String())
}

// editFake is a fake whose Conns keep input tables.
type editFake struct {
	*fake
	columns []driver.Column
}

func (f editFake) Open(ctx context.Context, cfg driver.Config) (driver.Conn, error) {
	if _, err := f.fake.Open(ctx, cfg); err != nil {
		return nil, err
	}
	return editConn{&fakeConn{f.fake}, f.columns}, nil
}

func newEditFake() editFake { return editFake{newFake(), driver.LogColumns()} }

var (
	editLog  = writ.Path{"writ", writ.EditLogName("0198-f")}
	dataPath = driver.Data{Path: writ.Path{"writ", "SIGDS_d"}, Mark: writ.Path{"writ", "SIGDS_m"}}
)

// edits are all the ways to reach an edit log or a data table.
var edits = map[string]func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error{
	"append": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		return w.AppendLog(ctx, as, editLog, nil)
	},
	"read log": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		return w.ReadLog(ctx, as, editLog, driver.LogRange{}, func(driver.LogRow) error { return nil })
	},
	"redact": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		return w.RedactLog(ctx, as, editLog, driver.LogRow{}, "{}")
	},
	"add column": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		return w.AddColumn(ctx, as, dataPath, driver.Column{})
	},
	"fence": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Fence(ctx, as, dataPath, 1)
		return err
	},
	"apply": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Apply(ctx, as, driver.Changes{Data: dataPath})
		return err
	},
}

// TestEditsSayWhoseRights demands that no call goes without rights, or to a platform
// that cannot do it, and that every error is one for people.
func TestEditsSayWhoseRights(t *testing.T) {
	t.Parallel()
	for name, call := range edits {
		f := newEditFake()
		f.filled = 1
		w := warehouse.New(f, nil, warehouse.Options{})
		if err := call(t.Context(), w, writ.As{}); writ.CodeOf(err) != writ.CodeInternal || f.opens != 0 {
			t.Errorf("%s as nobody: got %v, %d connections", name, err, f.opens)
		}
		if err := call(t.Context(), w, writ.ServiceAccount()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		f.fail("", &driver.Error{Class: driver.ClassPrivilege, Message: "no"})
		if err := call(t.Context(), w, writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeRejected || warehouse.ClassOf(err) != driver.ClassPrivilege {
			t.Errorf("%s without a privilege: got %v", name, err)
		}
		if err := call(t.Context(), warehouse.New(newFake(), nil, warehouse.Options{}), writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeUnsupported {
			t.Errorf("%s on a platform that cannot: got %v", name, err)
		}
	}
}

// TestWhatIsRepeated loses the connection once: what can be repeated is, and what
// must not be is not.
func TestWhatIsRepeated(t *testing.T) {
	t.Parallel()
	again := []string{"append", "add column", "fence", "apply"}
	for name, call := range edits {
		f := newEditFake()
		f.filled = 1
		f.fail("SIGDS", lost())
		err := call(t.Context(), warehouse.New(f, nil, warehouse.Options{}), writ.ServiceAccount())
		if repeated := err == nil; repeated != slices.Contains(again, name) {
			t.Errorf("%s over a lost connection: %v", name, err)
		}
	}
}

func TestRedactSaysWhatChanged(t *testing.T) {
	t.Parallel()
	err := warehouse.New(newEditFake(), nil, warehouse.Options{}).RedactLog(t.Context(), writ.ServiceAccount(), editLog, driver.LogRow{Table: "t", Num: 7}, "{}")
	if writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), "Edit 7 of t") {
		t.Errorf("got %v", err)
	}
}

func TestCheckLog(t *testing.T) {
	t.Parallel()
	all := driver.LogColumns()
	extra := driver.Column{Name: "more", Type: writ.Type{Kind: writ.KindText}}
	number := driver.Column{Name: driver.LogEdit, Type: writ.Type{Kind: writ.KindInteger}}
	for _, tt := range []struct {
		columns []driver.Column
		says    string
	}{
		{all, ""},
		{[]driver.Column{all[4], all[2], all[1], all[0], all[3]}, ""}, // any order
		{all[:4], "the column METADATA is missing"},
		{append(slices.Clone(all), extra), "there is a column more that Writ did not make"},
		{[]driver.Column{all[0], all[1], all[2], number, all[4]}, "the column EDIT holds integer and not text"},
	} {
		f := newEditFake()
		f.columns = tt.columns
		err := warehouse.New(f, nil, warehouse.Options{}).CheckLog(t.Context(), writ.ServiceAccount(), editLog)
		if tt.says == "" && err != nil || tt.says != "" && (writ.CodeOf(err) != writ.CodeConflict || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%v: got %v, want %q", tt.columns, err, tt.says)
		}
	}
}

// TestCreateLog demands that the ledger knows of a log before it is made, and that
// one that is there already is taken for what an earlier try has made.
func TestCreateLog(t *testing.T) {
	t.Parallel()
	exists := &driver.Error{Class: driver.ClassExists, Message: "there"}
	uncertain := &driver.Error{Class: driver.ClassUncertain, Message: "who knows"}
	absent := &driver.Error{Class: driver.ClassNotFound, Message: "absent"}
	for name, tt := range map[string]struct {
		create, describe error
		columns          []driver.Column
		code             writ.Code
		state            writ.ObjectState // the last that the ledger was told
	}{
		"made":                       {columns: driver.LogColumns(), state: writ.ObjectExists},
		"there already":              {create: exists, columns: driver.LogColumns(), state: writ.ObjectExists},
		"there, but altered":         {create: exists, columns: driver.LogColumns()[:2], code: writ.CodeConflict, state: writ.ObjectDropped},
		"uncertain, but there":       {create: uncertain, columns: driver.LogColumns(), state: writ.ObjectExists},
		"uncertain, and not there":   {create: uncertain, describe: absent, code: writ.CodeUncertain, state: writ.ObjectDropped},
		"refused for whatever cause": {create: lost(), code: writ.CodeUnavailable, state: writ.ObjectDropped},
	} {
		f, l := newEditFake(), &ledger{}
		f.columns = tt.columns
		if tt.create != nil {
			f.fail("create log", tt.create)
		}
		if tt.describe != nil {
			f.fail("describe", tt.describe)
		}
		o := object(func(o *writ.ManagedObject) { o.Path = editLog })
		err := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations).CreateLog(t.Context(), o)
		if writ.CodeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %q", name, err, tt.code)
		}
		if n := len(l.told); n < 2 || l.told[0] != "intend intended writ."+editLog.Name() || l.told[n-1] != "settle o1 "+string(tt.state) {
			t.Errorf("%s: the ledger was told %q", name, l.told)
		}
	}
}

// TestCreateLogAgain goes on with a log that was announced, or made, by a server
// that died then.
func TestCreateLogAgain(t *testing.T) {
	t.Parallel()
	for _, state := range []writ.ObjectState{writ.ObjectIntended, writ.ObjectExists} {
		f, l := newEditFake(), &ledger{}
		f.fail("create log", &driver.Error{Class: driver.ClassExists})
		o := object(func(o *writ.ManagedObject) { o.Path, o.State = editLog, state })
		err := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations).CreateLog(t.Context(), o)
		if err != nil || !l.is("settle o1 exists") {
			t.Errorf("%s: %v, the ledger was told %q", state, err, l.told)
		}
	}
}

// dataObjects are a data table and its mark.
func dataObjects() (data, mark *writ.ManagedObject) {
	data = object(func(o *writ.ManagedObject) { o.ID, o.Path = "d", dataPath.Path })
	mark = object(func(o *writ.ManagedObject) { o.ID, o.Path = "m", dataPath.Mark })
	return data, mark
}

// TestCreateData demands that the ledger knows of both tables before either is made,
// and what became of them after.
func TestCreateData(t *testing.T) {
	t.Parallel()
	intended := []string{"intend intended writ.SIGDS_d", "intend intended writ.SIGDS_m"}
	for name, tt := range map[string]struct {
		fails error
		told  []string
	}{
		"made":      {nil, append(slices.Clone(intended), "settle d exists", "settle m exists")},
		"refused":   {&driver.Error{Class: driver.ClassPrivilege}, append(slices.Clone(intended), "settle d dropped", "settle m dropped")},
		"uncertain": {&driver.Error{Class: driver.ClassUncertain}, intended},
	} {
		for _, copied := range []bool{false, true} {
			f, l := newEditFake(), &ledger{}
			if tt.fails != nil {
				f.fail("writ.SIGDS_d", tt.fails)
			}
			data, mark := dataObjects()
			ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
			var err error
			if copied {
				_, err = ow.CopyData(t.Context(), driver.Data{}, data, mark, nil, driver.Mark{})
			} else {
				_, err = ow.CreateData(t.Context(), data, mark, nil, "", 0, driver.Mark{})
			}
			if (err == nil) != (tt.fails == nil) || !l.is(tt.told...) {
				t.Errorf("%s, copied %v: %v, the ledger was told %q", name, copied, err, l.told)
			}
		}
	}
}

func TestDropData(t *testing.T) {
	t.Parallel()
	f, l := newEditFake(), &ledger{}
	f.fail("drop", lost()) // which is repeated
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	data, mark := dataObjects()
	if err := ow.DropData(t.Context(), data, mark); err != nil || !l.is("settle d dropped", "settle m dropped") || f.count("drop writ.SIGDS_d writ.SIGDS_m") != 2 {
		t.Errorf("%v, the ledger was told %q", err, l.told)
	}
	mark.Path = writ.Path{"writ", "orders"}
	if err := ow.DropData(t.Context(), data, mark); writ.CodeOf(err) != writ.CodeInternal || f.count("orders") != 0 {
		t.Errorf("what is not Writ's: %v", err)
	}
}
