package warehouse_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

func TestPrepareAndFurnish(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.caps.Embedded = true
	w := warehouse.New(f, nil, warehouse.Options{})
	if err := w.Prepare(t.Context(), writ.ServiceAccount(), writ.Path{"writ"}); err != nil || f.count(`GRANT "writ"`) != 1 {
		t.Errorf("prepare: %v, the warehouse heard %v", err, f.ran)
	}
	load := driver.Load{Path: writ.Path{"sample", "orders"}}
	for name, tt := range map[string]struct {
		err  error
		code writ.Code
	}{
		"new":     {nil, ""},
		"there":   {&driver.Error{Class: driver.ClassExists, Message: "is there"}, ""},
		"refused": {&driver.Error{Class: driver.ClassFull, Message: "full"}, writ.CodeExhausted},
	} {
		if tt.err != nil {
			f.fail("load", tt.err)
		}
		if err := w.Furnish(t.Context(), writ.ServiceAccount(), load); writ.CodeOf(err) != tt.code {
			t.Errorf("furnish, %s: got %v, want code %q", name, err, tt.code)
		}
	}
	f.fail("GRANT", lost())
	if err := w.Prepare(t.Context(), writ.ServiceAccount(), writ.Path{"writ"}); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("prepare, lost: %v", err)
	}
}

// TestOnlyTheEmbeddedWarehouseIsOurs demands that Writ never administers a
// warehouse that is somebody else's.
func TestOnlyTheEmbeddedWarehouseIsOurs(t *testing.T) {
	t.Parallel()
	f := newFake()
	w := warehouse.New(f, nil, warehouse.Options{})
	err := w.Prepare(t.Context(), writ.ServiceAccount(), writ.Path{"writ"})
	ferr := w.Furnish(t.Context(), writ.ServiceAccount(), driver.Load{Path: writ.Path{"public", "t"}})
	if writ.CodeOf(err) != writ.CodeInternal || writ.CodeOf(ferr) != writ.CodeInternal || len(f.ran) != 0 {
		t.Errorf("prepare: %v, furnish: %v, the warehouse heard %v", err, ferr, f.ran)
	}
}
