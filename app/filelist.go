package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// FileQuery asks for files: those below Parent, or in it if Direct; of the kinds, if
// any are named; whose name contains Text, whatever the case; on which the member
// has at least a level. After is the Next of the page before.
type FileQuery struct {
	Parent  writ.FileID
	Direct  bool
	Kinds   []writ.FileKind
	Text    string
	AtLeast writ.Level
	Sort    access.Order
	Desc    bool
	After   string
	Limit   int
}

// FilePage is a page of a list of files. Next is "" on the last.
type FilePage struct {
	Files []*FileView
	Next  string
}

// Files lists and searches what the actor may see.
func (a *App) Files(ctx context.Context, actor Actor, q FileQuery) (*FilePage, error) {
	const op = "app.Files"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	if q.Parent != "" {
		if err := a.judge(ctx, op, actor, w, access.Question{Do: access.ViewFolder, File: q.Parent}); err != nil {
			return nil, err
		}
	}
	return a.page(ctx, actor, w, access.List{
		Parent: q.Parent, Direct: q.Direct, Kinds: q.Kinds, Text: q.Text, AtLeast: q.AtLeast,
		Sort: q.Sort, Desc: q.Desc, Cursor: q.After, Limit: q.Limit,
	})
}

// Trash lists what the actor may restore, the newest first.
func (a *App) Trash(ctx context.Context, actor Actor, q FileQuery) (*FilePage, error) {
	w, err := a.look(ctx, "app.Trash", actor)
	if err != nil {
		return nil, err
	}
	return a.page(ctx, actor, w, access.List{
		Trash: true, Kinds: q.Kinds, Text: q.Text, Sort: q.Sort, Desc: q.Desc, Cursor: q.After, Limit: q.Limit,
	})
}

// page loads the files of a list. One that went away meanwhile is left out.
func (a *App) page(ctx context.Context, actor Actor, w *access.World, l access.List) (page *FilePage, err error) {
	l.Who = actor.Member.ID
	found, err := w.List(l)
	if err != nil {
		return nil, err
	}
	page = &FilePage{Next: found.Next}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		page.Files, err = showIDs(ctx, tx, w, l.Who, found.IDs)
		return err
	})
	return page, err
}

// showIDs returns views of the files that are still there, in the order of the ids.
func showIDs(ctx context.Context, tx store.Tx, w *access.World, who writ.MemberID, ids []writ.FileID) ([]*FileView, error) {
	list, err := tx.Files.Many(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[writ.FileID]*writ.File, len(list))
	for _, f := range list {
		byID[f.ID] = f
	}
	files := make([]*writ.File, 0, len(list))
	for _, id := range ids {
		if f := byID[id]; f != nil {
			files = append(files, f)
		}
	}
	return showFiles(ctx, tx, w, who, files)
}
