package access

import (
	"cmp"
	"slices"

	"github.com/writ-dev/writ"
)

// GrantChange is a grant as it would be: given, raised, lowered, or with LevelNone
// taken away.
type GrantChange struct {
	File    writ.FileID
	Grantee writ.Grantee
	Level   writ.Level
}

// Effect is what changes of grants would do.
type Effect struct {
	Gain []Shift // those who would have more, on the files themselves or on what lies below
	Lose []Shift // those who would have less
}

// Shift is what changes for one member. On the file itself From and To may be the
// same: then only what lies below changes.
type Shift struct {
	Member    writ.MemberID
	File      writ.FileID
	From, To  writ.Level
	Documents int // below the file whose level changes in this direction
}

// WhatIf tells who would gain and who would lose by changes of grants, by the name
// of the member. Nothing is changed. It is for those who may manage the access to
// the files.
func (w *World) WhatIf(changes []GrantChange) Effect {
	w.mu.RLock()
	defer w.mu.RUnlock()
	over := &overlay{files: map[ref]map[grantee]rank{}}
	for _, c := range changes {
		r, to := w.files.find(c.File), w.findGrantee(c.Grantee)
		if r == 0 || to == nobody {
			continue
		}
		if over.files[r] == nil {
			over.files[r] = map[grantee]rank{}
		}
		over.files[r][to] = rankOf(c.Level)
	}
	var e Effect
	for r, changed := range over.files {
		affected := map[ref]struct{}{}
		for to := range changed {
			for _, m := range w.meant(to) {
				affected[m] = struct{}{}
			}
		}
		for m := range affected {
			w.compare(&e, over, m, r)
		}
	}
	order := func(a, b Shift) int {
		x, y := w.members.find(a.Member), w.members.find(b.Member)
		return cmp.Or(foldCompare(w.members.at(x).name, w.members.at(y).name), cmp.Compare(x, y), cmp.Compare(a.File, b.File))
	}
	slices.SortFunc(e.Gain, order)
	slices.SortFunc(e.Lose, order)
	return e
}

// compare adds what changes for one member on one file and below.
func (w *World) compare(e *Effect, over *overlay, m, r ref) {
	before, after := w.lens(m), w.lens(m)
	after.over = over
	from, to := before.rank(r), after.rank(r)
	more, less := w.shifted(&before, &after, r)
	shift := Shift{Member: w.members.id(m), File: w.files.id(r), From: from.level(), To: to.level()}
	if to > from || more > 0 {
		shift.Documents = more
		e.Gain = append(e.Gain, shift)
	}
	if to < from || less > 0 {
		shift.Documents = less
		e.Lose = append(e.Lose, shift)
	}
}

// shifted counts the documents below a file whose level rises, and falls.
func (w *World) shifted(before, after *lens, r ref) (more, less int) {
	for at := w.files.at(r).first; at != 0; at = w.files.at(at).beside.next {
		if !w.files.at(at).kind.document() {
			m, l := w.shifted(before, after, at)
			more, less = more+m, less+l
			continue
		}
		switch from, to := before.rank(at), after.rank(at); {
		case to > from:
			more++
		case to < from:
			less++
		}
	}
	return more, less
}

// nobody is the grantee of who is not there.
const nobody grantee = ^grantee(0)

// findGrantee is granteeOf without making room for one.
func (w *World) findGrantee(g writ.Grantee) grantee {
	switch {
	case g.All():
		return 0
	case g.Team != "":
		if t := w.teams.find(g.Team); t != 0 {
			return aTeam | grantee(t)
		}
	default:
		if m := w.members.find(g.Member); m != 0 {
			return grantee(m)
		}
	}
	return nobody
}
