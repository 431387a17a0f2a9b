package api

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// File is a workspace, a folder or a document as Sigma's API spells it, with what
// else there is to say to who asks.
type File struct {
	ID          writ.FileID   `json:"id"`
	URLID       string        `json:"urlId" doc:"The id in 22 letters and digits, for addresses; it is taken wherever the id is"`
	Name        string        `json:"name"`
	Type        string        `json:"type" enum:"workspace,folder,workbook,data-model,dataset"`
	ParentID    *writ.FileID  `json:"parentId" doc:"null at the top, and if you may not see the folder"`
	ParentURLID *string       `json:"parentUrlId"`
	Permission  *string       `json:"permission" enum:"view,explore,organize,edit" doc:"Yours; organize is Can contribute, and edit on a folder Can manage. null if you have no level, as Admins may"`
	Path        string        `json:"path" doc:"The names of the folders above that you may see"`
	Badge       *string       `json:"badge"`
	IsArchived  bool          `json:"isArchived" doc:"In the trash"`
	Description string        `json:"description"`
	OwnerID     writ.MemberID `json:"ownerId"`
	CreatedBy   writ.MemberID `json:"createdBy"`
	UpdatedBy   writ.MemberID `json:"updatedBy"`
	CreatedAt   time.Time     `json:"createdAt"`
	UpdatedAt   time.Time     `json:"updatedAt"`

	Level      writ.Level      `json:"level" doc:"Yours: view, explore, contribute, edit, manage, or empty"`
	Actions    []access.Action `json:"actions" doc:"What you may do with it"`
	Parents    []FileParent    `json:"parents" doc:"The folders above that you may see, from the top down"`
	Owner      Person          `json:"owner"`
	IsFavorite bool            `json:"isFavorite"`
	IsHome     bool            `json:"isHome" doc:"The My documents of a member"`
	TrashedAt  *time.Time      `json:"trashedAt"`

	LeftOutElements   int        `json:"leftOutElements,omitempty" doc:"Of a copy just made: how many elements are not in it, because you may not use their source"`
	LastInteractionAt *time.Time `json:"lastInteractionAt,omitempty" doc:"In the list of recents: when you last opened it"`
}

// FileParent is a folder that something lies in.
type FileParent struct {
	ID    writ.FileID `json:"id"`
	URLID string      `json:"urlId"`
	Name  string      `json:"name"`
	Type  string      `json:"type" enum:"workspace,folder"`
}

// urlIDLength is how many digits of base 62 every UUID fits into.
const urlIDLength = 22

// urlID is an id in base 62, "" for what is no id.
func urlID(id writ.FileID) string {
	n, ok := new(big.Int).SetString(strings.ReplaceAll(string(id), "-", ""), 16)
	if _, err := writ.ParseID[writ.FileID]("id", string(id)); err != nil || !ok {
		return ""
	}
	return fmt.Sprintf("%0*s", urlIDLength, n.Text(62))
}

// fileID is the id that a client means, who may have written its urlID.
func fileID(s writ.FileID) writ.FileID {
	if len(s) != urlIDLength || strings.ContainsAny(string(s), "+-") {
		return s
	}
	n, ok := new(big.Int).SetString(string(s), 62)
	if !ok || n.BitLen() > 128 {
		return s
	}
	h := fmt.Sprintf("%032x", n)
	return writ.FileID(strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-"))
}

// fileType is a kind as the API spells it.
func fileType(k writ.FileKind) string {
	if k == writ.KindHome {
		return string(writ.KindFolder)
	}
	return string(k)
}

// levelPermission spells a level as Sigma's API does.
func levelPermission(l writ.Level) string {
	switch l {
	case writ.LevelContribute:
		return "organize"
	case writ.LevelManage:
		return "edit"
	}
	return string(l)
}

// FilePath names a file.
type FilePath struct {
	FileID writ.FileID `path:"fileId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *FilePath) Resolve(huma.Context) []error {
	p.FileID = fileID(p.FileID)
	return nil
}

func showFile(f *app.FileView) File {
	out := File{
		ID: f.ID, URLID: urlID(f.ID), Name: f.Name, Type: fileType(f.Kind), ParentID: optional(f.Parent),
		Permission: optional(levelPermission(f.Level)), IsArchived: f.Trashed(), Description: f.Description,
		OwnerID: f.Owner, CreatedBy: f.Creator, UpdatedBy: f.UpdatedBy, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt,
		Level: f.Level, Actions: f.Actions, Owner: personOf(f.OwnedBy), IsFavorite: f.Favourite, IsHome: f.Kind == writ.KindHome,
		TrashedAt: optionalTime(f.TrashedAt), LastInteractionAt: optionalTime(f.At), LeftOutElements: f.LeftOut, Parents: []FileParent{},
	}
	if out.Actions == nil {
		out.Actions = []access.Action{}
	}
	if f.Parent != "" {
		out.ParentURLID = optional(urlID(f.Parent))
	}
	names := make([]string, len(f.Above))
	for i, p := range f.Above {
		names[i] = p.Name
		out.Parents = append(out.Parents, FileParent{ID: p.ID, URLID: urlID(p.ID), Name: p.Name, Type: fileType(p.Kind)})
	}
	out.Path = strings.Join(names, "/")
	return out
}
