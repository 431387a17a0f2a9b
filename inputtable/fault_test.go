package inputtable

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ/warehouse/driver"
)

// once returns faults that hit the first of some calls, and no other.
func once(call string, is fault) func(string) fault {
	hit := false
	return func(c string) fault {
		if !strings.HasPrefix(c, call) || hit {
			return fault{}
		}
		hit = true
		return is
	}
}

// TestAppendOfUnknownOutcome loses the answer of an append that has landed, has not,
// or lands when the next writer is at work already.
func TestAppendOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	var late func()
	for name, is := range map[string]fault{
		"landed":      {after: classed(driver.ClassUncertain)},
		"not landed":  {before: classed(driver.ClassUncertain)},
		"lands later": {before: classed(driver.ClassUncertain), late: func(do func()) { late = do }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newFakeWorld(t)
			ws := w.node()
			in := w.input(ws, "text")
			row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
			w.fake.set(once("append", is))
			r := w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"b"`), Seen: cells("c1", `"a"`)})
			r.Key = "once"
			if a := w.submit(ws, r); a.Rows[0].Status != Logged {
				t.Errorf("got %+v", a)
			}
			if late != nil {
				late()
			}
			w.agree(ws, in)
			if a := w.submit(ws, r); !a.Repeated || a.Rows[0].Status != Logged {
				t.Errorf("again: got %+v", a)
			}
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
