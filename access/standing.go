package access

import "github.com/writ-dev/writ"

// Cause says where a level comes from.
type Cause string

// The causes of a level.
const (
	CauseGrant   Cause = "grant"
	CauseCreated Cause = "created" // a grant of Can contribute where the member created the document
	CauseOwner   Cause = "owner"
	CauseHome    Cause = "home" // it lies in the member's own My documents
)

// Via is one of the things through which a member has a level. Of an owner and of
// a home there is no grant.
type Via struct {
	Cause   Cause
	Grant   writ.GrantID
	Grantee writ.Grantee // the member, a team of the member, or all members
	File    writ.FileID  // where it is given: the file or a folder above it
	Level   writ.Level   // that is given there
	Gives   writ.Level   // what it gives here; the account type may leave less of it
}

// Standing is how one member stands to a file: the answer to "why?".
type Standing struct {
	Member  writ.MemberID
	File    writ.FileID
	Level   writ.Level // the highest of all that reach the member, as far as the account type allows
	Before  writ.Level // what it were without the account type; the same as Level mostly
	Owner   bool
	Manages bool // may share it and take access away, by level or as an Admin
	May     []Action
	Via     []Via // nearest first
	Why     []string
}

// Level returns what a member has on a file, LevelNone if nothing or if the file
// is in the trash.
func (w *World) Level(who writ.MemberID, f writ.FileID) writ.Level {
	w.mu.RLock()
	defer w.mu.RUnlock()
	l := w.lens(w.members.find(who))
	return l.rank(w.files.find(f)).level()
}

// Standing explains what a member has on a file, may do with it, and why. It names
// what decides: whoever asks about another member must be allowed to manage the
// access to the file.
func (w *World) Standing(who writ.MemberID, f writ.FileID) Standing {
	w.mu.RLock()
	defer w.mu.RUnlock()
	l, r := w.lens(w.members.find(who)), w.files.find(f)
	s := l.standing(r)
	row := w.files.at(r)
	for i := range demands {
		d := &demands[i]
		if !row.known || !d.on.is(row.kind) {
			continue
		}
		if w.judge(&Question{Who: who, Do: d.action, File: f}).cause.allows() {
			s.May = append(s.May, d.action)
			s.Manages = s.Manages || d.action == ShareDocument || d.action == ShareFolder
		}
	}
	return s
}

// standing is Standing without what the member may do.
func (l *lens) standing(r ref) Standing {
	f := l.w.files.at(r)
	s := Standing{Member: l.w.members.id(l.who), File: l.w.files.id(r), Level: l.rank(r).level(), Owner: f.known && f.owner == l.who && l.m.active()}
	s.Via = l.via(r)
	before := none
	for _, v := range s.Via {
		before = max(before, rankOf(v.Gives))
	}
	s.Before = before.level()
	s.Why = l.why(r, s)
	return s
}

// via lists everything through which the member has a level on a file, nearest
// first: what the account type leaves of it is not asked.
func (l *lens) via(r ref) []Via {
	f := l.w.files.at(r)
	if !f.known || !l.m.active() || l.rank(r) == none && l.gone(r) {
		return nil
	}
	var out []Via
	if f.kind.document() && f.owner == l.who {
		out = append(out, Via{Cause: CauseOwner, Grantee: writ.Grantee{Member: l.w.members.id(l.who)}, File: l.w.files.id(r), Level: writ.LevelEdit, Gives: writ.LevelEdit})
	}
	private := l.place(r) == private
	for at, n := r, 0; at != 0 && n <= writ.MaxDepth+1; n++ {
		row := l.w.files.at(at)
		for _, c := range row.cells {
			if l.reaches(c.to) && (!private || row.kind.document()) {
				out = append(out, l.viaGrant(f, at, c))
			}
		}
		if row.kind == aHome && row.owner == l.who {
			out = append(out, l.viaHome(f, at))
		}
		at = row.parent
	}
	return out
}

// place returns own or private for what lies in a home, and otherwise something
// else.
func (l *lens) place(r ref) hold {
	if f := l.w.files.at(r); f.kind.document() {
		r = f.parent
	}
	return l.folder(r)
}

func (l *lens) viaGrant(f *file, at ref, c cell) Via {
	v := Via{Cause: CauseGrant, Grant: l.w.grants.id(c.grant), Grantee: l.w.grantee(c.to), File: l.w.files.id(at), Level: c.level.level()}
	gives := c.level
	if f.kind.document() && !l.w.files.at(at).kind.document() {
		created := f.creator == l.who
		gives = c.level.gives(f.kind, created)
		if created && c.level == contribute {
			v.Cause = CauseCreated
		}
	}
	v.Gives = gives.level()
	return v
}

func (l *lens) viaHome(f *file, at ref) Via {
	v := Via{Cause: CauseHome, Grantee: writ.Grantee{Member: l.w.members.id(l.who)}, File: l.w.files.id(at), Level: writ.LevelManage, Gives: writ.LevelManage}
	if f.kind.document() {
		v.Gives = writ.LevelEdit
	}
	return v
}
