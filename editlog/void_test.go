package editlog

import (
	"fmt"
	"slices"
	"testing"
)

// world is a log in which the statements of three writers land in some order. The
// first has term 1; the others read the log, take over at the next number, and log
// on. A writer acknowledges what has landed before the next one reads, as its trust
// in its lease ends before; what it has sent may land ever so late.
type world struct {
	keyed bool // the platform refuses a number that is taken
	log   []*Entry
	acked []*Entry
	seen  [4][]*Entry // what each writer found accepted when it read
	took  int         // the highest term that has taken over: what that found is certain
	reads int         // the highest term of those that have read
	next  [4]int64    // number of the next entry of each writer
	last  [4]string   // hash of the entry before that
	stuck [4]bool     // a writer that got no acknowledgement sends nothing more
}

// land puts entries that were sent as one statement into the log.
func (w *world) land(entries ...*Entry) bool {
	if w.keyed {
		for _, e := range entries {
			if slices.ContainsFunc(w.log, func(o *Entry) bool { return o.Num == e.Num }) {
				return false
			}
		}
	}
	w.log = append(w.log, entries...)
	return true
}

// send lands the next entries of a writer and acknowledges them, if it may.
func (w *world) send(term, parts int) {
	if w.stuck[term] {
		return
	}
	var entries []*Entry
	for i := range parts {
		entries = append(entries, w.link(term, landed(w.next[term]+int64(i), int64(term), fmt.Sprint(term, "-", w.next[term]), i+1, parts)))
	}
	w.next[term] += int64(parts)
	if !w.land(entries...) || w.reads > term {
		w.stuck[term] = true
		return
	}
	w.acked = append(w.acked, entries...)
}

// link puts an entry into the chain that its writer knows.
func (w *world) link(term int, e *Entry) *Entry {
	e.Meta.Prev, e.Meta.Hash = w.last[term], fmt.Sprint(e.Num, "/", term)
	w.last[term] = e.Meta.Hash
	return e
}

// read is what a writer does first.
func (w *world) read(term int) {
	w.reads = max(w.reads, term)
	w.seen[term] = w.accepted()
	w.next[term], w.last[term] = int64(len(w.seen[term])+1), ""
	if n := len(w.seen[term]); n > 0 {
		w.last[term] = w.seen[term][n-1].Meta.Hash
	}
}

// takeOver reads again where the number it wants is taken.
func (w *world) takeOver(term int) {
	e := w.link(term, landed(w.next[term], int64(term), "", 1, 1))
	for !w.land(e) {
		w.read(term)
		e = w.link(term, landed(w.next[term], int64(term), "", 1, 1))
	}
	w.next[term]++
	w.took = max(w.took, term)
	if w.stuck[term] = w.reads > term; !w.stuck[term] {
		w.acked = append(w.acked, e)
	}
}

func (w *world) accepted() []*Entry {
	sorted := slices.Clone(w.log)
	slices.SortStableFunc(sorted, func(a, b *Entry) int { return int(a.Num - b.Num) })
	return Accept(sorted)
}

func (w *world) check() error {
	slices.Reverse(w.log) // entries of one number may come in any order
	reversed := w.accepted()
	slices.Reverse(w.log)
	accepted := w.accepted()
	if !slices.Equal(accepted, reversed) {
		return fmt.Errorf("accepted are %v, or %v", names(accepted), names(reversed))
	}
	for i, e := range accepted {
		if e.Num != int64(i+1) {
			return fmt.Errorf("accepted are %v", names(accepted))
		}
	}
	for _, e := range w.acked {
		if !slices.Contains(accepted, e) {
			return fmt.Errorf("%v was acknowledged; accepted are %v", names([]*Entry{e}), names(accepted))
		}
	}
	for term, seen := range w.seen {
		if term == w.took && !slices.Equal(seen, accepted[:len(seen)]) {
			return fmt.Errorf("term %d found %v; accepted are %v", term, names(seen), names(accepted))
		}
	}
	return nil
}

// Every order in which the statements of three writers can land is tried, and
// looked at after each of them: where the log ends there, the rest never landed.
func TestVoidRuleInEveryOrder(t *testing.T) {
	t.Parallel()
	scripts := [][]func(*world){
		{
			func(w *world) { w.send(1, 1) }, func(w *world) { w.send(1, 2) },
			func(w *world) { w.send(1, 1) }, func(w *world) { w.send(1, 1) },
		},
		{
			func(w *world) { w.read(2) }, func(w *world) { w.takeOver(2) },
			func(w *world) { w.send(2, 2) }, func(w *world) { w.send(2, 1) },
		},
		{
			func(w *world) { w.read(3) }, func(w *world) { w.takeOver(3) }, func(w *world) { w.send(3, 2) },
		},
	}
	for _, keyed := range []bool{false, true} {
		orders := 0
		every(len(scripts[0]), len(scripts[1]), len(scripts[2]), nil, func(order []int) {
			orders++
			w := &world{keyed: keyed}
			w.next[1] = 1
			var at [3]int
			for i, who := range order {
				scripts[who][at[who]](w)
				at[who]++
				if err := w.check(); err != nil {
					t.Fatalf("keyed %v, %v: %v", keyed, order[:i+1], err)
				}
			}
		})
		if orders != 11550 {
			t.Errorf("%d orders", orders)
		}
	}
}

// every calls do with each order of a zeros, b ones and c twos.
func every(a, b, c int, order []int, do func([]int)) {
	if a+b+c == 0 {
		do(order)
	}
	for who, left := range []int{a, b, c} {
		if left > 0 {
			n := []int{a, b, c}
			n[who]--
			every(n[0], n[1], n[2], append(order[:len(order):len(order)], who), do)
		}
	}
}
