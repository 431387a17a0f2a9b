package inputtable

import (
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// changeRows makes entries of the changes of a request, in their order. Whatever can
// be wrong with the request was found before, but for places.
func (t *turn) changeRows() (*Answer, error) {
	rows := t.j.parsed.rows
	places, err := t.places(rows)
	if err != nil {
		return nil, err
	}
	t.results = make([]RowResult, 0, len(rows))
	for i := range rows {
		t.change(&rows[i], places[i])
	}
	t.flush()
	return &Answer{Rows: t.results}, nil
}

// change does one change and notes what became of it.
func (t *turn) change(c *parsedRow, position string) {
	if t.touched[c.Row] {
		t.flush()
	}
	switch c.Do {
	case Insert:
		t.insert(c, position)
	case Update:
		t.updateOne(c, c.Row, position)
	case Upsert:
		t.upsert(c, position)
	case Delete:
		t.delete(c)
	}
}

// result adds what became of a change, and has it numbered if it was logged.
func (t *turn) result(r RowResult, logged bool) {
	if logged {
		t.logs = append(t.logs, len(t.results))
		t.touched[r.Row] = true
		t.rows++
	}
	t.results = append(t.results, r)
}

// insert adds a row.
func (t *turn) insert(c *parsedRow, position string) {
	id := c.Row
	if id == "" {
		id = writ.NewID[writ.RowID]()
	} else if row := t.b.state.Rows[id]; row != nil {
		t.result(RowResult{Row: id, Status: Conflict, Num: row.Num}, false)
		return
	}
	t.start(len(t.update)+len(t.remove) > 0, c)
	values := make(map[writ.ColumnID]editlog.Cell, len(c.cells))
	var cells []CellResult
	for i := range c.cells {
		cell := &c.cells[i]
		if bad := t.check(id, cell); bad != nil {
			cells = append(cells, t.refused(id, cell, bad, editlog.Null()))
			continue
		}
		if !cell.value.Value.Null {
			values[cell.column] = cell.value
		}
	}
	cells = append(cells, t.missing(id, c)...)
	t.add = append(t.add, editlog.RowAdd{ID: id, Position: position, Values: values})
	t.b.claim(id, values)
	t.result(RowResult{Row: id, Status: Logged, Cells: cells}, true)
}

// missing refuses the emptiness of the required columns that a new row has no value
// for.
func (t *turn) missing(id writ.RowID, c *parsedRow) (cells []CellResult) {
	for i := range t.b.state.Columns {
		column := &t.b.state.Columns[i]
		if !column.Rules.Required || column.Removed {
			continue
		}
		if _, given := c.Values[column.ID]; given {
			continue
		}
		cell := &parsedCell{column: column.ID, value: editlog.Null()}
		if bad := t.check(id, cell); bad != nil {
			cells = append(cells, t.refused(id, cell, bad, editlog.Null()))
		}
	}
	return cells
}

// check returns the rule that a value breaks, nil if it keeps to all.
func (t *turn) check(row writ.RowID, c *parsedCell) *Violation {
	if c.bad != nil {
		return c.bad
	}
	column := t.b.state.Column(c.column)
	var from *Choices
	if column.Rules.From != nil {
		if from = t.b.choices[c.column].Choices; from == nil {
			from = NewChoices("nothing", nil)
		}
	}
	if bad := t.b.rulesOf(column).Check(c.value, from); bad != nil {
		return bad
	}
	if column.Rules.Unique {
		return t.b.indexOf(c.column).Check(row, c.value)
	}
	return nil
}

// refused keeps a value beside its cell.
func (t *turn) refused(row writ.RowID, c *parsedCell, bad *Violation, current editlog.Cell) CellResult {
	t.refuse = append(t.refuse, editlog.Refusal{
		CellRef: editlog.CellRef{Row: row, Column: c.column}, Value: c.value, Rule: bad.Rule, Reason: bad.Reason,
	})
	t.touched[row] = true
	return CellResult{Column: c.column, Status: Refused, Rule: bad.Rule, Reason: bad.Reason, Current: current}
}

// updateOne changes cells of a row, and its place.
func (t *turn) updateOne(c *parsedRow, id writ.RowID, position string) {
	row := t.b.state.Rows[id]
	switch {
	case row == nil && c.IfMatch == 0 && t.keyed(c, id):
		t.insertLinked(c, id)
		return
	case row == nil:
		t.result(RowResult{Row: id, Status: Absent}, false)
		return
	case c.IfMatch != 0 && row.Num != c.IfMatch:
		t.result(RowResult{Row: id, Status: Conflict, Num: row.Num, Cells: currentCells(row, c)}, false)
		return
	}
	t.start(len(t.add)+len(t.remove) > 0, c)
	u := editlog.RowUpdate{ID: id, Position: position}
	result := RowResult{Row: id, Status: Unchanged, Num: row.Num}
	for i := range c.cells {
		t.updateCell(row, &c.cells[i], &u, &result)
	}
	logged := len(u.Values) > 0 || u.Position != ""
	if logged {
		result.Status = Logged
		t.update = append(t.update, u)
		t.b.claim(id, u.Values)
	}
	t.result(result, logged)
}

// updateCell adds a cell to an update, unless it is so already, conflicts or breaks
// a rule.
func (t *turn) updateCell(row *editlog.Row, c *parsedCell, u *editlog.RowUpdate, result *RowResult) {
	now := row.Get(c.column)
	same := c.bad == nil && now.Equal(c.value)
	flagged := t.b.state.Flags[editlog.CellRef{Row: row.ID, Column: c.column}] != nil
	switch {
	case c.seen != nil && !now.Equal(*c.seen) && !same:
		result.Cells = append(result.Cells, CellResult{Column: c.column, Status: Conflict, Current: now})
		result.Status = worse(result.Status, Conflict)
		return
	case same && !flagged:
		result.Cells = append(result.Cells, CellResult{Column: c.column, Status: Unchanged, Current: now})
		return
	}
	if bad := t.check(row.ID, c); bad != nil {
		result.Cells = append(result.Cells, t.refused(row.ID, c, bad, now))
		result.Status = worse(result.Status, Refused)
		return
	}
	if u.Values == nil {
		u.Values = map[writ.ColumnID]editlog.Cell{}
	}
	u.Values[c.column] = c.value
	if c.seen != nil {
		if u.Seen == nil {
			u.Seen = map[writ.ColumnID]editlog.Cell{}
		}
		u.Seen[c.column] = *c.seen
	}
}

// worse is the status of a row of which nothing was logged.
func worse(a, b Status) Status {
	if a == Refused || b == Refused {
		return Refused
	}
	return b
}

// currentCells tells what the cells that were to be changed hold.
func currentCells(row *editlog.Row, c *parsedRow) []CellResult {
	cells := make([]CellResult, len(c.cells))
	for i := range c.cells {
		cells[i] = CellResult{Column: c.cells[i].column, Status: Conflict, Current: row.Get(c.cells[i].column)}
	}
	return cells
}

// keyed tells whether a change of a linked table says of which row of the parent it
// is by more than its id: nobody could find the row by that.
func (t *turn) keyed(c *parsedRow, id writ.RowID) bool {
	parent := t.b.state.Parent
	if t.b.state.Kind != writ.InputLinked || parent == nil {
		return false
	}
	key := make([]editlog.Cell, 0, len(parent.Keys))
	for i := range parent.Keys {
		at := slices.IndexFunc(c.cells, func(p parsedCell) bool { return p.column == columnID(i+1) })
		if at < 0 {
			return false
		}
		key = append(key, c.cells[at].value)
	}
	made, err := RowIDOf(key)
	return err == nil && made == id
}

// insertLinked begins the row that stands beside a row of the parent.
func (t *turn) insertLinked(c *parsedRow, id writ.RowID) {
	with := *c.RowChange
	with.Row = id
	position, err := Between(t.b.last, "")
	if err != nil {
		position = t.b.last // rows of the same position are ordered by their ids
	}
	t.b.last = position
	t.insert(&parsedRow{RowChange: &with, cells: c.cells}, position)
}

// upsert updates the one row that has the values to match by, or inserts one.
func (t *turn) upsert(c *parsedRow, position string) {
	for id := range t.b.candidates(c) {
		if t.touched[id] {
			t.flush()
			break
		}
	}
	var same []writ.RowID
	for id := range t.b.candidates(c) {
		if row := t.b.state.Rows[id]; row != nil && c.matches(row) {
			same = append(same, id)
		}
	}
	switch {
	case len(same) > 1:
		slices.Sort(same)
		reason := "Several rows have these values; which of them is meant is not clear."
		t.result(RowResult{Row: same[0], Status: Conflict, Cells: []CellResult{{Column: c.Match[0], Status: Conflict, Reason: reason, Current: t.b.state.Rows[same[0]].Get(c.Match[0])}}}, false)
	case len(same) == 1:
		if c.Place == nil {
			position = ""
		}
		t.updateOne(c, same[0], position)
	default:
		t.insert(c, position)
	}
}

// matches tells whether a row has the values that an upsert matches by.
func (c *parsedRow) matches(row *editlog.Row) bool {
	for i := range c.cells {
		cell := &c.cells[i]
		if slices.Contains(c.Match, cell.column) && (cell.bad != nil || !row.Get(cell.column).Equal(cell.value)) {
			return false
		}
	}
	return true
}

// delete removes a row.
func (t *turn) delete(c *parsedRow) {
	row := t.b.state.Rows[c.Row]
	switch {
	case row == nil:
		t.result(RowResult{Row: c.Row, Status: Absent}, false)
	case c.IfMatch != 0 && row.Num != c.IfMatch:
		t.result(RowResult{Row: c.Row, Status: Conflict, Num: row.Num}, false)
	default:
		t.start(len(t.add)+len(t.update) > 0, c)
		t.remove = append(t.remove, c.Row)
		t.b.claim(c.Row, nil)
		t.result(RowResult{Row: c.Row, Status: Logged}, true)
	}
}

// start makes room for a change of another kind than those that are gathered, or for
// one more when they are many.
func (t *turn) start(other bool, c *parsedRow) {
	size := aboutCell
	for i := range c.cells {
		size += len(c.cells[i].value.Value.Text) + aboutCell
	}
	n := len(t.add) + len(t.update) + len(t.remove)
	if other || n >= entryRows || n > 0 && t.bytes+size > entryBytes {
		t.flush()
	}
	t.bytes += size
}

// flush logs the changes that were gathered. What they refuse comes after them.
func (t *turn) flush() {
	var e *editlog.Entry
	switch {
	case len(t.add) > 0:
		e = t.log(editlog.Edit{AddRows: t.add})
	case len(t.update) > 0:
		e = t.log(editlog.Edit{UpdateRows: t.update})
	case len(t.remove) > 0:
		e = t.log(editlog.Edit{RemoveRows: t.remove})
	}
	for _, i := range t.logs {
		t.results[i].Num = e.Num
	}
	if len(t.refuse) > 0 {
		t.log(editlog.Edit{Refuse: t.refuse})
	}
	t.add, t.update, t.remove, t.refuse, t.logs, t.bytes = nil, nil, nil, nil, nil, 0
	clear(t.touched)
}
