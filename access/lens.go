package access

import (
	"slices"

	"github.com/writ-dev/writ"
)

// lens is the World as one member sees it: the one place where levels come from.
// Every question looks through one.
type lens struct {
	w     *World
	who   ref
	m     *member
	trash bool     // what is in the trash counts as if it were not
	over  *overlay // grants as they would be; nil for as they are
	memo  []hold   // what was found on folders before, by ref; nil for a single look
	mine  bits     // the files that the member owns or has a grant right on; nil if nobody has looked
}

func (w *World) lens(who ref) lens { return lens{w: w, who: who, m: w.members.at(who)} }

// withTrash is the lens for which what is in the trash counts as if it were not.
func (l *lens) withTrash() lens {
	as := *l
	as.trash, as.memo = true, nil
	return as
}

// hold is what a member has on a folder by the grants on it and on those above:
// a rank, or one of the others.
type hold uint8

const (
	unknown hold = iota
	held         // held+rank: before the account type takes its part
	_            // … view
	_            // … explore
	_            // … contribute
	_            // … edit, which folders have not
	_            // … manage
	own          // it is in the member's own My documents
	private      // it is in somebody else's: grants on folders there count for nobody
	gone         // it is in the trash, or not known to be anywhere
)

// over returns what is held on what lies right below, or on a file itself, with the
// best of the grants on it.
func (h hold) over(best rank) hold {
	if h >= own {
		return h
	}
	return max(h, held+hold(best))
}

// folder returns what the member holds on a folder. It walks up to the top and
// then down again: whether somewhere above is the trash or a home is known only
// there.
func (l *lens) folder(at ref) hold {
	var way [writ.MaxDepth + 2]ref
	n, h := 0, unknown
	for h == unknown {
		if at == 0 || n == len(way) { // a parent is not known yet, or a circle is about to be mended
			return gone
		}
		if l.memo != nil && l.memo[at] != unknown {
			h = l.memo[at]
			break
		}
		f := l.w.files.at(at)
		way[n] = at
		n++
		switch {
		case !f.known || f.kind.document():
			return gone
		case f.trashed && !l.trash:
			h = gone
		case f.kind == aHome && f.owner == l.who:
			h = own
		case f.kind == aHome:
			h = private
		case f.kind == aWorkspace:
			h = held
		}
		at = f.parent
	}
	for n--; n >= 0; n-- {
		h = h.over(l.best(way[n]))
		if f := l.w.files.at(way[n]); f.trashed && !l.trash {
			h = gone
		}
		if l.memo != nil {
			l.memo[way[n]] = h
		}
	}
	return h
}

// best returns the highest level of the grants on one file that reach the member.
func (l *lens) best(f ref) rank {
	if l.over != nil && l.over.files[f] != nil {
		return l.over.best(l, f)
	}
	if l.mine != nil && !l.mine.has(f) {
		return none
	}
	cells := l.w.files.at(f).cells
	if len(l.m.teams)+2 < len(cells)/8 {
		return l.seek(cells)
	}
	var best rank
	for _, c := range cells {
		if c.level > best && l.reaches(c.to) {
			best = c.level
		}
	}
	return best
}

// seek is best for a file with far more grants than the member has teams.
func (l *lens) seek(cells []cell) rank {
	best := max(at(cells, 0), at(cells, grantee(l.who)))
	for _, t := range l.m.teams {
		best = max(best, at(cells, aTeam|grantee(t)))
	}
	return best
}

// at returns the level of a grantee among the grants on a file.
func at(cells []cell, to grantee) rank {
	i, _ := slices.BinarySearchFunc(cells, cell{to: to}, compareCells)
	var best rank
	for ; i < len(cells) && cells[i].to == to; i++ {
		best = max(best, cells[i].level)
	}
	return best
}

// reaches tells whether a grant to a grantee is one to the member.
func (l *lens) reaches(to grantee) bool {
	switch {
	case to == 0:
		return true
	case to&aTeam != 0:
		return l.m.in(ref(to &^ aTeam))
	}
	return ref(to) == l.who
}

// teamGrants returns the grants to the teams of the member.
func (l *lens) teamGrants() [][]ref {
	var out [][]ref
	for _, t := range l.m.teams {
		out = append(out, l.w.teams.at(t).grants)
	}
	return out
}

// rank returns the level that the member has on a file: the highest of all that
// reach it, and no more than the account type leaves of it.
func (l *lens) rank(r ref) rank {
	f := l.w.files.at(r)
	if !f.known || !l.m.active() {
		return none
	}
	if !f.kind.document() {
		return l.onFolder(l.folder(r))
	}
	if f.trashed && !l.trash {
		return none
	}
	above := l.folder(f.parent)
	if above == gone {
		return none
	}
	return max(l.through(f, above), l.direct(r, f))
}

// onFolder is the level that a hold leaves on a folder.
func (l *lens) onFolder(h hold) rank {
	switch {
	case h == own:
		return l.m.atHome
	case h > own || h <= held:
		return none
	}
	return l.m.onFolder[h-held]
}

// through is the level on a document that comes from the folders above it.
func (l *lens) through(f *file, above hold) rank {
	return l.onDocument(f, l.onFolder(above).gives(f.kind, f.creator == l.who))
}

// direct is the level on a document that comes from grants on it and from owning it.
func (l *lens) direct(r ref, f *file) rank {
	if f.owner == l.who {
		return l.onDocument(f, edit)
	}
	return l.onDocument(f, l.best(r))
}

// onDocument is what the account type and the kind leave of a level on a document.
func (l *lens) onDocument(f *file, level rank) rank {
	level = l.m.onDocument[level]
	if level == explore && f.kind != aWorkbook {
		return view
	}
	return level
}
