package warehouse_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

var dropAt = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// existing is an object that may be put aside, and moved one that is on its way.
func existing() *writ.ManagedObject {
	return object(func(o *writ.ManagedObject) { o.State = writ.ObjectExists })
}

func moved() *writ.ManagedObject {
	return object(func(o *writ.ManagedObject) {
		o.State, o.FormerPath, o.Path = writ.ObjectQuarantined, o.Path, o.QuarantinePath()
	})
}

// TestMoveOutsideOfDestinations tries to make a rename reach beyond a destination
// or touch a name that is not the object's. Neither ledger nor warehouse hears of
// it.
func TestMoveOutsideOfDestinations(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(o *writ.ManagedObject){
		"to another schema":      func(o *writ.ManagedObject) { o.Path = writ.Path{"public", o.Path.Name()} },
		"from another schema":    func(o *writ.ManagedObject) { o.FormerPath = writ.Path{"public", "SIGDS_x"} },
		"from another's name":    func(o *writ.ManagedObject) { o.FormerPath = writ.Path{"writ", "orders"} },
		"to another's name":      func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "orders"} },
		"to no quarantine name":  func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "SIGDS_y"} },
		"within the quarantine":  func(o *writ.ManagedObject) { o.FormerPath = o.Path },
		"to another's place":     func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", writ.QuarantinePrefix + "o2"} },
		"from nowhere":           func(o *writ.ManagedObject) { o.FormerPath = nil },
		"in another destination": func(o *writ.ManagedObject) { o.Destination = "d2" },
		"in another connection":  func(o *writ.ManagedObject) { o.Connection = "c2" },
	} {
		f, l := newFake(), &ledger{}
		ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
		o := moved()
		change(o)
		if err := ow.Resume(t.Context(), o, dropAt); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("resume, %s: got %v, want CodeInternal", what, err)
		}
		back := moved()
		change(back)
		back.DropAt = dropAt
		if err := ow.Restore(t.Context(), back, dropAt); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("restore, %s: got %v, want CodeInternal", what, err)
		}
		if len(l.told) != 0 || len(f.ran) != 0 {
			t.Errorf("%s: the ledger heard %v, the warehouse %v", what, l.told, f.ran)
		}
	}
}

// TestMoveStates says which states may be moved, and that what moves is not
// dropped: nobody knows under which name.
func TestMoveStates(t *testing.T) {
	t.Parallel()
	f, l := newFake(), &ledger{}
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	ctx := t.Context()
	for _, state := range []writ.ObjectState{writ.ObjectIntended, writ.ObjectQuarantined, writ.ObjectDropped} {
		if err := ow.Quarantine(ctx, object(func(o *writ.ManagedObject) { o.State = state }), dropAt); writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("quarantine of what is %s: %v", state, err)
		}
	}
	for _, err := range []error{ow.Restore(ctx, existing(), dropAt), ow.Restore(ctx, moved(), dropAt), ow.Drop(ctx, moved())} {
		if writ.CodeOf(err) != writ.CodeConflict {
			t.Errorf("got %v, want CodeConflict", err)
		}
	}
	if err := ow.Resume(ctx, existing(), dropAt); err != nil {
		t.Errorf("resume of what does not move: %v", err)
	}
	if len(l.told) != 0 || len(f.ran) != 0 {
		t.Errorf("the ledger heard %v, the warehouse %v", l.told, f.ran)
	}
}

// TestMoveFails looks at what the ledger says after each way in which a rename
// can go wrong.
func TestMoveFails(t *testing.T) {
	t.Parallel()
	const begun = "move exists writ.SIGDS_x to quarantined writ.SIGDS_QUARANTINE_o1"
	const undone = "move quarantined writ.SIGDS_QUARANTINE_o1 to exists writ.SIGDS_x"
	aside := writ.QuarantinePrefix + "o1"
	for _, tt := range []struct {
		name  string
		err   error
		there []string
		code  writ.Code
		told  []string
	}{
		{"refused", &driver.Error{Class: driver.ClassPrivilege}, []string{"SIGDS_x"}, writ.CodeRejected, []string{begun, undone}},
		{"lost", lost(), []string{"SIGDS_x"}, writ.CodeUnavailable, []string{begun}},
		{"canceled", &driver.Error{Class: driver.ClassCanceled}, []string{"SIGDS_x"}, writ.CodeCanceled, []string{begun}},
		{"gone", nil, nil, writ.CodeNotFound, []string{begun, undone}},
		{"both there", nil, []string{"SIGDS_x", aside}, writ.CodeConflict, []string{begun, undone}},
		{"moved already", nil, []string{aside}, "", []string{begun, "move quarantined writ." + aside + " to quarantined writ." + aside}},
	} {
		f, l := newFake(), &ledger{}
		f.names = tt.there
		if tt.err != nil {
			f.fail("RENAME", tt.err)
		}
		ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
		if err := ow.Quarantine(t.Context(), existing(), dropAt); writ.CodeOf(err) != tt.code {
			t.Errorf("%s: got %v, want code %q", tt.name, err, tt.code)
		}
		if !l.is(tt.told...) {
			t.Errorf("%s: the ledger heard %v, want %v", tt.name, l.told, tt.told)
		}
		if n := f.count("RENAME"); n > 1 {
			t.Errorf("%s: %d renames: one that may have worked is not repeated", tt.name, n)
		}
	}
	f, l := newFake(), &ledger{}
	f.fail("list", &driver.Error{Class: driver.ClassTCP})
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	if err := ow.Quarantine(t.Context(), existing(), dropAt); writ.CodeOf(err) != writ.CodeUnavailable || len(l.told) != 0 {
		t.Errorf("a warehouse out of reach: %v, the ledger heard %v", err, l.told)
	}
}

// TestSurvey lists what has a name like Writ's, as the platform compares names.
func TestSurvey(t *testing.T) {
	t.Parallel()
	probe := warehouse.NewProbe()
	now := writ.MadeAt(strings.ToLower(idOf(probe)))
	for folds, want := range map[bool][]string{false: {"SIGDS_a", probe}, true: {"SIGDS_a", "sigds_b", probe}} {
		f := newFake()
		f.caps.FoldsNames = folds
		f.names = []string{"SIGDS_a", "sigds_b", "SIGDS", "orders", "x_SIGDS_", probe}
		w := warehouse.New(f, nil, warehouse.Options{})
		for age, young := range map[time.Duration]bool{time.Minute: true, time.Hour: false} {
			got, err := w.Survey(t.Context(), writ.ServiceAccount(), writ.Path{"writ"}, now.Add(age))
			if err != nil {
				t.Fatal(err)
			}
			names := []string{}
			for _, s := range got {
				names = append(names, s.Path.Name())
				if s.Bytes != -1 || s.Rows != -1 {
					t.Errorf("%s has a size nobody has told", s.Path)
				}
			}
			expected := want
			if young {
				expected = want[:len(want)-1]
			}
			if !slices.Equal(names, expected) {
				t.Errorf("folding %v, after %s: %v, want %v", folds, age, names, expected)
			}
		}
	}
}

// idOf returns the id that a probe's name carries.
func idOf(probe string) string {
	id := strings.TrimPrefix(probe, writ.ProbePrefix)
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}
