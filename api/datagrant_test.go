package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// given are the states of the embedded connection's grants that the matrix is
// tried with, as what all members are given.
var given = []struct{ name, body string }{
	{"nothing", ""},
	{"write only", `{"grantee":{"allMembers":true},"permission":"writeback"}`},
	{"a table", `{"grantee":{"allMembers":true},"permission":"usage","path":["sample","chemical_elements"]}`},
	{"everything", `{"grantee":{"allMembers":true},"permission":"usage"}`},
	{"to administer", `{"grantee":{"allMembers":true},"permission":"admin"}`},
}

// dataRule is what one request answers to nobody and to each account type, once
// for each of given. Typed by hand, as rules are.
type dataRule struct {
	request string
	body    string
	want    [5]string
}

const (
	adminAlone = "401 404 404 404 404 200"
	writerOnly = "401 404 404 404 403 200" // knows the connection, reads nothing in it
	sharers    = "401 403 403 403 200 200"
	adminOfAll = "401 403 403 403 403 200"
)

var dataRules = []dataRule{
	{"GET /v2/connections/ID", "", [5]string{adminAlone, "401 404 404 404 200 200", members, members, members}},
	{"GET /v2/connections/ID/access", "", [5]string{adminAlone, "401 404 404 404 200 200", members, members, members}},
	{"GET /v2/connections/ID/explorer", "", [5]string{adminAlone, writerOnly, members, members, members}},
	{"GET /v2/connections/ID/explorer?path=sample", "", [5]string{adminAlone, writerOnly, members, members, members}},
	{"GET /v2/connections/ID/explorer?path=writ_objects", "", [5]string{hidden, "401 404 404 404 403 404", hidden, hidden, hidden}},
	{"GET /v2/connections/ID/explorer/search?q=a", "", [5]string{adminAlone, writerOnly, members, members, members}},
	{"GET /v2/connections/ID/explorer/columns?path=sample&path=chemical_elements", "", [5]string{adminAlone, writerOnly, members, members, members}},
	{"GET /v2/connections/ID/explorer/preview?path=sample&path=chemical_elements", "", [5]string{adminAlone, writerOnly, members, members, members}},
	{"POST /v2/connection/ID/lookup", `{"path":["sample"]}`, [5]string{adminAlone, writerOnly, members, members, members}},
	{"GET /v2/connections/ID/grants", "", [5]string{"401 403 403 403 404 200", adminOfAll, adminOfAll, adminOfAll, sharers}},
	{"GET /v2/connections/ID/grants/who?path=sample", "", [5]string{"401 403 403 403 404 200", adminOfAll, adminOfAll, adminOfAll, sharers}},
	{"GET /v2/connections/ID/grants/grantees", "", [5]string{"401 403 403 403 404 200", adminOfAll, adminOfAll, adminOfAll, sharers}},
	{"POST /v2/connections/ID/grants", `{"grants":[{"grantee":{"memberId":"nobody"},"permission":"usage"}]}`,
		[5]string{"401 403 403 403 404 404", "401 403 403 403 403 404", "401 403 403 403 403 404", "401 403 403 403 403 404", "401 403 403 403 404 404"}},
}

// TestDataAccessMatrix tries the routes about data with no, some and all grants.
func TestDataAccessMatrix(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actors := []*principal{nil}
	for _, at := range []writ.AccountType{writ.AccountView, writ.AccountAct, writ.AccountAnalyze, writ.AccountBuild, writ.AccountAdmin} {
		actors = append(actors, w.member(at, strings.ToLower(string(at))+"@example.org"))
	}
	admin, base := actors[5], "/v2/connections/"+string(w.embedded)
	for state, g := range given {
		w.onlyGrant(admin, base, g.body)
		for _, r := range dataRules {
			method, path, _ := strings.Cut(strings.ReplaceAll(r.request, "ID", string(w.embedded)), " ")
			for i, want := range statuses(t, r.want[state]) {
				if got := w.do(actors[i], method, path, r.body).status; got != want {
					t.Errorf("given %s, %s as %s: got %d, want %d", g.name, r.request, actorNames[i], got, want)
				}
			}
		}
	}
}

// onlyGrant takes every grant of a connection back and gives one, or none.
func (w *world) onlyGrant(admin *principal, base, body string) {
	w.t.Helper()
	var old Page[DataGrant]
	w.do(admin, "GET", base+"/grants", "").want(200).read(&old)
	for _, g := range old.Entries {
		w.do(admin, "DELETE", base+"/grants/"+string(g.GrantID), "").want(200)
	}
	if body != "" {
		w.do(admin, "POST", base+"/grants", `{"grants":[`+body+`]}`).want(200)
	}
}

// TestGrantsOverHTTP goes once around: give, list, change, explain, take back.
func TestGrantsOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, ann := w.member(writ.AccountAdmin, "keeper@example.org"), w.member(writ.AccountBuild, "ann@example.org")
	base := "/v2/connections/" + string(w.embedded)
	w.onlyGrant(admin, base, "")
	var made Entries[DataGrant]
	w.do(admin, "POST", base+"/grants", fmt.Sprintf(`{"grants":[{"grantee":{"memberId":%q},"permission":"writeback"},
		{"grantee":{"memberId":%q},"permission":"annotate","path":["sample"]}]}`, ann.id, ann.id)).want(200).read(&made)
	if len(made.Entries) != 2 || made.Entries[0].InodeID != string(w.embedded) || made.Entries[1].Member.Name != "ann@example.org" {
		t.Fatalf("made %+v", made.Entries)
	}
	var mine DataAccess
	w.do(ann, "GET", base+"/access?path=sample", "").want(200).read(&mine)
	if fmt.Sprint(mine.Rights, mine.Why) != "[see read annotate write] [The member has Can use & annotate on sample. The member has Can write only on the whole connection.]" {
		t.Errorf("Ann may %v because %v", mine.Rights, mine.Why)
	}
	var changed DataGrant
	w.do(admin, "PATCH", base+"/grants/"+string(made.Entries[1].GrantID), `{"permission":"usage"}`).want(200).read(&changed)
	if changed.Permission != "usage" {
		t.Errorf("changed to %s", changed.Permission)
	}
	var who Reaching
	w.do(admin, "GET", base+"/grants/who?path=sample&search=ANN", "").want(200).read(&who)
	if who.Total != 1 || len(who.Entries[0].GrantIDs) != 2 {
		t.Errorf("who: %+v", who)
	}
	w.do(admin, "PATCH", base+"/grants/"+string(made.Entries[1].GrantID), `{"permission":"admin"}`).want(403)
	w.do(admin, "POST", base+"/grants", `{"grants":[{"grantee":{},"permission":"usage"}]}`).want(400)
	w.do(admin, "POST", base+"/grants", `{"grants":[{"grantee":{"allMembers":true},"permission":"own"}]}`).want(400)
	for _, g := range made.Entries {
		w.do(admin, "DELETE", base+"/grants/"+string(g.GrantID), "").want(200)
	}
	w.do(ann, "GET", base+"/explorer", "").want(404)
}
