package inputtable

import (
	"fmt"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// parsed is the rows of a request, read as values of the columns that there were in
// a version of the structure.
type parsed struct {
	version int64
	rows    []parsedRow
	bytes   int
}

// parsedRow is a RowChange with its cells in the order of their columns.
type parsedRow struct {
	*RowChange
	cells []parsedCell
}

// parsedCell is a value for a cell. If it is none of the column's type, bad says
// why, and value is what is kept of it.
type parsedCell struct {
	column writ.ColumnID
	value  editlog.Cell
	bad    *Violation
	seen   *editlog.Cell
}

// parse reads the rows of a request. A request that names what is not there, or may
// not be changed, is refused as a whole: CodeInvalid says where.
func (b *branch) parse(r *Request) (*parsed, error) {
	p := &parsed{version: b.version, rows: make([]parsedRow, len(r.Rows))}
	for i := range r.Rows {
		c := &r.Rows[i]
		p.rows[i].RowChange = c
		field := fmt.Sprintf("rows[%d]", i)
		if err := b.checkChange(field, c); err != nil {
			return nil, err
		}
		if len(c.Values) == 0 {
			continue
		}
		cells := make([]parsedCell, 0, len(c.Values))
		for id, raw := range c.Values {
			cell, err := b.parseCell(field, c, id)
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell)
			p.bytes += len(raw)
		}
		slices.SortFunc(cells, func(x, y parsedCell) int { return compareIDs(x.column, y.column) })
		p.rows[i].cells = cells
	}
	return p, nil
}

// compareIDs orders columns as they were made.
func compareIDs(a, b writ.ColumnID) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (b *branch) parseCell(field string, c *RowChange, id writ.ColumnID) (parsedCell, error) {
	column := b.state.Column(id)
	switch {
	case column == nil || column.Removed:
		return parsedCell{}, writ.Invalid(opSubmit, field+".values."+string(id), "The input table has no column %s; it may have been deleted.", shown(string(id)))
	case column.Rules.Protected:
		return parsedCell{}, writ.Invalid(opSubmit, field+".values."+string(id), "The column %s is protected; nobody changes it by hand.", shown(column.Name))
	}
	cell := parsedCell{column: id}
	value, err := editlog.Parse(column.Type, c.Values[id])
	if cell.value = value; err != nil {
		cell.value = editlog.Given(c.Values[id])
		cell.bad = &Violation{Rule: writ.RuleType, Reason: sentence(err)}
	}
	if raw, ok := c.Seen[id]; ok {
		seen, err := editlog.Parse(column.Type, raw)
		if err != nil {
			return parsedCell{}, writ.Invalid(opSubmit, field+".seen."+string(id), "What was seen in the column %s was never there: %v.", shown(column.Name), err)
		}
		cell.seen = &seen
	}
	return cell, nil
}

// sentence makes a sentence for people of the words of an error.
func sentence(err error) string {
	s := err.Error()
	return string(upper(s[0])) + s[1:] + "."
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

const opSubmit = "inputtable.Submit"

// checkChange checks the form of one change.
func (b *branch) checkChange(field string, c *RowChange) error {
	linked := b.state.Kind == writ.InputLinked
	switch {
	case c.Do != Insert && c.Do != Update && c.Do != Upsert && c.Do != Delete:
		return writ.Invalid(opSubmit, field+".do", "%q is not something that can be done with a row.", string(c.Do))
	case linked && (c.Do == Insert || c.Do == Delete || c.Do == Upsert):
		return writ.Invalid(opSubmit, field, "The rows of a linked input table are those of its parent; they are neither added nor deleted by hand.")
	case (c.Do == Update || c.Do == Delete) && c.Row == "":
		return writ.Invalid(opSubmit, field+".rowId", "Which row?")
	case len(c.Row) > maxRowID:
		return writ.Invalid(opSubmit, field+".rowId", "The id of a row has at most %d characters.", maxRowID)
	case c.Do == Upsert && len(c.Match) == 0:
		return writ.Invalid(opSubmit, field+".match", "An upsert needs columns to match by.")
	case c.Place != nil && (c.Do == Delete || linked):
		return writ.Invalid(opSubmit, field+".place", "Such a row has no place of its own.")
	}
	for id := range c.Seen {
		if _, ok := c.Values[id]; !ok {
			return writ.Invalid(opSubmit, field+".seen."+string(id), "A value was seen in a column that gets no value.")
		}
	}
	for _, id := range c.Match {
		if raw, ok := c.Values[id]; !ok || string(raw) == "null" {
			return writ.Invalid(opSubmit, field+".match", "The column %s, by which rows are matched, needs a value.", shown(string(id)))
		}
	}
	if c.Do == Insert && c.Row != "" && b.state.Kind != writ.InputLinked {
		if _, err := writ.ParseID[writ.RowID](field+".rowId", string(c.Row)); err != nil {
			return err
		}
	}
	return nil
}

// maxRowID is what a data table has room for.
const maxRowID = 64
