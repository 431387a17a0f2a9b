package app

import (
	"context"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// FileView is a file as one member sees it. Above are the folders it lies in that
// the member may see, from the top down; Parent is "" if the nearest is not one of
// them.
type FileView struct {
	writ.File
	Level     writ.Level
	Actions   []access.Action // what the member may do with it
	Above     []Place
	OwnedBy   *writ.Member
	Favourite bool
	At        time.Time // in a list of recents, when the member last opened it
	LeftOut   int       // of a copy just made: elements whose source the member may not use
}

// Place is a folder that something lies in.
type Place struct {
	ID   writ.FileID
	Kind writ.FileKind
	Name string
}

// verb is one thing to do, as it is called for documents and for folders.
type verb struct{ document, folder access.Action }

func (v verb) of(k writ.FileKind) access.Action {
	if k.Document() {
		return v.document
	}
	return v.folder
}

// What is done with documents and folders alike.
var (
	viewing   = verb{access.ViewDocument, access.ViewFolder}
	renaming  = verb{access.RenameDocument, access.RenameFolder}
	moving    = verb{access.MoveDocument, access.MoveFolder}
	trashing  = verb{access.DeleteDocument, access.DeleteFolder}
	restoring = verb{access.RestoreDocument, access.RestoreFolder}
	purging   = verb{access.PurgeDocument, access.PurgeFolder}
	copying   = verb{access.CopyDocument, access.CopyDocument}
)

// nounFile is what the audit log calls workspaces, folders and documents.
const nounFile = "file"

// sameFile gives the store's CodeNotFound the words for what may not be known of.
func sameFile(op string, err error) error {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return access.NotFound(op)
	}
	return err
}

// look returns the world for a question of the actor's. It must not be called in a
// transaction.
func (a *App) look(ctx context.Context, op string, actor Actor) (*access.World, error) {
	if err := signedIn(op, actor); err != nil {
		return nil, err
	}
	return a.fresh(ctx)
}

// askFile decides about one file and returns it. To is where it is to go, of a
// move. What is not there is refused in the words for what may not be known of.
func (a *App) askFile(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, v verb, id, to writ.FileID) (*writ.File, error) {
	f, err := tx.Files.Get(ctx, id)
	gone := writ.CodeOf(err) == writ.CodeNotFound
	if err != nil && !gone {
		return nil, err
	}
	kind := writ.KindWorkbook
	if !gone {
		kind = f.Kind
	}
	if err := a.judge(ctx, op, actor, w, access.Question{Do: v.of(kind), File: id, To: to}); err != nil {
		return nil, err
	}
	return f, sameFile(op, err)
}

// askSeen is askFile for looking at one that may be in the trash: there it is for
// whoever may restore it.
func (a *App) askSeen(ctx context.Context, op string, tx store.Tx, w *access.World, actor Actor, id writ.FileID) (*writ.File, error) {
	v := viewing
	may := func(do access.Action) bool {
		return w.Decide(access.Question{Who: actor.Member.ID, Do: do, File: id}).Allow
	}
	if !may(viewing.document) && !may(viewing.folder) && (may(restoring.document) || may(restoring.folder)) {
		v = restoring
	}
	return a.askFile(ctx, op, tx, w, actor, v, id, "")
}

// showFiles returns views of files for a member, in their order.
func showFiles(ctx context.Context, tx store.Tx, w *access.World, who writ.MemberID, files []*writ.File) ([]*FileView, error) {
	favourites, err := tx.Visits.Favourites(ctx, who)
	if err != nil {
		return nil, err
	}
	liked := map[writ.FileID]bool{}
	for _, v := range favourites {
		liked[v.File] = true
	}
	views := make([]*FileView, len(files))
	paths := map[writ.FileID][]writ.FileID{}
	var above []writ.FileID
	for i, f := range files {
		s := w.Standing(who, f.ID)
		views[i] = &FileView{File: *f, Level: s.Level, Actions: s.May, Favourite: liked[f.ID]}
		paths[f.ID] = slices.DeleteFunc(w.Path(who, f.ID), func(id writ.FileID) bool { return id == f.ID })
		above = append(above, paths[f.ID]...)
	}
	places, err := placesOf(ctx, tx, above)
	if err != nil {
		return nil, err
	}
	owners := map[writ.MemberID]*writ.Member{}
	for _, v := range views {
		for _, id := range paths[v.ID] {
			if p, ok := places[id]; ok {
				v.Above = append(v.Above, p)
			}
		}
		if n := len(v.Above); n == 0 || v.Above[n-1].ID != v.Parent {
			v.Parent = ""
		}
		if owners[v.Owner] == nil {
			if owners[v.Owner], err = tx.Members.Get(ctx, v.Owner); err != nil {
				return nil, err
			}
		}
		v.OwnedBy = owners[v.Owner]
	}
	return views, nil
}

func placesOf(ctx context.Context, tx store.Tx, ids []writ.FileID) (map[writ.FileID]Place, error) {
	slices.Sort(ids)
	list, err := tx.Files.Many(ctx, slices.Compact(ids))
	places := make(map[writ.FileID]Place, len(list))
	for _, f := range list {
		places[f.ID] = Place{ID: f.ID, Kind: f.Kind, Name: f.Name}
	}
	return places, err
}

// showFile is showFiles of one.
func showFile(ctx context.Context, tx store.Tx, w *access.World, who writ.MemberID, f *writ.File) (*FileView, error) {
	views, err := showFiles(ctx, tx, w, who, []*writ.File{f})
	if err != nil {
		return nil, err
	}
	return views[0], nil
}

// File returns one file. What is in the trash is shown to those who may restore it.
func (a *App) File(ctx context.Context, actor Actor, id writ.FileID) (view *FileView, err error) {
	const op = "app.File"
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		f, err := a.askSeen(ctx, op, tx, w, actor, id)
		if err == nil {
			view, err = showFile(ctx, tx, w, actor.Member.ID, f)
		}
		return err
	})
	return view, err
}

// Workspace is File of a workspace; anything else is not there.
func (a *App) Workspace(ctx context.Context, actor Actor, id writ.FileID) (*FileView, error) {
	const op = "app.Workspace"
	view, err := a.File(ctx, actor, id)
	if err == nil && view.Kind != writ.KindWorkspace {
		err = access.NotFound(op)
	}
	return view, err
}

// reread returns a file after it was changed here.
func (a *App) reread(ctx context.Context, op string, actor Actor, id writ.FileID) (view *FileView, err error) {
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		f, err := tx.Files.Get(ctx, id)
		if err == nil {
			view, err = showFile(ctx, tx, w, actor.Member.ID, f)
		}
		return sameFile(op, err)
	})
	return view, err
}
