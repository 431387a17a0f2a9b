package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// file makes a file and returns it.
func (w *world) file(p *principal, kind, name string, parent writ.FileID) File {
	w.t.Helper()
	var f File
	body := fmt.Sprintf(`{"type":%q,"name":%q,"parentId":%q}`, kind, name, parent)
	w.do(p, "POST", "/v2/files", body).want(200).read(&f)
	return f
}

func TestURLID(t *testing.T) {
	t.Parallel()
	for _, id := range []writ.FileID{
		"00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001", "ffffffff-ffff-ffff-ffff-ffffffffffff",
		writ.NewID[writ.FileID](), writ.NewID[writ.FileID](),
	} {
		short := urlID(id)
		if len(short) != 22 || strings.Trim(short, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.Errorf("%s is %q in an address", id, short)
		}
		if got := fileID(writ.FileID(short)); got != id || fileID(id) != id {
			t.Errorf("%s came back as %s", id, got)
		}
	}
	for _, s := range []writ.FileID{"", "x", "ZZZZZZZZZZZZZZZZZZZZZZ", "-000000000000000000001", "+000000000000000000001", "00000000000000000000_1"} {
		if got := fileID(s); got != s {
			t.Errorf("%q was taken for %s", s, got)
		}
	}
}

// TestFileShape says what Sigma's clients find where, and what there is besides.
func TestFileShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "ann@example.org")
	space := w.file(admin, "workspace", "Plan", "")
	folder := w.file(admin, "folder", "2026", space.ID)
	var got File
	doc := w.file(admin, "workbook", "Budget", writ.FileID(folder.URLID))
	w.do(admin, "GET", "/v2/files/"+doc.URLID, "").want(200).read(&got)
	if got.ID != doc.ID || got.Type != "workbook" || *got.ParentID != folder.ID || *got.ParentURLID != folder.URLID ||
		*got.Permission != "edit" || got.Level != writ.LevelEdit || got.Path != "Plan/2026" || got.IsArchived || got.Badge != nil ||
		got.OwnerID != admin.id || got.CreatedBy != admin.id || got.Owner.Name != "ann@example.org" || len(got.Parents) != 2 ||
		got.Parents[0].Type != "workspace" || got.Parents[1].URLID != folder.URLID || !slices.Contains(got.Actions, "doc.publish") {
		t.Errorf("got %+v", got)
	}
	if *folder.Permission != "edit" || folder.Level != writ.LevelManage {
		t.Errorf("Can manage is %s, %s", *folder.Permission, folder.Level)
	}
	w.do(admin, "DELETE", "/v2/files/"+doc.URLID, "").want(200)
	w.do(admin, "GET", "/v2/files/"+string(doc.ID), "").want(200).read(&got)
	if !got.IsArchived || got.TrashedAt == nil {
		t.Errorf("in the trash: %+v", got)
	}
	var trash Page[File]
	w.do(admin, "GET", "/v2/trash", "").want(200).read(&trash)
	if len(trash.Entries) != 1 || trash.Entries[0].ID != doc.ID {
		t.Errorf("the trash: %+v", trash)
	}
	w.do(admin, "PATCH", "/v2/files/"+doc.URLID, `{"restore":true}`).want(200).read(&got)
	if got.IsArchived || got.TrashedAt != nil || *got.ParentID != folder.ID {
		t.Errorf("restored: %+v", got)
	}
}

// TestListFiles tries the filters and the pages.
func TestListFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountAdmin, "ann@example.org")
	space := w.file(ann, "workspace", "Plan", "")
	folder := w.file(ann, "folder", "Plan B", space.ID)
	w.file(ann, "workbook", "Budget", space.ID)
	w.file(ann, "dataset", "Rates", folder.ID)
	list := func(path string, query ...string) (names []string) {
		t.Helper()
		q := url.Values{}
		for i := 0; i < len(query); i += 2 {
			q.Add(query[i], query[i+1])
		}
		for {
			var page Page[File]
			w.do(ann, "GET", path+"?"+q.Encode(), "").want(200).read(&page)
			for _, f := range page.Entries {
				names = append(names, f.Name)
			}
			if page.NextPage == nil {
				return names
			}
			q.Set("page", *page.NextPage)
		}
	}
	me := "/v2/members/" + string(ann.id) + "/files"
	for _, c := range []struct {
		path  string
		query []string
		want  string
	}{
		{"/v2/files", nil, "Budget, Plan B, Rates"},
		{me, []string{"limit", "1"}, "Budget, Plan B, Rates"},
		{"/v2/files", []string{"order", "desc", "limit", "2"}, "Rates, Plan B, Budget"},
		{"/v2/files", []string{"sort", "createdAt"}, "Plan B, Budget, Rates"},
		{"/v2/files", []string{"name", "plan"}, "Plan B"},
		{"/v2/files", []string{"typeFilters", "workspace"}, "Plan"},
		{"/v2/files", []string{"typeFilters", "dataset", "typeFilters", "workbook"}, "Budget, Rates"},
		{"/v2/files", []string{"parentId", space.URLID}, "Budget, Plan B, Rates"},
		{"/v2/files", []string{"parentId", string(space.ID), "directChildFilter", "true"}, "Budget, Plan B"},
		{"/v2/files", []string{"permissionFilter", "edit"}, "Budget, Plan B, Rates"},
		{"/v2/workspaces", nil, "Plan"},
		{"/v2.1/workspaces", []string{"exactName", "pLAN"}, "Plan"},
		{"/v2/workspaces", []string{"exactName", "pla"}, ""},
	} {
		got := slices.DeleteFunc(list(c.path, c.query...), func(name string) bool { return name == "My documents" })
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s %v lists %q, want %s", c.path, c.query, got, c.want)
		}
	}
	w.do(ann, "GET", "/v2/files?page=nonsense", "").want(400)
	w.do(ann, "GET", "/v2/files?parentId="+string(writ.NewID[writ.FileID]()), "").want(404)
}

// TestFavoritesAndRecents keeps what a member likes.
func TestFavoritesAndRecents(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountBuild, "ann@example.org")
	a, b := w.file(ann, "workbook", "A", ""), w.file(ann, "workbook", "B", "")
	for _, f := range []File{a, b, a} {
		w.do(ann, "PUT", "/v2/favorites/"+f.URLID, "").want(200)
	}
	path := "/v2/members/" + string(ann.id) + "/files/favorites"
	var page Page[File]
	w.do(ann, "GET", path, "").want(200).read(&page)
	if len(page.Entries) != 2 || !page.Entries[0].IsFavorite || !page.Entries[1].IsFavorite {
		t.Errorf("the favorites: %+v", page)
	}
	w.do(ann, "DELETE", "/v2/favorites/"+string(a.ID), "").want(200)
	w.do(ann, "DELETE", "/v2/files/"+string(b.ID), "").want(200)
	w.do(ann, "GET", path, "").want(200).read(&page)
	if len(page.Entries) != 0 {
		t.Errorf("one is no favorite any more and one in the trash, and yet: %+v", page)
	}
	w.do(ann, "GET", "/v2/members/"+string(ann.id)+"/files/recents", "").want(200)
}

// TestWorkspaceDuplicates makes no second one of a name where none is wanted.
func TestWorkspaceDuplicates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountAdmin, "ann@example.org")
	var first, second, renamed NewWorkspace
	w.do(ann, "POST", "/v2/workspaces", `{"name":"Plan"}`).want(200).read(&first)
	w.do(ann, "POST", "/v2/workspaces", `{"name":"PLAN","noDuplicates":true}`).want(200).read(&second)
	if first.Workspace == nil || second.Workspace != nil || !slices.Equal(second.WorkspaceIDs, []writ.FileID{first.WorkspaceID}) {
		t.Errorf("made %+v, then %+v", first, second)
	}
	w.do(ann, "PATCH", "/v2/workspaces/"+first.WorkspaceURLID, `{"name":"plan","noDuplicates":true}`).want(200).read(&renamed)
	if renamed.Workspace == nil || renamed.Name != "plan" {
		t.Errorf("renamed to the own name: %+v", renamed)
	}
	doc := w.file(ann, "workbook", "No workspace", first.WorkspaceID)
	for _, method := range []string{"GET", "DELETE", "PATCH"} {
		w.do(ann, method, "/v2/workspaces/"+string(doc.ID), map[string]string{"PATCH": `{"name":"x"}`}[method]).want(404)
	}
}
