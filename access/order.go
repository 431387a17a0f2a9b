package access

import (
	"cmp"
	"slices"
	"sort"

	"github.com/writ-dev/writ"
)

// mark is a place in an order: what a file there is sorted by.
type mark struct {
	Name string      `json:"n"`
	Time int64       `json:"t,omitempty"`
	Kind kind        `json:"k,omitempty"`
	ID   writ.FileID `json:"i"`
}

func (m mark) compare(other mark) int {
	return cmp.Or(cmp.Compare(m.Time, other.Time), cmp.Compare(m.Kind, other.Kind), foldCompare(m.Name, other.Name), cmp.Compare(m.ID, other.ID))
}

// mark is where a file is in an order.
func (w *World) mark(by Order, r ref) mark {
	f := w.files.at(r)
	m := mark{Name: f.name, ID: w.files.id(r)}
	switch by {
	case ByUpdated:
		m.Time = f.updated
	case ByCreated:
		m.Time = f.created
	case ByKind:
		m.Kind = f.kind
	}
	return m
}

// order is every file that is not itself in the trash, sorted: blocks of limited
// size, so that a change moves no more than a block. A list of many files walks
// along it and stops when it has a page.
type order struct {
	w      *World
	by     Order
	blocks [][]entry // none is empty
}

// entry is a file in an order, with as much of its row as tells at a glance that a
// member cannot see it.
type entry struct {
	file, parent ref
	kind         kind
}

func (w *World) entry(r ref) entry {
	f := w.files.at(r)
	return entry{file: r, parent: f.parent, kind: f.kind}
}

// Arrange sorts everything in every order. It is for after the facts were loaded:
// an order that is not there yet is made by the first List that needs it.
func (w *World) Arrange() {
	for _, by := range []Order{ByName, ByUpdated, ByCreated, ByKind} {
		w.arrange(by)
	}
}

func (w *World) arrange(by Order) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.orders[by] != nil {
		return
	}
	type marked struct {
		mark
		ref
	}
	all := make([]marked, 0, w.files.size)
	for r := range w.files.size {
		if f := w.files.at(r); f.known && !f.trashed {
			all = append(all, marked{w.mark(by, r), r})
		}
	}
	slices.SortFunc(all, func(a, b marked) int { return a.compare(b.mark) })
	o := &order{w: w, by: by}
	for part := range slices.Chunk(all, w.block/2) {
		block := make([]entry, 0, w.block)
		for _, m := range part {
			block = append(block, w.entry(m.ref))
		}
		o.blocks = append(o.blocks, block)
	}
	w.orders[by] = o
}

// seek returns the block and the place in it of the first entry at or after a mark;
// the place may be the end of the block.
func (o *order) seek(m mark) (block, at int) {
	before := func(e entry) bool { return o.w.mark(o.by, e.file).compare(m) < 0 }
	block = max(0, sort.Search(len(o.blocks), func(i int) bool { return !before(o.blocks[i][0]) })-1)
	if block == len(o.blocks) {
		return 0, 0
	}
	return block, sort.Search(len(o.blocks[block]), func(i int) bool { return !before(o.blocks[block][i]) })
}

// insert enters a file where its row says.
func (o *order) insert(r ref) {
	if len(o.blocks) == 0 {
		o.blocks = [][]entry{append(make([]entry, 0, o.w.block), o.w.entry(r))}
		return
	}
	b, i := o.seek(o.w.mark(o.by, r))
	if half := o.w.block / 2; len(o.blocks[b]) == o.w.block {
		second := append(make([]entry, 0, o.w.block), o.blocks[b][half:]...)
		o.blocks[b] = o.blocks[b][:half]
		o.blocks = slices.Insert(o.blocks, b+1, second)
		if i > half {
			b, i = b+1, i-half
		}
	}
	o.blocks[b] = slices.Insert(o.blocks[b], i, o.w.entry(r))
}

// remove takes a file out, whose row is still as when it was entered.
func (o *order) remove(r ref) {
	b, i := o.seek(o.w.mark(o.by, r))
	if i == len(o.blocks[b]) {
		b, i = b+1, 0
	}
	o.blocks[b] = slices.Delete(o.blocks[b], i, i+1)
	if len(o.blocks[b]) == 0 {
		o.blocks = slices.Delete(o.blocks, b, b+1)
	}
}

// walk calls fn for every entry after a mark, or with desc before it in the
// opposite direction, until fn returns false; nil is one of the ends.
func (o *order) walk(from *mark, desc bool, fn func(entry) bool) {
	if len(o.blocks) == 0 {
		return
	}
	if desc {
		o.walkBack(from, fn)
		return
	}
	b, i := 0, 0
	if from != nil {
		b, i = o.seek(*from)
	}
	for ; b < len(o.blocks); b, i = b+1, 0 {
		for _, e := range o.blocks[b][i:] {
			if !fn(e) {
				return
			}
		}
	}
}

func (o *order) walkBack(from *mark, fn func(entry) bool) {
	b := len(o.blocks) - 1
	i := len(o.blocks[b])
	if from != nil {
		b, i = o.seek(*from)
	}
	for {
		for i--; i >= 0; i-- {
			if !fn(o.blocks[b][i]) {
				return
			}
		}
		if b--; b < 0 {
			return
		}
		i = len(o.blocks[b])
	}
}
