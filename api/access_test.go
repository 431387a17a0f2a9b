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
var rules = []rule{
	{route: "GET /healthz", other: everyone},
	{route: "GET /readyz", other: everyone},
	{route: "GET /metrics", other: everyone},
	{route: "GET /openapi.json", other: everyone},
	{route: "GET /openapi.yaml", other: everyone},
	{route: "GET /openapi-3.0.json", other: everyone},
	{route: "GET /openapi-3.0.yaml", other: everyone},
	{route: "GET /assets/page.css", other: everyone},
	{route: "GET /assets/HASH/{file...}", other: everyone},
	{route: "GET /login", other: "200 303 303 303 303 303"},
	{route: "POST /login", other: "401 401 401 401 401 429"}, // no address, no password; five failures are enough
	{route: "POST /logout", other: "303 303 303 303 303 303"},
	// The page for a new password wants a session: to a token it is the sign-in.
	{route: "GET /password", other: "303 303 303 303 303 303"},
	{route: "POST /password", other: "303 303 303 303 303 303"},
	// There is no provider yet.
	{route: "GET /oidc/start", other: "404 404 404 404 404 404"},
	{route: "GET /oidc/callback", other: "404 404 404 404 404 404"},
	{route: "GET /{$}", other: "303 200 200 200 200 200"},
	{route: "GET /f/", other: "303 200 200 200 200 200"},
	{route: "GET /w/", other: "303 200 200 200 200 200"},
	{route: "GET /workspaces", other: "303 200 200 200 200 200"},
	{route: "GET /shared", other: "303 200 200 200 200 200"},
	{route: "GET /recent", other: "303 200 200 200 200 200"},
	{route: "GET /favorites", other: "303 200 200 200 200 200"},
	{route: "GET /trash", other: "303 200 200 200 200 200"},
	{route: "GET /upload", other: "303 200 200 200 200 200"},
	{route: "GET /t/", other: "303 200 200 200 200 200"},
	{route: "GET /explorer", other: "303 200 200 200 200 200"},
	{route: "GET /explorer/", other: "303 200 200 200 200 200"},
	{route: "GET /admin/", other: "303 200 200 200 200 200"},
	{route: "GET /me", other: "303 200 200 200 200 200"},
	{route: "GET /requests", other: "303 200 200 200 200 200"},
	{route: "GET /teams", other: "303 200 200 200 200 200"},
	{route: "/", other: "404 404 404 404 404 404"},

	{route: "POST /v2/auth/token", other: "400 400 400 400 400 400"}, // open; the body is no grant
	{route: "GET /v2/whoami", other: members},

	{route: "GET /v2/members", other: admins},
	{route: "POST /v2/members", other: admins, body: `{"email":"new-%d@example.org","firstName":"","lastName":""}`},
	{route: "GET /v2/members/{memberId}", other: admins, own: admins},
	{route: "PATCH /v2/members/{memberId}", other: admins, body: `{"firstName":"Ann"}`},
	{route: "POST /v2/members/{memberId}/reset-password", other: admins},

	{route: "GET /v2.1/members", other: admins},
	{route: "POST /v2/members/{memberId}/recover", other: "401 403 403 403 403 409", body: `{}`}, // the member is active

	// Somebody else's team is private; nobody is a team admin of their own.
	{route: "GET /v2/teams", other: members},
	{route: "GET /v2.1/teams", other: members},
	{route: "POST /v2/teams", other: admins, body: `{"name":"team %d","createTeamFolder":true}`},
	{route: "GET /v2/teams/{teamId}", other: hiddenButAdmins, own: members},
	{route: "PATCH /v2/teams/{teamId}", other: hiddenButAdmins, own: admins, body: `{"description":"x"}`},
	{route: "GET /v2/teams/{teamId}/members", other: hiddenButAdmins, own: members},
	{route: "PATCH /v2/teams/{teamId}/members", other: hiddenButAdmins, own: admins, body: `{"remove":["nobody"]}`},
	{route: "PUT /v2/teams/{teamId}/members/{memberId}", other: hiddenButAdmins, own: admins, body: `{"isTeamAdmin":false}`},
	{route: "GET /v2/teams/{teamId}/candidates", other: hiddenButAdmins, own: admins},
	{route: "GET /v2/members/{memberId}/teams", other: members, own: members},
	{route: "DELETE /v2/teams/{teamId}", other: hiddenButAdmins, own: admins},

	{route: "GET /v2/organization/folders", other: admins},
	{route: "GET /v2/accountTypes", other: admins},
	{route: "POST /v2/accountTypes", other: "401 403 403 403 403 201", body: `{"name":"type %d","description":"","permissions":["viewDocuments"]}`},
	{route: "GET /v2/accountTypes/{accountTypeId}", other: admins},
	{route: "GET /v2/accountTypes/{accountTypeId}/permissions", other: admins},
	{route: "POST /v2/accountTypes/{accountTypeId}/what-if", other: admins, body: `{"permissions":["comment"]}`},
	{route: "PATCH /v2/accountTypes/{accountTypeId}", other: "401 403 403 403 403 409", body: `{"description":"x"}`}, // it is built in
	{route: "DELETE /v2/accountTypes/{accountTypeId}", other: "401 403 403 403 403 409"},

	{route: "GET /v2/credentials", other: members},
	{route: "POST /v2/credentials", other: members, body: `{"name":"more"}`},

	{route: "GET /v2/organization/settings", other: admins},
	{route: "PUT /v2/organization/settings", other: admins, body: settingsBody},
	{route: "GET /v2/organization/sign-in", other: admins},
	{route: "PUT /v2/organization/sign-in", other: admins, body: `{"password":true,"version":0}`},
	{route: "POST /v2/organization/sign-in/check", other: "401 403 403 403 403 400", body: `{"password":true,"version":0}`}, // no provider
	{route: "DELETE /v2/members/{memberId}/identities", other: admins, own: admins},
	{route: "GET /v2/audit-log", other: admins},
	{route: "GET /v2/audit-log/export", other: admins},
	{route: "GET /v2/audit-log/stream", other: admins}, // up to a time that is over

	{route: "GET /v2/nodes", other: admins},
	{route: "GET /v2/platforms", other: admins},
	{route: "GET /v2/connections", other: members},
	{route: "POST /v2/connections", other: "401 403 403 403 403 422", body: draftBody}, // the check of write access fails
	{route: "GET /v2/connections/{connectionId}", other: "401 404 404 404 404 200"},
	{route: "PUT /v2/connections/{connectionId}", other: "401 403 403 403 403 409", body: draftBody}, // it says no version
	{route: "GET /v2/connections/{connectionId}/test", other: admins},
	{route: "POST /v2/connections/test", other: admins, body: draftBody},
	{route: "POST /v2/connections/grant-script", other: admins, body: draftBody},
	{route: "POST /v2/connections/check", other: admins, body: draftBody},
	{route: "POST /v2/connections/{connectionId}/check", other: "401 403 403 403 403 403"}, // for Admins: write access is off
	{route: "POST /v2/connections/{connectionId}/affected", other: admins, body: draftBody},
	// Of a connection of which only Admins know there is nothing to explore; for
	// Admins its warehouse does not answer.
	{route: "GET /v2/connections/{connectionId}/explorer", other: "401 404 404 404 404 503"},
	{route: "GET /v2/connections/{connectionId}/explorer/search", other: "401 404 404 404 404 503"},
	{route: "GET /v2/connections/{connectionId}/explorer/columns", other: "401 404 404 404 404 503"},
	{route: "GET /v2/connections/{connectionId}/explorer/preview", other: "401 404 404 404 404 503"},
	{route: "POST /v2/connection/{connectionId}/lookup", other: "401 404 404 404 404 503", body: `{"path":["public"]}`},
	// A connection that nobody was given anything on; whoever may share at all is
	// not told that it is there.
	{route: "GET /v2/connections/{connectionId}/grants", other: "401 403 403 403 404 200"},
	{route: "POST /v2/connections/{connectionId}/grants", other: "401 403 403 403 404 404", body: `{"grants":[{"grantee":{"memberId":"nobody"},"permission":"usage"}]}`},
	{route: "PATCH /v2/connections/{connectionId}/grants/{grantId}", other: "401 403 403 403 404 404", body: `{"permission":"usage"}`},
	{route: "DELETE /v2/connections/{connectionId}/grants/{grantId}", other: "401 403 403 403 404 404"},
	{route: "GET /v2/connections/{connectionId}/grants/who", other: "401 403 403 403 404 200"},
	{route: "GET /v2/connections/{connectionId}/grants/grantees", other: "401 403 403 403 404 200"},
	{route: "GET /v2/connections/{connectionId}/access", other: "401 404 404 404 404 200"},
	// The object holds a table, so nothing may be done to it.
	{route: "GET /v2/managed-objects", other: admins},
	{route: "GET /v2/managed-objects/summary", other: admins},
	{route: "GET /v2/managed-objects/{objectId}", other: admins, own: admins},
	{route: "POST /v2/managed-objects/{objectId}/quarantine", other: "401 403 403 403 403 409", own: "401 403 403 403 403 409"},
	{route: "POST /v2/managed-objects/{objectId}/restore", other: "401 403 403 403 403 409", own: "401 403 403 403 403 409"},
	{route: "DELETE /v2/managed-objects/{objectId}", other: "401 403 403 403 403 409", own: "401 403 403 403 403 409"},
	{route: "POST /v2/connections/{connectionId}/scan", other: admins},
	{route: "GET /v2/connections/{connectionId}/scan", other: admins},
	{route: "DELETE /v2/connections/{connectionId}", other: admins},

	{route: "GET /v2/upload-targets", other: builders},
	{route: "GET /v2/uploads", other: builders},
	{route: "POST /v2/uploads", other: "401 403 403 403 201 201", body: `{"fileName":"a.csv","size":3}`},
	{route: "GET /v2/uploads/{uploadId}", other: "401 403 403 403 404 404", own: builders},
	{route: "PATCH /v2/uploads/{uploadId}", other: "401 403 403 403 404 404", own: "401 403 403 403 409 409", body: "a"}, // it is complete
	{route: "POST /v2/uploads/{uploadId}/preview", other: "401 403 403 403 404 404", own: builders, body: `{}`},
	{route: "GET /v2/uploads/{uploadId}/rejects", other: "401 403 403 403 404 404", own: "401 403 403 403 404 404"}, // none were rejected
	{route: "GET /v2/uploads/{uploadId}/rejects/page", other: "401 403 403 403 404 404", own: builders},             // an empty list
	{route: "POST /v2/uploads/{uploadId}/import", other: "401 403 403 403 404 404", own: "401 403 403 403 202 202", body: `{"connectionId":"EMBEDDED","name":"x"}`},
	{route: "DELETE /v2/uploads/{uploadId}/remembered", other: "401 403 403 403 404 404", own: builders},
	{route: "DELETE /v2/uploads/{uploadId}", other: "401 403 403 403 404 404", own: "401 403 403 403 200 200"},

	{route: "GET /v2/tables", other: members},
	{route: "GET /v2/tables/{tableId}", other: sealed, own: members},
	{route: "GET /v2/tables/{tableId}/certificate", other: sealed, own: members},
	{route: "GET /v2/tables/{tableId}/rows", other: sealed, own: members},
	{route: "GET /v2/tables/{tableId}/export", other: sealed, own: "401 403 403 200 200 200"},
	{route: "GET /v2/tables/{tableId}/versions", other: sealed, own: members},
	{route: "GET /v2/tables/{tableId}/versions/{version}/certificate", other: sealed, own: members},
	{route: "GET /v2/tables/{tableId}/versions/{version}/compare", other: sealed, own: members},
	{route: "POST /v2/tables/{tableId}/versions/{version}/restore", other: "401 403 403 403 404 403", own: "401 403 403 403 409 409"}, // it is the current one
	// There is no mail server; the schedule is nobody's.
	{route: "POST /v2/tables/{tableId}/send", other: "401 403 403 404 404 403", own: "401 403 403 409 409 409", body: `{"emails":["a@example.org"]}`},
	{route: "GET /v2/tables/{tableId}/export-schedules", other: sealed, own: members},
	{route: "POST /v2/tables/{tableId}/export-schedules", other: "401 403 403 404 404 403", own: "401 403 403 409 409 409", body: `{"delivery":{"emails":["a@example.org"]},"schedule":{"every":"day","at":"06:30","timezone":"UTC"}}`},
	{route: "GET /v2/export-schedules", other: members},
	{route: "PATCH /v2/export-schedules/{scheduleId}", other: "401 403 403 404 404 404", body: `{"isSuspended":true}`},
	{route: "POST /v2/export-schedules/{scheduleId}/run", other: "401 403 403 404 404 404"},
	{route: "DELETE /v2/export-schedules/{scheduleId}", other: hidden},
	{route: "DELETE /v2/tables/{tableId}", other: "401 403 403 403 404 403", own: "401 403 403 403 200 200"},

	// Access to a document in the My documents of somebody else, and to a workspace
	// that somebody else made: Admins manage it. Own ones are shared by those whose
	// account type shares.
	{route: "GET /v2/grants", other: "401 400 400 400 400 400"}, // it says of what
	{route: "POST /v2/grants", other: hidden, own: "401 403 403 403 404 404", body: `{"inodeId":"FILE","grantee":{"memberId":"nobody"},"permission":"view"}`},
	{route: "GET /v2/grants/{grantId}", other: hidden},
	{route: "PATCH /v2/grants/{grantId}", other: hidden, body: `{"permission":"view"}`},
	{route: "DELETE /v2/grants/{grantId}", other: hidden},
	{route: "GET /v2/workspaces/{workspaceId}/grants", other: managed, own: builders},
	{route: "POST /v2/workspaces/{workspaceId}/grants", other: hidden, own: "401 403 403 403 404 404", body: nobodyViews},
	{route: "DELETE /v2/workspaces/{workspaceId}/grants/{grantId}", other: hidden, own: hidden},
	{route: "POST /v2/workbooks/{workbookId}/grants", other: hidden, own: "401 403 403 403 404 404", body: nobodyViews},
	{route: "DELETE /v2/workbooks/{workbookId}/grants/{grantId}", other: hidden, own: hidden},
	{route: "POST /v2/files/{fileId}/share", other: hidden, own: "401 403 403 403 404 404", body: nobodyViews},
	{route: "GET /v2/files/{fileId}/access", other: managed, own: members},
	{route: "GET /v2/files/{fileId}/who", other: managed, own: builders},
	{route: "GET /v2/files/{fileId}/grantees", other: managed, own: builders},
	{route: "POST /v2/files/{fileId}/what-if", other: managed, own: builders, body: `{"grants":[{"grantee":{"allMembers":true},"permission":"view"}]}`},
	{route: "GET /v2/shared-with-me", other: members},
	{route: "POST /v2/access/decide", other: members, own: members, body: `{"action":"doc.view","fileId":"FILE"}`},
	{route: "POST /v2/files/{fileId}/access-request", other: members, own: "401 403 403 403 403 403", body: `{}`}, // one has access to the own
	{route: "GET /v2/files/{fileId}/access-request", other: members, own: members},
	{route: "GET /v2/access-requests", other: members},
	{route: "POST /v2/access-requests/{requestId}/approve", other: hidden, body: `{"permission":"view"}`},
	{route: "POST /v2/access-requests/{requestId}/decline", other: hidden},
	{route: "GET /v2/notifications", other: members},
	{route: "POST /v2/notifications/read", other: members, body: `{}`},
	{route: "GET /v2/organization/mail", other: admins},
	{route: "PUT /v2/organization/mail", other: admins, body: `{"host":"","port":0,"tls":"","from":"","version":0}`},
	{route: "POST /v2/organization/mail/test", other: "401 403 403 403 403 400", body: `{"host":"","port":0,"tls":"","from":""}`}, // there is no server

	// A document in the My documents of somebody else: only Admins may know of it, and
	// they cannot open it without a grant. Own ones stay one's own; what can be done
	// with them is what the account type leaves.
	{route: "GET /v2/files", other: members},
	{route: "POST /v2/files", other: "401 403 403 403 200 200", body: `{"type":"workbook","name":"x"}`},
	{route: "GET /v2/files/{fileId}", other: sealed, own: members},
	{route: "PATCH /v2/files/{fileId}", other: sealed, own: editors, body: `{"name":"x"}`},
	{route: "POST /v2/files/{fileId}/copy", other: "401 403 403 403 404 403", own: editors, body: `{}`},
	{route: "PUT /v2/favorites/{fileId}", other: sealed, own: members},
	{route: "DELETE /v2/favorites/{fileId}", other: members, own: members}, // nothing is told
	{route: "GET /v2/members/{memberId}/files", other: "401 403 403 403 403 403", own: members},
	{route: "GET /v2/members/{memberId}/files/recents", other: "401 403 403 403 403 403", own: members},
	{route: "GET /v2/members/{memberId}/files/favorites", other: "401 403 403 403 403 403", own: members},
	{route: "GET /v2/documents/{documentId}", other: sealed, own: members},
	{route: "GET /v2/documents/{documentId}/draft", other: foreign, own: editors},
	{route: "PUT /v2/documents/{documentId}/draft", other: foreign, own: editors, body: `{"version":1,"content":{"schema":1,"pages":[{"id":"p","name":"P","elements":[]}]}}`},
	{route: "POST /v2/documents/{documentId}/publish", other: foreign, own: editors, body: `{"version":2}`},
	{route: "POST /v2/documents/{documentId}/discard", other: foreign, own: editors},
	{route: "GET /v2/documents/{documentId}/versions", other: foreign, own: editors},
	{route: "GET /v2/documents/{documentId}/versions/{number}", other: foreign, own: editors},
	{route: "POST /v2/documents/{documentId}/versions/{number}/restore", other: foreign, own: "401 403 403 403 409 409"}, // it is the current one
	{route: "GET /v2/workbooks", other: members},
	{route: "POST /v2/workbooks", other: editors, body: `{"name":"x"}`},
	{route: "GET /v2/workbooks/{workbookId}", other: sealed, own: members},
	{route: "GET /v2/workbooks/{workbookId}/pages", other: sealed, own: members},
	{route: "GET /v2/workbooks/{workbookId}/pages/{pageId}/elements", other: sealed, own: "401 404 404 404 200 200"}, // only editors have published
	{route: "GET /v2/workbooks/{workbookId}/elements", other: sealed, own: members},
	{route: "GET /v2/workbooks/{workbookId}/sources", other: sealed, own: members},
	{route: "GET /v2/workbooks/{workbookId}/version-history", other: foreign, own: editors},
	{route: "POST /v2/workbooks/{workbookId}/restoreVersion", other: foreign, own: "401 403 403 403 409 409", body: `{"version":1}`},
	{route: "POST /v2/workbooks/{workbookId}/copy", other: foreign, own: editors, body: `{}`},
	// It is a workbook, so under the names of other kinds it is not there.
	{route: "GET /v2/dataModels", other: members},
	{route: "GET /v2/dataModels/{dataModelId}", other: sealed, own: hidden},
	{route: "GET /v2/dataModels/{dataModelId}/elements", other: sealed, own: hidden},
	{route: "GET /v2/dataModels/{dataModelId}/sources", other: sealed, own: hidden},
	{route: "GET /v2/datasets", other: members},
	{route: "GET /v2/datasets/{datasetId}", other: sealed, own: hidden},
	{route: "GET /v2/datasets/{datasetId}/sources", other: sealed, own: hidden},
	{route: "DELETE /v2/files/{fileId}", other: sealed, own: editors},
	{route: "GET /v2/trash", other: members},
	{route: "POST /v2/files/{fileId}/purge", other: sealed, own: editors},
	// A workspace that somebody else made; the own is one that the member can manage.
	{route: "GET /v2/workspaces", other: members},
	{route: "GET /v2.1/workspaces", other: members},
	{route: "POST /v2/workspaces", other: admins, body: `{"name":"x"}`},
	{route: "GET /v2/workspaces/{workspaceId}", other: sealed, own: members},
	{route: "PATCH /v2/workspaces/{workspaceId}", other: sealed, own: editors, body: `{"name":"x"}`},
	{route: "DELETE /v2/workspaces/{workspaceId}", other: sealed, own: editors},

	{route: "GET /v2/live", other: "401 400 400 400 400 400"}, // without the upgrade

	{route: "DELETE /v2/members/{memberId}", other: admins},
	{route: "DELETE /v2/credentials/{clientId}", other: hidden, own: members},
	{route: "POST /v2/auth/sign-out-everywhere", other: members},
}

// belongings are the things a member has.
type belongings struct{ member, table, object, upload, spare, credential, file, workspace, team string }

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
		table: table, object: c.w.objectOf(table), upload: c.w.upload(p, "a,b\n1,x\n"), spare: c.w.upload(p, "a\n1\n"),
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
		"{number}", "1", "{pageId}", "p", "{workspaceId}", b.workspace,
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
