package warehouse_test

import (
	"context"
	"errors"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

var destinations = []*writ.Destination{
	{ID: "d1", Connection: "c1", Path: writ.Path{"writ"}},
	{ID: "d2", Connection: "c1", Path: writ.Path{"other"}, Retired: true},
	{ID: "empty", Connection: "c1"},
}

// object is one that lies where it may.
func object(change func(o *writ.ManagedObject)) *writ.ManagedObject {
	o := &writ.ManagedObject{ID: "o1", Connection: "c1", Destination: "d1", Path: writ.Path{"writ", writ.ObjectPrefix + "x"}, Kind: writ.ObjectTable, As: writ.ServiceAccount()}
	if change != nil {
		change(o)
	}
	return o
}

// TestOutsideOfDestinations tries every way to reach beyond a destination. The
// writer must refuse each before it tells the ledger or the warehouse.
func TestOutsideOfDestinations(t *testing.T) {
	t.Parallel()
	name := writ.ObjectPrefix + "x"
	for what, change := range map[string]func(o *writ.ManagedObject){
		"another schema":           func(o *writ.ManagedObject) { o.Path = writ.Path{"public", name} },
		"no schema":                func(o *writ.ManagedObject) { o.Path = writ.Path{name} },
		"a level deeper":           func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "x", name} },
		"a level higher":           func(o *writ.ManagedObject) { o.Path = writ.Path{"db", "writ", name} },
		"a schema that only folds": func(o *writ.ManagedObject) { o.Path = writ.Path{"WRIT", name} },
		"a dot in the schema":      func(o *writ.ManagedObject) { o.Path = writ.Path{"writ." + name} },
		"no prefix":                func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "orders"} },
		"prefix in lower case":     func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "sigds_x"} },
		"prefix in the middle":     func(o *writ.ManagedObject) { o.Path = writ.Path{"writ", "x" + name} },
		"no path":                  func(o *writ.ManagedObject) { o.Path = nil },
		"another destination":      func(o *writ.ManagedObject) { o.Destination = "d2" },
		"unknown destination":      func(o *writ.ManagedObject) { o.Destination = "d9" },
		"another connection":       func(o *writ.ManagedObject) { o.Connection = "c2" },
		"an empty destination": func(o *writ.ManagedObject) {
			o.Destination, o.Path = "empty", writ.Path{name}
		},
	} {
		f, l := newFake(), &ledger{}
		ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
		_, err := ow.LoadTable(t.Context(), object(change), driver.Load{})
		if writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("load, %s: got %v, want CodeInternal", what, err)
		}
		if err := ow.Drop(t.Context(), object(change)); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("drop, %s: got %v, want CodeInternal", what, err)
		}
		if len(l.told) != 0 || len(f.ran) != 0 {
			t.Errorf("%s: the ledger heard %v, the warehouse %v", what, l.told, f.ran)
		}
	}
}

func TestLoadTable(t *testing.T) {
	t.Parallel()
	refused := &driver.Error{Class: driver.ClassValue, Message: "bad"}
	unsure := &driver.Error{Class: driver.ClassUncertain, Message: "who knows"}
	intent := "intend intended writ.SIGDS_x"
	for _, tt := range []struct {
		name string
		err  error
		code writ.Code
		told []string
	}{
		{"works", nil, "", []string{intent}},
		{"refused", refused, writ.CodeRejected, []string{intent, "settle o1 dropped"}},
		{"lost", lost(), writ.CodeUnavailable, []string{intent, "settle o1 dropped"}},
		{"uncertain", unsure, writ.CodeUncertain, []string{intent}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, l := newFake(), &ledger{}
			if tt.err != nil {
				f.fail("load", tt.err)
			}
			ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
			// The path comes from the object, whatever the caller put into the load.
			n, err := ow.LoadTable(t.Context(), object(nil), driver.Load{Path: writ.Path{"public", "victim"}})
			if writ.CodeOf(err) != tt.code || err == nil && n != 3 {
				t.Errorf("got %d, %v, want code %q", n, err, tt.code)
			}
			if !l.is(tt.told...) {
				t.Errorf("the ledger heard %v, want %v", l.told, tt.told)
			}
			if f.count("load writ.SIGDS_x") != 1 || f.count("load") != 1 {
				t.Errorf("the warehouse heard %v: a load is never repeated", f.ran)
			}
		})
	}
}

// TestLedgerFirst demands that nothing is created that the ledger does not know.
func TestLedgerFirst(t *testing.T) {
	t.Parallel()
	f, l := newFake(), &ledger{err: errors.New("disk full")}
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	if _, err := ow.LoadTable(t.Context(), object(nil), driver.Load{}); !errors.Is(err, l.err) {
		t.Errorf("got %v, want the ledger's error", err)
	}
	if f.count("load") != 0 {
		t.Error("a table was made that the ledger does not know")
	}
}

// TestSettleAfterCancel demands that the ledger hears of a load that was
// canceled, although its context has ended.
func TestSettleAfterCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	f := newFake()
	f.waits = func(context.Context) { cancel() }
	f.fail("load", &driver.Error{Class: driver.ClassCanceled})
	heard := &strict{}
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(heard, destinations)
	if _, err := ow.LoadTable(ctx, object(nil), driver.Load{}); writ.CodeOf(err) != writ.CodeCanceled || !heard.is("intend intended writ.SIGDS_x", "settle o1 dropped") {
		t.Errorf("got %v, the ledger heard %v", err, heard.told)
	}
}

// strict is a ledger that cannot write once the context has ended.
type strict struct{ ledger }

func (s *strict) Settle(ctx context.Context, o *writ.ManagedObject, state writ.ObjectState) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.ledger.Settle(ctx, o, state)
}

func TestConfirmAndDrop(t *testing.T) {
	t.Parallel()
	f, l := newFake(), &ledger{}
	ow := warehouse.New(f, nil, warehouse.Options{}).Objects(l, destinations)
	o := object(nil)
	if err := ow.Confirm(t.Context(), o); err != nil || o.State != writ.ObjectExists {
		t.Errorf("confirm: %v, %s", err, o.State)
	}
	f.fail("DROP", lost()) // dropping twice is harmless, so it is repeated
	if err := ow.Drop(t.Context(), o); err != nil || o.State != writ.ObjectDropped {
		t.Errorf("drop: %v, %s", err, o.State)
	}
	if !l.is("settle o1 exists", "settle o1 dropped") || f.count(`DROP "writ"."SIGDS_x"`) != 2 {
		t.Errorf("the ledger heard %v, the warehouse %v", l.told, f.ran)
	}
	f.fail("DROP", &driver.Error{Class: driver.ClassPrivilege, Message: "no"})
	o = object(nil)
	if err := ow.Drop(t.Context(), o); writ.CodeOf(err) != writ.CodeRejected || len(l.told) != 2 || o.State == writ.ObjectDropped {
		t.Errorf("a drop that was refused: %v, the ledger heard %v", err, l.told)
	}
	if _, err := ow.LoadTable(t.Context(), object(func(o *writ.ManagedObject) { o.As = writ.As{} }), driver.Load{}); writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("as nobody: got %v, want CodeInternal", err)
	}
}
