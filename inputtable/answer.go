package inputtable

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// answerAgain answers a request that was logged before with what its entries say.
func (st *opened) answerAgain(j *job, k *keyed) {
	b, r := st.branches[j.req.Branch], driver.LogRange{Table: string(st.t.id), After: k.first - 1, Upto: k.last}
	st.t.w.async(func(ctx context.Context) func() {
		var entries []*editlog.Entry
		err := st.place.log.Read(ctx, r, func(e *editlog.Entry) error {
			if e.Meta.Key == j.req.Key {
				entries = append(entries, e)
			}
			return nil
		})
		return func() {
			if err != nil {
				j.fail(err)
				return
			}
			a := rebuild(j.req, entries)
			if b != nil {
				b.explain(j.req, a)
			}
			j.finish(repeated(a), nil)
		}
	})
}

// rebuild makes the answer to a request of its entries. Rows and cells of which
// these say nothing have no status yet.
func rebuild(r *Request, entries []*editlog.Entry) *Answer {
	a := &Answer{First: entries[0].Num, Last: entries[len(entries)-1].Num, Rows: make([]RowResult, 0, len(r.Rows))}
	var order []writ.RowID // in which rows were changed
	rows := map[writ.RowID]*RowResult{}
	note := func(id writ.RowID, num int64) {
		rows[id] = &RowResult{Row: id, Status: Logged, Num: num}
		order = append(order, id)
	}
	for _, e := range entries {
		for _, x := range e.Edit.AddRows {
			note(x.ID, e.Num)
		}
		for _, x := range e.Edit.UpdateRows {
			note(x.ID, e.Num)
		}
		for _, id := range e.Edit.RemoveRows {
			note(id, 0)
		}
		for _, f := range e.Edit.Refuse {
			if rows[f.Row] == nil {
				rows[f.Row] = &RowResult{Row: f.Row, Status: Refused}
			}
			rows[f.Row].Cells = append(rows[f.Row].Cells, CellResult{Column: f.Column, Status: Refused, Rule: f.Rule, Reason: f.Reason})
		}
		if e.Edit.AddColumn != nil {
			a.Column = e.Edit.AddColumn.Column.ID
		}
	}
	named := map[writ.RowID]bool{}
	for i := range r.Rows {
		named[r.Rows[i].Row] = true
	}
	order = slices.DeleteFunc(order, func(id writ.RowID) bool { return named[id] })
	for i := range r.Rows {
		id := r.Rows[i].Row
		if id == "" && len(order) > 0 {
			id, order = order[0], order[1:]
		}
		if known := rows[id]; known != nil {
			a.Rows = append(a.Rows, *known)
		} else {
			a.Rows = append(a.Rows, RowResult{Row: id})
		}
	}
	return a
}

// explain says of the rows of an answer that were not logged why that may have been,
// by what is known of them now.
func (b *branch) explain(r *Request, a *Answer) {
	for i := range a.Rows {
		result := &a.Rows[i]
		row := b.state.Rows[result.Row]
		if result.Status != "" {
			continue
		}
		result.Status = Conflict
		if row == nil {
			result.Status = Absent
			continue
		}
		result.Num = row.Num
		for id, raw := range r.Rows[i].Values {
			if c := b.state.Column(id); c != nil {
				if cell, err := editlog.Parse(c.Type, raw); err == nil && row.Get(id).Equal(cell) {
					result.Status = Unchanged
				}
			}
		}
	}
}
