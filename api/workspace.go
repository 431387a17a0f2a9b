package api

import (
	"context"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Workspace is a shared folder at the top, as Sigma's API spells it. It is a file,
// too: what can be done with files can be done with it.
type Workspace struct {
	WorkspaceID    writ.FileID   `json:"workspaceId"`
	WorkspaceURLID string        `json:"workspaceUrlId"`
	Name           string        `json:"name"`
	CreatedBy      writ.MemberID `json:"createdBy"`
	UpdatedBy      writ.MemberID `json:"updatedBy"`
	CreatedAt      time.Time     `json:"createdAt"`
	UpdatedAt      time.Time     `json:"updatedAt"`
}

// NewWorkspace is a workspace just made or renamed, or those that have its name
// already where no second one was wanted.
type NewWorkspace struct {
	*Workspace
	WorkspaceIDs    []writ.FileID `json:"workspaceIds,omitempty" doc:"With noDuplicates: those you may see that have the name"`
	WorkspaceURLIDs []string      `json:"workspaceUrlIds,omitempty"`
}

// WorkspaceDraft is what a workspace is made from, and renamed by.
type WorkspaceDraft struct {
	Name         string `json:"name"`
	NoDuplicates bool   `json:"noDuplicates,omitempty" doc:"Change nothing if you may see another one of that name, whatever the case"`
}

// WorkspacePath names a workspace.
type WorkspacePath struct {
	WorkspaceID writ.FileID `path:"workspaceId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *WorkspacePath) Resolve(huma.Context) []error {
	p.WorkspaceID = fileID(p.WorkspaceID)
	return nil
}

// WorkspaceSearch asks for workspaces.
type WorkspaceSearch struct {
	Paging
	Name      string `query:"name" maxLength:"255" doc:"A part of the name, whatever the case"`
	ExactName string `query:"exactName" maxLength:"255" doc:"The whole name, whatever the case; wins over name"`
}

func (s *Server) workspaceRoutes() {
	member(s, endpoint{id: "listWorkspaces", route: "GET /v2/workspaces", summary: "List the workspaces that you may see by name"}, s.listWorkspaces)
	member(s, endpoint{id: "listWorkspacesV21", route: "GET /v2.1/workspaces", summary: "List the workspaces that you may see by name"}, s.listWorkspaces)
	member(s, endpoint{id: "createWorkspace", route: "POST /v2/workspaces", summary: "Make a workspace; you can manage it"}, s.createWorkspace)
	member(s, endpoint{id: "getWorkspace", route: "GET /v2/workspaces/{workspaceId}", summary: "Get a workspace"}, s.getWorkspace)
	member(s, endpoint{id: "updateWorkspace", route: "PATCH /v2/workspaces/{workspaceId}", summary: "Rename a workspace"}, s.updateWorkspace)
	member(s, endpoint{id: "deleteWorkspace", route: "DELETE /v2/workspaces/{workspaceId}", summary: "Put a workspace into the trash"}, s.deleteWorkspace)
}

func (s *Server) listWorkspaces(ctx context.Context, actor app.Actor, in *WorkspaceSearch) (Page[Workspace], error) {
	if in.ExactName != "" {
		list, err := s.namesakes(ctx, actor, in.ExactName)
		if err != nil {
			return Page[Workspace]{}, err
		}
		key := func(f *app.FileView) string { return string(f.ID) }
		list, err = pageAfter(list, in.Page, key)
		return pageOf(list, in.Limit, key, showWorkspace), err
	}
	page, err := s.app.Files(ctx, actor, app.FileQuery{
		Kinds: []writ.FileKind{writ.KindWorkspace}, Text: in.Name, After: in.Page, Limit: in.Limit,
	})
	if err != nil {
		return Page[Workspace]{}, err
	}
	return Page[Workspace]{Entries: entriesOf(page.Files, showWorkspace).Entries, NextPage: optional(page.Next)}, nil
}

// namesakes are the workspaces of a name, whatever the case.
func (s *Server) namesakes(ctx context.Context, actor app.Actor, name string) (list []*app.FileView, err error) {
	page, err := s.app.Files(ctx, actor, app.FileQuery{Kinds: []writ.FileKind{writ.KindWorkspace}, Text: name})
	if err != nil {
		return nil, err
	}
	for _, f := range page.Files {
		if strings.EqualFold(f.Name, name) {
			list = append(list, f)
		}
	}
	return list, nil
}

// duplicates names the workspaces but one that have a name already, if no second
// one is wanted.
func (s *Server) duplicates(ctx context.Context, actor app.Actor, d WorkspaceDraft, but writ.FileID) (out NewWorkspace, found bool, err error) {
	if !d.NoDuplicates {
		return out, false, nil
	}
	list, err := s.namesakes(ctx, actor, d.Name)
	for _, f := range list {
		if f.ID != but {
			out.WorkspaceIDs = append(out.WorkspaceIDs, f.ID)
			out.WorkspaceURLIDs = append(out.WorkspaceURLIDs, urlID(f.ID))
		}
	}
	return out, len(out.WorkspaceIDs) > 0, err
}

func (s *Server) createWorkspace(ctx context.Context, actor app.Actor, in *struct{ Body WorkspaceDraft }) (NewWorkspace, error) {
	others, found, err := s.duplicates(ctx, actor, in.Body, "")
	if err != nil || found {
		return others, err
	}
	return newWorkspace(s.app.CreateFile(ctx, actor, app.FileDraft{Kind: writ.KindWorkspace, Name: in.Body.Name}))
}

func (s *Server) getWorkspace(ctx context.Context, actor app.Actor, in *WorkspacePath) (Workspace, error) {
	f, err := s.app.Workspace(ctx, actor, in.WorkspaceID)
	if err != nil {
		return Workspace{}, err
	}
	return showWorkspace(f), nil
}

func (s *Server) updateWorkspace(ctx context.Context, actor app.Actor, in *struct {
	WorkspacePath
	Body WorkspaceDraft
}) (NewWorkspace, error) {
	if _, err := s.app.Workspace(ctx, actor, in.WorkspaceID); err != nil {
		return NewWorkspace{}, err
	}
	others, found, err := s.duplicates(ctx, actor, in.Body, in.WorkspaceID)
	if err != nil || found {
		return others, err
	}
	return newWorkspace(s.app.ChangeFile(ctx, actor, in.WorkspaceID, app.FilePatch{Name: &in.Body.Name}))
}

func (s *Server) deleteWorkspace(ctx context.Context, actor app.Actor, in *WorkspacePath) (Empty, error) {
	if _, err := s.app.Workspace(ctx, actor, in.WorkspaceID); err != nil {
		return Empty{}, err
	}
	return Empty{}, s.app.TrashFile(ctx, actor, in.WorkspaceID)
}

func newWorkspace(f *app.FileView, err error) (NewWorkspace, error) {
	if err != nil {
		return NewWorkspace{}, err
	}
	shown := showWorkspace(f)
	return NewWorkspace{Workspace: &shown}, nil
}

func showWorkspace(f *app.FileView) Workspace {
	return Workspace{
		WorkspaceID: f.ID, WorkspaceURLID: urlID(f.ID), Name: f.Name,
		CreatedBy: f.Creator, UpdatedBy: f.UpdatedBy, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt,
	}
}
