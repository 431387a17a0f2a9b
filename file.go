package writ

import (
	"encoding/json"
	"time"
)

// FileKind tells apart what lies in the tree of documents. The values are those
// of the API, but for KindHome, which it calls a folder.
type FileKind string

// The kinds. A workspace is a folder at the top; a home is the My documents of
// one member, at the top as well. The other three are documents.
const (
	KindWorkspace FileKind = "workspace"
	KindHome      FileKind = "home"
	KindFolder    FileKind = "folder"
	KindWorkbook  FileKind = "workbook"
	KindDataModel FileKind = "data-model"
	KindDataset   FileKind = "dataset"
)

// DocumentKinds lists the kinds of documents.
func DocumentKinds() []FileKind { return []FileKind{KindWorkbook, KindDataModel, KindDataset} }

// Document tells whether it is a workbook, a data model or a dataset; everything
// else is a folder of some kind.
func (k FileKind) Document() bool {
	return k == KindWorkbook || k == KindDataModel || k == KindDataset
}

// Top tells whether files of the kind have no parent.
func (k FileKind) Top() bool { return k == KindWorkspace || k == KindHome }

// Label names a kind as people see it.
func (k FileKind) Label() string {
	switch k {
	case KindHome:
		return "My documents"
	case KindDataModel:
		return "data model"
	}
	return string(k)
}

// File is a folder or a document: what grants are given on. Whatever lies below a
// trashed one is in the trash with it.
//
// Creator made it and never changes: in "Can contribute" that counts. Owner is at
// first the same; only documents and homes are given another.
type File struct {
	ID          FileID
	Kind        FileKind
	Name        string
	Description string
	Parent      FileID // "" for a workspace or a home
	Owner       MemberID
	Creator     MemberID
	TrashedAt   time.Time // zero unless it was itself put into the trash
	TrashedBy   MemberID
	Published   int64 // number of a document's published version, 0 while there is none
	Version     int64
	UpdatedBy   MemberID
	CreatedAt   time.Time
	UpdatedAt   time.Time // of the name, the place, the draft or what is published
}

// Trashed tells whether the file itself was put into the trash.
func (f *File) Trashed() bool { return !f.TrashedAt.IsZero() }

// MaxDepth is how many folders lie above a file at most, its workspace included.
const MaxDepth = 64

// Draft is the content of a document that its editors share and that is saved
// with every change. Content is JSON of package document's schema. Base is the
// number of the published version it began from, 0 if there was none.
type Draft struct {
	Document  FileID
	Content   json.RawMessage
	Base      int64
	Version   int64
	UpdatedBy MemberID
	UpdatedAt time.Time
}

// Publication is a published version of a document, never changed again.
type Publication struct {
	Document FileID
	Number   int64 // from 1, without gaps
	Content  json.RawMessage
	Restored int64 // the version it brings back; 0 for others
	By       MemberID
	At       time.Time
}

// Visit is when a member last opened a file, or since when it is a favourite.
type Visit struct {
	File FileID
	At   time.Time
}
