package access

import (
	"cmp"
	"slices"

	"github.com/writ-dev/writ"
)

// grant is one grant. Who may be given it is a grantee.
type grant struct {
	file    ref
	to      grantee
	by      ref
	level   rank
	created int64 // Unix microseconds
}

// grantee is all members (0), a member or a team.
type grantee uint32

const aTeam grantee = 1 << 31

// cell is a grant as the file it is on keeps it.
type cell struct {
	to    grantee
	grant ref
	level rank
}

func (w *World) granteeOf(g writ.Grantee) grantee {
	if g.Team != "" {
		return aTeam | grantee(w.teams.intern(g.Team))
	}
	return grantee(w.members.intern(g.Member))
}

// grantee is the opposite of granteeOf.
func (w *World) grantee(g grantee) writ.Grantee {
	switch {
	case g == 0:
		return writ.AllMembers()
	case g&aTeam != 0:
		return writ.Grantee{Team: w.teams.id(ref(g &^ aTeam))}
	}
	return writ.Grantee{Member: w.members.id(ref(g))}
}

// given is where the grants to a grantee are listed.
func (w *World) given(g grantee) *[]ref {
	switch {
	case g == 0:
		return &w.toAll
	case g&aTeam != 0:
		return &w.teams.at(ref(g &^ aTeam)).grants
	}
	return &w.members.at(ref(g)).grants
}

// PutGrant adds or replaces a grant.
func (w *World) PutGrant(g *writ.Grant) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.grants.find(g.ID); r != 0 {
		w.removeGrant(r)
	}
	row := grant{
		file: w.files.intern(g.File), to: w.granteeOf(g.Grantee), by: w.members.intern(g.CreatedBy),
		level: rankOf(g.Level), created: g.CreatedAt.UnixMicro(),
	}
	r := w.grants.intern(g.ID)
	*w.grants.at(r) = row
	f := w.files.at(row.file)
	i, _ := slices.BinarySearchFunc(f.cells, cell{to: row.to, grant: r}, compareCells)
	f.cells = slices.Insert(f.cells, i, cell{row.to, r, row.level})
	list := w.given(row.to)
	*list = append(*list, r)
}

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.grant, b.grant))
}

// RemoveGrant removes a grant.
func (w *World) RemoveGrant(id writ.GrantID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.grants.find(id); r != 0 {
		w.removeGrant(r)
	}
}

func (w *World) removeGrant(r ref) {
	row := *w.grants.at(r)
	f := w.files.at(row.file)
	if i, ok := slices.BinarySearchFunc(f.cells, cell{to: row.to, grant: r}, compareCells); ok {
		f.cells = slices.Delete(f.cells, i, i+1)
	}
	list := w.given(row.to)
	if i := slices.Index(*list, r); i >= 0 {
		last := len(*list) - 1
		(*list)[i] = (*list)[last]
		*list = (*list)[:last]
	}
	w.grants.drop(w.grants.id(r))
}
