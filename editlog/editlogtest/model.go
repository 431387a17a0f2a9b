package editlogtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// effect is what an entry does in the end: edit, in the name of entry as. Rows in
// skip are left out.
type effect struct {
	edit *editlog.Edit
	as   *editlog.Entry
	skip []writ.RowID
}

func (f effect) on(row writ.RowID) bool { return !slices.Contains(f.skip, row) }

// Render is what a branch has to be after a history, as text: columns, rows and
// flags, a line each. It looks at each cell by itself and reads the whole history
// for each; that is slow, and hard to get wrong.
func Render(entries []*editlog.Entry, b writ.Branch) string {
	m := effects(entries, b)
	var lines []string
	columns := m.columns()
	for _, c := range columns {
		lines = append(lines, columnLine(c))
	}
	for _, id := range []writ.RowID{"r1", "r2", "r3", "r4", "r5"} {
		row, cells, flags := m.row(id, columns)
		if row != "" {
			lines = append(lines, row+cells)
		}
		lines = append(lines, flags...)
	}
	return strings.Join(lines, "\n")
}

type effectList []effect

// effects resolves branches, publish, hold, release and discard before anything
// else is looked at.
func effects(entries []*editlog.Entry, b writ.Branch) effectList {
	held, published := map[int64]bool{}, int64(0)
	for _, e := range entries {
		if e.Edit.Hold != nil {
			held[e.Edit.Hold.Num] = true
		}
		if e.Edit.Publish != nil {
			published = e.Num
		}
	}
	var all effectList
	waiting := map[int64]*editlog.Entry{}
	for _, e := range entries {
		switch x := &e.Edit; {
		case b == writ.BranchPublished && e.Num > published && e.Meta.Branch == writ.BranchDraft:
		case held[e.Num]:
			waiting[e.Num] = e
		case x.Discard != nil && x.Discard.Num > 0:
			delete(waiting, x.Discard.Num)
		case x.Release != nil:
			var skip []writ.RowID
			for x != nil && x.Release != nil {
				target := waiting[x.Release.Num]
				delete(waiting, x.Release.Num)
				skip = append(skip, x.Release.Skip...)
				x = nil
				if target != nil {
					x = &target.Edit
				}
			}
			if x != nil {
				all = append(all, effect{edit: plain(x), as: e, skip: skip})
			}
		default:
			all = append(all, effect{edit: plain(x), as: e})
		}
	}
	return all
}

// plain is what is left of an edit that was erased.
func plain(x *editlog.Edit) *editlog.Edit {
	if x.Redacted != nil {
		return x.Redacted.Edit
	}
	return x
}

// columns lays the order of columns out anew for each change.
func (m effectList) columns() []writ.InputColumn {
	var order []writ.InputColumn
	find := func(id writ.ColumnID) int {
		for i, c := range order {
			if c.ID == id {
				return i
			}
		}
		return -1
	}
	put := func(c writ.InputColumn, before writ.ColumnID) {
		var next []writ.InputColumn
		for _, o := range order {
			if o.ID == before && o.ID != c.ID {
				next = append(next, c)
			}
			if o.ID != c.ID {
				next = append(next, o)
			}
		}
		if find(before) < 0 || before == c.ID {
			next = append(next, c)
		}
		order = next
	}
	for i, f := range m {
		switch x := f.edit; {
		case x.Create != nil && i == m.first():
			for _, c := range x.Create.Columns {
				put(c, "")
			}
		case x.AddColumn != nil:
			c := x.AddColumn.Column
			if at := find(c.ID); at >= 0 {
				if !order[at].Removed {
					continue
				}
				c.Type = order[at].Type
			}
			put(c, x.AddColumn.Before)
		case x.UpdateColumn != nil && find(x.UpdateColumn.ID) >= 0:
			u := x.UpdateColumn
			c := &order[find(u.ID)]
			if u.Name != nil {
				c.Name = *u.Name
			}
			if u.Type != nil {
				c.Type = *u.Type
			}
			if u.Before != nil && *u.Before != u.ID {
				put(*c, *u.Before)
			}
		case x.RemoveColumn != nil && find(x.RemoveColumn.ID) >= 0:
			order[find(x.RemoveColumn.ID)].Removed = true
		case x.SetRules != nil && find(x.SetRules.ID) >= 0:
			order[find(x.SetRules.ID)].Rules = x.SetRules.Rules
		}
	}
	return order
}

// first is where the table was created, -1 if it was not.
func (m effectList) first() int {
	return slices.IndexFunc(m, func(f effect) bool { return f.edit.Create != nil })
}

func columnLine(c writ.InputColumn) string {
	return fmt.Sprintf("column %s %q %s removed=%v required=%v", c.ID, c.Name, c.Type, c.Removed, c.Rules.Required)
}
