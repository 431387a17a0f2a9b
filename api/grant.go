package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

func personOrNil(m *writ.Member) *Person {
	if m == nil {
		return nil
	}
	p := personOf(m)
	return &p
}

// FileName is a file by its name.
type FileName struct {
	ID    writ.FileID `json:"id"`
	URLID string      `json:"urlId"`
	Name  string      `json:"name"`
	Type  string      `json:"type" enum:"workspace,folder,workbook,data-model,dataset"`
}

func fileName(f *writ.File) *FileName {
	if f == nil {
		return nil
	}
	return &FileName{ID: f.ID, URLID: urlID(f.ID), Name: f.Name, Type: fileType(f.Kind)}
}

// Grant is a level given on a file, as Sigma's API spells it.
type Grant struct {
	GrantID        writ.GrantID   `json:"grantId"`
	InodeID        writ.FileID    `json:"inodeId"`
	InodeType      string         `json:"inodeType" enum:"workspace,folder,workbook,data-model,dataset"`
	OrganizationID string         `json:"organizationId"`
	MemberID       *writ.MemberID `json:"memberId"`
	TeamID         *writ.TeamID   `json:"teamId"`
	AllMembers     bool           `json:"allMembers"`
	Permission     string         `json:"permission" enum:"view,explore,organize,edit" doc:"organize is Can contribute; edit is Can edit on documents and Can manage on folders and workspaces"`
	CreatedBy      *writ.MemberID `json:"createdBy"`
	UpdatedBy      *writ.MemberID `json:"updatedBy"`
	CreatedAt      time.Time      `json:"createdAt"`
	UpdatedAt      time.Time      `json:"updatedAt"`

	Level  writ.Level `json:"level" enum:"view,explore,contribute,edit,manage"`
	Label  string     `json:"label" doc:"The level for people: Can edit"`
	Inode  FileName   `json:"inode"`
	Member *Person    `json:"member"`
	Team   *TeamName  `json:"team"`
}

// GrantDraft is a level to be given to somebody.
type GrantDraft struct {
	Grantee    Grantee `json:"grantee"`
	Permission string  `json:"permission" enum:"view,explore,organize,edit" doc:"organize is Can contribute, on folders and workspaces; edit is Can edit on documents and Can manage on folders and workspaces"`
}

// FileGrantDraft is a level to be given to somebody on a file.
type FileGrantDraft struct {
	GrantDraft
	InodeID writ.FileID `json:"inodeId" doc:"The id or the urlId of the file"`
}

// GrantDrafts is a list of levels to be given.
type GrantDrafts struct {
	Grants []GrantDraft `json:"grants" minItems:"1" maxItems:"100"`
}

// FileGrantPath names a grant.
type FileGrantPath struct {
	GrantID writ.GrantID `path:"grantId"`
}

// GrantSearch asks for grants on a file, or of a member or a team.
type GrantSearch struct {
	Paging
	InodeID          writ.FileID   `query:"inodeId" doc:"Those on this file and, unless directGrantsOnly, on the folders above it"`
	UserID           writ.MemberID `query:"userId" doc:"Those of this member and, unless directGrantsOnly, of their teams and of all members"`
	TeamID           writ.TeamID   `query:"teamId"`
	DirectGrantsOnly bool          `query:"directGrantsOnly"`
}

// Resolve takes the urlId for the id.
func (q *GrantSearch) Resolve(huma.Context) []error {
	q.InodeID = fileID(q.InodeID)
	return nil
}

// grantLevel reads a level as Sigma's API spells it for files of a kind; an
// unknown one is itself, to be refused.
func grantLevel(k writ.FileKind, permission string) writ.Level {
	switch {
	case permission == "organize":
		return writ.LevelContribute
	case permission == "edit" && !k.Document():
		return writ.LevelManage
	}
	return writ.Level(permission)
}

func (s *Server) grantRoutes() {
	member(s, endpoint{id: "listGrants", route: "GET /v2/grants", summary: "List the grants on a file, or those of a member or a team that you may know of"}, s.listFileGrants)
	member(s, endpoint{id: "createGrant", route: "POST /v2/grants", summary: "Give a level on a file, or raise it; a higher one stays"}, s.createFileGrant)
	member(s, endpoint{id: "getGrant", route: "GET /v2/grants/{grantId}", summary: "Get a grant"}, s.getFileGrant)
	member(s, endpoint{id: "updateGrant", route: "PATCH /v2/grants/{grantId}", summary: "Give a grant another level, higher or lower"}, s.updateFileGrant)
	member(s, endpoint{id: "deleteGrant", route: "DELETE /v2/grants/{grantId}", summary: "Take a grant back; answers what it was"}, s.deleteFileGrant)
}

func (s *Server) listFileGrants(ctx context.Context, actor app.Actor, in *GrantSearch) (Page[Grant], error) {
	return s.grantPage(ctx, actor, app.GrantQuery{File: in.InodeID, Member: in.UserID, Team: in.TeamID, Direct: in.DirectGrantsOnly}, in.Paging)
}

func (s *Server) grantPage(ctx context.Context, actor app.Actor, q app.GrantQuery, p Paging) (Page[Grant], error) {
	list, err := s.app.Grants(ctx, actor, q)
	if err != nil {
		return Page[Grant]{}, err
	}
	key := func(v *app.GrantView) string { return string(v.ID) }
	list, err = pageAfter(list, p.Page, key)
	return pageOf(list, p.Limit, key, s.showFileGrant), err
}

func (s *Server) createFileGrant(ctx context.Context, actor app.Actor, in *struct{ Body FileGrantDraft }) (Grant, error) {
	list, err := s.share(ctx, actor, fileID(in.Body.InodeID), []GrantDraft{in.Body.GrantDraft}, app.Sharing{})
	if err != nil {
		return Grant{}, err
	}
	return s.showFileGrant(list[0]), nil
}

// share gives levels on a file. What a level is called depends on the kind of file.
func (s *Server) share(ctx context.Context, actor app.Actor, id writ.FileID, drafts []GrantDraft, with app.Sharing) ([]*app.GrantView, error) {
	kind, err := s.app.KindOf(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	with.Grants = make([]app.GrantDraft, len(drafts))
	for i, d := range drafts {
		to, err := d.Grantee.grantee()
		if err != nil {
			return nil, err
		}
		with.Grants[i] = app.GrantDraft{To: to, Level: grantLevel(kind, d.Permission)}
	}
	return s.app.Share(ctx, actor, id, with)
}

func (s *Server) getFileGrant(ctx context.Context, actor app.Actor, in *FileGrantPath) (Grant, error) {
	return s.oneGrant(s.app.FileGrant(ctx, actor, in.GrantID))
}

func (s *Server) updateFileGrant(ctx context.Context, actor app.Actor, in *struct {
	FileGrantPath
	Body struct {
		Permission string `json:"permission" enum:"view,explore,organize,edit"`
	}
}) (Grant, error) {
	v, err := s.app.FileGrant(ctx, actor, in.GrantID)
	if err != nil {
		return Grant{}, err
	}
	return s.oneGrant(s.app.ChangeFileGrant(ctx, actor, in.GrantID, grantLevel(v.On.Kind, in.Body.Permission)))
}

func (s *Server) deleteFileGrant(ctx context.Context, actor app.Actor, in *FileGrantPath) (Grant, error) {
	return s.oneGrant(s.app.RevokeFileGrant(ctx, actor, in.GrantID))
}

func (s *Server) oneGrant(v *app.GrantView, err error) (Grant, error) {
	if err != nil {
		return Grant{}, err
	}
	return s.showFileGrant(v), nil
}

func (s *Server) showFileGrant(v *app.GrantView) Grant {
	return Grant{
		GrantID: v.ID, InodeID: v.File, InodeType: fileType(v.On.Kind), OrganizationID: s.opt.Organization,
		MemberID: optional(v.Grantee.Member), TeamID: optional(v.Grantee.Team), AllMembers: v.Grantee.All(),
		Permission: levelPermission(v.Level), CreatedBy: optional(v.CreatedBy), UpdatedBy: optional(v.UpdatedBy),
		CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
		Level: v.Level, Label: v.Level.Label(), Inode: *fileName(v.On), Member: personOrNil(v.Member), Team: teamName(v.Team),
	}
}
