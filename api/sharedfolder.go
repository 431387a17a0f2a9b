package api

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// SharedFolder is a workspace, or a folder in one, with what was given on it.
type SharedFolder struct {
	ID          writ.FileID   `json:"id"`
	ParentID    *writ.FileID  `json:"parentId" doc:"null for a workspace"`
	Type        string        `json:"type" enum:"workspace,folder"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Grants      []FolderGrant `json:"grants"`
}

// FolderGrant is a level given on a folder: to a member, to a team, or to all
// members if both are null.
type FolderGrant struct {
	GrantID  writ.GrantID   `json:"grantId"`
	MemberID *writ.MemberID `json:"memberId"`
	TeamID   *writ.TeamID   `json:"teamId"`
	Level    writ.Level     `json:"level" enum:"view,explore,contribute,manage"`
}

func (s *Server) sharedFolderRoutes() {
	member(s, endpoint{id: "listSharedFolders", route: "GET /v2/organization/folders", summary: "List every workspace and every folder in one with its grants, those above first; for Admins"}, s.listSharedFolders)
}

func (s *Server) listSharedFolders(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[SharedFolder], error) {
	list, err := s.app.SharedFolders(ctx, actor)
	return entriesOf(list, showSharedFolder), err
}

func showSharedFolder(f *app.SharedFolder) SharedFolder {
	return SharedFolder{
		ID: f.ID, ParentID: optional(f.Parent), Type: fileType(f.Kind), Name: f.Name, Description: f.Description,
		Grants: entriesOf(f.Grants, func(g *writ.Grant) FolderGrant {
			return FolderGrant{GrantID: g.ID, MemberID: optional(g.Grantee.Member), TeamID: optional(g.Grantee.Team), Level: g.Level}
		}).Entries,
	}
}
