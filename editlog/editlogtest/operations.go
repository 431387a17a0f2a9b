package editlogtest

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// operations are the edits that may come next, each of them once.
func (d *drawing) operations() []func() {
	ops := []func(){
		func() { d.structure(editlog.Edit{Create: d.create()}) },
		d.addColumn,
		func() { d.structure(editlog.Edit{UpdateColumn: d.updateColumn()}) },
		func() { d.structure(editlog.Edit{RemoveColumn: &editlog.RemoveColumn{ID: d.anyColumn()}}) },
		func() { d.structure(editlog.Edit{SetRules: &editlog.SetRules{ID: d.anyColumn(), Rules: d.rules()}}) },
		func() { d.structure(editlog.Edit{Checkpoint: &editlog.Checkpoint{State: "x"}}) },
		func() { d.rows(d.removeRows(2)) },
		func() { d.rows(d.discard()) },
		d.publish,
		d.takeOver,
		func() { d.rows(editlog.Edit{Hold: d.hold()}) },
		d.release,
		func() {
			left := d.drawRows(1)
			d.rows(editlog.Edit{Redacted: &editlog.Redaction{By: "ada@example.com", At: "2026-01-31T13:05:00.000000Z", Reason: "asked", Edit: &left}})
		},
	}
	for _, n := range []int{1, 2} {
		ops = append(ops, func() { d.rows(d.addRows(n)) }, func() { d.rows(d.updateRows(n)) }, func() { d.rows(d.refuse(n)) })
	}
	return append(ops, func() { d.rows(d.removeRows(1)) })
}

func (d *drawing) structure(x editlog.Edit) { d.add(writ.BranchDraft, x) }

func (d *drawing) rows(x editlog.Edit) { d.add(d.mode, x) }

func (d *drawing) create() *editlog.Create {
	c := &editlog.Create{Kind: writ.InputEmpty, Name: "history"}
	for i := range rapid.IntRange(1, 3).Draw(d.t, "columns") {
		id := writ.ColumnID(fmt.Sprint("c", i+1))
		c.Columns = append(c.Columns, d.newColumn(id))
		if len(d.entries) == 0 {
			d.columns = append(d.columns, id)
		}
	}
	return c
}

func (d *drawing) newColumn(id writ.ColumnID) writ.InputColumn {
	typ := rapid.SampledFrom(writ.InputTypes()).Draw(d.t, "type")
	return writ.InputColumn{ID: id, Name: d.name(), Type: typ, Rules: d.rules()}
}

func (d *drawing) name() string {
	return rapid.SampledFrom([]string{"Price", "Größe", "x"}).Draw(d.t, "name")
}

func (d *drawing) rules() writ.InputRules {
	return writ.InputRules{Required: rapid.Bool().Draw(d.t, "required")}
}

// anyColumn draws a column of the draft, or one that never was.
func (d *drawing) anyColumn() writ.ColumnID {
	return rapid.SampledFrom(append(d.columns[:len(d.columns):len(d.columns)], "c99")).Draw(d.t, "column")
}

// addColumn makes a column, brings one back, or adds one that is there.
func (d *drawing) addColumn() {
	id := rapid.SampledFrom(d.columns).Draw(d.t, "column")
	if len(d.columns) < 6 && rapid.Bool().Draw(d.t, "new") {
		id = writ.ColumnID(fmt.Sprint("c", len(d.columns)+1))
		d.columns = append(d.columns, id)
	}
	d.structure(editlog.Edit{AddColumn: &editlog.AddColumn{Column: d.newColumn(id), Before: d.anyColumn()}})
}

func (d *drawing) updateColumn() *editlog.UpdateColumn {
	u := &editlog.UpdateColumn{ID: d.anyColumn()}
	switch rapid.IntRange(0, 2).Draw(d.t, "what") {
	case 0:
		name := d.name()
		u.Name = &name
	case 1:
		before := d.anyColumn()
		u.Before = &before
	case 2:
		if typ := rapid.SampledFrom(writ.InputTypes()).Draw(d.t, "type"); !d.opt.NoRetype {
			u.Type = &typ
		}
	}
	return u
}

func (d *drawing) addRows(n int) (x editlog.Edit) {
	d.several(n, func(id writ.RowID) {
		x.AddRows = append(x.AddRows, editlog.RowAdd{ID: id, Position: d.position(), Values: d.cells()})
	})
	return x
}

func (d *drawing) updateRows(n int) (x editlog.Edit) {
	d.several(n, func(id writ.RowID) {
		u := editlog.RowUpdate{ID: id, Values: d.cells(), Seen: d.cells()}
		if rapid.Bool().Draw(d.t, "move") {
			u.Position = d.position()
		}
		x.UpdateRows = append(x.UpdateRows, u)
	})
	return x
}

func (d *drawing) removeRows(n int) (x editlog.Edit) {
	d.several(n, func(id writ.RowID) { x.RemoveRows = append(x.RemoveRows, id) })
	return x
}

func (d *drawing) refuse(n int) (x editlog.Edit) {
	d.several(n, func(id writ.RowID) {
		x.Refuse = append(x.Refuse, editlog.Refusal{
			CellRef: editlog.CellRef{Row: id, Column: d.column()}, Value: d.cell(), Rule: writ.RuleMin, Reason: "too little",
		})
	})
	return x
}

// drawRows draws an edit of rows.
func (d *drawing) drawRows(n int) editlog.Edit {
	return rapid.SampledFrom([]func(int) editlog.Edit{d.addRows, d.updateRows, d.removeRows, d.refuse}).Draw(d.t, "rows")(n)
}

func (d *drawing) discard() (x editlog.Edit) {
	if rapid.Bool().Draw(d.t, "a hold") {
		return editlog.Edit{Discard: &editlog.Discard{Num: d.held()}}
	}
	c := editlog.CellRef{Row: d.row(), Column: d.column()}
	return editlog.Edit{Discard: &editlog.Discard{Cells: []editlog.CellRef{c}}}
}

func (d *drawing) publish() {
	d.add(writ.BranchDraft, editlog.Edit{Publish: &editlog.Publish{Number: 1}})
	d.known = len(d.columns)
	d.mode = rapid.SampledFrom([]writ.Branch{writ.BranchDraft, writ.BranchPublished}).Draw(d.t, "mode")
}

func (d *drawing) takeOver() {
	d.term++
	d.structure(editlog.Edit{TakeOver: &editlog.TakeOver{Node: "n"}})
}

// hold holds an entry that changes rows or releases some, as writers do.
func (d *drawing) hold() *editlog.Hold {
	var may []int64
	for _, e := range d.entries {
		if x := e.Edit; len(x.AddRows)+len(x.UpdateRows)+len(x.RemoveRows)+len(x.Refuse) > 0 || x.Release != nil {
			may = append(may, e.Num)
		}
	}
	if len(may) == 0 {
		d.rows(d.addRows(1))
		may = append(may, int64(len(d.entries)))
	}
	return &editlog.Hold{Num: rapid.SampledFrom(may).Draw(d.t, "hold"), Reason: "the grant was taken away"}
}

// held draws an entry that a hold names, if there is one.
func (d *drawing) held() int64 {
	var held []int64
	for _, e := range d.entries {
		if e.Edit.Hold != nil {
			held = append(held, e.Edit.Hold.Num)
		}
	}
	if len(held) == 0 {
		return d.num()
	}
	return rapid.SampledFrom(held).Draw(d.t, "held")
}

func (d *drawing) release() {
	r := &editlog.Release{Num: d.held()}
	if rapid.Bool().Draw(d.t, "skip") {
		r.Skip = []writ.RowID{d.row()}
	}
	d.rows(editlog.Edit{Release: r})
}
