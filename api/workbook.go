package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/document"
)

// What follows is spelled as in Sigma's API, for its clients; DocumentView says more of
// the same things.

// described is what workbooks, data models and datasets are told apart by.
type described struct {
	Name        string        `json:"name"`
	URL         string        `json:"url"`
	Path        string        `json:"path" doc:"The names of the folders above that you may see"`
	OwnerID     writ.MemberID `json:"ownerId"`
	CreatedBy   writ.MemberID `json:"createdBy"`
	UpdatedBy   writ.MemberID `json:"updatedBy"`
	CreatedAt   time.Time     `json:"createdAt"`
	UpdatedAt   time.Time     `json:"updatedAt"`
	IsArchived  bool          `json:"isArchived"`
	Description string        `json:"description"`
}

// Workbook is a workbook as a list shows it.
type Workbook struct {
	WorkbookID    writ.FileID `json:"workbookId"`
	WorkbookURLID string      `json:"workbookUrlId"`
	LatestVersion int64       `json:"latestVersion" doc:"The number of its published version; 0 while there is none"`
	described
}

// WorkbookPage is a page of a workbook's published version.
type WorkbookPage struct {
	PageID document.ID `json:"pageId"`
	Name   string      `json:"name"`
	Hidden bool        `json:"hidden,omitempty"`
}

// DocumentElement is an element of a document's published version.
type DocumentElement struct {
	ElementID document.ID          `json:"elementId"`
	Name      string               `json:"name"`
	Type      document.ElementKind `json:"type" enum:"table,input-table"`
	Columns   []string             `json:"columns"`
	Error     string               `json:"error,omitempty"`
}

// DocumentSource is where elements of a document's published version take their rows from.
type DocumentSource struct {
	Type         string            `json:"type" enum:"table,dataset,data-model,warehouse-table,custom-sql,input-table"`
	InodeID      string            `json:"inodeId,omitempty" doc:"Of a table, a dataset or an input table"`
	DataModelID  writ.FileID       `json:"dataModelId,omitempty"`
	ElementIDs   []document.ID     `json:"elementIds,omitempty" doc:"Of the data model"`
	ConnectionID writ.ConnectionID `json:"connectionId,omitempty"`
	Path         writ.Path         `json:"path,omitempty" doc:"Of a warehouse-table"`
	Definition   string            `json:"definition,omitempty" doc:"Of custom-sql"`
}

// WorkbookVersion is a published version of a workbook.
type WorkbookVersion struct {
	Version     int64         `json:"version"`
	PublishedAt time.Time     `json:"publishedAt"`
	PublishedBy writ.MemberID `json:"publishedBy"`
}

// WorkbookDraft is what a workbook is made from.
type WorkbookDraft struct {
	FolderID    writ.FileID `json:"folderId,omitempty" doc:"Absent: your My documents"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
}

// VersionToRestore names a published version.
type VersionToRestore struct {
	Version int64 `json:"version" minimum:"1"`
}

// WorkbookPath names a workbook.
type WorkbookPath struct {
	WorkbookID writ.FileID `path:"workbookId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *WorkbookPath) Resolve(huma.Context) []error {
	p.WorkbookID = fileID(p.WorkbookID)
	return nil
}

func (s *Server) workbookRoutes() {
	member(s, endpoint{id: "listWorkbooks", route: "GET /v2/workbooks", summary: "List the workbooks that you may view"}, s.listWorkbooks)
	member(s, endpoint{id: "createWorkbook", route: "POST /v2/workbooks", summary: "Make an empty workbook"}, s.createWorkbook)
	member(s, endpoint{id: "getWorkbook", route: "GET /v2/workbooks/{workbookId}", summary: "Get a workbook"}, s.getWorkbook)
	member(s, endpoint{id: "listWorkbookPages", route: "GET /v2/workbooks/{workbookId}/pages", summary: "List the pages of what is published"}, s.listWorkbookPages)
	member(s, endpoint{id: "listWorkbookPageElements", route: "GET /v2/workbooks/{workbookId}/pages/{pageId}/elements", summary: "List the elements of a page"}, s.listWorkbookPageElements)
	member(s, endpoint{id: "listWorkbookElements", route: "GET /v2/workbooks/{workbookId}/elements", summary: "List the elements of what is published"}, s.listWorkbookElements)
	member(s, endpoint{id: "listWorkbookSources", route: "GET /v2/workbooks/{workbookId}/sources", summary: "List where the elements take their rows from"}, s.listWorkbookSources)
	member(s, endpoint{id: "getWorkbookHistory", route: "GET /v2/workbooks/{workbookId}/version-history", summary: "List the published versions of a workbook you can edit, the newest first"}, s.getWorkbookHistory)
	member(s, endpoint{id: "restoreWorkbookVersion", route: "POST /v2/workbooks/{workbookId}/restoreVersion", summary: "Publish an earlier version again"}, s.restoreWorkbookVersion)
	member(s, endpoint{id: "copyWorkbook", route: "POST /v2/workbooks/{workbookId}/copy", summary: "Copy a workbook, without its grants"}, s.copyWorkbook)
}

// ofKind loads a document of one kind. Another is not there under that name.
func (s *Server) ofKind(ctx context.Context, actor app.Actor, id writ.FileID, kind writ.FileKind) (*app.DocumentView, error) {
	const op = "api.ofKind"
	d, err := s.app.Document(ctx, actor, id)
	if err == nil && d.Kind != kind {
		err = access.NotFound(op)
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s *Server) documents(ctx context.Context, actor app.Actor, kind writ.FileKind, p *Paging) (*app.FilePage, error) {
	return s.app.Files(ctx, actor, app.FileQuery{Kinds: []writ.FileKind{kind}, Sort: access.ByName, After: p.Page, Limit: p.Limit})
}

func pageOfDocuments[E any](p *app.FilePage, err error, show func(*app.FileView) E) (Page[E], error) {
	if err != nil {
		return Page[E]{}, err
	}
	return Page[E]{Entries: entriesOf(p.Files, show).Entries, NextPage: optional(p.Next)}, nil
}

func (s *Server) describe(f *app.FileView) described {
	shown := showFile(f)
	return described{
		Name: f.Name, URL: s.absolute("/w/" + shown.URLID), Path: shown.Path, OwnerID: f.Owner, CreatedBy: f.Creator, UpdatedBy: f.UpdatedBy,
		CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt, IsArchived: f.Trashed(), Description: f.Description,
	}
}

func (s *Server) showWorkbook(f *app.FileView) Workbook {
	return Workbook{WorkbookID: f.ID, WorkbookURLID: urlID(f.ID), LatestVersion: f.Published, described: s.describe(f)}
}

func (s *Server) listWorkbooks(ctx context.Context, actor app.Actor, in *Paging) (Page[Workbook], error) {
	p, err := s.documents(ctx, actor, writ.KindWorkbook, in)
	return pageOfDocuments(p, err, s.showWorkbook)
}

func (s *Server) createWorkbook(ctx context.Context, actor app.Actor, in *struct{ Body WorkbookDraft }) (Workbook, error) {
	f, err := s.app.CreateFile(ctx, actor, app.FileDraft{
		Kind: writ.KindWorkbook, Name: in.Body.Name, Description: in.Body.Description, Parent: fileID(in.Body.FolderID),
	})
	if err != nil {
		return Workbook{}, err
	}
	return s.showWorkbook(f), nil
}

func (s *Server) getWorkbook(ctx context.Context, actor app.Actor, in *WorkbookPath) (Workbook, error) {
	d, err := s.ofKind(ctx, actor, in.WorkbookID, writ.KindWorkbook)
	if err != nil {
		return Workbook{}, err
	}
	return s.showWorkbook(&d.FileView), nil
}

// pagesOf are the pages of what is published of a document.
func pagesOf(d *app.DocumentView) []document.Page {
	if d.Content == nil {
		return nil
	}
	return d.Content.Pages
}

func (s *Server) listWorkbookPages(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Paging
}) (Page[WorkbookPage], error) {
	d, err := s.ofKind(ctx, actor, in.WorkbookID, writ.KindWorkbook)
	if err != nil {
		return Page[WorkbookPage]{}, err
	}
	key := func(p document.Page) string { return string(p.ID) }
	list, err := pageAfter(pagesOf(d), in.Page, key)
	return pageOf(list, in.Limit, key, func(p document.Page) WorkbookPage {
		return WorkbookPage{PageID: p.ID, Name: p.Name, Hidden: p.Hidden}
	}), err
}

func (s *Server) listWorkbookPageElements(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	PageID document.ID `path:"pageId"`
	Paging
}) (Page[DocumentElement], error) {
	d, err := s.ofKind(ctx, actor, in.WorkbookID, writ.KindWorkbook)
	if err != nil {
		return Page[DocumentElement]{}, err
	}
	first := 0
	for _, p := range pagesOf(d) {
		if p.ID == in.PageID {
			return pageOfElements(d.Elements[first:first+len(p.Elements)], in.Paging)
		}
		first += len(p.Elements)
	}
	return Page[DocumentElement]{}, writ.Errorf(writ.CodeNotFound, "api.listWorkbookPageElements", "What is published of the workbook has no such page.")
}

func (s *Server) listWorkbookElements(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Paging
}) (Page[DocumentElement], error) {
	d, err := s.ofKind(ctx, actor, in.WorkbookID, writ.KindWorkbook)
	if err != nil {
		return Page[DocumentElement]{}, err
	}
	return pageOfElements(d.Elements, in.Paging)
}

func pageOfElements(list []*app.ElementView, p Paging) (Page[DocumentElement], error) {
	key := func(e *app.ElementView) string { return string(e.ID) }
	list, err := pageAfter(list, p.Page, key)
	return pageOf(list, p.Limit, key, func(e *app.ElementView) DocumentElement {
		return DocumentElement{ElementID: e.ID, Name: e.Name, Type: e.Kind, Columns: orEmpty(e.Columns), Error: e.Problem}
	}), err
}

func (s *Server) listWorkbookSources(ctx context.Context, actor app.Actor, in *WorkbookPath) ([]DocumentSource, error) {
	return s.sourcesOf(ctx, actor, in.WorkbookID, writ.KindWorkbook)
}

// sourcesOf lists the sources of what is published of a document, as a bare array.
func (s *Server) sourcesOf(ctx context.Context, actor app.Actor, id writ.FileID, kind writ.FileKind) ([]DocumentSource, error) {
	d, err := s.ofKind(ctx, actor, id, kind)
	if err != nil {
		return nil, err
	}
	list := []DocumentSource{}
	if d.Content == nil {
		return list, nil
	}
	for _, p := range d.Content.Sources() {
		list = append(list, showSource(p.Source))
	}
	return list, nil
}

func showSource(s document.Source) DocumentSource {
	switch s.Kind {
	case document.SourceCSVTable:
		return DocumentSource{Type: "table", InodeID: string(s.Table)}
	case document.SourceDataset:
		return DocumentSource{Type: "dataset", InodeID: string(s.Document)}
	case document.SourceDataModel:
		return DocumentSource{Type: "data-model", DataModelID: s.Document, ElementIDs: []document.ID{s.Element}}
	case document.SourceInput:
		return DocumentSource{Type: "input-table", InodeID: string(s.InputTable)}
	case document.SourceSQL:
		return DocumentSource{Type: "custom-sql", ConnectionID: s.Connection, Definition: s.Statement}
	}
	return DocumentSource{Type: string(s.Kind), ConnectionID: s.Connection, Path: s.Path}
}

func (s *Server) getWorkbookHistory(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Paging
}) (Page[WorkbookVersion], error) {
	list, err := s.publications(ctx, actor, in.WorkbookID, in.Paging)
	if err != nil {
		return Page[WorkbookVersion]{}, err
	}
	return pageOf(list, in.Limit, publicationKey, func(p *app.PublicationView) WorkbookVersion {
		return WorkbookVersion{Version: p.Number, PublishedAt: p.At, PublishedBy: p.By}
	}), nil
}

func (s *Server) restoreWorkbookVersion(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Body VersionToRestore
}) (Workbook, error) {
	d, err := s.app.RestorePublication(ctx, actor, in.WorkbookID, in.Body.Version)
	if err != nil {
		return Workbook{}, err
	}
	return s.showWorkbook(&d.FileView), nil
}

func (s *Server) copyWorkbook(ctx context.Context, actor app.Actor, in *struct {
	WorkbookPath
	Body FileCopy
}) (Workbook, error) {
	f, err := s.app.CopyFile(ctx, actor, in.WorkbookID, app.FileCopy{
		Name: in.Body.Name, Description: in.Body.Description, Parent: fileID(in.Body.DestinationFolderID),
	})
	if err != nil {
		return Workbook{}, err
	}
	return s.showWorkbook(f), nil
}
