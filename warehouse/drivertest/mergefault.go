package drivertest

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// manyMerge is a merge of faultRows rows of base with as many of part, half of
// which have keys of base.
func (m *merging) manyMerge(t *testing.T, key ...string) warehouse.Merge {
	t.Helper()
	base := warehouse.Source{Path: m.d.Child("base"), Columns: m.faultLoad(t, nil).Columns}
	if _, err := m.c.Describe(t.Context(), base.Path); err != nil {
		m.mustLoad(t, m.faultLoad(t, base.Path))
		m.mustLoad(t, m.faultLoad(t, m.d.Child("part")))
	}
	merge := warehouse.Merge{Base: base, Part: base, BaseRows: faultRows, Key: key}
	merge.Part.Path = m.d.Child("part")
	for _, c := range base.Columns[1:] {
		merge.Columns = append(merge.Columns, warehouse.MergeColumn{Column: c, Base: c.Name, Part: c.Name})
	}
	return merge
}

func (m *merging) mustLoad(t *testing.T, load driver.Load) {
	t.Helper()
	if _, err := m.c.LoadTable(t.Context(), load); err != nil {
		t.Fatal(err)
	}
}

// onlySources demands that nothing but the tables of a merge is left.
func (m *merging) onlySources(t *testing.T) {
	t.Helper()
	entries, err := m.c.List(t.Context(), m.d)
	if err != nil || len(entries) != 2 {
		t.Errorf("in the destination are %v, %v; want the two tables that were merged", entries, err)
	}
}

// examMergeRefused demands that what cannot be merged leaves nothing.
func examMergeRefused(t *testing.T, e *exam) {
	m := e.newMerging(t)
	columns, rows := columnsOf("name text, amount d4.2"), rowsOf("a|12.34", "a|1.00")
	good := m.merge3(t, mergeCase{base: columns, part: columns, result: columns, baseRows: rows, partRows: rows})
	for what, tt := range map[string]struct {
		change func(*warehouse.Merge)
		code   writ.Code
	}{
		"more rows than there are": {func(m *warehouse.Merge) { m.BaseRows++ }, writ.CodeRejected},
		"a key that is repeated":   {func(m *warehouse.Merge) { m.Key = []string{"name"} }, writ.CodeRejected},
		"a key that is not there":  {func(m *warehouse.Merge) { m.Key = []string{"no"} }, writ.CodeInvalid},
		"a narrower type": {func(m *warehouse.Merge) {
			m.Columns[1].Type = writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 1}
		}, writ.CodeInvalid},
		"another type":   {func(m *warehouse.Merge) { m.Columns[0].Type = writ.Type{Kind: writ.KindInteger} }, writ.CodeInvalid},
		"no such column": {func(m *warehouse.Merge) { m.Columns[0].Base = "no" }, writ.CodeInternal},
		"no such table":  {func(m *warehouse.Merge) { m.Part.Path = m.Part.Path.Parent().Child("no") }, writ.CodeNotFound},
		"the same column twice": {func(m *warehouse.Merge) {
			m.Columns[1].Name = m.Columns[0].Name
		}, writ.CodeInvalid},
	} {
		merge := good
		merge.Columns = slices.Clone(good.Columns)
		tt.change(&merge)
		if _, _, err := m.merge(t.Context(), merge); writ.CodeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %s", what, err, tt.code)
		}
		m.onlySources(t)
	}
	_, err := m.w.Objects(m.shelf, nil).MergeTable(t.Context(), &writ.ManagedObject{Path: m.d.Child("x"), As: writ.ServiceAccount()}, good)
	if writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("outside of all destinations: got %v, want CodeInternal", err)
	}
}

// examMergeReaders lets readers look during merges: the tables that are merged stay
// as they are, and the new one is not seen before it is whole.
func examMergeReaders(t *testing.T, e *exam) {
	m := e.newMerging(t)
	merge := m.manyMerge(t, writ.RowColumn)
	merge.Columns = append(merge.Columns, warehouse.MergeColumn{Column: driver.Column{Name: "n", Type: rowColumn.Type}, Base: writ.RowColumn, Part: writ.RowColumn})
	merge.Key = []string{"n"}
	count := func(path writ.Path) (string, error) {
		_, rows, err := fetch(t.Context(), m.c, m.sql(t, m.q.Build().Raw("SELECT count(*) FROM ").Path(path)))
		if err != nil {
			return "", err
		}
		return rows[0][0].Text, nil
	}
	whole := integer(faultRows).Text
	var done atomic.Bool
	together(2, func(i int) {
		if i == 0 {
			defer done.Store(true)
			if _, n, err := m.merge(t.Context(), merge); err != nil || n != faultRows {
				t.Errorf("merged %d rows, %v", n, err)
			}
			return
		}
		for !done.Load() {
			if n, err := count(merge.Base.Path); err != nil || n != whole {
				t.Errorf("a reader of the base saw %s rows, %v", n, err)
			}
			if n, err := count(m.d.Child(writ.ObjectPrefix + "merged")); err == nil && n != whole {
				t.Errorf("a reader saw %s rows of the new table", n)
			}
		}
	})
}

// examMergeInterrupted cancels merges at ever later moments. One that says so left
// nothing.
func examMergeInterrupted(t *testing.T, e *exam) {
	m := e.newMerging(t)
	merge := m.manyMerge(t)
	for wait := time.Duration(0); ; wait = 2*wait + time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		o, _, err := m.merge(ctx, merge)
		cancel()
		if err == nil {
			m.ledger(t, o, writ.ObjectIntended)
			return
		}
		if warehouse.ClassOf(err) == driver.ClassUncertain {
			e.dropped(t, m.c, o.Path)
			continue
		}
		wantClass(t, err, driver.ClassTimeout)
		m.onlySources(t)
	}
}

// mergeSteps are pieces of the statements of a merge, in their order.
var mergeSteps = []string{"CREATE TABLE", "INSERT INTO", "LEFT JOIN", "row_number"}

// examMergeBreak breaks the connection after each statement of a merge: what the
// error says is so, and the ledger agrees.
func (e *exam) examMergeBreak(t *testing.T, how testproxy.Break, class driver.Class) {
	for i, step := range append([]string{string(e.Network.Commit)}, mergeSteps...) {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			m := e.newMerging(t)
			merge := m.manyMerge(t)
			merge.Columns = append(merge.Columns, warehouse.MergeColumn{Column: driver.Column{Name: "n", Type: rowColumn.Type}, Base: writ.RowColumn, Part: writ.RowColumn})
			merge.Key = []string{"n"}
			values, p := e.Network.Proxied(t)
			w := e.warehouse(t, values)
			if err := w.Ping(t.Context(), writ.ServiceAccount()); err != nil {
				t.Fatal(err)
			}
			p.After([]byte(step), how)
			o, _, err := m.mergeBy(impatience(t, p.Broken()), w, merge)
			var de *driver.Error
			if !errors.As(err, &de) || p.Armed() {
				t.Fatalf("got %v; armed %v", err, p.Armed())
			}
			if i == 0 {
				wantClass(t, err, driver.ClassUncertain)
				m.ledger(t, o, writ.ObjectIntended)
				e.wholeOrAbsent(t, m.c, o.Path)
				return
			}
			wantClass(t, err, class)
			m.ledger(t, o, writ.ObjectDropped)
			m.onlySources(t)
		})
	}
}
