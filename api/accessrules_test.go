package api

// serverRules are about everything but documents.
var serverRules = []rule{
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
	{route: "GET /i/", other: "303 200 200 200 200 200"},
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

	// Of an input table that is not there.
	{route: "GET /v2/input-tables", other: members},
	{route: "POST /v2/input-tables", other: "401 403 403 403 404 404", body: `{"name":"x","connectionId":"nowhere"}`},
	{route: "GET /v2/input-tables/{inputTableId}", other: hidden},
	{route: "PATCH /v2/input-tables/{inputTableId}", other: hidden, body: `{"name":"x"}`},
	{route: "GET /v2/input-tables/{inputTableId}/rows", other: hidden},
	{route: "POST /v2/input-tables/{inputTableId}/rows", other: hidden, body: `{"rows":[{"values":{"c1":"x"}}]}`},
	{route: "PATCH /v2/input-tables/{inputTableId}/rows", other: hidden, body: `{"rows":[{"rowId":"r","values":{"c1":"x"}}]}`},
	{route: "PUT /v2/input-tables/{inputTableId}/rows", other: hidden, body: `{"match":["c1"],"rows":[{"values":{"c1":"x"}}]}`},
	{route: "DELETE /v2/input-tables/{inputTableId}/rows", other: hidden, body: `{"rows":[{"rowId":"r"}]}`},
	{route: "POST /v2/input-tables/{inputTableId}/bulk", other: hidden, body: `{"do":"insert","values":{"c1":"x"}}`},
	{route: "POST /v2/input-tables/{inputTableId}/columns", other: hidden, body: `{"name":"more"}`},
	{route: "PATCH /v2/input-tables/{inputTableId}/columns/{columnId}", other: hidden, body: `{"name":"other"}`},
	{route: "PUT /v2/input-tables/{inputTableId}/columns/{columnId}/rules", other: hidden, body: `{"required":true}`},
	{route: "POST /v2/input-tables/{inputTableId}/columns/{columnId}/retype-preview", other: hidden, body: `{"type":"integer"}`},
	{route: "GET /v2/input-tables/{inputTableId}/flags", other: hidden},
	{route: "GET /v2/input-tables/{inputTableId}/history", other: hidden},
	{route: "POST /v2/input-tables/{inputTableId}/restore", other: hidden, body: `{"to":"1"}`},
	{route: "POST /v2/input-tables/{inputTableId}/undo", other: hidden, body: `{"memberId":"m","from":1,"to":2}`},
	{route: "POST /v2/input-tables/{inputTableId}/rebuild", other: hidden},
	{route: "POST /v2/input-tables/{inputTableId}/duplicate", other: "401 403 403 403 404 404", body: `{}`},
	{route: "POST /v2/input-tables/{inputTableId}/move", other: "401 403 403 403 404 404", body: `{}`},
	{route: "POST /v2/input-tables/{inputTableId}/flags/discard", other: hidden, body: `{"cells":[{"row":"r","column":"c1"}]}`},
	{route: "DELETE /v2/input-tables/{inputTableId}/columns/{columnId}", other: hidden},
	{route: "POST /v2/input-tables/{inputTableId}/columns/{columnId}/restore", other: hidden},
	{route: "DELETE /v2/input-tables/{inputTableId}", other: hidden},
	// Nothing has been edited in that connection.
	{route: "GET /v2/edit-logs", other: admins},
	{route: "GET /v2/edit-logs/{connectionId}", other: "401 403 403 403 403 404"},
	{route: "POST /v2/edit-logs/{connectionId}/verify", other: "401 403 403 403 403 404"},
	{route: "POST /v2/edit-logs/{connectionId}/rebuild", other: "401 403 403 403 403 404", body: `{"inputTableId":"i"}`},
	{route: "POST /v2/edit-logs/{connectionId}/export", other: "401 403 403 403 403 404"},

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

	{route: "GET /v2/live", other: "401 400 400 400 400 400"}, // without the upgrade
}

// documentRules are about documents, folders and workspaces, and the access to them.
var documentRules = []rule{
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
}
