package inputtable

import (
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// index tells which rows hold which value of a column: of every row in memory, and
// of all rows for the values that were asked for.
type index struct {
	*Uniques
	asked map[string]bool
}

// indexOf returns the index of a column, made from the rows in memory the first
// time.
func (b *branch) indexOf(id writ.ColumnID) *index {
	ix := b.index[id]
	if ix == nil {
		ix = &index{NewUniques(), map[string]bool{}}
		for row, r := range b.state.Rows {
			ix.Put(row, r.Get(id))
		}
		b.index[id] = ix
	}
	return ix
}

// reindex tells the indexes how a row is now.
func (b *branch) reindex(id writ.RowID) {
	row := b.state.Rows[id]
	for column, ix := range b.index {
		cell := editlog.Null()
		if row != nil {
			cell = row.Get(column)
		}
		ix.Put(id, cell)
	}
}

// claim tells the indexes what a row gets before its entry is made, so that the next
// change of the same request knows; nil if the row goes.
func (b *branch) claim(id writ.RowID, values map[writ.ColumnID]editlog.Cell) {
	for column, ix := range b.index {
		cell, ok := values[column]
		switch {
		case ok:
			ix.Put(id, cell)
		case values == nil:
			ix.Put(id, editlog.Null())
		}
	}
}

// putValue tells an index of a row that is not in memory.
func (b *branch) putValue(ix *index, column writ.ColumnID, row writ.RowID, v writ.Value) {
	if c := b.state.Column(column); c != nil {
		if cell, err := cellOf(c.Type, v); err == nil {
			ix.Put(row, cell)
		}
	}
}

// knownChoices are the values that a column allows, and when they were read.
type knownChoices struct {
	*Choices
	at time.Duration
}

// choicesFor is how long values that another table allows are kept.
const choicesFor = 5 * time.Second

// choicesOf returns the values that another table allows in a column, nil if they
// have to be read again.
func (b *branch) choicesOf(id writ.ColumnID) *Choices {
	k, ok := b.choices[id]
	if !ok || b.st.t.w.ws.opt.Uptime()-k.at > choicesFor {
		return nil
	}
	return k.Choices
}

// rulesOf returns the rules of a column, made ready.
func (b *branch) rulesOf(c *writ.InputColumn) *Rules {
	r := b.rules[c.ID]
	if r == nil {
		var err error
		if r, err = NewRules(*c, b.st.place.limits); err != nil {
			plain := *c // its pattern was fine when it was set
			plain.Rules.Pattern = ""
			r, _ = NewRules(plain, b.st.place.limits)
		}
		b.rules[c.ID] = r
	}
	return r
}
