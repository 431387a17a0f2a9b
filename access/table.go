package access

// ref stands for an id inside a World: rows name each other by refs, which take
// four bytes where an id takes fifty. 0 is nobody and nothing.
type ref uint32

// table keeps rows by id. An id has a ref from when it is first mentioned, so that
// facts may come in any order. Rows stay where they are, a page of them at a time:
// there is never a large copy, and pointers to rows stay good.
type table[K ~string, R any] struct {
	refs  map[K]ref
	pages [][]slot[K, R]
	size  ref // of the refs given out, nobody's included
	free  []ref
}

type slot[K ~string, R any] struct {
	id  K
	row R
}

const pageBits = 10 // of a ref: which row of a page

func newTable[K ~string, R any]() table[K, R] {
	t := table[K, R]{refs: map[K]ref{}}
	t.grow()
	return t
}

// grow gives out one more ref.
func (t *table[K, R]) grow() ref {
	if t.size&(1<<pageBits-1) == 0 {
		t.pages = append(t.pages, make([]slot[K, R], 1<<pageBits))
	}
	t.size++
	return t.size - 1
}

// intern returns the ref of an id, a new one if need be.
func (t *table[K, R]) intern(id K) ref {
	if id == "" {
		return 0
	}
	if r, ok := t.refs[id]; ok {
		return r
	}
	var r ref
	if n := len(t.free); n > 0 {
		r, t.free = t.free[n-1], t.free[:n-1]
	} else {
		r = t.grow()
	}
	t.refs[id] = r
	t.slot(r).id = id
	return r
}

// find returns the ref of an id, 0 if it was never mentioned.
func (t *table[K, R]) find(id K) ref { return t.refs[id] }

func (t *table[K, R]) slot(r ref) *slot[K, R] { return &t.pages[r>>pageBits][r&(1<<pageBits-1)] }

func (t *table[K, R]) at(r ref) *R { return &t.slot(r).row }

func (t *table[K, R]) id(r ref) K { return t.slot(r).id }

// drop forgets an id that nothing mentions any more.
func (t *table[K, R]) drop(id K) {
	r, ok := t.refs[id]
	if !ok {
		return
	}
	delete(t.refs, id)
	*t.slot(r) = slot[K, R]{}
	t.free = append(t.free, r)
}
