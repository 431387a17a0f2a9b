package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// TestSharedFolders says that an Admin sees every shared folder with its grants,
// without any of their own, and nothing that is private or in the trash.
func TestSharedFolders(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	planner, actor := w.custom("planner", access.Permissions(writ.AccountBuild)...)
	if planner.Members != 0 {
		t.Errorf("made: %+v", planner)
	}
	rich := append(access.Permissions(writ.AccountBuild), access.CreateWorkspaces, access.ManageOrganization)
	must[*app.AccountTypeView](t)(w.UpdateAccountType(ctx, w.admin(), planner.ID, app.AccountTypePatch{Permissions: &rich}))
	actor = w.again(actor)

	plan := w.file(actor, writ.KindWorkspace, "Plan", "")
	year := w.file(actor, writ.KindFolder, "2027", plan)
	gone := w.file(actor, writ.KindFolder, "Gone", plan)
	w.file(actor, writ.KindFolder, "In it", gone)
	w.file(actor, writ.KindWorkbook, "Budget", year)
	w.file(actor, writ.KindFolder, "Private", "")
	w.ok(w.TrashFile(ctx, actor, gone))
	must[[]*app.GrantView](t)(w.Share(ctx, w.admin(), plan, app.Sharing{Grants: []app.GrantDraft{{To: writ.AllMembers(), Level: writ.LevelView}}}))
	list := must[[]*app.SharedFolder](t)(w.SharedFolders(ctx, w.admin()))
	if len(list) != 2 || list[0].ID != plan || list[1].ID != year || list[1].Parent != plan || len(list[1].Grants) != 0 {
		t.Fatalf("the folders: %+v", list)
	}
	if g := list[0].Grants; len(g) != 2 || g[0].Grantee.Member != actor.Member.ID || g[0].Level != writ.LevelManage || !g[1].Grantee.All() {
		t.Errorf("its grants: %+v", g)
	}
	refused(t, second(w.SharedFolders(ctx, actor)), writ.CodeForbidden, "takes Admin")
}
