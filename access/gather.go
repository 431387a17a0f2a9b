package access

// bits is a set of refs.
type bits []uint64

func (b bits) has(r ref) bool { return b[r/64]&(1<<(r%64)) != 0 }

// add tells whether r was not in the set yet.
func (b bits) add(r ref) bool {
	fresh := !b.has(r)
	b[r/64] |= 1 << (r % 64)
	return fresh
}

// room is what a list takes to remember things about every file: megabytes that are
// used again.
type room struct {
	memo       []hold
	mine, seen bits
}

// takeRoom returns an empty room; it goes back to w.rooms.
func (w *World) takeRoom() *room {
	r := w.rooms.Get().(*room)
	if n := int(w.files.size); cap(r.memo) < n {
		n += n / 8 // files to come
		*r = room{memo: make([]hold, n), mine: make(bits, n/64+1), seen: make(bits, n/64+1)}
	}
	clear(r.memo)
	clear(r.mine)
	clear(r.seen)
	return r
}

// gathering collects the files that a list can be about, without asking for levels
// yet, as long as they are few.
type gathering struct {
	*search
	found []ref
	seen  bits
}

// gather returns all files that the list can be about, or false if they are not
// few. Roots are those of the member, and nothing is seen yet.
func (s *search) gather(roots []ref, seen bits) ([]ref, bool) {
	g := gathering{search: s, seen: seen}
	if s.Trash {
		for r := range s.w.trash {
			g.found = append(g.found, r)
		}
		return g.found, true
	}
	if s.Parent != "" {
		return g.found, g.inside(s.top)
	}
	for _, r := range roots {
		if !g.tree(r) {
			return nil, false
		}
	}
	return g.found, true
}

// roots lists what the member owns or has a grant right on, some more than once:
// below them lies everything that the member can see.
func (l *lens) roots() []ref {
	var out []ref
	for r := l.m.owned; r != 0; r = l.w.files.at(r).kin.next {
		out = append(out, r)
	}
	for _, grants := range append([][]ref{l.m.grants, l.w.toAll}, l.teamGrants()...) {
		for _, g := range grants {
			out = append(out, l.w.grants.at(g).file)
		}
	}
	return out
}

// tree adds a file and, unless only the top is asked for, what lies below it.
func (g *gathering) tree(r ref) bool {
	if !g.seen.add(r) {
		return true
	}
	if g.found = append(g.found, r); len(g.found) > g.w.few {
		return false
	}
	if g.w.files.at(r).trashed || g.Direct {
		return true
	}
	return g.inside(r)
}

// inside adds what lies in a folder.
func (g *gathering) inside(r ref) bool {
	for at := g.w.files.at(r).first; at != 0; at = g.w.files.at(at).beside.next {
		if !g.tree(at) {
			return false
		}
	}
	return true
}
