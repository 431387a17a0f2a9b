package api

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// rule is what one route answers to nobody and to each account type. Other is
// for things of somebody else's, or where the route has no owner; own, where it
// differs, for the asker's own. Each is six statuses: nobody, View, Act, Analyze,
// Build, Admin. They are typed by hand from the product's table of permissions,
// never computed.
type rule struct {
	route string
	other string
	own   string
	body  string
}

const (
	everyone = "200 200 200 200 200 200"
	members  = "401 200 200 200 200 200"
	admins   = "401 403 403 403 403 200"
	hidden   = "401 404 404 404 404 404" // as if it were not there
	builders = "401 403 403 403 200 200"
	foreign  = "401 403 403 403 404 403" // what takes an account type that may edit
	editors  = builders                  // may change documents of theirs
	sealed   = "401 404 404 404 404 403" // Admins may know that it is there
	managed  = "401 404 404 404 404 200" // and manage the access to it

	hiddenButAdmins = "401 404 404 404 404 200"
)

const draftBody = `{"name":"x","details":{"type":"postgres","host":"127.0.0.1","port":"1","database":"d","user":"u","password":"p","writeAccess":{"writeSchema":"w"}}}`

// nobodyViews gives a level to somebody who is not there.
const nobodyViews = `{"grants":[{"grantee":{"memberId":"nobody"},"permission":"view"}]}`

// settingsBody is a change of the version that there is at first: the first asker
// who may change them is the only Admin.
const settingsBody = `{"retention":{"unfinishedUploads":7,"endedUploads":90,"jobs":30,"quarantine":7,"versions":10,"trash":30,"audit":365},"limits":{"memberUploads":5000,"memberUploadBytes":1073741824,"memberImports":2,"connectionImports":2},"version":0}`

// rules has one row for every route of the server, in an order in which the rows
// that destroy come last.
var rules = slices.Concat(serverRules, documentRules, lastRules)

// lastRules take away who asks.
var lastRules = []rule{
	{route: "DELETE /v2/members/{memberId}", other: admins},
	{route: "DELETE /v2/credentials/{clientId}", other: hidden, own: members},
	{route: "POST /v2/auth/sign-out-everywhere", other: members},
}

// belongings are the things a member has.
type belongings struct{ member, table, input, object, upload, spare, credential, file, workspace, team string }

// cast is everybody the matrix is tried with, and what they own.
type cast struct {
	w          *world
	actors     []*principal // nobody, then each account type
	own        []belongings
	other      belongings
	connection string
	tries      int
}

func newCast(t *testing.T) *cast {
	w := newWorld(t)
	c := &cast{w: w, actors: []*principal{nil}}
	keeper := w.member(writ.AccountAdmin, "keeper@example.org")
	victim := w.member(writ.AccountView, "victim@example.org")
	c.other = c.furnish(keeper)
	c.other.member = string(victim.id)
	c.other.team = c.team(keeper, victim)
	c.own = []belongings{c.other}
	for _, at := range []writ.AccountType{writ.AccountView, writ.AccountAct, writ.AccountAnalyze, writ.AccountBuild, writ.AccountAdmin} {
		p := w.member(writ.AccountBuild, strings.ToLower(string(at))+"@example.org")
		c.actors = append(c.actors, p)
		own := c.furnish(p)
		own.team = c.team(keeper, p)
		c.own = append(c.own, own)
		w.setType(p.id, at)
	}
	var made Connection
	w.do(keeper, "POST", "/v2/connections", `{"name":"far","details":{"type":"postgres","host":"127.0.0.1","port":"1","database":"d","user":"u","password":"p"}}`).want(201).read(&made)
	c.connection = string(made.ConnectionID)
	return c
}

func (c *cast) furnish(p *principal) belongings {
	var cred NewCredential
	c.w.do(p, "POST", "/v2/credentials", `{"name":"spare"}`).want(200).read(&cred)
	table := c.w.table(p, "T", "a,b\n1,x\n")
	var file File
	c.w.do(p, "POST", "/v2/files", `{"type":"workbook","name":"Own"}`).want(200).read(&file)
	return belongings{
		member: string(p.id), credential: string(cred.ClientID), file: string(file.ID), workspace: c.w.workspace(p),
		table: table, input: string(writ.NewID[writ.InputTableID]()), object: c.w.objectOf(table), upload: c.w.upload(p, "a,b\n1,x\n"), spare: c.w.upload(p, "a\n1\n"),
	}
}

// team has a private team of one member made.
func (c *cast) team(keeper, of *principal) string {
	var made NewTeam
	c.w.do(keeper, "POST", "/v2/teams", fmt.Sprintf(`{"name":"of %s","members":[%q]}`, of.id, of.id)).want(200).read(&made)
	return string(made.TeamID)
}

// try sends the request of a rule about things.
func (c *cast) try(r rule, p *principal, b belongings) answerOf {
	method, path, ok := strings.Cut(r.route, " ")
	if !ok {
		method, path = "GET", "/nothing-here"
	}
	if method == "DELETE" {
		b.upload = b.spare // the other one has been imported
	}
	path = strings.NewReplacer(
		"{memberId}", b.member, "{tableId}", b.table, "{objectId}", b.object, "{uploadId}", b.upload, "{clientId}", b.credential,
		"{fileId}", b.file, "{documentId}", b.file, "{workbookId}", b.file, "{dataModelId}", b.file, "{datasetId}", b.file,
		"{number}", "1", "{inputTableId}", b.input, "{columnId}", "c1", "{pageId}", "p", "{workspaceId}", b.workspace,
		"{teamId}", b.team, "{accountTypeId}", "view",
		"{version}", "1", "{connectionId}", c.connection, "{$}", "", "{file...}", "app.js", "/assets/HASH/", c.w.server.web.prefix,
	).Replace(path)
	switch {
	case strings.HasSuffix(path, "/search"):
		path += "?q=a"
	case strings.HasSuffix(path, "/stream"):
		path += "?to=2020-01-01T00:00:00Z"
	case strings.HasSuffix(path, "/columns"), strings.HasSuffix(path, "/preview") && method == "GET":
		path += "?path=public&path=t"
	}
	c.tries++
	body := strings.NewReplacer("EMBEDDED", string(c.w.embedded), "FILE", b.file).Replace(r.body)
	if strings.Contains(body, "%d") {
		body = fmt.Sprintf(body, c.tries)
	}
	headers := []string{}
	switch {
	case method == "PATCH" && strings.Contains(path, "/uploads/"):
		headers = []string{"Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"}
	case path == "/v2/auth/token":
		headers, body = []string{"Content-Type", formType}, "grant_type=none"
	}
	return c.w.do(p, method, path, body, headers...)
}

func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	var covered []string
	for _, r := range rules {
		covered = append(covered, strings.Replace(r.route, "/assets/HASH/", c.w.server.web.prefix, 1))
		for i, want := range statuses(t, r.other) {
			if got := c.try(r, c.actors[i], c.other).status; got != want {
				t.Errorf("%s as %s on another's: got %d, want %d", r.route, actorNames[i], got, want)
			}
		}
		if r.own == "" {
			continue
		}
		for i, want := range statuses(t, r.own) {
			if got := c.try(r, c.actors[i], c.own[i]).status; got != want {
				t.Errorf("%s as %s on the own: got %d, want %d", r.route, actorNames[i], got, want)
			}
		}
	}
	for _, pattern := range c.w.server.mux.patterns {
		if !slices.Contains(covered, pattern) {
			t.Errorf("the route %q has no row in the access matrix", pattern)
		}
	}
	for _, route := range covered {
		if !slices.Contains(c.w.server.mux.patterns, route) {
			t.Errorf("the access matrix has a row for %q, which is no route", route)
		}
	}
}

var actorNames = []string{"nobody", "View", "Act", "Analyze", "Build", "Admin"}

func statuses(t *testing.T, list string) []int {
	t.Helper()
	var out []int
	for _, s := range strings.Fields(list) {
		n, err := strconv.Atoi(s)
		fatal(t, err)
		out = append(out, n)
	}
	if len(out) != len(actorNames) {
		t.Fatalf("%q has not one status for each of %v", list, actorNames)
	}
	return out
}
