package inputtable

import (
	"context"
	"maps"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// needs is what has to be read of a branch before some requests can be made into
// entries.
type needs struct {
	rows    map[writ.RowID]bool
	values  map[writ.ColumnID]map[string]bool // rows by their value in a column
	around  map[string]bool                   // positions next to a position
	choices map[writ.ColumnID]writ.InputColumn
}

func newNeeds() *needs {
	return &needs{rows: map[writ.RowID]bool{}, values: map[writ.ColumnID]map[string]bool{}, around: map[string]bool{}, choices: map[writ.ColumnID]writ.InputColumn{}}
}

func (n *needs) empty() bool {
	return len(n.rows)+len(n.values)+len(n.around)+len(n.choices) == 0
}

// knows tells whether it is known if, and how, a row is there.
func (b *branch) knows(id writ.RowID) bool {
	if b.complete {
		return true
	}
	_, known := b.stored[id]
	return known
}

func (b *branch) needRow(n *needs, id writ.RowID) {
	if !b.knows(id) {
		n.rows[id] = true
	}
}

// needValue needs the rows that hold a value in a column. Once they are known, they
// stay so: whatever changes after that, changes here.
func (b *branch) needValue(n *needs, column writ.ColumnID, text string) {
	ix := b.indexOf(column)
	if b.complete || ix.asked[text] {
		return
	}
	if n.values[column] == nil {
		n.values[column] = map[string]bool{}
	}
	n.values[column][text] = true
}

// need adds what a request needs.
func (b *branch) need(n *needs, j *job) {
	for i := range j.parsed.rows {
		c := &j.parsed.rows[i]
		if c.Row != "" {
			b.needRow(n, c.Row)
		}
		if c.Place != nil {
			b.needPlace(n, c.Place)
		}
		for k := range c.cells {
			cell := &c.cells[k]
			if cell.bad != nil || cell.value.Value.Null {
				continue
			}
			rules := &b.state.Column(cell.column).Rules
			if rules.Unique || len(c.Match) > 0 && c.Match[0] == cell.column {
				b.needValue(n, cell.column, cell.value.Value.Text)
			}
			if rules.From != nil && b.choicesOf(cell.column) == nil {
				n.choices[cell.column] = *b.state.Column(cell.column)
			}
		}
		if c.Do == Upsert {
			for id := range b.candidates(c) {
				b.needRow(n, id)
			}
		}
	}
	if e := b.state.Held[j.req.Release]; e != nil {
		for _, id := range heldRows(e) {
			b.needRow(n, id)
		}
	}
}

// candidates are the rows that hold the first of the values that an upsert matches
// by.
func (b *branch) candidates(c *parsedRow) map[writ.RowID]bool {
	for _, cell := range c.cells {
		if cell.column == c.Match[0] && cell.bad == nil {
			return b.indexOf(cell.column).holders[cell.value.Value.Text]
		}
	}
	return nil
}

func (b *branch) needPlace(n *needs, p *Place) {
	ref := p.After
	if ref == "" {
		ref = p.Before
	}
	if ref == "" {
		return
	}
	b.needRow(n, ref)
	if row := b.state.Rows[ref]; row != nil && !b.complete {
		if _, known := b.around[row.Position]; !known {
			n.around[row.Position] = true
		}
	}
}

// found is what was read for needs.
type found struct {
	rows    []*editlog.Row
	values  map[writ.ColumnID][][]writ.Value
	around  map[string]warehouse.Positions
	choices map[writ.ColumnID]*Choices
}

// fetch reads what requests need, all of it together.
func (b *branch) fetch(n *needs) {
	st := b.st
	st.fetching = true
	shape := b.shape()
	st.async(func(ctx context.Context) func() {
		f, err := shape.read(ctx, st, n)
		return func() {
			st.fetching = false
			if err != nil {
				b.fetchFailed(err)
				return
			}
			b.take(n, f)
		}
	})
}

// fetchFailed answers whoever waits for what cannot be read.
func (b *branch) fetchFailed(err error) {
	t := b.st.t
	t.refuseAll(err)
	if warehouse.ClassOf(err) == driver.ClassNotFound {
		t.throw()
	}
}

// read reads what is needed from the data table.
func (s *shape) read(ctx context.Context, st *opened, n *needs) (*found, error) {
	f := &found{values: map[writ.ColumnID][][]writ.Value{}, around: map[string]warehouse.Positions{}, choices: map[writ.ColumnID]*Choices{}}
	data := st.place.data
	if len(n.rows) > 0 {
		rows, err := s.readRows(ctx, data, slices.Collect(maps.Keys(n.rows)))
		if err != nil {
			return nil, err
		}
		f.rows = rows
	}
	for id, texts := range n.values {
		column, ok := s.physical(id)
		if !ok {
			continue
		}
		values := make([]writ.Value, 0, len(texts))
		for text := range texts {
			values = append(values, writ.Text(text))
		}
		rows, err := data.ValuesIn(ctx, s.data, column, values)
		if err != nil {
			return nil, err
		}
		f.values[id] = rows
	}
	for at := range n.around {
		p, err := data.Positions(ctx, s.data, at)
		if err != nil {
			return nil, err
		}
		f.around[at] = p
	}
	for id, c := range n.choices {
		choices, err := st.t.w.ws.sources.Choices(ctx, s.data.Branch, *c.Rules.From, c.Type)
		if err != nil {
			return nil, err
		}
		f.choices[id] = choices
	}
	return f, nil
}

// take puts what was read into memory. What is there already is newer.
func (b *branch) take(n *needs, f *found) {
	for _, row := range f.rows {
		if !b.knows(row.ID) {
			b.load(row)
		}
	}
	for id := range n.rows {
		if !b.knows(id) {
			b.stored[id] = nil
		}
	}
	for id, texts := range n.values {
		ix := b.indexOf(id)
		for _, pair := range f.values[id] {
			row := writ.RowID(pair[0].Text)
			if !b.knows(row) {
				b.putValue(ix, id, row, pair[1])
			}
		}
		for text := range texts {
			ix.asked[text] = true
		}
	}
	maps.Copy(b.around, f.around)
	for id, choices := range f.choices {
		b.choices[id] = knownChoices{choices, b.st.t.w.ws.opt.Uptime()}
	}
}
