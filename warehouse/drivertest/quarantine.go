package drivertest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examMeasure asks how large things are.
func examMeasure(t *testing.T, e *exam) {
	c, d := e.open(t), e.NewDestination(t)
	e.numbers(t, c, d.Child("many"), 5000)
	e.numbers(t, c, d.Child("Few"), 1)
	e.exec(t, c, e.q.Build().Raw("CREATE VIEW ").Path(d.Child("view")).Raw(" AS SELECT i FROM ").Path(d.Child("many")))
	got, err := c.Measure(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	var entries []driver.Entry
	for _, s := range got {
		entries = append(entries, s.Entry)
		if s.Bytes < -1 || s.Bytes == 0 && s.Kind == driver.EntryTable || s.Rows < -1 {
			t.Errorf("%s has %d bytes and %d rows; what is not known is -1", s.Path, s.Bytes, s.Rows)
		}
		if s.Kind == driver.EntryView && (s.Bytes != -1 || s.Rows != -1) {
			t.Errorf("a view has %d bytes and %d rows", s.Bytes, s.Rows)
		}
	}
	sameEntries(t, entries, []driver.Entry{
		{Path: d.Child("Few"), Kind: driver.EntryTable}, {Path: d.Child("many"), Kind: driver.EntryTable}, {Path: d.Child("view"), Kind: driver.EntryView},
	})
	if len(got) == 3 && got[1].Bytes >= 0 && got[1].Bytes < got[0].Bytes {
		t.Errorf("5000 rows take %d bytes, one takes %d", got[1].Bytes, got[0].Bytes)
	}
	for _, absent := range []writ.Path{nil, d.Parent().Child(d.Name() + " no"), d.Child("many")} {
		_, err := c.Measure(t.Context(), absent)
		wantClass(t, err, driver.ClassNotFound)
	}
}

// examQuarantine puts tables aside and back, and ends what a kill interrupted.
func examQuarantine(t *testing.T, e *exam) {
	t.Run("rename", func(t *testing.T) { t.Parallel(); examRename(t, e) })
	t.Run("there and back", func(t *testing.T) { t.Parallel(); examAside(t, e) })
	t.Run("taken", func(t *testing.T) { t.Parallel(); examTaken(t, e) })
	t.Run("killed", func(t *testing.T) { t.Parallel(); examKilledMove(t, e) })
}

// examRename demands that a rename is exact and never replaces anything.
func examRename(t *testing.T, e *exam) {
	c, d := e.open(t), e.NewDestination(t)
	from, to, other := d.Child(writ.ObjectPrefix+"1"), d.Child(writ.QuarantinePrefix+"1"), d.Child(writ.ObjectPrefix+"2")
	e.numbers(t, c, from, 3)
	e.numbers(t, c, other, 7)
	rename := func(path writ.Path, name string) error {
		stmt, err := e.Driver.Dialect().RenameTable(path, name)
		if err == nil {
			_, err = c.Exec(t.Context(), stmt)
		}
		return err
	}
	if err := rename(from, to.Name()); err != nil {
		t.Fatal(err)
	}
	e.absent(t, c, from)
	if n := e.count(t, c, to); n != "3" {
		t.Errorf("%s rows after the rename, want 3", n)
	}
	wantClass(t, rename(from, to.Name()), driver.ClassNotFound, driver.ClassExists) // either is true
	wantClass(t, rename(from, "SIGDS_new"), driver.ClassNotFound)
	wantClass(t, rename(to, other.Name()), driver.ClassExists)
	if a, b := e.count(t, c, to), e.count(t, c, other); a != "3" || b != "7" {
		t.Errorf("%s and %s rows after a rename that was refused, want 3 and 7", a, b)
	}
}

// shelf is a ledger in memory that keeps what the store's would.
type shelf struct {
	object writ.ManagedObject
	fail   int // how many calls of Move work before all fail; -1 for ever
}

var errKilled = errors.New("killed")

func (s *shelf) Intend(_ context.Context, o *writ.ManagedObject) error {
	s.object = *o
	return nil
}

func (s *shelf) Settle(_ context.Context, _ *writ.ManagedObject, state writ.ObjectState) error {
	s.object.State = state
	return nil
}

func (s *shelf) Move(_ context.Context, from, to *writ.ManagedObject) error {
	if s.fail == 0 {
		return errKilled
	}
	s.fail--
	if s.object.State != from.State || !slices.Equal(s.object.Path, from.Path) {
		return writ.Errorf(writ.CodeStale, "shelf.Move", "moved meanwhile")
	}
	s.object = *to
	return nil
}

// aside is one managed object of 3 rows, the ledger that knows it, and a writer.
type aside struct {
	*shelf
	c      platform
	home   writ.Path
	writer *warehouse.ObjectWriter
}

func (e *exam) newAside(t *testing.T) *aside {
	t.Helper()
	d := e.NewDestination(t)
	a := &aside{shelf: &shelf{fail: -1}, c: e.open(t), home: d.Child(writ.ObjectPrefix + "0190_1")}
	a.object = writ.ManagedObject{
		ID: "0190-aa", Connection: "c", Destination: "d", Path: a.home, Kind: writ.ObjectTable, State: writ.ObjectExists, As: writ.ServiceAccount(),
	}
	e.numbers(t, a.c, a.home, 3)
	a.writer = e.warehouse(t, e.Owner).Objects(a.shelf, []*writ.Destination{{ID: "d", Connection: "c", Path: d}})
	return a
}

// dueAt is when what is put aside is dropped.
var dueAt = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

// lies demands that ledger and warehouse agree that the object lies at home, or
// that it is put aside.
func (a *aside) lies(t *testing.T, e *exam, atHome bool) {
	t.Helper()
	o := a.object
	path, other, state, due := a.home, o.QuarantinePath(), writ.ObjectExists, time.Time{}
	if !atHome {
		path, other, state, due = other, path, writ.ObjectQuarantined, dueAt
	}
	if o.State != state || !slices.Equal(o.Path, path) || !o.DropAt.Equal(due) || o.Moving() || (o.FormerPath == nil) != atHome {
		t.Errorf("the ledger says %+v", o)
	}
	if n := e.count(t, a.c, path); n != "3" {
		t.Errorf("%s has %s rows, want 3", path, n)
	}
	e.absent(t, a.c, other)
}

func examAside(t *testing.T, e *exam) {
	a := e.newAside(t)
	o := a.object
	for range 2 {
		if err := a.writer.Quarantine(t.Context(), &o, dueAt); err != nil {
			t.Fatal(err)
		}
		a.lies(t, e, false)
		if err := a.writer.Restore(t.Context(), &o, dueAt); err != nil {
			t.Fatal(err)
		}
		a.lies(t, e, true)
	}
	if err := a.writer.Quarantine(t.Context(), &o, dueAt); err != nil {
		t.Fatal(err)
	}
	if err := a.writer.Drop(t.Context(), &o); err != nil {
		t.Fatal(err)
	}
	e.empty(t, a.c, a.home.Parent())
}

// examTaken brings a table back whose name somebody else has taken.
func examTaken(t *testing.T, e *exam) {
	a := e.newAside(t)
	o := a.object
	if err := a.writer.Quarantine(t.Context(), &o, dueAt); err != nil {
		t.Fatal(err)
	}
	e.numbers(t, a.c, a.home, 9)
	if err := a.writer.Restore(t.Context(), &o, dueAt); writ.CodeOf(err) != writ.CodeConflict {
		t.Errorf("got %v, want CodeConflict", err)
	}
	if o.State != writ.ObjectQuarantined || o.Moving() || e.count(t, a.c, a.home) != "9" || e.count(t, a.c, o.Path) != "3" {
		t.Errorf("after the refusal the ledger says %+v", o)
	}
}

// examKilledMove ends Writ after every step of a move, in both directions. The
// next run, which knows only the ledger, finds the table and says where it lies.
func examKilledMove(t *testing.T, e *exam) {
	for _, home := range []bool{false, true} { // whether the move leads there
		for step := range 3 { // before the intent, before the rename, before the fact
			a := e.newAside(t)
			o := a.object
			move := a.writer.Quarantine
			if home {
				if err := move(t.Context(), &o, dueAt); err != nil {
					t.Fatal(err)
				}
				move = a.writer.Restore
			}
			if step == 1 { // the ledger alone knows of it
				moving := o
				moving.State, moving.Path, moving.FormerPath, moving.DropAt = writ.ObjectQuarantined, o.QuarantinePath(), o.Path, time.Time{}
				if home {
					moving.Path = a.home
				}
				a.object = moving
			} else {
				a.fail = step / 2
				if err := move(t.Context(), &o, dueAt); !errors.Is(err, errKilled) {
					t.Fatalf("step %d: got %v", step, err)
				}
			}
			a.fail = -1
			next := a.object
			if next.Moving() != (step > 0) {
				t.Errorf("step %d: the ledger says %+v", step, next)
			}
			for range 2 {
				if err := a.writer.Resume(t.Context(), &next, dueAt); err != nil {
					t.Fatalf("step %d: %v", step, err)
				}
			}
			a.lies(t, e, home == (step > 0))
		}
	}
}
