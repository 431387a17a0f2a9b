package app_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// deafStore is a store whose notices are all lost.
type deafStore struct{ store.Store }

func (deafStore) Subscribe(func(store.Notice)) (stop func()) { return func() {} }

// beside starts another node on the installation of w, with its store as through
// wraps it.
func (w *world) beside(through func(store.Store) store.Store) *world {
	w.t.Helper()
	b := &world{t: w.t, dir: w.dir, node: "-b", store: through(w.store), members: w.members}
	b.start()
	return b
}

// create makes a file, which must succeed.
func (w *world) create(actor app.Actor, kind writ.FileKind, name string, parent writ.FileID) *app.FileView {
	w.t.Helper()
	return must[*app.FileView](w.t)(w.CreateFile(w.t.Context(), actor, app.FileDraft{Kind: kind, Name: name, Parent: parent}))
}

// grant gives a level behind the back of the App.
func (w *world) grant(file writ.FileID, to writ.Grantee, level writ.Level) *writ.Grant {
	w.t.Helper()
	now := writ.SystemClock()
	g := &writ.Grant{ID: writ.NewID[writ.GrantID](), File: file, Grantee: to, Level: level, Version: 1, CreatedAt: now, UpdatedAt: now}
	w.ok(w.store.Write(w.t.Context(), func(tx store.Tx) error {
		copied := *g
		return tx.Grants.Insert(w.t.Context(), &copied)
	}))
	return g
}

func (w *world) to(at writ.AccountType) writ.Grantee { return writ.Grantee{Member: w.members[at].ID} }

// sees tells whether a member may see a file.
func (w *world) sees(at writ.AccountType, id writ.FileID) bool {
	w.t.Helper()
	_, err := w.File(w.t.Context(), w.as(at), id)
	if err != nil && writ.CodeOf(err) != writ.CodeNotFound {
		w.t.Fatal(err)
	}
	return err == nil
}

// TestOwnChangesCountAtOnce and those of another node at the latest when what was
// known is too old to be believed, also if no notice of them came.
func TestOwnChangesCountAtOnce(t *testing.T) {
	t.Parallel()
	a := bareWorld(t)
	b := a.beside(func(st store.Store) store.Store { return deafStore{st} })
	made := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	doc := a.create(a.admin(), writ.KindWorkbook, "Budget", made.ID)
	if !a.sees(writ.AccountAdmin, doc.ID) {
		t.Error("who made it does not see it")
	}
	g := a.grant(made.ID, a.to(writ.AccountView), writ.LevelView)
	b.later(time.Second)
	if !b.sees(writ.AccountView, doc.ID) {
		t.Error("a grant does not count on the other node")
	}
	a.ok(a.store.Write(t.Context(), func(tx store.Tx) error { return tx.Grants.Delete(t.Context(), g.ID) }))
	b.later(time.Second)
	if b.sees(writ.AccountView, doc.ID) {
		t.Error("a grant that was taken back counts on the other node")
	}
	a.ok(a.TrashFile(t.Context(), a.admin(), made.ID))
	a.ok(a.PurgeFile(t.Context(), a.admin(), made.ID))
	b.later(time.Second)
	for _, id := range []writ.FileID{made.ID, doc.ID} {
		if b.sees(writ.AccountAdmin, id) || a.sees(writ.AccountAdmin, id) {
			t.Error("what was deleted is seen")
		}
	}
}

// TestTeamsAndTypesCount changes each other kind of fact.
func TestTeamsAndTypesCount(t *testing.T) {
	t.Parallel()
	a, ctx := bareWorld(t), t.Context()
	b := a.beside(func(st store.Store) store.Store { return deafStore{st} })
	doc := a.create(a.build(), writ.KindWorkbook, "Budget", "")
	team := &writ.Team{ID: writ.NewID[writ.TeamID](), Name: "Finance", Version: 1, CreatedAt: writ.SystemClock(), UpdatedAt: writ.SystemClock()}
	analyst := a.members[writ.AccountAnalyze].ID
	steps := []struct {
		what  string
		do    func(store.Tx) error
		level writ.Level
	}{
		{"a team", func(tx store.Tx) error { copied := *team; return tx.Teams.Insert(ctx, &copied) }, ""},
		{"its grant", func(tx store.Tx) error {
			return tx.Grants.Insert(ctx, &writ.Grant{ID: writ.NewID[writ.GrantID](), File: doc.ID, Grantee: writ.Grantee{Team: team.ID}, Level: writ.LevelExplore, Version: 1, CreatedAt: a.clock(), UpdatedAt: a.clock()})
		}, ""},
		{"its member", func(tx store.Tx) error {
			return tx.Teams.Put(ctx, writ.TeamMember{Team: team.ID, Member: analyst, AddedAt: a.clock()})
		}, writ.LevelExplore},
		{"another account type", func(tx store.Tx) error {
			m, err := tx.Members.Get(ctx, analyst)
			if err == nil {
				m.AccountType = writ.AccountView
				err = tx.Members.Update(ctx, m)
			}
			return err
		}, writ.LevelView},
		{"the end of the team", func(tx store.Tx) error { return tx.Teams.Delete(ctx, team.ID) }, ""},
	}
	for _, s := range steps {
		a.ok(a.store.Write(ctx, s.do))
		b.later(time.Second)
		view, err := b.File(ctx, b.as(writ.AccountAnalyze), doc.ID)
		level := writ.LevelNone
		if err == nil {
			level = view.Level
		}
		if level != s.level {
			t.Errorf("after %s the level is %q, want %q (%v)", s.what, level, s.level, err)
		}
	}
}

// TestLostEvents has a node miss so much that the events are no longer kept.
func TestLostEvents(t *testing.T) {
	t.Parallel()
	a, ctx := bareWorld(t), t.Context()
	b := a.beside(func(st store.Store) store.Store { return deafStore{st} })
	space := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	b.later(time.Second)
	b.sees(writ.AccountAdmin, space.ID)
	doc := a.create(a.admin(), writ.KindWorkbook, "Budget", space.ID)
	gone := a.create(a.admin(), writ.KindWorkbook, "Old", space.ID)
	a.grant(doc.ID, a.to(writ.AccountView), writ.LevelView)
	a.ok(a.TrashFile(ctx, a.admin(), gone.ID))
	a.ok(a.store.Write(ctx, func(tx store.Tx) error { return tx.Events.DeleteBefore(ctx, 0) }))
	b.later(time.Second)
	if !b.sees(writ.AccountView, doc.ID) || b.sees(writ.AccountView, space.ID) {
		t.Error("after events were lost the grants are wrong")
	}
	if f := must[*app.FileView](t)(b.File(ctx, b.admin(), gone.ID)); !f.Trashed() {
		t.Error("after events were lost a document is not in the trash")
	}
}

// TestNothingIsAllowedWithoutTheStore cuts a node off.
func TestNothingIsAllowedWithoutTheStore(t *testing.T) {
	t.Parallel()
	a, ctx := bareWorld(t), t.Context()
	cut := &cutStore{Store: a.store}
	b := a.beside(func(store.Store) store.Store { return cut })
	doc := a.create(a.build(), writ.KindWorkbook, "Budget", "")
	b.later(time.Second)
	must[*app.FileView](t)(b.File(ctx, b.build(), doc.ID))
	cut.away.Store(true)
	b.later(time.Second)
	_, err := b.File(ctx, b.build(), doc.ID)
	refused(t, err, writ.CodeUnavailable, "cannot be looked up")
	refused(t, b.MayFollow(ctx, b.build(), writ.FileTopic(doc.ID)), writ.CodeUnavailable)
	cut.away.Store(false)
	must[*app.FileView](t)(b.File(ctx, b.build(), doc.ID))
}

// brittleStore fails to read once a write has committed.
type brittleStore struct {
	store.Store
	armed, broken atomic.Bool
}

func (s *brittleStore) Write(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Write(ctx, fn)
	s.broken.Store(s.armed.Load() && err == nil)
	return err
}

func (s *brittleStore) Read(ctx context.Context, fn func(store.Tx) error) error {
	if s.broken.Load() {
		return writ.Errorf(writ.CodeUnavailable, "test", "The store is away.")
	}
	return s.Store.Read(ctx, fn)
}

// TestNoStaleAnswerAfterAChange takes access away just before the store fails: what
// was known before allows nothing any more.
func TestNoStaleAnswerAfterAChange(t *testing.T) {
	t.Parallel()
	a, ctx := bareWorld(t), t.Context()
	brittle := &brittleStore{Store: a.store}
	b := a.beside(func(store.Store) store.Store { return brittle })
	space := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	a.grant(space.ID, writ.AllMembers(), writ.LevelView)
	b.later(time.Second)
	if !b.sees(writ.AccountView, space.ID) {
		t.Fatal("it is not seen at first")
	}
	brittle.armed.Store(true)
	b.ok(b.TrashFile(ctx, b.admin(), space.ID))
	_, err := b.File(ctx, b.as(writ.AccountView), space.ID)
	refused(t, err, writ.CodeUnavailable)
	brittle.armed.Store(false)
	brittle.broken.Store(false)
	if b.sees(writ.AccountView, space.ID) {
		t.Error("it is seen in the trash")
	}
}

// TestRacingWriters changes files on two nodes at the same time: in the end both
// know what a node knows that has just started.
func TestRacingWriters(t *testing.T) {
	t.Parallel()
	a, ctx := bareWorld(t), t.Context()
	b := a.beside(func(st store.Store) store.Store { return st })
	space := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	a.grant(space.ID, writ.AllMembers(), writ.LevelManage)
	b.later(time.Second)
	var group sync.WaitGroup
	for n, w := range []*world{a, b, a, b} {
		group.Go(func() {
			for i := range 8 {
				f, err := w.CreateFile(ctx, w.build(), app.FileDraft{Kind: writ.KindFolder, Name: fmt.Sprint(n, i), Parent: space.ID})
				if err != nil {
					t.Error(err)
					return
				}
				name := fmt.Sprint("renamed ", n, i)
				if _, err := w.ChangeFile(ctx, w.build(), f.ID, app.FilePatch{Name: &name}); err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					if err := w.TrashFile(ctx, w.build(), f.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	group.Wait()
	c := &world{t: t, dir: a.dir, node: "-c", store: a.store, members: a.members}
	c.start()
	want := c.fileNames(writ.AccountView)
	if len(want) != 17 { // four times four, and the workspace
		t.Errorf("there are %d files: %q", len(want), want)
	}
	for _, w := range []*world{a, b} {
		w.later(time.Second)
		if got := w.fileNames(writ.AccountView); !slices.Equal(got, want) {
			t.Errorf("a node knows %q, want %q", got, want)
		}
	}
}

// fileNames are those of all files that a member sees outside My documents.
func (w *world) fileNames(at writ.AccountType) (names []string) {
	w.t.Helper()
	page := must[*app.FilePage](w.t)(w.Files(w.t.Context(), w.as(at), app.FileQuery{}))
	for _, f := range page.Files {
		if f.Kind != writ.KindHome {
			names = append(names, f.Name)
		}
	}
	return names
}
