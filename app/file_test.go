package app_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// TestFileNames keeps names exactly as they are, and refuses what is none.
func TestFileNames(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	for _, name := range []string{
		"a", strings.Repeat("é", 255), strings.Repeat("🗂", 255), "👩‍👩‍👧 plan", "\u202eabc\u202c", "\u200fתקציב", "<script>alert(1)</script>",
		"Plan/2026/../Budget", `a\b"c'`, " spaces around ", "%2F;--", "My documents", "e\u0301", "\u00e9",
	} {
		f := w.create(w.build(), writ.KindWorkbook, name, "")
		if got := must[*app.FileView](t)(w.File(ctx, w.build(), f.ID)); got.Name != name {
			t.Errorf("%q became %q", name, got.Name)
		}
	}
	f := w.create(w.build(), writ.KindFolder, "Folder", "")
	for name, words := range map[string]string{
		"": "empty", "   ": "empty", "\u2003": "empty", strings.Repeat("é", 256): "256 characters", "a\nb": "control", "a\x00b": "control", "a\u0085b": "control",
		"a\x7f": "control", "a\xff": "not UTF-8", "a\ufffd": "not UTF-8",
	} {
		_, err := w.CreateFile(ctx, w.build(), app.FileDraft{Kind: writ.KindFolder, Name: name})
		refused(t, err, writ.CodeInvalid, words)
		_, err = w.ChangeFile(ctx, w.build(), f.ID, app.FilePatch{Name: &name})
		refused(t, err, writ.CodeInvalid, words)
	}
	for text, ok := range map[string]bool{"": true, "two\nlines\tand tabs": true, strings.Repeat("é", 10_000): true, strings.Repeat("é", 10_001): false, "a\x00": false, "\xff": false} {
		if _, err := w.ChangeFile(ctx, w.build(), f.ID, app.FilePatch{Description: &text}); (err == nil) != ok {
			t.Errorf("the description %.10q: %v", text, err)
		}
	}
}

// TestCreateFileRefusals asks for what cannot be made.
func TestCreateFileRefusals(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	doc := w.create(w.admin(), writ.KindWorkbook, "Budget", space.ID)
	draft := func(kind writ.FileKind, parent writ.FileID) app.FileDraft {
		return app.FileDraft{Kind: kind, Name: "x", Parent: parent}
	}
	for _, c := range []struct {
		what  string
		as    writ.AccountType
		draft app.FileDraft
		code  writ.Code
	}{
		{"no kind", writ.AccountAdmin, draft("", space.ID), writ.CodeInvalid},
		{"a home", writ.AccountAdmin, draft(writ.KindHome, ""), writ.CodeInvalid},
		{"a table", writ.AccountAdmin, draft("table", space.ID), writ.CodeInvalid},
		{"a workspace in a workspace", writ.AccountAdmin, draft(writ.KindWorkspace, space.ID), writ.CodeInvalid},
		{"a workspace by Build", writ.AccountBuild, draft(writ.KindWorkspace, ""), writ.CodeForbidden},
		{"where nothing is", writ.AccountAdmin, draft(writ.KindFolder, noFile), writ.CodeNotFound},
		{"where one may not see anything", writ.AccountBuild, draft(writ.KindFolder, space.ID), writ.CodeNotFound},
		{"in a document", writ.AccountAdmin, draft(writ.KindFolder, doc.ID), writ.CodeForbidden},
		{"a folder by Analyze", writ.AccountAnalyze, draft(writ.KindFolder, ""), writ.CodeForbidden},
	} {
		_, err := w.CreateFile(ctx, w.as(c.as), c.draft)
		if writ.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.what, err, c.code)
		}
	}
	w.grant(space.ID, w.to(writ.AccountBuild), writ.LevelExplore)
	w.later(time.Second)
	_, err := w.CreateFile(ctx, w.build(), draft(writ.KindWorkbook, space.ID))
	refused(t, err, writ.CodeForbidden, "create documents")
}

// chain makes folders in one another, and returns them from the top down.
func (w *world) chain(actor app.Actor, top writ.FileID, n int) []writ.FileID {
	w.t.Helper()
	ids := []writ.FileID{top}
	for len(ids) <= n {
		ids = append(ids, w.create(actor, writ.KindFolder, fmt.Sprint(len(ids)), ids[len(ids)-1]).ID)
	}
	return ids
}

func (w *world) move(actor app.Actor, id, to writ.FileID) error {
	_, err := w.ChangeFile(w.t.Context(), actor, id, app.FilePatch{Parent: &to})
	return err
}

// TestDepth puts folders into one another as deep as that goes: by making them, by
// moving one, and by moving one with all that lies in it.
func TestDepth(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	deep := w.chain(w.admin(), space.ID, writ.MaxDepth-1) // 64 with the workspace
	last := deep[len(deep)-1]
	doc := w.create(w.admin(), writ.KindWorkbook, "at the bottom", last)
	if len(doc.Above) != writ.MaxDepth {
		t.Errorf("%d folders lie above the deepest document, want %d", len(doc.Above), writ.MaxDepth)
	}
	below := w.create(w.admin(), writ.KindFolder, "below it", last)
	_, err := w.CreateFile(ctx, w.admin(), app.FileDraft{Kind: writ.KindWorkbook, Name: "x", Parent: below.ID})
	refused(t, err, writ.CodeForbidden, "64 folders deep")
	other := w.chain(w.admin(), space.ID, 3)[1:] // three
	refused(t, w.move(w.admin(), other[0], last), writ.CodeConflict, "64 deep")
	refused(t, w.move(w.admin(), other[0], deep[len(deep)-2]), writ.CodeConflict, "64 deep")
	w.ok(w.move(w.admin(), other[2], last))
	w.ok(w.move(w.admin(), other[0], deep[len(deep)-3]))
	_, err = w.CopyFile(ctx, w.admin(), doc.ID, app.FileCopy{Parent: below.ID})
	refused(t, err, writ.CodeForbidden, "64 folders deep")
}

// TestMove tries where a file can go.
func TestMove(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	ids := w.chain(w.admin(), space.ID, 3)
	for _, to := range ids[1:] {
		refused(t, w.move(w.admin(), ids[1], to), writ.CodeForbidden) // the decision knows of it
	}
	doc := w.create(w.admin(), writ.KindWorkbook, "Budget", ids[3])
	w.ok(w.move(w.admin(), doc.ID, ids[1]))
	w.ok(w.move(w.admin(), doc.ID, ids[1])) // where it is
	for to, code := range map[writ.FileID]writ.Code{"": writ.CodeInvalid, noFile: writ.CodeForbidden, doc.ID: writ.CodeForbidden} {
		refused(t, w.move(w.admin(), ids[2], to), code)
	}
	refused(t, w.move(w.admin(), space.ID, ids[1]), writ.CodeForbidden)
	home := must[*app.FilePage](t)(w.Files(ctx, w.admin(), app.FileQuery{Kinds: []writ.FileKind{writ.KindHome}})).Files[0]
	refused(t, w.move(w.admin(), home.ID, ids[1]), writ.CodeForbidden)
	name := "Mine"
	_, err := w.ChangeFile(ctx, w.admin(), home.ID, app.FilePatch{Name: &name})
	refused(t, err, writ.CodeForbidden)
	refused(t, w.TrashFile(ctx, w.admin(), home.ID), writ.CodeForbidden)
	w.grant(space.ID, w.to(writ.AccountBuild), writ.LevelContribute)
	w.later(time.Second)
	refused(t, w.move(w.build(), doc.ID, ids[2]), writ.CodeForbidden)
	own := w.create(w.build(), writ.KindWorkbook, "Own", ids[1])
	w.ok(w.move(w.build(), own.ID, ids[3]))
	if got := must[*app.FileView](t)(w.File(ctx, w.build(), own.ID)); got.Parent != ids[3] || got.Level != writ.LevelEdit {
		t.Errorf("moved: %+v", got)
	}
}

// TestTrash deletes and restores, to where it was or, if that is gone, home.
func TestTrash(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	folder := w.create(w.admin(), writ.KindFolder, "2026", space.ID)
	w.grant(space.ID, w.to(writ.AccountBuild), writ.LevelContribute)
	w.later(time.Second)
	mine := w.create(w.build(), writ.KindWorkbook, "Mine", folder.ID)
	inner := w.create(w.admin(), writ.KindFolder, "Inner", folder.ID)
	grant := w.grant(mine.ID, writ.AllMembers(), writ.LevelView)
	restore := func(actor app.Actor, id writ.FileID) (*app.FileView, error) {
		return w.ChangeFile(ctx, actor, id, app.FilePatch{Restore: true})
	}
	_, err := restore(w.admin(), folder.ID)
	refused(t, err, writ.CodeForbidden, "trash")
	w.ok(w.TrashFile(ctx, w.build(), mine.ID))
	w.ok(w.TrashFile(ctx, w.admin(), inner.ID))
	w.later(time.Second)
	if w.sees(writ.AccountView, mine.ID) {
		t.Error("a grant opens what is in the trash")
	}
	w.ok(w.TrashFile(ctx, w.admin(), folder.ID))
	if names := w.trash(writ.AccountAdmin); !slices.Equal(names, []string{"2026", "Inner", "Mine"}) {
		t.Errorf("the trash of an Admin: %q", names)
	}
	if names := w.trash(writ.AccountBuild); !slices.Equal(names, []string{"Mine"}) {
		t.Errorf("the trash of the owner: %q", names)
	}
	back := must[*app.FileView](t)(restore(w.admin(), mine.ID))
	if home := w.home(writ.AccountBuild); back.Parent != home && w.parentOf(mine.ID) != home {
		t.Errorf("it came back to %s, want the owner's My documents %s", w.parentOf(mine.ID), home)
	}
	w.ok(w.store.Read(ctx, func(tx store.Tx) error { _, err := tx.Grants.Get(ctx, grant.ID); return err }))
	if !w.sees(writ.AccountView, mine.ID) {
		t.Error("the grants did not come back")
	}
	must[*app.FileView](t)(restore(w.admin(), folder.ID))
	if must[*app.FileView](t)(restore(w.admin(), inner.ID)); w.parentOf(inner.ID) != folder.ID {
		t.Error("a folder did not come back to where it was")
	}
}

func (w *world) trash(at writ.AccountType) (names []string) {
	w.t.Helper()
	for _, f := range must[*app.FilePage](w.t)(w.Trash(w.t.Context(), w.as(at), app.FileQuery{})).Files {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

func (w *world) home(at writ.AccountType) (id writ.FileID) {
	w.t.Helper()
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) error {
		f, err := tx.Files.Home(w.t.Context(), w.members[at].ID)
		if err == nil {
			id = f.ID
		}
		return err
	}))
	return id
}

func (w *world) parentOf(file writ.FileID) (id writ.FileID) {
	w.t.Helper()
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) error {
		f, err := tx.Files.Get(w.t.Context(), file)
		if err == nil {
			id = f.Parent
		}
		return err
	}))
	return id
}

// TestPurge deletes for good, by hand and by age.
func TestPurge(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	space := w.create(w.admin(), writ.KindWorkspace, "Plan", "")
	doc := w.create(w.admin(), writ.KindWorkbook, "Budget", space.ID)
	refused(t, w.PurgeFile(ctx, w.admin(), doc.ID), writ.CodeForbidden, "trash")
	w.ok(w.TrashFile(ctx, w.admin(), doc.ID))
	refused(t, w.PurgeFile(ctx, w.as(writ.AccountAnalyze), doc.ID), writ.CodeNotFound)
	w.ok(w.PurgeFile(ctx, w.admin(), doc.ID))
	refused(t, w.PurgeFile(ctx, w.admin(), doc.ID), writ.CodeNotFound)
	ids := w.chain(w.admin(), space.ID, 3)
	young := w.create(w.admin(), writ.KindWorkbook, "Young", "")
	w.ok(w.TrashFile(ctx, w.admin(), ids[1]))
	w.later(writ.Days(29))
	w.ok(w.TrashFile(ctx, w.admin(), young.ID))
	w.ok(w.CleanTrash(ctx))
	if !w.sees(writ.AccountAdmin, ids[1]) {
		t.Error("it is gone too soon")
	}
	w.later(writ.Days(2))
	w.ok(w.CleanTrash(ctx))
	for _, id := range ids[1:] {
		if w.sees(writ.AccountAdmin, id) {
			t.Error("it is not gone after 30 days")
		}
	}
	if !w.sees(writ.AccountAdmin, young.ID) {
		t.Error("what was deleted later is gone, too")
	}
}

// TestFileAudit reads what the audit log says of a change.
func TestFileAudit(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	actor := w.build()
	actor.Remote, actor.RequestID = "203.0.113.9", "r1"
	f := w.create(actor, writ.KindFolder, "Old", "")
	name := "New"
	must[*app.FileView](t)(w.ChangeFile(ctx, actor, f.ID, app.FilePatch{Name: &name}))
	var list []*writ.AuditEntry
	w.ok(w.store.Read(ctx, func(tx store.Tx) (err error) {
		list, err = tx.AuditLog.List(ctx, store.AuditFilter{Object: string(f.ID)}, "", 10)
		return err
	}))
	if len(list) != 2 {
		t.Fatalf("the log has %d entries: %+v", len(list), list)
	}
	e := list[0]
	if e.Action != "app.ChangeFile" || e.Member != actor.Member.ID || e.Email != actor.Member.Email || e.Noun != "file" ||
		e.Result != writ.AuditDone || e.Remote != "203.0.113.9" || e.Request != "r1" || string(e.Details) != `{"name":"New","nameBefore":"Old"}` {
		t.Errorf("the newest entry is %+v with %s", e, e.Details)
	}
}

// TestMoveAgainstMove moves two folders into one another at the same time, from two
// nodes, again and again: one of them wins, and there is never a circle.
func TestMoveAgainstMove(t *testing.T) {
	t.Parallel()
	a := bareWorld(t)
	againstEachOther(t, a, a.beside(func(st store.Store) store.Store { return st }))
}

// TestMoveAgainstMoveInACluster does so on PostgreSQL, where the two transactions
// really run at the same time.
func TestMoveAgainstMoveInACluster(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.b.start()
	againstEachOther(t, c.a, c.b)
}

func againstEachOther(t *testing.T, a, b *world) {
	t.Helper()
	ctx := t.Context()
	space := a.create(a.admin(), writ.KindWorkspace, "Plan", "")
	for i := range 5 {
		left := a.create(a.admin(), writ.KindFolder, fmt.Sprint("left ", i), space.ID)
		right := a.create(a.admin(), writ.KindFolder, fmt.Sprint("right ", i), space.ID)
		b.later(time.Second)
		var group sync.WaitGroup
		var errs [2]error
		group.Go(func() { errs[0] = a.move(a.admin(), left.ID, right.ID) })
		group.Go(func() { errs[1] = b.move(b.admin(), right.ID, left.ID) })
		group.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("one of the two moves wins; they ended with %v and %v", errs[0], errs[1])
		}
		a.ok(a.store.Read(ctx, func(tx store.Tx) error {
			for _, f := range []writ.FileID{left.ID, right.ID} {
				above, err := tx.Files.Above(ctx, f)
				if err != nil {
					return err
				}
				if len(above) == 0 || above[len(above)-1].ID != space.ID {
					t.Errorf("a folder lies in a circle: %d above", len(above))
				}
			}
			return nil
		}))
	}
}
