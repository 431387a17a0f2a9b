package editlog

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examined is a log with a batch, of one writer, and its head.
func examined(t *testing.T) ([]driver.LogRow, writ.InputHead) {
	t.Helper()
	entries := []*Entry{
		entryOf(1, writ.BranchDraft, "ada", created()),
		entryOf(2, writ.BranchDraft, "ada", added("r1", map[writ.ColumnID]Cell{"c1": textOf("x"), "c2": Null()})),
		entryOf(3, writ.BranchDraft, "bob", added("r2", nil)),
		entryOf(4, writ.BranchDraft, "bob", updated("r2", map[writ.ColumnID]Cell{"c2": {Type: writ.InputInteger, Value: writ.Text("5")}})),
		entryOf(5, writ.BranchDraft, "ada", Edit{RemoveRows: []writ.RowID{"r1"}}),
		entryOf(6, writ.BranchDraft, "ada", Edit{Publish: &Publish{Number: 1}}),
	}
	for i, e := range entries[2:4] {
		e.Meta.Batch, e.Meta.Part, e.Meta.Parts = "batch", i+1, 2
	}
	var rows []driver.LogRow
	for _, e := range chain(t, entries...) {
		row, err := e.Row()
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows, writ.InputHead{Num: 6, Hash: entries[5].Meta.Hash}
}

func findings(rows []driver.LogRow, head writ.InputHead) []Finding {
	v := NewVerifier("t", head)
	for _, row := range rows {
		v.Add(row)
	}
	v.End()
	found, _ := v.Findings()
	return found
}

// damage returns the numbers of damage.
func damage(found []Finding) []int64 {
	var nums []int64
	for _, f := range found {
		if f.Damage() && !slices.Contains(nums, f.Num) {
			nums = append(nums, f.Num)
		}
	}
	return nums
}

func TestIntactLogHasNoFindings(t *testing.T) {
	t.Parallel()
	rows, head := examined(t)
	if found := findings(rows, head); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

// Each single byte of an entry is changed, in every way that a hexadecimal digit, a
// figure or a letter may be mistaken.
func TestEachChangedByteIsFoundWhereItIs(t *testing.T) {
	t.Parallel()
	rows, head := examined(t)
	spoil := func(s string, i int, c byte) string { return s[:i] + string(c) + s[i+1:] }
	check := func(i int, what string, row driver.LogRow) {
		t.Helper()
		spoiled := slices.Clone(rows)
		spoiled[i] = row
		if nums := damage(findings(spoiled, head)); !slices.Contains(nums, rows[i].Num) {
			t.Errorf("entry %d, %s: found %v", rows[i].Num, what, findings(spoiled, head))
		}
	}
	for i, row := range rows {
		for _, c := range []byte{'0', 'a', ' ', '"', '\x00', 0xFF} {
			for at := range len(row.Edit) {
				if changed := row; changed.Edit[at] != c {
					changed.Edit = spoil(row.Edit, at, c)
					check(i, "EDIT "+changed.Edit, changed)
				}
			}
			for at := range len(row.Metadata) {
				if changed := row; changed.Metadata[at] != c {
					changed.Metadata = spoil(row.Metadata, at, c)
					check(i, "METADATA "+changed.Metadata, changed)
				}
			}
		}
		for what, change := range map[string]func(*driver.LogRow){
			"time":  func(r *driver.LogRow) { r.At = r.At.Add(time.Microsecond) },
			"table": func(r *driver.LogRow) { r.Table = "u" },
			"edit":  func(r *driver.LogRow) { r.Edit = rows[(i+1)%len(rows)].Edit },
			"more":  func(r *driver.LogRow) { r.Edit += " " },
		} {
			changed := row
			change(&changed)
			check(i, what, changed)
		}
	}
}

func TestWhatIsDoneToALogIsLocated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(rows []driver.LogRow) []driver.LogRow
		kind FindingKind
		num  int64
	}{
		"the first is gone": {func(r []driver.LogRow) []driver.LogRow { return r[1:] }, FoundMissing, 1},
		"one is gone":       {func(r []driver.LogRow) []driver.LogRow { return slices.Delete(r, 1, 2) }, FoundMissing, 2},
		"a part is gone":    {func(r []driver.LogRow) []driver.LogRow { return slices.Delete(r, 3, 4) }, FoundMissing, 4},
		"and the other":     {func(r []driver.LogRow) []driver.LogRow { return slices.Delete(r, 3, 4) }, FoundUncounted, 3},
		"the tail is gone":  {func(r []driver.LogRow) []driver.LogRow { return r[:4] }, FoundCut, 5},
		"the last is gone":  {func(r []driver.LogRow) []driver.LogRow { return r[:5] }, FoundCut, 6},
		"all is gone":       {func(r []driver.LogRow) []driver.LogRow { return nil }, FoundCut, 1},
		"renumbered":        {func(r []driver.LogRow) []driver.LogRow { r[5].Num = 1 << 60; return r }, FoundChanged, 1 << 60},
		"exchanged":         {func(r []driver.LogRow) []driver.LogRow { r[1].Num, r[4].Num = 5, 2; r[1], r[4] = r[4], r[1]; return r }, FoundChanged, 2},
		"twice":             {func(r []driver.LogRow) []driver.LogRow { return slices.Insert(r, 1, r[1]) }, FoundTwice, 2},
		"late":              {func(r []driver.LogRow) []driver.LogRow { return append(r, forged(t, 7, 0, "x")) }, FoundVoid, 7},
		"a false end":       {func(r []driver.LogRow) []driver.LogRow { r[5] = forged(t, 6, 1, "x"); return r }, FoundForeign, 6},
		"a chained false end": {func(r []driver.LogRow) []driver.LogRow {
			e, _ := Read(r[4])
			r[5] = forged(t, 6, 1, e.Meta.Hash)
			return r
		}, FoundForeign, 6},
		"put in": {func(r []driver.LogRow) []driver.LogRow { return append(r, forged(t, 7, 1, "x")) }, FoundForeign, 7},
	} {
		rows, head := examined(t)
		found := findings(c.do(rows), head)
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == c.kind && f.Num == c.num }) {
			t.Errorf("%s: %+v", name, found)
		}
		if harmless := c.kind == FoundTwice || c.kind == FoundVoid; harmless != (len(damage(found)) == 0) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

// forged is an entry by somebody who knows how hashes are made.
func forged(t *testing.T, num, term int64, prev string) driver.LogRow {
	t.Helper()
	e := entryOf(num, writ.BranchDraft, "mallory", Edit{RemoveRows: []writ.RowID{"r2"}})
	e.Meta.Term = term
	if err := Seal(prev, e); err != nil {
		t.Fatal(err)
	}
	row, _ := e.Row()
	return row
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	v := NewVerifier("t", writ.InputHead{})
	for i := range 5000 {
		v.Add(driver.LogRow{Table: "t", Num: int64(i + 1), Metadata: strings.Repeat("x", i%7)})
	}
	if found, count := v.Findings(); len(found) != most || count != 5000 {
		t.Errorf("%d of %d", len(found), count)
	}
}
