package app

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/store"
)

// What the names and descriptions of files may have, in characters.
const (
	maxFileName        = 255
	maxFileDescription = 10_000
)

// checkFileName refuses what is no name. Any other is kept exactly as it is: with
// slashes, emoji, marks of direction, spaces around it.
func checkFileName(op, name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return writ.Invalid(op, "name", "The name is empty.")
	case !utf8.ValidString(name) || strings.ContainsRune(name, utf8.RuneError):
		return writ.Invalid(op, "name", "The name holds bytes that are not UTF-8.")
	case strings.ContainsFunc(name, unicode.IsControl):
		return writ.Invalid(op, "name", "The name holds control characters, such as a line break.")
	case utf8.RuneCountInString(name) > maxFileName:
		return writ.Invalid(op, "name", "The name has %d characters; %d are the most.", utf8.RuneCountInString(name), maxFileName)
	}
	return nil
}

// checkFileDescription lets lines and tabs pass, and no other control characters.
func checkFileDescription(op, text string) error {
	control := func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) }
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError):
		return writ.Invalid(op, "description", "The description holds bytes that are not UTF-8.")
	case strings.ContainsFunc(text, control):
		return writ.Invalid(op, "description", "The description holds control characters.")
	case utf8.RuneCountInString(text) > maxFileDescription:
		return writ.Invalid(op, "description", "The description is longer than %d characters.", maxFileDescription)
	}
	return nil
}

// FileDraft is a workspace, a folder or a document to be made. Parent is the folder
// that it is made in, "" for My documents; a workspace has none.
type FileDraft struct {
	Kind        writ.FileKind
	Name        string
	Description string
	Parent      writ.FileID
}

// making returns what it takes to make files of a kind: the account permission and
// what is asked about the folder. A workspace is in none.
func making(k writ.FileKind) (access.Permission, access.Action) {
	switch k {
	case writ.KindWorkspace:
		return access.CreateWorkspaces, ""
	case writ.KindFolder:
		return access.CreateFolders, access.CreateFolder
	}
	return access.EditDocuments, access.CreateDocument
}

func (d FileDraft) check(op string) error {
	kinds := append([]writ.FileKind{writ.KindWorkspace, writ.KindFolder}, writ.DocumentKinds()...)
	switch {
	case !slices.Contains(kinds, d.Kind):
		return writ.Invalid(op, "type", "A file of the type %q cannot be made; choose workspace, folder, workbook, data-model or dataset.", d.Kind)
	case d.Kind == writ.KindWorkspace && d.Parent != "":
		return writ.Invalid(op, "parentId", "A workspace is not in a folder; leave parentId out.")
	}
	if err := checkFileName(op, d.Name); err != nil {
		return err
	}
	return checkFileDescription(op, d.Description)
}

// CreateFile makes a workspace, a folder, or a document with an empty draft. The
// actor owns it; who makes a workspace can manage it.
func (a *App) CreateFile(ctx context.Context, actor Actor, d FileDraft) (*FileView, error) {
	const op = "app.CreateFile"
	permission, _ := making(d.Kind)
	if err := a.ask(ctx, op, actor, permission); err != nil {
		return nil, err
	}
	if err := d.check(op); err != nil {
		return nil, err
	}
	if d.Parent == "" && d.Kind != writ.KindWorkspace {
		home, err := a.Home(ctx, actor)
		if err != nil {
			return nil, err
		}
		d.Parent = home.ID
	}
	var f *writ.File
	on := &subject{noun: nounFile, details: []any{"kind", d.Kind, "name", d.Name, "parent", d.Parent}}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) (err error) {
		if d.Parent != "" {
			if err := a.askInto(ctx, op, tx, actor, d.Kind, d.Parent); err != nil {
				return err
			}
		}
		f = a.newFile(actor, d)
		on.id = string(f.ID)
		content, err := document.Empty(f.Kind).Write()
		if err != nil {
			return err
		}
		return a.insertFile(ctx, tx, f, content)
	})
	if err != nil {
		return nil, err
	}
	return a.reread(ctx, op, actor, f.ID)
}

// newFile is a file that the actor makes.
func (a *App) newFile(actor Actor, d FileDraft) *writ.File {
	now, by := a.clock(), actor.Member.ID
	return &writ.File{
		ID: writ.NewID[writ.FileID](), Kind: d.Kind, Name: d.Name, Description: d.Description, Parent: d.Parent,
		Owner: by, Creator: by, Version: 1, UpdatedBy: by, CreatedAt: now, UpdatedAt: now,
	}
}

// askInto decides whether the actor may make a file of the kind in a folder, and
// sees to it that it does not lie too deep.
func (a *App) askInto(ctx context.Context, op string, tx store.Tx, actor Actor, kind writ.FileKind, folder writ.FileID) error {
	_, do := making(kind)
	if err := a.decideIn(ctx, op, tx, actor, access.Question{Do: do, File: folder}); err != nil {
		return err
	}
	above, err := tx.Files.Above(ctx, folder)
	if err != nil {
		return sameFile(op, err)
	}
	return fits(op, above, 0)
}

// fits refuses a place that lies so deep in the folders above it that what is put
// there, with so many levels of its own below it, would go beyond writ.MaxDepth.
func fits(op string, above []*writ.File, levels int) error {
	if len(above)+1+levels <= writ.MaxDepth {
		return nil
	}
	return writ.Errorf(writ.CodeConflict, op, "Folders can lie in one another %d deep; this would make it %d.", writ.MaxDepth, len(above)+1+levels).
		WithHint("Choose a folder that is higher up.")
}

// insertFile stores a new file: a document with the content as its draft, a
// workspace with Can manage for who makes it.
func (a *App) insertFile(ctx context.Context, tx store.Tx, f *writ.File, content []byte) error {
	if err := tx.Files.Insert(ctx, f); err != nil {
		return err
	}
	switch {
	case f.Kind.Document():
		d := &writ.Draft{Document: f.ID, Content: content, Version: 1, UpdatedBy: f.Creator, UpdatedAt: f.CreatedAt}
		if err := tx.Drafts.Insert(ctx, d); err != nil {
			return err
		}
	case f.Kind == writ.KindWorkspace:
		g := &writ.Grant{
			ID: writ.NewID[writ.GrantID](), File: f.ID, Grantee: writ.Grantee{Member: f.Creator}, Level: writ.LevelManage,
			Version: 1, CreatedBy: f.Creator, UpdatedBy: f.Creator, CreatedAt: f.CreatedAt, UpdatedAt: f.CreatedAt,
		}
		if err := tx.Grants.Insert(ctx, g); err != nil {
			return err
		}
	}
	return tellFile(ctx, tx, f.ID, f.Parent)
}

// tellFile says that files, or what lies in them, are others; "" is the list of
// workspaces.
func tellFile(ctx context.Context, tx store.Tx, ids ...writ.FileID) error {
	for i, id := range ids {
		topic := writ.FileTopic(id)
		if id == "" {
			topic = writ.TopicWorkspaces
		}
		if slices.Contains(ids[:i], id) {
			continue
		}
		if err := tell(ctx, tx, topic, eventChanged); err != nil {
			return err
		}
	}
	return nil
}
