package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// FileSearch asks for files.
type FileSearch struct {
	Paging
	Name              string      `query:"name" maxLength:"255" doc:"A part of the name, whatever the case"`
	PermissionFilter  string      `query:"permissionFilter" enum:"view,explore,organize,edit" doc:"Only what you have at least this level on"`
	TypeFilters       []string    `query:"typeFilters,explode" enum:"workspace,folder,workbook,data-model,dataset" doc:"Absent: everything but workspaces"`
	ParentID          writ.FileID `query:"parentId" doc:"Only what lies below this folder"`
	DirectChildFilter bool        `query:"directChildFilter" doc:"Only what lies in it, and not deeper"`
	Sort              string      `query:"sort" enum:"name,updatedAt,createdAt,type" default:"name"`
	Order             string      `query:"order" enum:"asc,desc" default:"asc"`
}

// Resolve takes the urlId for the id.
func (q *FileSearch) Resolve(huma.Context) []error {
	q.ParentID = fileID(q.ParentID)
	return nil
}

// FileDraft is what a file is made from.
type FileDraft struct {
	Type        string      `json:"type" enum:"workspace,folder,workbook,data-model,dataset"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	ParentID    writ.FileID `json:"parentId,omitempty" doc:"The folder it is made in; absent for your My documents, and for a workspace"`
}

// FilePatch changes what it holds and leaves the rest.
type FilePatch struct {
	Name        *string      `json:"name,omitempty"`
	Description *string      `json:"description,omitempty"`
	ParentID    *writ.FileID `json:"parentId,omitempty" doc:"The folder to move it to"`
	Restore     bool         `json:"restore,omitempty" doc:"Take it out of the trash"`

	OwnerID *writ.MemberID `json:"ownerId,omitempty" doc:"Give a document to another member, and change nothing else: for Admins, and to somebody whom a grant reaches"`
}

// FileCopy says what becomes of a copy.
type FileCopy struct {
	Name                string      `json:"name,omitempty" doc:"Absent: that of the original"`
	Description         *string     `json:"description,omitempty"`
	DestinationFolderID writ.FileID `json:"destinationFolderId,omitempty" doc:"Absent: your My documents"`
}

func (s *Server) fileRoutes() {
	member(s, endpoint{id: "listFiles", route: "GET /v2/files", summary: "List and search the workspaces, folders and documents that you may see"}, s.listFiles)
	member(s, endpoint{id: "createFile", route: "POST /v2/files", summary: "Make a workspace, a folder or an empty document"}, s.createFile)
	member(s, endpoint{id: "getFile", route: "GET /v2/files/{fileId}", summary: "Get a workspace, a folder or a document"}, s.getFile)
	member(s, endpoint{id: "updateFile", route: "PATCH /v2/files/{fileId}", summary: "Rename, describe, move, restore from the trash, or give to another owner"}, s.updateFile)
	member(s, endpoint{id: "deleteFile", route: "DELETE /v2/files/{fileId}", summary: "Put into the trash"}, s.deleteFile)
	member(s, endpoint{id: "purgeFile", route: "POST /v2/files/{fileId}/purge", summary: "Delete for good what is in the trash"}, s.purgeFile)
	member(s, endpoint{id: "copyFile", route: "POST /v2/files/{fileId}/copy", summary: "Copy a document, without its grants"}, s.copyFile)
	member(s, endpoint{id: "listTrash", route: "GET /v2/trash", summary: "List what is in the trash and you may restore"}, s.listTrash)
	member(s, endpoint{id: "addFavorite", route: "PUT /v2/favorites/{fileId}", summary: "Make a file a favorite of yours"}, s.addFavorite)
	member(s, endpoint{id: "removeFavorite", route: "DELETE /v2/favorites/{fileId}", summary: "Make a file no favorite any more"}, s.removeFavorite)
	member(s, endpoint{id: "listMemberFiles", route: "GET /v2/members/{memberId}/files", summary: "List what you may see, under your own id"}, s.listMemberFiles)
	member(s, endpoint{id: "listRecents", route: "GET /v2/members/{memberId}/files/recents", summary: "List the documents that you opened last"}, s.listRecents)
	member(s, endpoint{id: "listFavorites", route: "GET /v2/members/{memberId}/files/favorites", summary: "List your favorites"}, s.listFavorites)
}

// fileSorts spells how a list can be sorted.
var fileSorts = map[string]access.Order{
	"name": access.ByName, "updatedAt": access.ByUpdated, "createdAt": access.ByCreated, "type": access.ByKind,
}

// kindsOf are the kinds that the names of types stand for.
func kindsOf(types []string) []writ.FileKind {
	kinds := []writ.FileKind{}
	for _, t := range types {
		kinds = append(kinds, writ.FileKind(t))
		if t == string(writ.KindFolder) {
			kinds = append(kinds, writ.KindHome)
		}
	}
	return kinds
}

// permissionLevel is the least level that a permission stands for, of folders and
// of documents.
func permissionLevel(permission string) writ.Level {
	if permission == "organize" {
		return writ.LevelContribute
	}
	return writ.Level(permission)
}

func (q *FileSearch) query() app.FileQuery {
	types := q.TypeFilters
	if len(types) == 0 {
		types = []string{"folder", "workbook", "data-model", "dataset"}
	}
	return app.FileQuery{
		Parent: q.ParentID, Direct: q.DirectChildFilter, Kinds: kindsOf(types), Text: q.Name, AtLeast: permissionLevel(q.PermissionFilter),
		Sort: fileSorts[q.Sort], Desc: q.Order == "desc", After: q.Page, Limit: q.Limit,
	}
}

func (s *Server) listFiles(ctx context.Context, actor app.Actor, in *FileSearch) (Page[File], error) {
	page, err := s.app.Files(ctx, actor, in.query())
	return showFiles(page), err
}

func (s *Server) listTrash(ctx context.Context, actor app.Actor, in *struct {
	Paging
	Name        string   `query:"name" maxLength:"255" doc:"A part of the name, whatever the case"`
	TypeFilters []string `query:"typeFilters,explode" enum:"workspace,folder,workbook,data-model,dataset" doc:"Absent: everything"`
}) (Page[File], error) {
	page, err := s.app.Trash(ctx, actor, app.FileQuery{
		Kinds: kindsOf(in.TypeFilters), Text: in.Name, Sort: access.ByUpdated, Desc: true, After: in.Page, Limit: in.Limit,
	})
	return showFiles(page), err
}

func showFiles(p *app.FilePage) Page[File] {
	if p == nil {
		return Page[File]{}
	}
	return Page[File]{Entries: entriesOf(p.Files, showFile).Entries, NextPage: optional(p.Next)}
}

func (s *Server) createFile(ctx context.Context, actor app.Actor, in *struct{ Body FileDraft }) (File, error) {
	d := in.Body
	made, err := s.app.CreateFile(ctx, actor, app.FileDraft{
		Kind: writ.FileKind(d.Type), Name: d.Name, Description: d.Description, Parent: fileID(d.ParentID),
	})
	return s.fileAnswer(made, err)
}

func (s *Server) fileAnswer(f *app.FileView, err error) (File, error) {
	if err != nil {
		return File{}, err
	}
	return showFile(f), nil
}

func (s *Server) getFile(ctx context.Context, actor app.Actor, in *FilePath) (File, error) {
	return s.fileAnswer(s.app.File(ctx, actor, in.FileID))
}

func (s *Server) updateFile(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Body FilePatch
}) (File, error) {
	p := app.FilePatch{Name: in.Body.Name, Description: in.Body.Description, Restore: in.Body.Restore}
	if in.Body.OwnerID != nil {
		if p != (app.FilePatch{}) || in.Body.ParentID != nil {
			return File{}, writ.Invalid("api.updateFile", "ownerId", "ownerId is changed by itself.").WithHint("Send what else is to be changed in a request of its own.")
		}
		return s.fileAnswer(s.app.GiveOwnership(ctx, actor, in.FileID, *in.Body.OwnerID))
	}
	if in.Body.ParentID != nil {
		to := fileID(*in.Body.ParentID)
		p.Parent = &to
	}
	return s.fileAnswer(s.app.ChangeFile(ctx, actor, in.FileID, p))
}

func (s *Server) deleteFile(ctx context.Context, actor app.Actor, in *FilePath) (Empty, error) {
	return Empty{}, s.app.TrashFile(ctx, actor, in.FileID)
}

func (s *Server) purgeFile(ctx context.Context, actor app.Actor, in *FilePath) (Empty, error) {
	return Empty{}, s.app.PurgeFile(ctx, actor, in.FileID)
}

func (s *Server) copyFile(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Body FileCopy
}) (File, error) {
	return s.fileAnswer(s.app.CopyFile(ctx, actor, in.FileID, app.FileCopy{
		Name: in.Body.Name, Description: in.Body.Description, Parent: fileID(in.Body.DestinationFolderID),
	}))
}

func (s *Server) addFavorite(ctx context.Context, actor app.Actor, in *FilePath) (Empty, error) {
	return Empty{}, s.app.Favour(ctx, actor, in.FileID, true)
}

func (s *Server) removeFavorite(ctx context.Context, actor app.Actor, in *FilePath) (Empty, error) {
	return Empty{}, s.app.Favour(ctx, actor, in.FileID, false)
}

// myself refuses a member who asks for the files of another one, in the same words
// whether or not there is one.
func myself(actor app.Actor, id writ.MemberID) error {
	if id == actor.Member.ID {
		return nil
	}
	return writ.Errorf(writ.CodeForbidden, "api.myself", "What a member may see is told to that member alone.").
		WithHint("Ask with your own id; GET /v2/whoami tells it.")
}

func (s *Server) listMemberFiles(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	FileSearch
}) (Page[File], error) {
	if err := myself(actor, in.MemberID); err != nil {
		return Page[File]{}, err
	}
	return s.listFiles(ctx, actor, &in.FileSearch)
}

func (s *Server) listRecents(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	Paging
}) (Page[File], error) {
	if err := myself(actor, in.MemberID); err != nil {
		return Page[File]{}, err
	}
	list, err := s.app.Recents(ctx, actor)
	return pageOfFiles(list, in.Paging, err)
}

func (s *Server) listFavorites(ctx context.Context, actor app.Actor, in *struct {
	MemberPath
	Paging
}) (Page[File], error) {
	if err := myself(actor, in.MemberID); err != nil {
		return Page[File]{}, err
	}
	list, err := s.app.Favourites(ctx, actor)
	return pageOfFiles(list, in.Paging, err)
}

// pageOfFiles cuts a page out of a list that is there as a whole.
func pageOfFiles(list []*app.FileView, p Paging, err error) (Page[File], error) {
	if err != nil {
		return Page[File]{}, err
	}
	key := func(f *app.FileView) string { return string(f.ID) }
	list, err = pageAfter(list, p.Page, key)
	return pageOf(list, p.Limit, key, showFile), err
}
