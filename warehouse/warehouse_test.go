package warehouse_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// calls are all the ways to reach a warehouse that need rights.
var calls = map[string]func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error{
	"ping": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error { return w.Ping(ctx, as) },
	"select": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Select(ctx, as, driver.Window{Path: writ.Path{"s", "t"}, Limit: 10})
		return err
	},
	"rows": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Rows(ctx, as, ask(nil))
		return err
	},
	"list": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.List(ctx, as, nil)
		return err
	},
	"describe": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Describe(ctx, as, writ.Path{"s", "t"})
		return err
	},
	"search": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Search(ctx, as, "x", 1)
		return err
	},
	"export": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		return w.Export(ctx, as, writ.Path{"s", "t"}, nil, "", &strings.Builder{})
	},
	"distinct": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Distinct(ctx, as, writ.Path{"s", "t"}, driver.Column{Name: "c", Type: writ.Type{Kind: writ.KindText}}, 1)
		return err
	},
	"prove": func(ctx context.Context, w *warehouse.Warehouse, as writ.As) error {
		_, err := w.Prove(ctx, as, nil)
		return err
	},
}

func TestWhoseRights(t *testing.T) {
	t.Parallel()
	for name, call := range calls {
		f := newFake()
		w := warehouse.New(f, nil, warehouse.Options{})
		if err := call(t.Context(), w, writ.As{}); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("%s as nobody: got %v, want CodeInternal", name, err)
		}
		if err := call(t.Context(), w, writ.AsMember("m", "")); writ.CodeOf(err) != writ.CodeUnsupported {
			t.Errorf("%s as a member: got %v, want CodeUnsupported", name, err)
		}
		if f.opens != 0 {
			t.Errorf("%s: a connection was opened", name)
		}
		if err := call(t.Context(), w, writ.ServiceAccount()); err != nil {
			t.Errorf("%s as the service account: %v", name, err)
		}
	}
}

func TestConnectionIsSharedAndClosed(t *testing.T) {
	t.Parallel()
	f := newFake()
	w := warehouse.New(f, map[string]string{"host": "h"}, warehouse.Options{MaxConns: 3})
	for name, call := range calls {
		if err := call(t.Context(), w, writ.ServiceAccount()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if f.opens != 1 || f.opened.MaxConns != 3 || f.opened.Values["host"] != "h" {
		t.Errorf("opened %d times with %+v", f.opens, f.opened)
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if f.closes != 1 {
		t.Errorf("closed %d times", f.closes)
	}
	for name, call := range calls {
		if err := call(t.Context(), w, writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeUnavailable {
			t.Errorf("%s after Close: got %v, want CodeUnavailable", name, err)
		}
	}
}

func TestOpenIsTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.fail("open", writ.Invalid("fake.Open", "host", "no host"))
	w := warehouse.New(f, nil, warehouse.Options{})
	if err := w.Ping(t.Context(), writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("got %v, want the driver's CodeInvalid", err)
	}
	if err := w.Ping(t.Context(), writ.ServiceAccount()); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

// TestRetries demands that reads are repeated once over a lost connection, and
// nothing that writes is.
func TestRetries(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{"select": "SELECT", "rows": "ORDER BY", "list": "list", "describe": "describe", "search": "search"} {
		f := newFake()
		w := warehouse.New(f, nil, warehouse.Options{})
		f.fail(part, lost())
		if err := calls[name](t.Context(), w, writ.ServiceAccount()); err != nil || f.count(part) != 2 {
			t.Errorf("%s after one loss: %v, tried %d times, want 2", name, err, f.count(part))
		}
		f.fail(part, lost(), lost(), lost())
		if err := calls[name](t.Context(), w, writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeUnavailable || f.count(part) != 4 {
			t.Errorf("%s after many losses: %v, tried %d times, want 4", name, err, f.count(part))
		}
	}
	for name, part := range map[string]string{"export": "export", "prove": "BEGIN"} {
		f := newFake()
		w := warehouse.New(f, nil, warehouse.Options{})
		f.fail(part, lost())
		if err := calls[name](t.Context(), w, writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeUnavailable || f.count(part) != 1 {
			t.Errorf("%s: %v, tried %d times, want once", name, err, f.count(part))
		}
	}
}

func TestDefaultDeadline(t *testing.T) {
	t.Parallel()
	for name, call := range calls {
		f := newFake()
		var left time.Duration
		has := false
		f.waits = func(ctx context.Context) {
			if d, ok := ctx.Deadline(); ok {
				left, has = time.Until(d), true
			}
		}
		w := warehouse.New(f, nil, warehouse.Options{Timeout: time.Hour})
		if err := call(t.Context(), w, writ.ServiceAccount()); err != nil {
			t.Fatal(err)
		}
		if want := name != "export"; has != want || has && (left < 59*time.Minute || left > time.Hour) {
			t.Errorf("%s: has a deadline %v, in %v", name, has, left)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Hour)
		defer cancel()
		if err := call(ctx, w, writ.ServiceAccount()); err != nil || left < 4*time.Hour {
			t.Errorf("%s: the caller's own deadline was not kept: %v", name, left)
		}
	}
}

func TestSelectIsBounded(t *testing.T) {
	t.Parallel()
	f := newFake()
	for range 50 {
		f.rows = append(f.rows, []writ.Value{writ.Text("1")})
	}
	w := warehouse.New(f, nil, warehouse.Options{})
	page, err := w.Select(t.Context(), writ.ServiceAccount(), driver.Window{Path: writ.Path{"t"}, Limit: 20})
	if err != nil || len(page.Rows) != 20 || len(page.Columns) != 1 {
		t.Errorf("got %+v, %v, want 20 rows", page, err)
	}
	f.rows = nil
	page, err = w.Select(t.Context(), writ.ServiceAccount(), driver.Window{Path: writ.Path{"t"}, Limit: 20})
	if err != nil || page.Rows == nil || len(page.Rows) != 0 {
		t.Errorf("got %+v, %v, want no rows that are not nil", page, err)
	}
}

func TestTag(t *testing.T) {
	t.Parallel()
	f := newFake()
	w := warehouse.New(f, nil, warehouse.Options{})
	ctx := warehouse.WithTag(t.Context(), warehouse.Tag{Member: "0190", Request: "r*/1; DROP"})
	if _, err := w.Select(ctx, writ.ServiceAccount(), driver.Window{Path: writ.Path{"t"}}); err != nil {
		t.Fatal(err)
	}
	if want := `/* writ member=0190 request=r1DROP */ SELECT "t"`; f.ran[1] != want {
		t.Errorf("got %s, want %s", f.ran[1], want)
	}
}

func TestMissingPowers(t *testing.T) {
	t.Parallel()
	f := newFake()
	f.bare = true
	w := warehouse.New(f, nil, warehouse.Options{})
	for _, name := range []string{"list", "describe", "search", "export", "prove"} {
		if err := calls[name](t.Context(), w, writ.ServiceAccount()); writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), "Fake") {
			t.Errorf("%s: got %v, want CodeUnsupported naming the platform", name, err)
		}
	}
}

// TestEveryClassIsExplained demands a code and plain words for every class, and
// the warehouse's own words after them.
func TestEveryClassIsExplained(t *testing.T) {
	t.Parallel()
	codes := map[driver.Class]writ.Code{
		driver.ClassDNS: writ.CodeUnavailable, driver.ClassTCP: writ.CodeUnavailable, driver.ClassTLS: writ.CodeUnavailable,
		driver.ClassSignIn: writ.CodeRejected, driver.ClassDatabase: writ.CodeRejected, driver.ClassPrivilege: writ.CodeRejected,
		driver.ClassNotFound: writ.CodeNotFound, driver.ClassExists: writ.CodeConflict, driver.ClassConflict: writ.CodeConflict,
		driver.ClassValue: writ.CodeRejected, driver.ClassLimit: writ.CodeRejected, driver.ClassFull: writ.CodeExhausted,
		driver.ClassTimeout: writ.CodeUnavailable, driver.ClassCanceled: writ.CodeCanceled, driver.ClassLost: writ.CodeUnavailable,
		driver.ClassUncertain: writ.CodeUncertain, driver.ClassBusy: writ.CodeUnavailable, driver.ClassOther: writ.CodeRejected,
		"a class of the future": writ.CodeRejected,
	}
	for class, code := range codes {
		f := newFake()
		native := &driver.Error{Class: class, Native: "42501", Message: "its own words", Err: errors.New("cause")}
		f.fail("ping", native)
		err := warehouse.New(f, nil, warehouse.Options{}).Ping(t.Context(), writ.ServiceAccount())
		var we *writ.Error
		if !errors.As(err, &we) || we.Code != code || we.Op != "warehouse.Ping" || !strings.HasSuffix(we.Message, ": its own words") {
			t.Errorf("%s: got %+v, want code %s", class, we, code)
		}
		if !errors.Is(err, native) || warehouse.ClassOf(err) != class {
			t.Errorf("%s: the platform's error is gone: %v", class, err)
		}
	}
	if warehouse.ClassOf(errors.New("x")) != "" {
		t.Error("an error of nobody's has a class")
	}
}
