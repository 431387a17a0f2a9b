package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/writ-dev/writ"
)

// File is a workspace, a folder or a document. Type is as the API spells it: My
// documents are a folder with IsHome.
type File struct {
	ID          writ.FileID `json:"id"`
	URLID       string      `json:"urlId"`
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	ParentID    writ.FileID `json:"parentId"`
	Path        string      `json:"path"`
	Description string      `json:"description"`
	IsArchived  bool        `json:"isArchived"`
	IsHome      bool        `json:"isHome"`
	IsFavorite  bool        `json:"isFavorite"`
	Level       writ.Level  `json:"level"`
	Actions     []string    `json:"actions"`
	Owner       struct {
		MemberID writ.MemberID `json:"memberId"`
		Name     string        `json:"name"`
	} `json:"owner"`
	CreatedAt time.Time  `json:"createdAt"`
	UpdatedAt time.Time  `json:"updatedAt"`
	TrashedAt *time.Time `json:"trashedAt"`
}

// FileFilter narrows a list of files; its zero value takes all but workspaces.
type FileFilter struct {
	Parent writ.FileID // what lies below it, or in it if Direct
	Direct bool        // without a Parent: what lies at the top
	Types  []string
	Name   string // a part of it, whatever the case
}

// Files lists what the member may see, by name.
func (c *Client) Files(ctx context.Context, f FileFilter) ([]File, error) {
	q := url.Values{"typeFilters": f.Types}
	if f.Parent != "" {
		q.Set("parentId", string(f.Parent))
	}
	if f.Direct {
		q.Set("directChildFilter", "true")
	}
	if f.Name != "" {
		q.Set("name", f.Name)
	}
	return all[File](ctx, c, "/v2/files", q)
}

// Trash lists what is in the trash and the member may restore.
func (c *Client) Trash(ctx context.Context) ([]File, error) {
	return all[File](ctx, c, "/v2/trash", nil)
}

// File returns one file. The id may be a urlId.
func (c *Client) File(ctx context.Context, id writ.FileID) (*File, error) {
	return c.file(ctx, http.MethodGet, filePath(id), nil)
}

// FileDraft is a file to be made, in My documents without a Parent.
type FileDraft struct {
	Type        string      `json:"type"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	Parent      writ.FileID `json:"parentId,omitempty"`
}

// CreateFile makes a workspace, a folder or an empty document.
func (c *Client) CreateFile(ctx context.Context, d FileDraft) (*File, error) {
	return c.file(ctx, http.MethodPost, "/v2/files", d)
}

// FilePatch changes what is not nil. Parent moves, Restore brings back from the trash.
type FilePatch struct {
	Name        *string      `json:"name,omitempty"`
	Description *string      `json:"description,omitempty"`
	Parent      *writ.FileID `json:"parentId,omitempty"`
	Restore     bool         `json:"restore,omitempty"`
}

// UpdateFile changes a file.
func (c *Client) UpdateFile(ctx context.Context, id writ.FileID, p FilePatch) (*File, error) {
	return c.file(ctx, http.MethodPatch, filePath(id), p)
}

// FileCopy says what becomes of a copy: in My documents and called as the original,
// unless it says something else.
type FileCopy struct {
	Name string      `json:"name,omitempty"`
	To   writ.FileID `json:"destinationFolderId,omitempty"`
}

// CopyFile copies a document without its grants.
func (c *Client) CopyFile(ctx context.Context, id writ.FileID, d FileCopy) (*File, error) {
	return c.file(ctx, http.MethodPost, filePath(id)+"/copy", d)
}

// TrashFile puts a file into the trash.
func (c *Client) TrashFile(ctx context.Context, id writ.FileID) error {
	return c.call(ctx, http.MethodDelete, filePath(id), nil, nil, &struct{}{})
}

// PurgeFile deletes for good what is in the trash.
func (c *Client) PurgeFile(ctx context.Context, id writ.FileID) error {
	return c.call(ctx, http.MethodPost, filePath(id)+"/purge", nil, nil, &struct{}{})
}

func (c *Client) file(ctx context.Context, method, path string, in any) (*File, error) {
	out := &File{}
	return out, c.call(ctx, method, path, nil, in, out)
}

func filePath(id writ.FileID) string { return "/v2/files/" + url.PathEscape(string(id)) }
