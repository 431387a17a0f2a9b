package inputtable_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
)

// TestUnique compares Uniques with a list of all rows that is looked through.
func TestUnique(t *testing.T) {
	t.Parallel()
	cells := []editlog.Cell{{Value: writ.Null()}}
	for _, text := range []string{"", "a", "A", "b"} {
		cells = append(cells, editlog.Cell{Type: writ.InputText, Value: writ.Text(text)})
	}
	rapid.Check(t, func(t *rapid.T) {
		u, rows := inputtable.NewUniques(), map[writ.RowID]editlog.Cell{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			row := rapid.SampledFrom([]writ.RowID{"1", "2", "3", "4"}).Draw(t, "row")
			c := rapid.SampledFrom(cells).Draw(t, "cell")
			taken := false
			for other, has := range rows {
				taken = taken || other != row && !c.Value.Null && has == c
			}
			v := u.Check(row, c)
			if (v != nil) != taken || taken && v.Rule != writ.RuleUnique {
				t.Fatalf("row %s wants %q: got %v, want taken %v", row, c.Value.Text, v, taken)
			}
			if rapid.Bool().Draw(t, "put") {
				u.Put(row, c)
				rows[row] = c
			}
		}
	})
}
