package inputtable

import (
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// Uniques tells who holds which value of a unique column, while the changes of a
// request are looked at in their order. It knows of the values that it was told: of
// each value that somebody wants, every row that holds it has to be Put first, as
// the data table has it and then as it was changed since.
type Uniques struct {
	holders map[string]map[writ.RowID]bool
	held    map[writ.RowID]string
}

// NewUniques returns Uniques that know of no value.
func NewUniques() *Uniques {
	return &Uniques{holders: map[string]map[writ.RowID]bool{}, held: map[writ.RowID]string{}}
}

// Put tells that a row holds c from now on, NULL if the row is no longer there.
func (u *Uniques) Put(row writ.RowID, c editlog.Cell) {
	if old, ok := u.held[row]; ok {
		delete(u.holders[old], row)
		delete(u.held, row)
	}
	if c.Value.Null {
		return
	}
	text := c.Value.Text
	if u.holders[text] == nil {
		u.holders[text] = map[writ.RowID]bool{}
	}
	u.holders[text][row], u.held[row] = true, text
}

// Check returns the violation if another row holds c. NULL may stand in any number
// of rows.
func (u *Uniques) Check(row writ.RowID, c editlog.Cell) *Violation {
	if c.Value.Null {
		return nil
	}
	for other := range u.holders[c.Value.Text] {
		if other != row {
			return &Violation{writ.RuleUnique, fmt.Sprintf("%s stands in another row already; values of this column are unique.", shown(c.Value.Text))}
		}
	}
	return nil
}
