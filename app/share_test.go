package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// join makes one more member, of whom the App knows.
func (w *world) join(at writ.AccountType, name string) app.Actor {
	w.t.Helper()
	m, _, err := w.CreateMember(w.t.Context(), w.admin(), app.MemberDraft{Email: name + "@example.org", FirstName: name, AccountType: at})
	w.ok(err)
	w.later(time.Second) // what was decided by is old now
	return app.Actor{Member: &m.Member, RequestID: "test"}
}

// file makes a file in a folder; "" is the actor's My documents.
func (w *world) file(actor app.Actor, k writ.FileKind, name string, in writ.FileID) writ.FileID {
	w.t.Helper()
	return must[*app.FileView](w.t)(w.CreateFile(w.t.Context(), actor, app.FileDraft{Kind: k, Name: name, Parent: in})).ID
}

// team makes a private team.
func (w *world) team(name string, members ...app.Actor) writ.TeamID {
	w.t.Helper()
	team := &writ.Team{ID: writ.NewID[writ.TeamID](), Name: name, Version: 1, CreatedAt: writ.SystemClock(), UpdatedAt: writ.SystemClock()}
	w.ok(w.store.Write(w.t.Context(), func(tx store.Tx) error {
		fresh := *team
		if err := tx.Teams.Insert(w.t.Context(), &fresh); err != nil {
			return err
		}
		for _, m := range members {
			if err := tx.Teams.Put(w.t.Context(), writ.TeamMember{Team: team.ID, Member: m.Member.ID, AddedAt: writ.SystemClock()}); err != nil {
				return err
			}
		}
		return nil
	}))
	w.later(time.Second)
	return team.ID
}

func to(a app.Actor) writ.Grantee { return writ.Grantee{Member: a.Member.ID} }

// share gives one level and returns the grant.
func (w *world) share(actor app.Actor, f writ.FileID, g writ.Grantee, l writ.Level) *app.GrantView {
	w.t.Helper()
	return must[[]*app.GrantView](w.t)(w.Share(w.t.Context(), actor, f, app.Sharing{Grants: []app.GrantDraft{{To: g, Level: l}}}))[0]
}

// shares tries to give one level.
func (w *world) shares(actor app.Actor, f writ.FileID, g writ.Grantee, l writ.Level) error {
	_, err := w.Share(w.t.Context(), actor, f, app.Sharing{Grants: []app.GrantDraft{{To: g, Level: l}}})
	return err
}

// level is what somebody has on a file.
func (w *world) level(of app.Actor, f writ.FileID) writ.Level {
	w.t.Helper()
	v, err := w.AccessOf(w.t.Context(), of, f, of.Member.ID)
	if writ.CodeOf(err) == writ.CodeNotFound {
		return writ.LevelNone
	}
	w.ok(err)
	return v.Level
}

// told lists the kinds of what somebody was told, newest first.
func (w *world) told(a app.Actor) (kinds []writ.NotificationKind) {
	w.t.Helper()
	list, _, err := w.Notifications(w.t.Context(), a, "", 100)
	w.ok(err)
	for _, n := range list {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}

func TestShareGivesAndRaisesAndNeverLowers(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann := w.join(writ.AccountAnalyze, "ann")
	doc := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	if got := w.level(ann, doc); got != writ.LevelNone {
		t.Fatalf("before, Ann has %s", got)
	}
	first := w.share(w.build(), doc, to(ann), writ.LevelView)
	second := w.share(w.build(), doc, to(ann), writ.LevelExplore)
	third := w.share(w.build(), doc, to(ann), writ.LevelView)
	if first.ID != second.ID || second.ID != third.ID || third.Level != writ.LevelExplore {
		t.Errorf("three shares made %+v, %+v, %+v", first.Grant, second.Grant, third.Grant)
	}
	if got := w.level(ann, doc); got != writ.LevelExplore {
		t.Errorf("Ann has %s", got)
	}
	if got := w.told(ann); len(got) != 2 {
		t.Errorf("Ann was told %v; the third changed nothing", got)
	}
	if got := w.told(w.build()); len(got) != 0 {
		t.Errorf("who shared was told %v", got)
	}
}

func TestShareIsAllOrNothing(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob := w.join(writ.AccountAnalyze, "ann"), w.join(writ.AccountView, "bob")
	doc := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	_, err := w.Share(t.Context(), w.build(), doc, app.Sharing{Grants: []app.GrantDraft{
		{To: to(ann), Level: writ.LevelView}, {To: to(bob), Level: writ.LevelEdit},
	}})
	refused(t, err, writ.CodeForbidden, "View")
	if got := w.level(ann, doc); got != writ.LevelNone || len(w.told(ann)) != 0 {
		t.Errorf("Ann has %s and was told %v", got, w.told(ann))
	}
}

func TestShareRefuses(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob")
	gone := w.join(writ.AccountBuild, "gone")
	yes := true
	must[*app.MemberView](t)(w.UpdateMember(t.Context(), w.admin(), gone.Member.ID, app.MemberPatch{Deactivated: &yes}))
	w.later(time.Second)
	space := w.file(w.admin(), writ.KindWorkspace, "Sales", "")
	w.share(w.admin(), space, to(ann), writ.LevelManage)
	folder := w.file(ann, writ.KindFolder, "Q1", space)
	book, set := w.file(ann, writ.KindWorkbook, "Plan", space), w.file(ann, writ.KindDataset, "Orders", space)
	home := must[*app.FileView](t)(w.File(t.Context(), w.build(), w.file(w.build(), writ.KindWorkbook, "x", ""))).Parent
	w.share(ann, book, to(bob), writ.LevelView)
	for name, c := range map[string]struct {
		by    app.Actor
		file  writ.FileID
		to    writ.Grantee
		level writ.Level
		code  writ.Code
	}{
		"to the deactivated":          {ann, book, to(gone), writ.LevelView, writ.CodeForbidden},
		"to nobody there":             {ann, book, writ.Grantee{Member: "m"}, writ.LevelView, writ.CodeNotFound},
		"to no team there":            {ann, book, writ.Grantee{Team: "t"}, writ.LevelView, writ.CodeNotFound},
		"to oneself":                  {ann, book, to(ann), writ.LevelEdit, writ.CodeForbidden},
		"above the cap":               {ann, book, to(bob), writ.LevelExplore, writ.CodeForbidden},
		"explore on a dataset":        {ann, set, to(w.build()), writ.LevelExplore, writ.CodeInvalid},
		"edit on a folder":            {ann, folder, to(w.build()), writ.LevelEdit, writ.CodeInvalid},
		"manage on a document":        {ann, book, to(w.build()), writ.LevelManage, writ.CodeInvalid},
		"contribute on a document":    {ann, book, to(w.build()), writ.LevelContribute, writ.CodeInvalid},
		"no level":                    {ann, book, to(w.build()), writ.LevelNone, writ.CodeInvalid},
		"by who can only view":        {bob, book, to(w.build()), writ.LevelView, writ.CodeForbidden},
		"by who knows nothing of it":  {w.build(), book, to(bob), writ.LevelView, writ.CodeNotFound},
		"what is not there":           {w.build(), noFile, to(bob), writ.LevelView, writ.CodeNotFound},
		"somebody's My documents":     {w.build(), home, to(bob), writ.LevelView, writ.CodeForbidden},
		"another's My documents":      {ann, home, to(bob), writ.LevelView, writ.CodeNotFound},
		"an Admin, what they may not": {w.admin(), home, to(bob), writ.LevelView, writ.CodeForbidden},
	} {
		if err := w.shares(c.by, c.file, c.to, c.level); writ.CodeOf(err) != c.code {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
	missing, hidden := w.shares(w.build(), noFile, to(bob), writ.LevelView), w.shares(w.build(), book, to(bob), writ.LevelView)
	if missing.Error() != hidden.Error() {
		t.Errorf("what is not there: %q, what is hidden: %q", missing, hidden)
	}
}

// TestAdminGivesThemselves shows that an Admin manages access everywhere and opens
// nothing without a grant, which they may give themselves, and which is written
// down.
func TestAdminGivesThemselves(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	doc := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	if got := w.level(w.admin(), doc); got != writ.LevelNone {
		t.Fatalf("an Admin has %s", got)
	}
	w.share(w.admin(), doc, to(w.admin()), writ.LevelView)
	if got := w.level(w.admin(), doc); got != writ.LevelView {
		t.Errorf("the Admin has %s", got)
	}
	refused(t, w.shares(w.admin(), doc, to(w.admin()), writ.LevelView), writ.CodeForbidden, "already")
	w.ok(w.shares(w.admin(), doc, to(w.admin()), writ.LevelEdit))
	var entries []*writ.AuditEntry
	w.ok(w.store.Read(t.Context(), func(tx store.Tx) (err error) {
		entries, err = tx.AuditLog.List(t.Context(), store.AuditFilter{Action: "app.Share", Object: string(doc), Result: writ.AuditDone}, "", 10)
		return err
	}))
	if len(entries) != 2 || entries[0].Member != w.admin().Member.ID || !strings.Contains(string(entries[0].Details), string(w.admin().Member.ID)) {
		t.Errorf("the audit log says %+v", entries)
	}
}

func TestGrantsAreChangedAndRevoked(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), t.Context()
	doc := w.file(w.build(), writ.KindWorkbook, "Plan", "")
	g := w.share(w.build(), doc, to(ann), writ.LevelEdit)
	second := w.share(ann, doc, to(bob), writ.LevelView) // who can edit shares
	for name, id := range map[string]writ.GrantID{"hers": g.ID, "none": noGrant} {
		_, err := w.RevokeFileGrant(ctx, w.as(writ.AccountAnalyze), id)
		refused(t, err, writ.CodeNotFound)
		_, other := w.FileGrant(ctx, w.as(writ.AccountAnalyze), id)
		refused(t, other, writ.CodeNotFound)
		if _, err := w.RevokeFileGrant(ctx, bob, id); writ.CodeOf(err) == "" {
			t.Errorf("who can view revokes %s", name)
		}
	}
	_, err := w.ChangeFileGrant(ctx, w.build(), second.ID, writ.LevelEdit)
	refused(t, err, writ.CodeForbidden, "View")
	_, err = w.ChangeFileGrant(ctx, w.build(), second.ID, writ.LevelManage)
	refused(t, err, writ.CodeInvalid)
	if v := must[*app.GrantView](t)(w.ChangeFileGrant(ctx, w.build(), g.ID, writ.LevelExplore)); v.Level != writ.LevelExplore || w.level(ann, doc) != writ.LevelExplore {
		t.Errorf("lowered to %s, Ann has %s", v.Level, w.level(ann, doc))
	}
	refused(t, w.shares(ann, doc, to(bob), writ.LevelView), writ.CodeForbidden) // from the next request on
	if v := must[*app.GrantView](t)(w.RevokeFileGrant(ctx, w.build(), g.ID)); v.Level != writ.LevelExplore || v.Member.ID != ann.Member.ID {
		t.Errorf("revoked %+v", v)
	}
	if got := w.level(ann, doc); got != writ.LevelNone {
		t.Errorf("Ann still has %s", got)
	}
	_, err = w.RevokeFileGrant(ctx, w.build(), g.ID)
	refused(t, err, writ.CodeNotFound)
}

func TestGrantsAreListedToThoseWhoMayKnow(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), t.Context()
	space := w.file(w.admin(), writ.KindWorkspace, "Sales", "")
	w.share(w.admin(), space, to(ann), writ.LevelManage)
	book := w.file(ann, writ.KindWorkbook, "Plan", space)
	team := w.team("Finance", bob)
	w.share(w.admin(), book, writ.Grantee{Team: team}, writ.LevelExplore)
	w.share(ann, book, writ.AllMembers(), writ.LevelView)
	hers := w.file(w.build(), writ.KindWorkbook, "Secret", "")
	w.share(w.build(), hers, to(bob), writ.LevelView)
	for name, c := range map[string]struct {
		by   app.Actor
		q    app.GrantQuery
		want []writ.Level
		code writ.Code
	}{
		"on the file and above":    {ann, app.GrantQuery{File: book}, []writ.Level{writ.LevelManage, writ.LevelManage, writ.LevelExplore, writ.LevelView}, ""},
		"on the file":              {ann, app.GrantQuery{File: book, Direct: true}, []writ.Level{writ.LevelExplore, writ.LevelView}, ""},
		"to who only views":        {bob, app.GrantQuery{File: book}, nil, writ.CodeForbidden},
		"to who knows nothing":     {ann, app.GrantQuery{File: hers}, nil, writ.CodeNotFound},
		"one's own":                {bob, app.GrantQuery{Member: bob.Member.ID, Direct: true}, []writ.Level{writ.LevelView}, ""},
		"all that reach one":       {bob, app.GrantQuery{Member: bob.Member.ID}, []writ.Level{writ.LevelView, writ.LevelExplore, writ.LevelView}, ""},
		"another's, where managed": {ann, app.GrantQuery{Member: bob.Member.ID}, []writ.Level{writ.LevelExplore, writ.LevelView}, ""},
		"a team's, of no interest": {w.as(writ.AccountAct), app.GrantQuery{Team: team}, nil, ""},
		"nothing named":            {ann, app.GrantQuery{}, nil, writ.CodeInvalid},
		"too much named":           {ann, app.GrantQuery{File: book, Team: team}, nil, writ.CodeInvalid},
	} {
		list, err := w.Grants(ctx, c.by, c.q)
		var got []writ.Level
		for _, v := range list {
			got = append(got, v.Level)
		}
		if writ.CodeOf(err) != c.code || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v, want %v, %s", name, got, err, c.want, c.code)
		}
	}
}

func TestWhoAndWhy(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountView, "bob"), t.Context()
	space := w.file(w.admin(), writ.KindWorkspace, "Sales", "")
	team := w.team("Finance", ann, bob)
	w.share(w.admin(), space, writ.Grantee{Team: team}, writ.LevelManage)
	book := w.file(ann, writ.KindWorkbook, "Plan", space)
	list, total, err := w.WhoHasAccess(ctx, ann, book, "", 0, 10)
	w.ok(err)
	if total != 3 || len(list) != 3 || list[0].Level != writ.LevelEdit || list[2].Of.FirstName != "bob" || list[2].Level != writ.LevelView {
		t.Errorf("who: %d, %+v", total, list)
	}
	_, _, err = w.WhoHasAccess(ctx, bob, book, "", 0, 10)
	refused(t, err, writ.CodeForbidden)
	_, _, err = w.WhoHasAccess(ctx, w.build(), book, "", 0, 10)
	refused(t, err, writ.CodeNotFound)
	v := must[*app.AccessView](t)(w.AccessOf(ctx, ann, book, bob.Member.ID))
	if len(v.Ways) != 1 || v.Ways[0].Team.Name != "Finance" || v.Ways[0].On.Name != "Sales" || v.Before != writ.LevelEdit || !strings.Contains(strings.Join(v.Why, " "), "Finance") {
		t.Errorf("why: %+v", v)
	}
	_, err = w.AccessOf(ctx, bob, book, ann.Member.ID)
	refused(t, err, writ.CodeForbidden)
	_, err = w.AccessOf(ctx, ann, book, "m")
	refused(t, err, writ.CodeNotFound)
	if d, err := w.MayI(ctx, ann, access.Question{Who: bob.Member.ID, Do: access.EditDocument, File: book}); err != nil || d.Allow {
		t.Errorf("may Bob edit: %+v, %v", d, err)
	}
	_, err = w.MayI(ctx, bob, access.Question{Who: ann.Member.ID, Do: access.ViewDocument, File: book})
	refused(t, err, writ.CodeForbidden)
	elsewhere := w.file(w.admin(), writ.KindWorkspace, "Elsewhere", "")
	_, err = w.MayI(ctx, ann, access.Question{Who: bob.Member.ID, Do: access.MoveDocument, File: book, To: elsewhere})
	refused(t, err, writ.CodeNotFound)
	if d, err := w.MayI(ctx, w.build(), access.Question{Do: access.ViewDocument, File: book}); err != nil || d.Allow || strings.Contains(strings.Join(d.Reasons, " "), "Plan") {
		t.Errorf("may somebody else: %+v, %v", d, err)
	}
}

func TestGranteesHaveLevelsThatMakeSense(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, ctx := w.join(writ.AccountBuild, "ann"), t.Context()
	book := w.file(ann, writ.KindWorkbook, "Plan", "")
	w.team("Hidden", w.admin())
	w.team("Visible", ann)
	w.share(ann, book, to(w.as(writ.AccountView)), writ.LevelView)
	sensible := func(c app.GranteeChoice) (levels []writ.Level) {
		for _, l := range c.Levels {
			if l.Why == "" {
				levels = append(levels, l.Level)
			}
		}
		return levels
	}
	for text, want := range map[string]map[string][]writ.Level{
		"all mem": {"all members": {writ.LevelView, writ.LevelExplore, writ.LevelEdit}},
		"visible": {"Visible": {writ.LevelView, writ.LevelExplore, writ.LevelEdit}},
		"hidden":  {},
		"VIEW@":   {"view@example.org": {writ.LevelView}},
		"act@":    {"act@example.org": {writ.LevelView, writ.LevelExplore}},
		"ann@":    {"ann@example.org": nil},
	} {
		got := map[string][]writ.Level{}
		for _, c := range must[[]app.GranteeChoice](t)(w.Grantees(ctx, ann, book, text)) {
			name := "all members"
			if c.Member != nil {
				name = c.Member.Email
			} else if c.Team != nil {
				name = c.Team.Name
			}
			got[name] = sensible(c)
			if (c.Has == writ.LevelView) != (name == "view@example.org") {
				t.Errorf("%s has %q", name, c.Has)
			}
		}
		for name, levels := range want {
			if !slices.Equal(got[name], levels) {
				t.Errorf("%q: %s may be given %v, want %v", text, name, got[name], levels)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%q finds %v", text, got)
		}
	}
	_, err := w.Grantees(ctx, w.as(writ.AccountView), book, "")
	refused(t, err, writ.CodeForbidden)
}

func TestSharedWithMe(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	ann, bob, ctx := w.join(writ.AccountBuild, "ann"), w.join(writ.AccountBuild, "bob"), t.Context()
	one, two, three, four := w.file(ann, writ.KindWorkbook, "one", ""), w.file(ann, writ.KindWorkbook, "two", ""), w.file(ann, writ.KindWorkbook, "three", ""), w.file(bob, writ.KindWorkbook, "four", "")
	w.share(ann, one, to(bob), writ.LevelView)
	w.later(time.Second)
	w.share(ann, two, writ.Grantee{Team: w.team("Finance", ann, bob)}, writ.LevelEdit)
	w.share(ann, three, writ.AllMembers(), writ.LevelView)
	w.share(bob, four, to(ann), writ.LevelEdit)
	list, total, err := w.SharedWithMe(ctx, bob, 0, 10)
	w.ok(err)
	if total != 2 || len(list) != 2 || list[0].ID != two || list[0].Team == nil || list[1].ID != one || list[1].By.ID != ann.Member.ID {
		t.Errorf("shared with Bob: %d, %+v", total, list)
	}
	if list, total, err := w.SharedWithMe(ctx, bob, 1, 10); err != nil || total != 2 || len(list) != 1 || list[0].ID != one {
		t.Errorf("the second page: %+v, %v", list, err)
	}
	w.ok(w.TrashFile(ctx, ann, one))
	if list, total, err := w.SharedWithMe(ctx, bob, 0, 10); err != nil || total != 1 || len(list) != 1 {
		t.Errorf("without the trashed one: %+v, %v", list, err)
	}
}

// TestATeamIsToldAsOne says that nobody in a team is told by an event of their own
// when its grant is changed or taken away: that would cost more the larger it is.
func TestATeamIsToldAsOne(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	ann := w.join(writ.AccountAnalyze, "ann")
	team := w.team("Finance", ann, w.build()) // a private team is shared with by who is in it
	g := w.share(w.build(), w.file(w.build(), writ.KindWorkbook, "Plan", ""), writ.Grantee{Team: team}, writ.LevelView)
	w.heard(writ.TeamTopic(team), "files")
	w.heard(writ.MemberTopic(ann.Member.ID), "notifications") // of the share
	must[*app.GrantView](t)(w.ChangeFileGrant(ctx, w.build(), g.ID, writ.LevelExplore))
	must[*app.GrantView](t)(w.RevokeFileGrant(ctx, w.build(), g.ID))
	w.heard(writ.TeamTopic(team), "files, files, files")
	w.heard(writ.MemberTopic(ann.Member.ID), "notifications")
}
