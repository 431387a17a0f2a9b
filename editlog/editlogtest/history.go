package editlogtest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// Start is when the first entry of a history was accepted.
var Start = time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC)

// Table is the input table of every history.
const Table writ.InputTableID = "0190f5c4-7d2a-7b3c-8000-000000000001"

// Samples are values of each type, easy ones and those that are easily lost.
func Samples(t writ.InputType) []string {
	return map[writ.InputType][]string{
		writ.InputText:         {"", "a", "007", "12", "12.5", "-3", "true", "2026-01-31", "2026-01-31 00:00:00", `["a"]`, "né\u2028\"\\\n<&>😀", "1e3"},
		writ.InputInteger:      {"0", "42", "-1", "9223372036854775807", "-9223372036854775808"},
		writ.InputDecimal:      {"0", "12.5", "-0.0000000001", "9999999999999999999999999999.9999999999", "7"},
		writ.InputDate:         {"2026-01-31", "1900-02-28", "9999-12-31"},
		writ.InputTimestamp:    {"2026-01-31 13:05:00", "2026-01-31 00:00:00", "1999-12-31 23:59:59.999999", "2026-01-31 00:00:00.1"},
		writ.InputCheckbox:     {"true", "false"},
		writ.InputSingleSelect: {"red", "green", "5", "true"},
		writ.InputMultiSelect:  {`[]`, `["a"]`, `["a","b"]`, `["\"","é"]`, `[""]`},
	}[t]
}

// Options says how histories are drawn. The zero Options draws everything.
type Options struct {
	Length   int  // number of entries; 80 if 0
	NoRetype bool // types of columns stay
}

// drawing is a history that is being drawn.
type drawing struct {
	t       *rapid.T
	opt     Options
	entries []*editlog.Entry
	term    int64
	mode    writ.Branch     // in which rows are entered
	columns []writ.ColumnID // ever made
	known   int             // how many of them the published branch has
}

// Draw draws a history: all its entries are accepted and sealed. Rows are entered in
// one branch at a time, which changes with publish only, and name only columns of
// that branch, as the writer of an edit log sees to it.
func Draw(t *rapid.T, opt Options) []*editlog.Entry {
	if opt.Length == 0 {
		opt.Length = 80
	}
	d := &drawing{t: t, opt: opt, mode: writ.BranchDraft, term: 1}
	d.add(writ.BranchDraft, editlog.Edit{Create: d.create()})
	for len(d.entries) < opt.Length {
		op := rapid.SampledFrom(d.operations()).Draw(t, "operation")
		op()
	}
	prev := ""
	for _, e := range d.entries {
		if err := editlog.Seal(prev, e); err != nil {
			t.Fatal(err)
		}
		prev = e.Meta.Hash
	}
	return d.entries
}

func (d *drawing) add(b writ.Branch, x editlog.Edit) {
	num := int64(len(d.entries) + 1)
	by := rapid.SampledFrom([]string{"ada", "bob", "eve"}).Draw(d.t, "by")
	d.entries = append(d.entries, &editlog.Entry{
		Table: Table, Num: num, At: Start.Add(time.Duration(num) * time.Second), Edit: x,
		Meta: editlog.Meta{
			Member: writ.MemberID(by), Email: by + "@example.com", Branch: b,
			Batch: fmt.Sprint("b", num), Part: 1, Parts: 1, Term: d.term,
		},
	})
}

func (d *drawing) row() writ.RowID {
	return rapid.SampledFrom([]writ.RowID{"r1", "r2", "r3", "r4", "r5"}).Draw(d.t, "row")
}

// column draws a column for a cell of the branch in which rows are entered; one that
// never was is among them.
func (d *drawing) column() writ.ColumnID {
	all := d.columns
	if d.mode == writ.BranchPublished {
		all = all[:d.known]
	}
	return rapid.SampledFrom(append(slices.Clone(all), "c99")).Draw(d.t, "column")
}

func (d *drawing) cell() editlog.Cell {
	if rapid.IntRange(0, 5).Draw(d.t, "null") == 0 {
		return editlog.Null()
	}
	typ := rapid.SampledFrom(writ.InputTypes()).Draw(d.t, "type")
	return editlog.Cell{Type: typ, Value: writ.Text(rapid.SampledFrom(Samples(typ)).Draw(d.t, "value"))}
}

func (d *drawing) cells() map[writ.ColumnID]editlog.Cell {
	var cells map[writ.ColumnID]editlog.Cell
	for range rapid.IntRange(0, 3).Draw(d.t, "cells") {
		if cells == nil {
			cells = map[writ.ColumnID]editlog.Cell{}
		}
		cells[d.column()] = d.cell()
	}
	return cells
}

func (d *drawing) position() string {
	return rapid.SampledFrom([]string{"a", "aV", "b", "Z"}).Draw(d.t, "position")
}

// several draws one row, or more, none twice.
func (d *drawing) several(n int, one func(writ.RowID)) {
	var had []writ.RowID
	for len(had) < n {
		if id := d.row(); !slices.Contains(had, id) {
			had = append(had, id)
			one(id)
		}
	}
}

func (d *drawing) num() int64 {
	return int64(rapid.IntRange(1, len(d.entries)).Draw(d.t, "number"))
}
