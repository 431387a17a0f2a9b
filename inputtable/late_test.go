package inputtable

import (
	"testing"

	"github.com/writ-dev/writ/warehouse/driver"
)

// TestAppendThatLandsAtTheTakingOver lets an append whose answer was lost land at the
// last moment: when the next term has read the log, and before it begins there. Where
// numbers are unique it keeps its own, and the term begins behind it.
func TestAppendThatLandsAtTheTakingOver(t *testing.T) {
	t.Parallel()
	for name, keyed := range map[string]bool{"keyed": true, "not keyed": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newFakeWorld(t)
			w.fake.keyed = keyed
			ws := w.node()
			in := w.input(ws, "text")
			row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
			appends := 0
			var late func()
			w.fake.set(func(call string) fault {
				if call != "append" {
					return fault{}
				}
				switch appends++; appends {
				case 1:
					return fault{before: classed(driver.ClassUncertain), late: func(do func()) { late = do }}
				case 2:
					w.fake.mu.Unlock()
					late()
					w.fake.mu.Lock()
				}
				return fault{}
			})
			r := w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"b"`), Seen: cells("c1", `"a"`)})
			r.Key = "once"
			if a := w.submit(ws, r); a.Rows[0].Status != Logged {
				t.Errorf("got %+v", a)
			}
			w.agree(ws, in)
			logged := 0
			for _, e := range w.entries(ws, in) {
				if e.Meta.Key == "once" {
					logged++
				}
			}
			if logged != 1 {
				t.Errorf("the edit counts %d times", logged)
			}
		})
	}
}
