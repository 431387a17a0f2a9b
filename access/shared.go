package access

import (
	"cmp"
	"slices"
	"time"

	"github.com/writ-dev/writ"
)

// Shared is a file that somebody else gave a member or one of their teams access
// to, and the newest grant that did.
type Shared struct {
	File    writ.FileID
	Grant   writ.GrantID
	Grantee writ.Grantee
	By      writ.MemberID
	At      time.Time
	Level   writ.Level // that the member has on it now, by whatever
}

// SharedWith lists what was shared with a member directly, newest first, each file
// once: not what all members have, nor what lies in a shared folder, nor what is
// the member's own.
func (w *World) SharedWith(who writ.MemberID) []Shared {
	w.mu.RLock()
	defer w.mu.RUnlock()
	l := w.lens(w.members.find(who))
	newest := map[ref]ref{}
	note := func(grants []ref) {
		for _, g := range grants {
			row := w.grants.at(g)
			if row.by != l.who && w.files.at(row.file).owner != l.who && w.newer(g, newest[row.file]) {
				newest[row.file] = g
			}
		}
	}
	note(l.m.grants)
	for _, grants := range l.teamGrants() {
		note(grants)
	}
	var out []Shared
	for f, g := range newest {
		if level := l.rank(f); level > none {
			row := w.grants.at(g)
			out = append(out, Shared{
				File: w.files.id(f), Grant: w.grants.id(g), Grantee: w.grantee(row.to), By: w.members.id(row.by),
				At: time.UnixMicro(row.created).UTC(), Level: level.level(),
			})
		}
	}
	slices.SortFunc(out, func(a, b Shared) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Grant, a.Grant)) })
	return out
}

// newer tells whether a grant was made after another, or the other is none.
func (w *World) newer(g, other ref) bool {
	if other == 0 {
		return true
	}
	a, b := w.grants.at(g), w.grants.at(other)
	return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(w.grants.id(g), w.grants.id(other))) > 0
}
