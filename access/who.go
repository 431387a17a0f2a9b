package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Who asks who has access to a file.
type Who struct {
	File   writ.FileID
	Text   string // a part of the member's name, whatever the case
	Offset int
	Limit  int // 0 for all
}

// Who returns everybody who has a level on a file, the highest first and then by
// name, and how many they are. It is for those who may manage the access to it.
func (w *World) Who(q Who) (list []Standing, total int) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	r, text := w.files.find(q.File), []byte(strings.ToLower(q.Text))
	type reach struct {
		member ref
		level  rank
	}
	var found []reach
	for _, m := range w.reachable(r) {
		l := w.lens(m)
		if level := l.rank(r); level > none && foldContains(l.m.name, text) {
			found = append(found, reach{m, level})
		}
	}
	slices.SortFunc(found, func(a, b reach) int {
		return cmp.Or(cmp.Compare(b.level, a.level), foldCompare(w.members.at(a.member).name, w.members.at(b.member).name), cmp.Compare(a.member, b.member))
	})
	total = len(found)
	found = found[min(q.Offset, total):]
	if q.Limit > 0 {
		found = found[:min(q.Limit, len(found))]
	}
	for _, f := range found {
		l := w.lens(f.member)
		list = append(list, l.standing(r))
	}
	return list, total
}

// reachable lists those who may have a level on a file: whom a grant on it or above
// it is for, and the owners. Each is there once.
func (w *World) reachable(r ref) []ref {
	found := map[ref]struct{}{}
	for n := 0; r != 0 && n <= writ.MaxDepth+1; n++ {
		f := w.files.at(r)
		if f.owner != 0 {
			found[f.owner] = struct{}{}
		}
		for _, c := range f.cells {
			for _, m := range w.meant(c.to) {
				found[m] = struct{}{}
			}
		}
		r = f.parent
	}
	out := make([]ref, 0, len(found))
	for m := range found {
		out = append(out, m)
	}
	return out
}

// meant lists the members whom a grant to a grantee is for.
func (w *World) meant(to grantee) []ref {
	switch {
	case to == 0:
		all := make([]ref, 0, w.members.size)
		for m := ref(1); m < w.members.size; m++ {
			all = append(all, m)
		}
		return all
	case to&aTeam != 0:
		return w.teams.at(ref(to &^ aTeam)).members
	}
	return []ref{ref(to)}
}

// Offers lists the levels that may be given on a file to a grantee, the least
// first: what the kind of file has and the account type of a member allows.
func (w *World) Offers(f writ.FileID, to writ.Grantee) []writ.Level {
	w.mu.RLock()
	defer w.mu.RUnlock()
	r := w.files.find(f)
	row := w.files.at(r)
	l := w.lens(0)
	if !row.known || !row.kind.document() && l.atHome(r) {
		return nil
	}
	m := w.members.at(w.members.find(to.Member))
	return slices.DeleteFunc(row.kind.levels(), func(level writ.Level) bool {
		if to.Member == "" {
			return false
		}
		return !m.active() || m.leaves(row, rankOf(level)) < rankOf(level)
	})
}

// leaves is what the account type of a member leaves of a level on a file.
func (m *member) leaves(f *file, level rank) rank {
	if f.kind.document() {
		return m.onDocument[level]
	}
	return m.onFolder[level]
}
