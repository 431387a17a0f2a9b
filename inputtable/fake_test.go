package inputtable

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// fake is a warehouse in memory that does what it is told to: fail before or after
// what it was asked to do, or do it late.
type fake struct {
	keyed  bool // numbers of the log are unique, as on most platforms
	mu     sync.Mutex
	rows   []driver.LogRow
	tables map[string]*fakeTable
	// fault is asked at each call. It may be changed at any time, with set.
	fault  func(call string) fault
	logged bool
}

// fault is what becomes of a call: Before fails it undone, After fails it done. Late
// is called with what does it, in place of doing it; then it fails with Before.
type fault struct {
	before, after error
	late          func(do func())
	hang          <-chan struct{} // until it is closed, or the caller gives up
}

type fakeTable struct {
	mark    driver.Mark
	columns map[string]bool
	rows    map[string]map[string]writ.Value
}

func newFake() *fake { return &fake{tables: map[string]*fakeTable{}} }

// set changes what becomes of calls.
func (f *fake) set(fn func(call string) fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = fn
}

// log records the edit log of the connection.
func (f *fake) log(w *world, in *writ.InputTable) {
	if f.logged {
		return
	}
	f.logged = true
	id := writ.NewID[writ.ObjectID]()
	ctx := w.t.Context()
	l := &writ.EditLog{Connection: in.Connection, Destination: in.Destination, Object: id, Path: writ.Path{"work", writ.EditLogName(in.Connection)}, CreatedAt: writ.SystemClock()}
	err := w.st.Write(ctx, func(tx store.Tx) error {
		o := &writ.ManagedObject{ID: id, Connection: in.Connection, Destination: in.Destination, Path: l.Path, Kind: writ.ObjectTable, State: writ.ObjectExists, As: writ.ServiceAccount(), CreatedAt: l.CreatedAt, UpdatedAt: l.CreatedAt}
		if err := tx.Objects.Insert(ctx, o); err != nil {
			return err
		}
		return tx.EditLogs.Insert(ctx, l)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// do does what a call does, as fault wants it.
func (f *fake) do(ctx context.Context, call string, do func() error) error {
	f.mu.Lock()
	var is fault
	if f.fault != nil {
		is = f.fault(call)
	}
	locked := func() error {
		f.mu.Lock()
		defer f.mu.Unlock()
		return do()
	}
	f.mu.Unlock()
	if is.hang != nil {
		select {
		case <-is.hang:
		case <-ctx.Done():
		}
	}
	if is.late != nil {
		is.late(func() { _ = locked() })
		return is.before
	}
	if is.before != nil {
		return is.before
	}
	if err := ctx.Err(); err != nil {
		return &driver.Error{Class: driver.ClassCanceled, Err: err}
	}
	if err := locked(); err != nil {
		return err
	}
	return is.after
}

func classed(class driver.Class) error {
	return &driver.Error{Class: class, Message: "as the test wants it"}
}

func (f *fake) Check(ctx context.Context) error {
	return f.do(ctx, "check", func() error { return nil })
}

func (f *fake) Append(ctx context.Context, entries []*editlog.Entry) error {
	rows := make([]driver.LogRow, len(entries))
	for i, e := range entries {
		row, err := e.Row()
		if err != nil {
			return err
		}
		rows[i] = row
	}
	return f.do(ctx, "append", func() error {
		if f.keyed && slices.ContainsFunc(rows, f.taken) {
			return classed(driver.ClassExists)
		}
		f.rows = append(f.rows, rows...)
		return nil
	})
}

func (f *fake) taken(r driver.LogRow) bool {
	return slices.ContainsFunc(f.rows, func(o driver.LogRow) bool { return o.Table == r.Table && o.Num == r.Num })
}

func (f *fake) Read(ctx context.Context, r driver.LogRange, fn func(*editlog.Entry) error) error {
	var rows []driver.LogRow
	err := f.do(ctx, "read", func() error {
		for _, row := range f.rows {
			if (r.Table == "" || row.Table == r.Table) && row.Num > r.After && (r.Upto == 0 || row.Num <= r.Upto) && !row.At.Before(r.Since) &&
				(strings.Contains(row.Edit, r.Contains) || strings.Contains(row.Metadata, r.Contains)) {
				rows = append(rows, row)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b driver.LogRow) int {
		if a.Num != b.Num {
			return int(a.Num - b.Num)
		}
		return a.At.Compare(b.At)
	})
	for _, row := range rows {
		e, err := editlog.Read(row)
		if err != nil {
			return err
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}
