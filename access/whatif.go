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
	Documents int // below the file whose level changes in this direction; see WhatIf
}

// enough is how many pairs of a member and a document WhatIf looks at, one by one.
const enough = 1 << 16

// WhatIf tells who would gain and who would lose by changes of grants, by the name
// of the member. Nothing is changed. It is for those who may manage the access to
// the files.
//
// Who it is and their levels on the files themselves are exact. So are the numbers
// of documents below, except for changes that concern more than 65,536 pairs of
// a member and a document: there it is not looked at what each member has on single
// things below by other grants and by what is their own.
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
	for r := range over.files {
		c := comparison{w: w, over: over, file: r}
		c.all(&e)
	}
	order := func(a, b Shift) int {
		x, y := w.members.find(a.Member), w.members.find(b.Member)
		return cmp.Or(foldCompare(w.members.at(x).name, w.members.at(y).name), cmp.Compare(x, y), cmp.Compare(a.File, b.File))
	}
	slices.SortFunc(e.Gain, order)
	slices.SortFunc(e.Lose, order)
	return e
}

// comparison is of what members have on a file and below, before and after.
type comparison struct {
	w         *World
	over      *overlay
	file      ref
	documents [len(kinds)]int // below the file, of each kind
	total     int
}

// all adds what changes for everybody whom the changes are about.
func (c *comparison) all(e *Effect) {
	affected := map[ref]struct{}{}
	for to := range c.over.files[c.file] {
		for _, m := range c.w.meant(to) {
			affected[m] = struct{}{}
		}
	}
	c.count(c.file)
	exact := len(affected)*c.total <= enough
	for m := range affected {
		c.one(e, m, exact)
	}
}

// count counts the documents below a file that are not in the trash.
func (c *comparison) count(r ref) {
	for at := c.w.files.at(r).first; at != 0; at = c.w.files.at(at).beside.next {
		switch f := c.w.files.at(at); {
		case f.trashed:
		case f.kind.document():
			c.documents[f.kind]++
			c.total++
		default:
			c.count(at)
		}
	}
}

// one adds what changes for one member.
func (c *comparison) one(e *Effect, m ref, exact bool) {
	before, after := c.w.lens(m), c.w.lens(m)
	after.over = c.over
	from, to := before.rank(c.file), after.rank(c.file)
	var more, less int
	switch f := c.w.files.at(c.file); {
	case f.kind.document() || !before.m.active() || before.folder(c.file) == after.folder(c.file):
	case exact:
		more, less = c.shifted(&before, &after, c.file)
	default:
		more, less = c.roughly(&before, &after)
	}
	shift := Shift{Member: c.w.members.id(m), File: c.w.files.id(c.file), From: from.level(), To: to.level()}
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
func (c *comparison) shifted(before, after *lens, r ref) (more, less int) {
	for at := c.w.files.at(r).first; at != 0; at = c.w.files.at(at).beside.next {
		if !c.w.files.at(at).kind.document() {
			m, l := c.shifted(before, after, at)
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

// roughly is shifted by the level on the file alone.
func (c *comparison) roughly(before, after *lens) (more, less int) {
	for k, n := range c.documents {
		as := &file{kind: kind(k)}
		from, to := before.through(as, before.folder(c.file)), after.through(as, after.folder(c.file))
		switch {
		case to > from:
			more += n
		case to < from:
			less += n
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
