package inputtable

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/writ-dev/writ"
)

// asked and got are an operation on one cell, to put a value there if another is
// seen there, and what came of it.
type asked struct{ seen, value string }

type got struct {
	logged bool
	value  string // that is there, if nothing was logged
}

// cellModel is a cell that is changed on condition.
var cellModel = porcupine.Model{
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		now, in, out := state.(string), input.(asked), output.(got)
		if in.seen == now {
			return out.logged, in.value
		}
		return !out.logged && out.value == now, now
	},
}

// TestLinearizable has people change one cell at once, on a warehouse that
// loses answers, and looks for an order in which all they were told is true.
func TestLinearizable(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		w := newFakeWorld(t)
		n := &nodes{w: w, ws: w.node()}
		in := w.input(n.ws, writ.InputText)
		row := w.submit(n.ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `""`)})).Rows[0].Row
		c := &chaos{r: rand.New(rand.NewPCG(seed, 7))}
		w.fake.set(c.fault)
		var mu sync.Mutex
		var history []porcupine.Operation
		var wait sync.WaitGroup
		for person := range 5 {
			wait.Go(func() {
				seen := ""
				for i := range 20 {
					op := asked{seen: seen, value: strconv.Itoa(person*1000 + i)}
					r := w.request(in, RowChange{
						Do: Update, Row: row, Values: cells("c1", strconv.Quote(op.value)), Seen: cells("c1", strconv.Quote(op.seen)),
					})
					r.Key = op.value
					call := time.Now().UnixNano()
					a := n.insist(t, r)
					if a == nil {
						return
					}
					out := got{logged: a.Rows[0].Status == Logged}
					if !out.logged {
						out.value = a.Rows[0].Cells[0].Current.Value.Text
					}
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: person, Input: op, Output: out, Call: call, Return: time.Now().UnixNano()})
					mu.Unlock()
					if seen = out.value; out.logged {
						seen = op.value
					}
				}
			})
		}
		wait.Wait()
		w.fake.set(nil)
		if !porcupine.CheckOperations(cellModel, history) {
			t.Errorf("seed %d: the history is not linearizable", seed)
		}
	}
}
