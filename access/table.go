package access

// ref stands for an id inside a World: rows name each other by refs, which take
// four bytes where an id takes fifty. 0 is nobody and nothing.
type ref uint32

// table keeps rows by id. An id has a ref from when it is first mentioned, so that
// facts may come in any order.
type table[K ~string, R any] struct {
	refs map[K]ref
	ids  []K
	rows []R // rows[0] is nobody's
	free []ref
}

func newTable[K ~string, R any]() table[K, R] {
	return table[K, R]{refs: map[K]ref{}, ids: make([]K, 1), rows: make([]R, 1)}
}

// intern returns the ref of an id, a new one if need be. Pointers to rows are good
// until the next call.
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
		t.ids[r] = id
	} else {
		r = ref(len(t.rows))
		t.ids, t.rows = append(t.ids, id), append(t.rows, *new(R))
	}
	t.refs[id] = r
	return r
}

// find returns the ref of an id, 0 if it was never mentioned.
func (t *table[K, R]) find(id K) ref { return t.refs[id] }

func (t *table[K, R]) at(r ref) *R { return &t.rows[r] }

func (t *table[K, R]) id(r ref) K { return t.ids[r] }

// drop forgets an id that nothing mentions any more.
func (t *table[K, R]) drop(id K) {
	r, ok := t.refs[id]
	if !ok {
		return
	}
	delete(t.refs, id)
	t.ids[r], t.rows[r] = "", *new(R)
	t.free = append(t.free, r)
}
