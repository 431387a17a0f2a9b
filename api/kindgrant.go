package api

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// kindGrantRoutes are those by which Sigma's API gives access to one kind of file.
// All of them do what /v2/grants does.
func (s *Server) kindGrantRoutes() {
	const workspace, workbook = "/v2/workspaces/{workspaceId}/grants", "/v2/workbooks/{workbookId}/grants"
	member(s, endpoint{id: "listWorkspaceGrants", route: "GET " + workspace, summary: "List the grants on a workspace"}, s.listWorkspaceGrants)
	member(s, endpoint{id: "createWorkspaceGrant", route: "POST " + workspace, summary: "Give levels on a workspace: all of them or none"}, s.createWorkspaceGrant)
	member(s, endpoint{id: "deleteWorkspaceGrant", route: "DELETE " + workspace + "/{grantId}", summary: "Take a grant on a workspace back"}, s.deleteWorkspaceGrant)
	member(s, endpoint{id: "createWorkbookGrant", route: "POST " + workbook, summary: "Give levels on a workbook: all of them or none"}, s.createWorkbookGrant)
	member(s, endpoint{id: "deleteWorkbookGrant", route: "DELETE " + workbook + "/{grantId}", summary: "Take a grant on a workbook back"}, s.deleteWorkbookGrant)
}

func (s *Server) listWorkspaceGrants(ctx context.Context, actor app.Actor, in *struct {
	WorkspacePath
	Paging
}) (Page[Grant], error) {
	return s.grantPage(ctx, actor, app.GrantQuery{File: in.WorkspaceID, Direct: true}, in.Paging)
}

func (s *Server) createWorkspaceGrant(ctx context.Context, actor app.Actor, in *struct {
	WorkspacePath
	Body GrantDrafts
}) (Empty, error) {
	return s.shareKind(ctx, actor, in.WorkspaceID, in.Body.Grants, writ.KindWorkspace)
}

func (s *Server) createWorkbookGrant(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Body GrantDrafts
}) (Empty, error) {
	return s.shareKind(ctx, actor, in.WorkbookID, in.Body.Grants, writ.KindWorkbook)
}

func (s *Server) shareKind(ctx context.Context, actor app.Actor, id writ.FileID, drafts []GrantDraft, kind writ.FileKind) (Empty, error) {
	found, err := s.app.KindOf(ctx, actor, id)
	if err == nil && found != kind {
		err = writ.Errorf(writ.CodeNotFound, "api.shareKind", "That is not a %s.", kind.Label()).WithHint("POST /v2/grants takes files of all kinds.")
	}
	if err == nil {
		_, err = s.share(ctx, actor, id, drafts, app.Sharing{})
	}
	return Empty{}, err
}

func (s *Server) deleteWorkspaceGrant(ctx context.Context, actor app.Actor, in *struct {
	WorkspacePath
	FileGrantPath
}) (Empty, error) {
	return s.revokeOn(ctx, actor, in.WorkspaceID, in.GrantID)
}

func (s *Server) deleteWorkbookGrant(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	FileGrantPath
}) (Empty, error) {
	return s.revokeOn(ctx, actor, in.WorkbookID, in.GrantID)
}

// revokeOn takes a grant back if it is one on that file.
func (s *Server) revokeOn(ctx context.Context, actor app.Actor, on writ.FileID, id writ.GrantID) (Empty, error) {
	v, err := s.app.FileGrant(ctx, actor, id)
	if err == nil && v.File != on {
		err = writ.Errorf(writ.CodeNotFound, "api.revokeOn", "There is no such grant on it.")
	}
	if err == nil {
		_, err = s.app.RevokeFileGrant(ctx, actor, id)
	}
	return Empty{}, err
}
