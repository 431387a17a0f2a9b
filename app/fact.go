package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// allFacts reads everything that permissions are decided by, as of one moment.
func allFacts(ctx context.Context, tx store.Tx) (*news, error) {
	w := access.NewWorld()
	n := &news{world: w}
	var err error
	if n.upTo, err = tx.Events.Last(ctx, writ.TopicAccess); err != nil {
		return nil, err
	}
	for _, load := range []func(context.Context, store.Tx, *access.World) error{loadTypes, loadMembers, loadTeams} {
		if err := load(ctx, tx, w); err != nil {
			return nil, err
		}
	}
	if err := tx.Files.Each(ctx, func(f *writ.File) error { w.PutFile(f); return nil }); err != nil {
		return nil, err
	}
	if err := tx.Grants.Each(ctx, func(g *writ.Grant) error { w.PutGrant(g); return nil }); err != nil {
		return nil, err
	}
	w.Arrange()
	return n, nil
}

func loadTypes(ctx context.Context, tx store.Tx, w *access.World) error {
	types, err := tx.AccountTypes.List(ctx)
	for _, t := range types {
		w.PutType(t)
	}
	return err
}

func loadMembers(ctx context.Context, tx store.Tx, w *access.World) error {
	_, err := firstMember(ctx, tx, func(m *writ.Member) bool { w.PutMember(m); return false })
	return err
}

func loadTeams(ctx context.Context, tx store.Tx, w *access.World) error {
	teams, err := tx.Teams.List(ctx)
	if err != nil {
		return err
	}
	members := map[writ.TeamID][]writ.TeamMember{}
	err = tx.Teams.EachMember(ctx, func(m writ.TeamMember) error {
		members[m.Team] = append(members[m.Team], m)
		return nil
	})
	for _, t := range teams {
		w.PutTeam(t, members[t.ID])
	}
	return err
}

// read loads the facts that were changed as they are now; those that are gone are
// taken away.
func (n *news) read(ctx context.Context, tx store.Tx, changed map[writ.FactChange]bool) error {
	var files []writ.FileID
	for c := range changed {
		if c.Noun == writ.FactFile { // there may be many: a folder with all that was in it
			files = append(files, writ.FileID(c.ID))
			continue
		}
		put, err := readFact(ctx, tx, c)
		if err != nil {
			return err
		}
		n.puts = append(n.puts, put)
	}
	return n.readFiles(ctx, tx, files)
}

func (n *news) readFiles(ctx context.Context, tx store.Tx, ids []writ.FileID) error {
	for len(ids) > 0 {
		some := ids[:min(factsAtOnce, len(ids))]
		ids = ids[len(some):]
		list, err := tx.Files.Many(ctx, some)
		if err != nil {
			return err
		}
		there := map[writ.FileID]bool{}
		for _, f := range list {
			there[f.ID] = true
			n.puts = append(n.puts, func(w *access.World) { w.PutFile(f) })
		}
		for _, id := range some {
			if !there[id] {
				n.puts = append(n.puts, func(w *access.World) { w.RemoveFile(id) })
			}
		}
	}
	return nil
}

// readFact returns what brings one fact of the world up to date. A noun that a
// version to come knows changes nothing here.
func readFact(ctx context.Context, tx store.Tx, c writ.FactChange) (func(*access.World), error) {
	switch c.Noun {
	case writ.FactMember:
		m, err := tx.Members.Get(ctx, writ.MemberID(c.ID))
		return renewed(err, func(w *access.World) { w.PutMember(m) }, func(*access.World) {})
	case writ.FactType:
		id := writ.AccountTypeID(c.ID)
		t, err := tx.AccountTypes.Get(ctx, id)
		return renewed(err, func(w *access.World) { w.PutType(t) }, func(w *access.World) { w.RemoveType(id) })
	case writ.FactTeam:
		id := writ.TeamID(c.ID)
		t, err := tx.Teams.Get(ctx, id)
		if err != nil {
			return renewed(err, nil, func(w *access.World) { w.RemoveTeam(id) })
		}
		members, err := tx.Teams.Members(ctx, id)
		return func(w *access.World) { w.PutTeam(t, members) }, err
	case writ.FactGrant:
		id := writ.GrantID(c.ID)
		g, err := tx.Grants.Get(ctx, id)
		return renewed(err, func(w *access.World) { w.PutGrant(g) }, func(w *access.World) { w.RemoveGrant(id) })
	}
	return func(*access.World) {}, nil
}

// renewed chooses by how reading a fact ended: it is there, or it is gone.
func renewed(err error, there, gone func(*access.World)) (func(*access.World), error) {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return gone, nil
	}
	return there, err
}
