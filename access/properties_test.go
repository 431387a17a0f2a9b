package access_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// levels returns the level of every member on every file.
func (w *twins) levels() map[string]writ.Level {
	out := map[string]writ.Level{}
	for m := range w.members {
		for f := range w.files {
			out[string(m)+" on "+string(f)] = w.world.Level(m, f)
		}
	}
	return out
}

// TestWorldIsTheModel changes organizations at random and asks for every level, and
// for the same in every other form.
func TestWorldIsTheModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		for m := range w.members {
			for f := range w.files {
				w.agrees(t, m, f)
			}
		}
		for f := range w.files {
			w.agreesWho(t, f)
		}
	})
}

// agrees asks what one member has on one file in every form.
func (w *twins) agrees(t *rapid.T, m writ.MemberID, f writ.FileID) {
	want := w.level(m, f)
	s := w.world.Standing(m, f)
	if got := w.world.Level(m, f); got != want || s.Level != want || len(s.Why) == 0 {
		t.Fatalf("%s on %s: level %q, explained as %+v; want %q", m, f, got, s, want)
	}
	open := access.ViewFolder
	if w.files[f].Kind.Document() {
		open = access.ViewDocument
	}
	q := access.Question{Who: m, Do: open, File: f}
	if d := w.world.Decide(q); d.Allow != (want != "") || d.Allow != w.world.May(q) || d.Allow != slices.Contains(s.May, open) || d.Hidden && (d.Allow || s.Manages) {
		t.Fatalf("%s on %s: %+v with level %q", m, f, d, want)
	}
	path := w.world.Path(m, f)
	for _, up := range w.above(f) {
		if slices.Contains(path, up.ID) != (w.level(m, up.ID) != "") {
			t.Fatalf("the path of %s for %s: %v", f, m, path)
		}
	}
}

// agreesWho asks who has access to a file.
func (w *twins) agreesWho(t *rapid.T, f writ.FileID) {
	list, total := w.world.Who(access.Who{File: f})
	got := map[writ.MemberID]writ.Level{}
	for _, s := range list {
		got[s.Member] = s.Level
	}
	want := map[writ.MemberID]writ.Level{}
	for m := range w.members {
		if l := w.level(m, f); l != "" {
			want[m] = l
		}
	}
	if !maps.Equal(got, want) || total != len(want) || len(list) != total {
		t.Fatalf("who has %s: %v of %d, want %v", f, got, total, want)
	}
}

// TestListsAgree asks for lists of every form, page by page, along the order and
// one by one.
func TestListsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		if rapid.Bool().Draw(t, "walk") {
			w.world.WalkAlways()
		}
		w.world.Arrange()
		for range rapid.IntRange(0, 10).Draw(t, "more") {
			w.step(t)
		}
		q := access.List{
			Who: drawKey(t, w.members), Direct: rapid.Bool().Draw(t, "direct"), Desc: rapid.Bool().Draw(t, "desc"), Limit: rapid.IntRange(0, 4).Draw(t, "limit"),
			Sort:    rapid.SampledFrom([]access.Order{access.ByName, access.ByUpdated, access.ByCreated, access.ByKind}).Draw(t, "sort"),
			Text:    rapid.SampledFrom([]string{"", "", "pl", "Ä"}).Draw(t, "text"),
			AtLeast: rapid.SampledFrom([]writ.Level{"", "", "explore", "edit"}).Draw(t, "least"),
			Parent:  rapid.SampledFrom(append(w.folders(), "", "", "nowhere")).Draw(t, "parent"),
		}
		if rapid.Bool().Draw(t, "kinds") {
			q.Kinds = drawSome(t, kindOrder)
		}
		var got []writ.FileID
		for page := 0; page <= len(w.files); page++ {
			p, err := w.world.List(q)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p.IDs...)
			if q.Cursor = p.Next; p.Next == "" {
				break
			}
		}
		if want := w.listed(q); !slices.Equal(got, want) {
			t.Fatalf("%+v: %v, want %v", q, got, want)
		}
	})
}

// TestMoreGrantsMoreAccess says that a grant more takes no action from anybody, and
// gives whom it is not for nothing, nor anybody anything on what does not lie below.
func TestMoreGrantsMoreAccess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		before, may := w.levels(), w.actions()
		g := w.newGrant(t)
		w.putGrant(g)
		for m := range w.members {
			for f := range w.files {
				key := string(m) + " on " + string(f)
				now := w.world.Standing(m, f)
				if d := rank(now.Level) - rank(before[key]); d < 0 {
					t.Fatalf("%s lost by %+v", key, g)
				} else if below := slices.ContainsFunc(w.above(f), func(p writ.File) bool { return p.ID == g.File }); d > 0 && (!below || !w.meant(g, m)) {
					t.Fatalf("%s gained by %+v", key, g)
				}
				for _, a := range may[key] {
					if a != access.RequestAccess && !slices.Contains(now.May, a) {
						t.Fatalf("%s may no more %s by %+v", key, a, g)
					}
				}
			}
		}
		delete(w.grants, g.ID)
		w.world.RemoveGrant(g.ID)
		if !maps.Equal(before, w.levels()) {
			t.Fatalf("giving and taking %+v leaves something", g)
		}
	})
}

func rank(l writ.Level) int { return order[l] }

func (w *twins) actions() map[string][]access.Action {
	out := map[string][]access.Action{}
	for m := range w.members {
		for f := range w.files {
			out[string(m)+" on "+string(f)] = w.world.Standing(m, f).May
		}
	}
	return out
}

// TestOrderOfFacts puts the facts of an organization in another order, some twice,
// into another World.
func TestOrderOfFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		other := access.NewWorld()
		var puts []func()
		for _, m := range w.members {
			puts = append(puts, func() { other.PutMember(&m) })
		}
		for _, f := range w.files {
			puts = append(puts, func() { other.PutFile(&f) })
		}
		for _, g := range w.grants {
			puts = append(puts, func() { other.PutGrant(&g) })
		}
		for id, members := range w.teams {
			var in []writ.TeamMember
			for _, m := range members {
				in = append(in, writ.TeamMember{Team: id, Member: m})
			}
			puts = append(puts, func() { other.PutTeam(&writ.Team{ID: id, Name: string(id)}, in) })
		}
		puts = append(puts, drawSome(t, puts)...)
		for _, put := range rapid.Permutation(puts).Draw(t, "order") {
			put()
		}
		before := w.levels()
		w.world = other
		if after := w.levels(); !maps.Equal(before, after) {
			t.Fatalf("%v, in another order %v", before, after)
		}
	})
}

// TestTeamIsItsMembers says that a grant to a team is one to each of its members,
// and that leaving takes exactly that.
func TestTeamIsItsMembers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		before := w.levels()
		g := w.newGrant(t)
		g.Grantee = writ.Grantee{Team: drawKey(t, w.teams)}
		w.putGrant(g)
		byTeam := w.levels()
		delete(w.grants, g.ID)
		w.world.RemoveGrant(g.ID)
		for _, m := range w.teams[g.Grantee.Team] {
			one := g
			one.ID, one.Grantee = g.ID+writ.GrantID(m), writ.Grantee{Member: m}
			w.putGrant(one)
		}
		if each := w.levels(); !maps.Equal(byTeam, each) {
			t.Fatalf("the team: %v, each member: %v", byTeam, each)
		}
		for _, m := range w.teams[g.Grantee.Team] {
			w.world.RemoveGrant(g.ID + writ.GrantID(m))
		}
		if !maps.Equal(before, w.levels()) {
			t.Fatal("leaving leaves something")
		}
	})
}

// TestSourcesAreNothing says that what a member has on one document changes by no
// grant on another, wherever either lies.
func TestSourcesAreNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		g := w.newGrant(t)
		if !w.files[g.File].Kind.Document() {
			return
		}
		before := w.levels()
		w.putGrant(g)
		for key, level := range w.levels() {
			if level != before[key] && key != "" && key[len(key)-len(g.File):] != string(g.File) {
				t.Fatalf("%s became %q by %+v", key, level, g)
			}
		}
	})
}

// TestWhatIfIsWhatHappens simulates a change and then makes it.
func TestWhatIfIsWhatHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		g := w.newGrant(t)
		for _, other := range w.grants { // there is one of each grantee on a file
			if other.File == g.File && other.Grantee == g.Grantee {
				delete(w.grants, other.ID)
				w.world.RemoveGrant(other.ID)
				g.ID = other.ID
			}
		}
		if rapid.Bool().Draw(t, "lower") {
			before := g
			before.Level = rapid.SampledFrom(w.files[g.File].Kind.Levels()).Draw(t, "before")
			w.putGrant(before)
		}
		change := access.GrantChange{File: g.File, Grantee: g.Grantee, Level: g.Level}
		takes := rapid.Bool().Draw(t, "takes")
		if takes {
			change.Level = writ.LevelNone
		}
		said := w.world.WhatIf([]access.GrantChange{change})
		before := w.levels()
		if w.world.RemoveGrant(g.ID); !takes {
			w.world.PutGrant(&g)
		}
		if happened := w.happened(g.File, before); fmt.Sprint(happened) != fmt.Sprint(said) {
			t.Fatalf("said %+v, happened %+v", said, happened)
		}
	})
}

// happened is the effect on a file and below since before.
func (w *twins) happened(f writ.FileID, before map[string]writ.Level) access.Effect {
	var e access.Effect
	for _, m := range slices.Sorted(maps.Keys(w.members)) {
		more, less := 0, 0
		for id, file := range w.files {
			key := string(m) + " on " + string(id)
			below := id != f && slices.ContainsFunc(w.above(id), func(p writ.File) bool { return p.ID == f })
			switch d := rank(w.world.Level(m, id)) - rank(before[key]); {
			case !below || !file.Kind.Document():
			case d > 0:
				more++
			case d < 0:
				less++
			}
		}
		s := access.Shift{Member: m, File: f, From: before[string(m)+" on "+string(f)], To: w.world.Level(m, f)}
		if s.Documents = more; more > 0 || rank(s.To) > rank(s.From) {
			e.Gain = append(e.Gain, s)
		}
		if s.Documents = less; less > 0 || rank(s.To) < rank(s.From) {
			e.Lose = append(e.Lose, s)
		}
	}
	return e
}

// TestSharedWithMe holds the list against the grants.
func TestSharedWithMe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawTwins(t)
		for m := range w.members {
			newest := map[writ.FileID]writ.Grant{}
			for _, g := range w.grants {
				if g.Grantee.All() || !w.meant(g, m) || g.CreatedBy == m || w.files[g.File].Owner == m || w.level(m, g.File) == "" {
					continue
				}
				if n, ok := newest[g.File]; !ok || g.CreatedAt.After(n.CreatedAt) {
					newest[g.File] = g
				}
			}
			var last time.Time
			list := w.world.SharedWith(m)
			for i, s := range list {
				if newest[s.File].ID != s.Grant || i > 0 && s.At.After(last) || s.Level != w.level(m, s.File) {
					t.Fatalf("shared with %s: %+v, want %+v", m, s, newest[s.File])
				}
				last = s.At
			}
			if len(list) != len(newest) {
				t.Fatalf("shared with %s: %+v, want %v", m, list, newest)
			}
		}
	})
}
