package editlogtest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// row says what a row is, what its cells hold and which of them are flagged; "" and
// nothing if it is not there.
func (m effectList) row(id writ.RowID, columns []writ.InputColumn) (row, cells string, flags []string) {
	there, position := false, ""
	var created, updated *editlog.Entry
	for _, f := range m {
		if !f.on(id) {
			continue
		}
		for _, a := range f.edit.AddRows {
			if a.ID == id && !there {
				there, position, created, updated = true, a.Position, f.as, f.as
			}
		}
		for _, u := range f.edit.UpdateRows {
			if u.ID == id && there {
				updated = f.as
				if u.Position != "" {
					position = u.Position
				}
			}
		}
		there = there && !slices.Contains(f.edit.RemoveRows, id)
	}
	if !there {
		return "", "", nil
	}
	sorted := slices.SortedFunc(slices.Values(columns), func(a, b writ.InputColumn) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, c := range sorted {
		cell, flag := m.cell(id, c.ID)
		if !cell.IsNull() {
			cells += fmt.Sprintf(" %s=%s:%q", c.ID, cell.Type, cell.Value.Text)
		}
		if flag != "" {
			flags = append(flags, flag)
		}
	}
	return fmt.Sprintf("row %s at %s created %s %s updated %s %s by %d", id, position,
		clock(created.At), created.Meta.Email, clock(updated.At), updated.Meta.Email, updated.Num), cells, flags
}

func clock(at time.Time) string { return at.Format("15:04:05") }

// cell follows a single cell through the history: what it holds, and what waits
// beside it.
func (m effectList) cell(row writ.RowID, column writ.ColumnID) (holds editlog.Cell, flag string) {
	var typ writ.InputType // "" before the column was made
	there := false
	holds = editlog.Null()
	put := func(c editlog.Cell, as *editlog.Entry) {
		fit, ok := editlog.Convert(c, typ)
		if !ok {
			flag = flagLine(row, column, writ.RuleType, c, as)
			fit = editlog.Null()
		}
		holds = fit
	}
	set := func(values map[writ.ColumnID]editlog.Cell, as *editlog.Entry) {
		if c, named := values[column]; named && typ != "" {
			flag = ""
			put(c, as)
		}
	}
	for i, f := range m {
		x := f.edit
		typ = m.made(i, column, typ)
		if u := x.UpdateColumn; u != nil && u.ID == column && u.Type != nil && typ != "" && *u.Type != typ {
			typ = *u.Type
			if there && !holds.IsNull() {
				put(holds, f.as)
			}
		}
		if d := x.Discard; d != nil && slices.Contains(d.Cells, editlog.CellRef{Row: row, Column: column}) {
			flag = ""
		}
		if !f.on(row) {
			continue
		}
		for _, a := range x.AddRows {
			if a.ID == row && !there {
				there = true
				set(a.Values, f.as)
			}
		}
		for _, u := range x.UpdateRows {
			if u.ID == row && there {
				set(u.Values, f.as)
			}
		}
		for _, r := range x.Refuse {
			if r.Row == row && r.Column == column && there && typ != "" {
				flag = flagLine(row, column, r.Rule, r.Value, f.as)
			}
		}
		if slices.Contains(x.RemoveRows, row) {
			there, holds, flag = false, editlog.Null(), ""
		}
	}
	return holds, flag
}

// made is the type of a column after effect i, if that makes it.
func (m effectList) made(i int, id writ.ColumnID, typ writ.InputType) writ.InputType {
	if typ != "" {
		return typ
	}
	if a := m[i].edit.AddColumn; a != nil && a.Column.ID == id {
		return a.Column.Type
	}
	if c := m[i].edit.Create; c != nil && i == m.first() {
		for _, column := range c.Columns {
			if column.ID == id {
				return column.Type
			}
		}
	}
	return ""
}

func flagLine(row writ.RowID, column writ.ColumnID, rule writ.InputRule, value editlog.Cell, as *editlog.Entry) string {
	return fmt.Sprintf("flag %s %s %s %s:%q null=%v by %s in %d", row, column, rule, value.Type, value.Value.Text, value.IsNull(), as.Meta.Email, as.Num)
}

// RenderState renders a state as Render does.
func RenderState(s *editlog.State) string {
	var lines []string
	for _, c := range s.Columns {
		lines = append(lines, columnLine(c))
	}
	for _, id := range sortedKeys(s.Rows) {
		r := s.Rows[id]
		line := fmt.Sprintf("row %s at %s created %s %s updated %s %s by %d", id, r.Position,
			clock(r.CreatedAt), r.CreatedBy, clock(r.UpdatedAt), r.UpdatedBy, r.Num)
		for _, c := range sortedKeys(r.Values) {
			line += fmt.Sprintf(" %s=%s:%q", c, r.Values[c].Type, r.Values[c].Value.Text)
		}
		lines = append(lines, line)
		for _, c := range slices.SortedFunc(slices.Values(s.Columns), func(a, b writ.InputColumn) int { return strings.Compare(string(a.ID), string(b.ID)) }) {
			if f := s.Flags[editlog.CellRef{Row: id, Column: c.ID}]; f != nil {
				lines = append(lines, fmt.Sprintf("flag %s %s %s %s:%q null=%v by %s in %d", id, c.ID, f.Rule, f.Value.Type, f.Value.Value.Text, f.Value.IsNull(), f.By, f.Num))
			}
		}
	}
	for at := range s.Flags {
		if s.Rows[at.Row] == nil || s.Column(at.Column) == nil {
			lines = append(lines, fmt.Sprint("a flag of no cell: ", at))
		}
	}
	return strings.Join(lines, "\n")
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
