package api

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/document"
)

// DocumentView is a document with what is published of it and, for those who can edit
// it, how its draft stands.
type DocumentView struct {
	File
	Published *PublishedVersion `json:"published" doc:"The version that readers see; null while there is none"`
	Content   *document.Content `json:"content" doc:"Of that version, in the form of docs/content.md"`
	Elements  []ElementState    `json:"elements" doc:"How the elements of that version stand, in their order"`
	Draft     *DraftState       `json:"draft" doc:"null if you cannot edit the document"`
}

// PublishedVersion is a published version of a document.
type PublishedVersion struct {
	Number      int64     `json:"number" doc:"From 1, without gaps"`
	PublishedAt time.Time `json:"publishedAt"`
	PublishedBy Person    `json:"publishedBy"`
	Restored    *int64    `json:"restored" doc:"The version that it brought back"`
	Current     bool      `json:"current" doc:"It is what readers see"`
}

// PublishedContent is a published version with its content.
type PublishedContent struct {
	PublishedVersion
	Content *document.Content `json:"content"`
}

// DraftState says how a draft stands to what is published.
type DraftState struct {
	Version   int64     `json:"version" doc:"Rises with every change; send it back with the next one"`
	Base      int64     `json:"base" doc:"The published version it began from; 0 if there was none"`
	Changed   bool      `json:"changed" doc:"There is something to publish"`
	UpdatedAt time.Time `json:"updatedAt"`
	UpdatedBy Person    `json:"updatedBy"`
}

// Draft is a draft with its content.
type Draft struct {
	DraftState
	Content  *document.Content `json:"content" doc:"In the form of docs/content.md"`
	Elements []ElementState    `json:"elements" doc:"How its elements stand, in their order"`
}

// ElementState is how one element stands.
type ElementState struct {
	ElementID document.ID `json:"elementId"`
	Columns   []string    `json:"columns" doc:"Labels, where they are known without asking a warehouse"`
	Error     string      `json:"error,omitempty" doc:"What is wrong with it, such as that its table is deleted"`
}

// DraftChange is what a draft is to be.
type DraftChange struct {
	Version int64           `json:"version" minimum:"1" doc:"Of the draft that it was made from; 409 if somebody else has changed it since"`
	Content json.RawMessage `json:"content" doc:"In the form of docs/content.md"`
}

// DraftVersion names a draft as somebody has seen it.
type DraftVersion struct {
	Version int64 `json:"version,omitempty" minimum:"0" doc:"409 if it is another by now; absent: whichever there is"`
}

// seen is the version, 0 if none is named.
func (v *DraftVersion) seen() int64 {
	if v == nil {
		return 0
	}
	return v.Version
}

// DocumentPath names a document.
type DocumentPath struct {
	DocumentID writ.FileID `path:"documentId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *DocumentPath) Resolve(huma.Context) []error {
	p.DocumentID = fileID(p.DocumentID)
	return nil
}

// DocumentVersionPath names a published version.
type DocumentVersionPath struct {
	DocumentPath
	Number int64 `path:"number" minimum:"1"`
}

// maxDraftBody is how long a draft may be on its way: its content and what is
// around it.
const maxDraftBody = document.MaxBytes + 64<<10

func (s *Server) documentRoutes() {
	member(s, endpoint{id: "getDocument", route: "GET /v2/documents/{documentId}", summary: "Get what is published of a document, and how its draft stands"}, s.getDocument)
	member(s, endpoint{id: "getDraft", route: "GET /v2/documents/{documentId}/draft", summary: "Get the draft of a document you can edit"}, s.getDraft)
	member(s, endpoint{id: "saveDraft", route: "PUT /v2/documents/{documentId}/draft", summary: "Save the draft; nobody but editors sees it before it is published", body: maxDraftBody}, s.saveDraft)
	member(s, endpoint{id: "publishDocument", route: "POST /v2/documents/{documentId}/publish", summary: "Make the draft what readers see"}, s.publishDocument)
	member(s, endpoint{id: "discardDraft", route: "POST /v2/documents/{documentId}/discard", summary: "Bring the draft back to what is published"}, s.discardDraft)
	member(s, endpoint{id: "listDocumentVersions", route: "GET /v2/documents/{documentId}/versions", summary: "List the published versions of a document you can edit, the newest first"}, s.listDocumentVersions)
	member(s, endpoint{id: "getDocumentVersion", route: "GET /v2/documents/{documentId}/versions/{number}", summary: "Get a published version with its content"}, s.getDocumentVersion)
	member(s, endpoint{id: "restoreDocumentVersion", route: "POST /v2/documents/{documentId}/versions/{number}/restore", summary: "Publish an earlier version again"}, s.restoreDocumentVersion)
}

func (s *Server) getDocument(ctx context.Context, actor app.Actor, in *DocumentPath) (DocumentView, error) {
	return documentAnswer(s.app.OpenDocument(ctx, actor, in.DocumentID))
}

func documentAnswer(d *app.DocumentView, err error) (DocumentView, error) {
	if err != nil {
		return DocumentView{}, err
	}
	out := DocumentView{File: showFile(&d.FileView), Content: d.Content, Elements: showStates(d.Elements)}
	if d.Publication != nil {
		p := showPublished(d.Publication)
		out.Published = &p
	}
	if d.Draft != nil {
		state := showDraftState(*d.Draft)
		out.Draft = &state
	}
	return out, nil
}

func (s *Server) getDraft(ctx context.Context, actor app.Actor, in *DocumentPath) (Draft, error) {
	return draftAnswer(s.app.Draft(ctx, actor, in.DocumentID))
}

func draftAnswer(d *app.DraftView, err error) (Draft, error) {
	if err != nil {
		return Draft{}, err
	}
	return Draft{DraftState: showDraftState(d.DraftState), Content: d.Content, Elements: showStates(d.Elements)}, nil
}

func (s *Server) saveDraft(ctx context.Context, actor app.Actor, in *struct {
	DocumentPath
	Body DraftChange
}) (Draft, error) {
	return draftAnswer(s.app.SaveDraft(ctx, actor, in.DocumentID, in.Body.Version, in.Body.Content))
}

func (s *Server) publishDocument(ctx context.Context, actor app.Actor, in *struct {
	DocumentPath
	Body *DraftVersion
}) (DocumentView, error) {
	return documentAnswer(s.app.Publish(ctx, actor, in.DocumentID, in.Body.seen()))
}

func (s *Server) discardDraft(ctx context.Context, actor app.Actor, in *struct {
	DocumentPath
	Body *DraftVersion
}) (Draft, error) {
	return draftAnswer(s.app.DiscardDraft(ctx, actor, in.DocumentID, in.Body.seen()))
}

func (s *Server) listDocumentVersions(ctx context.Context, actor app.Actor, in *struct {
	DocumentPath
	Paging
}) (Page[PublishedVersion], error) {
	list, err := s.publications(ctx, actor, in.DocumentID, in.Paging)
	if err != nil {
		return Page[PublishedVersion]{}, err
	}
	return pageOf(list, in.Limit, publicationKey, showPublished), nil
}

// publications lists one more published version than the page holds.
func (s *Server) publications(ctx context.Context, actor app.Actor, id writ.FileID, p Paging) ([]*app.PublicationView, error) {
	before, err := versionAfter(p.Page)
	if err != nil {
		return nil, err
	}
	return s.app.Publications(ctx, actor, id, before, p.Limit+1)
}

func publicationKey(p *app.PublicationView) string { return strconv.FormatInt(p.Number, 10) }

func (s *Server) getDocumentVersion(ctx context.Context, actor app.Actor, in *DocumentVersionPath) (PublishedContent, error) {
	p, content, err := s.app.Publication(ctx, actor, in.DocumentID, in.Number)
	if err != nil {
		return PublishedContent{}, err
	}
	return PublishedContent{PublishedVersion: showPublished(p), Content: content}, nil
}

func (s *Server) restoreDocumentVersion(ctx context.Context, actor app.Actor, in *DocumentVersionPath) (DocumentView, error) {
	return documentAnswer(s.app.RestorePublication(ctx, actor, in.DocumentID, in.Number))
}

func showPublished(p *app.PublicationView) PublishedVersion {
	out := PublishedVersion{Number: p.Number, PublishedAt: p.At, PublishedBy: personOf(p.Publisher), Current: p.IsCurrent}
	if p.Restored > 0 {
		out.Restored = &p.Restored
	}
	return out
}

func showDraftState(d app.DraftState) DraftState {
	return DraftState{Version: d.Version, Base: d.Base, Changed: d.Changed, UpdatedAt: d.UpdatedAt, UpdatedBy: personOf(d.UpdatedBy)}
}

func showStates(elements []*app.ElementView) []ElementState {
	return entriesOf(elements, func(e *app.ElementView) ElementState {
		return ElementState{ElementID: e.ID, Columns: orEmpty(e.Columns), Error: e.Problem}
	}).Entries
}
