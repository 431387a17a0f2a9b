package editlog

import (
	"time"

	"github.com/writ-dev/writ"
)

// Erase makes what is left of an edit once personal data was erased from it: the
// same operation on the same rows, with NULL for each value of a cell that which
// names. by is who erases, an e-mail address. It returns false if there is nothing to
// erase.
//
// Fold reads erased values as NULL. A cell that still holds such a value has to be
// emptied by an edit before, or its data table be made again from the log after.
func Erase(x Edit, by string, at time.Time, reason string, which func(CellRef) bool) (Edit, bool) {
	if x.Redacted != nil {
		x = *x.Redacted.Edit
	}
	left := Edit{RemoveRows: x.RemoveRows}
	erased := false
	cells := func(row writ.RowID, values map[writ.ColumnID]Cell) map[writ.ColumnID]Cell {
		kept := make(map[writ.ColumnID]Cell, len(values))
		for id, c := range values {
			if !c.IsNull() && which(CellRef{Row: row, Column: id}) {
				c, erased = Null(), true
			}
			kept[id] = c
		}
		return kept
	}
	for _, a := range x.AddRows {
		a.Values = cells(a.ID, a.Values)
		left.AddRows = append(left.AddRows, a)
	}
	for _, u := range x.UpdateRows {
		u.Values, u.Seen = cells(u.ID, u.Values), cells(u.ID, u.Seen)
		left.UpdateRows = append(left.UpdateRows, u)
	}
	for _, f := range x.Refuse {
		if !f.Value.IsNull() && which(f.CellRef) {
			f.Value, f.Reason, erased = Null(), "", true // the reason quotes the value
		}
		left.Refuse = append(left.Refuse, f)
	}
	if !erased {
		return Edit{}, false
	}
	return Edit{Redacted: &Redaction{By: by, At: at.UTC().Format(momentUTC), Reason: reason, Edit: &left}}, true
}
