package api

import (
	"fmt"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
)

// TestTeamsOverHTTP walks a team through the shapes of Sigma's API.
func TestTeamsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, ann, bob := w.member(writ.AccountAdmin, "admin@example.org"), w.member(writ.AccountBuild, "ann@example.org"), w.member(writ.AccountView, "bob@example.org")
	var made NewTeam
	w.do(admin, "POST", "/v2/teams", fmt.Sprintf(`{"name":"Finance","members":[%q],"createTeamFolder":true}`, ann.id)).want(200).read(&made)
	if made.WorkspaceID == nil || made.Visibility != "private" || !slices.Equal(made.Members, []writ.MemberID{ann.id}) {
		t.Errorf("made: %+v", made)
	}
	one := "/v2/teams/" + string(made.TeamID)
	w.do(admin, "PUT", one+"/members/"+string(ann.id), `{"isTeamAdmin":true}`).want(200)
	w.do(ann, "PATCH", one+"/members", fmt.Sprintf(`{"add":[%q]}`, bob.id)).want(200)
	var people Page[TeamMember]
	w.do(bob, "GET", one+"/members?limit=1", "").want(200).read(&people)
	if len(people.Entries) != 1 || !people.Entries[0].IsTeamAdmin || people.Entries[0].Member.Email != "ann@example.org" || people.NextPage == nil {
		t.Errorf("first of its members: %+v", people)
	}
	w.do(bob, "GET", one+"/members?limit=1&page="+*people.NextPage, "").want(200).read(&people)
	if len(people.Entries) != 1 || people.Entries[0].UserID != bob.id || *people.Entries[0].AddedBy != ann.id || people.NextPage != nil {
		t.Errorf("second of its members: %+v", people)
	}
	var team Team
	w.do(admin, "PATCH", one, `{"visibility":"public","description":"Who plans"}`).want(200).read(&team)
	if team.Visibility != "public" || team.Name != "Finance" || team.MemberCount != 2 || team.IsMember {
		t.Errorf("changed: %+v", team)
	}
	var teams Page[Team]
	w.do(bob, "GET", "/v2.1/teams?visibility=public&name=fin&description=PLAN", "").want(200).read(&teams)
	if len(teams.Entries) != 1 || !teams.Entries[0].IsMember || teams.Entries[0].IsTeamAdmin {
		t.Errorf("found: %+v", teams)
	}
	var member Member
	w.do(admin, "GET", "/v2/members/"+string(bob.id), "").want(200).read(&member)
	if len(member.Teams) != 1 || member.Teams[0].Name != "Finance" {
		t.Errorf("a member: %+v", member)
	}
	w.do(admin, "PATCH", one, `{"visibility":"open"}`).want(400)
	w.do(admin, "POST", "/v2/teams", `{"name":"fiNance"}`).want(409)
	w.do(admin, "DELETE", one, "").want(409)
	w.do(admin, "DELETE", one+"?withGrants=true", "").want(200)
	w.do(bob, "GET", one, "").want(404)
}

// TestAccountTypesOverHTTP gives a member a type of their own and takes it back.
func TestAccountTypesOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, ann := w.member(writ.AccountAdmin, "admin@example.org"), w.member(writ.AccountView, "ann@example.org")
	var made AccountType
	w.do(admin, "POST", "/v2/accountTypes", `{"name":"Planner","description":"","permissions":["uploadCSV","viewDocuments"]}`).want(201).read(&made)
	w.do(admin, "PATCH", "/v2/members/"+string(ann.id), `{"memberType":"planner"}`).want(200)
	var who Whoami
	w.do(ann, "GET", "/v2/whoami", "").want(200).read(&who)
	if who.MemberType != "Planner" || !slices.Equal(who.Permissions, []writ.Permission{"viewDocuments", "uploadCSV"}) {
		t.Errorf("she is %+v", who)
	}
	one := "/v2/accountTypes/" + string(made.AccountTypeID)
	var list []AccountPermission
	w.do(admin, "GET", one+"/permissions", "").want(200).read(&list)
	if len(list) != 2 || list[1] != (AccountPermission{"uploadCSV", "Upload CSV files", "Write to warehouses"}) {
		t.Errorf("its permissions: %+v", list)
	}
	w.do(admin, "GET", "/v2/accountTypes/admin/permissions", "").want(200).read(&list)
	if len(list) != 24 || list[23].Group != "Administer" {
		t.Errorf("all permissions: %+v", list)
	}
	var page TokenPage[AccountType]
	w.do(admin, "GET", "/v2/accountTypes?pageSize=5", "").want(200).read(&page)
	if len(page.Entries) != 5 || page.NextPageToken == nil || page.Entries[0].IsCustom {
		t.Fatalf("the first page: %+v", page)
	}
	next := *page.NextPageToken
	page = TokenPage[AccountType]{}
	w.do(admin, "GET", "/v2/accountTypes?pageSize=5&pageToken="+next, "").want(200).read(&page)
	if len(page.Entries) != 1 || page.NextPageToken != nil || page.Entries[0].MemberCount != 1 {
		t.Errorf("the last page: %+v", page)
	}
	var effect AccountTypeEffect
	w.do(admin, "POST", one+"/what-if", `{"reassignToAccountTypeId":"view"}`).want(200).read(&effect)
	if effect.Total != 1 || effect.Members[0].Email != "ann@example.org" || !slices.Equal(effect.Lost, []writ.Permission{"uploadCSV"}) {
		t.Errorf("what if: %+v", effect)
	}
	w.do(admin, "DELETE", one, "").want(409)
	w.do(admin, "DELETE", one+"?reassignToAccountTypeId=view", "").want(200)
	w.do(admin, "GET", one, "").want(404)
}

// TestMembersLeaveOverHTTP deactivates members with and without a hand-over, and
// gives a team data access.
func TestMembersLeaveOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "admin@example.org")
	var team NewTeam
	w.do(admin, "POST", "/v2/teams", `{"name":"Finance"}`).want(200).read(&team)
	var made NewMember
	w.do(admin, "POST", "/v2/members", fmt.Sprintf(`{"email":"cy@example.org","firstName":"Cy","lastName":"","addToTeams":[{"teamId":%q}]}`, team.TeamID)).want(200).read(&made)
	if made.MemberType != "View" || made.HomeFolderID == nil || len(made.Teams) != 1 {
		t.Errorf("made: %+v", made)
	}
	one := "/v2/members/" + string(made.MemberID)
	var changed Member
	w.do(admin, "PATCH", one, `{"email":"Cyd@example.org"}`).want(200).read(&changed)
	if changed.Email != "cyd@example.org" {
		t.Errorf("changed: %+v", changed)
	}
	w.do(admin, "PATCH", one, fmt.Sprintf(`{"newOwnerId":%q}`, admin.id)).want(400)
	w.do(admin, "POST", one+"/recover", `{}`).want(409)
	w.do(admin, "DELETE", one, "").want(200)
	var found Page[Member]
	w.do(admin, "GET", "/v2/members?search=cyd", "").want(200).read(&found)
	if len(found.Entries) != 0 {
		t.Errorf("a deactivated member is listed: %+v", found)
	}
	w.do(admin, "GET", "/v2.1/members?search=cyd&includeArchived=true", "").want(200).read(&found)
	if len(found.Entries) != 1 || !found.Entries[0].IsArchived || len(found.Entries[0].Teams) != 1 {
		t.Errorf("found: %+v", found)
	}
	var recovered Recovered
	w.do(admin, "POST", one+"/recover", `{}`).want(200).read(&recovered)
	if recovered.Documents != 0 || recovered.FolderID != nil {
		t.Errorf("recovered: %+v", recovered)
	}

	grants := "/v2/connections/" + string(w.embedded) + "/grants"
	var given Entries[DataGrant]
	w.do(admin, "POST", grants, fmt.Sprintf(`{"grants":[{"grantee":{"teamId":%q},"permission":"usage"}]}`, team.TeamID)).want(200).read(&given)
	if g := given.Entries[0]; g.Team == nil || g.Team.Name != "Finance" || *g.TeamID != team.TeamID || g.MemberID != nil || g.AllMembers {
		t.Errorf("given: %+v", g)
	}
	for _, grantee := range []string{`{}`, fmt.Sprintf(`{"teamId":%q,"allMembers":true}`, team.TeamID), fmt.Sprintf(`{"teamId":%q,"memberId":%q}`, team.TeamID, admin.id)} {
		w.do(admin, "POST", grants, `{"grants":[{"grantee":`+grantee+`,"permission":"usage"}]}`).want(400)
	}
	w.do(admin, "POST", grants, `{"grants":[{"grantee":{"teamId":"none"},"permission":"usage"}]}`).want(404)
	var choices Entries[DataGranteeChoice]
	w.do(admin, "GET", grants+"/grantees?search=fin", "").want(200).read(&choices)
	if len(choices.Entries) != 2 || choices.Entries[1].Team == nil || len(choices.Entries[1].Permissions) != 4 {
		t.Errorf("whom it may be given to: %+v", choices)
	}
}
