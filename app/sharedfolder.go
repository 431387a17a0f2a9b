package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// SharedFolder is a workspace, or a folder in one, with what was given on it.
type SharedFolder struct {
	writ.File
	Grants []*writ.Grant
}

// SharedFolders lists every workspace and every folder in one with its grants, those
// above before those below: what an Admin, who manages access everywhere, keeps as
// code. Neither My documents nor documents are among them, nor is the trash.
func (a *App) SharedFolders(ctx context.Context, actor Actor) (list []*SharedFolder, err error) {
	const op = "app.SharedFolders"
	if err := a.ask(ctx, op, actor, access.ManageOrganization); err != nil {
		return nil, err
	}
	if err := a.heed(ctx, op, actor, access.ManageEverywhere(actor.Member)); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		folders := map[writ.FileID]*SharedFolder{}
		err := tx.Files.Each(ctx, func(f *writ.File) error {
			if f.Kind == writ.KindWorkspace || f.Kind == writ.KindFolder {
				folders[f.ID] = &SharedFolder{File: *f}
			}
			return nil
		})
		if err != nil {
			return err
		}
		list = shared(folders)
		if err := fillIn(ctx, tx, list, folders); err != nil {
			return err
		}
		return tx.Grants.Each(ctx, func(g *writ.Grant) error {
			if f := folders[g.File]; f != nil {
				kept := *g // the next one is read into the same place
				f.Grants = append(f.Grants, &kept)
			}
			return nil
		})
	})
	return list, err
}

// fillIn reads what the reading of all files leaves out, such as descriptions.
func fillIn(ctx context.Context, tx store.Tx, list []*SharedFolder, folders map[writ.FileID]*SharedFolder) error {
	for part := range slices.Chunk(list, factsAtOnce) {
		ids := make([]writ.FileID, len(part))
		for i, f := range part {
			ids[i] = f.ID
		}
		whole, err := tx.Files.Many(ctx, ids)
		if err != nil {
			return err
		}
		for _, f := range whole {
			folders[f.ID].File = *f
		}
	}
	return nil
}

// shared returns those of the folders that lie in a workspace, and not in the
// trash, by how deep they lie.
func shared(folders map[writ.FileID]*SharedFolder) (list []*SharedFolder) {
	depth := map[writ.FileID]int{}
	for id := range folders {
		deep, at := 0, folders[id]
		for at != nil && !at.Trashed() && at.Kind != writ.KindWorkspace && deep <= writ.MaxDepth {
			at = folders[at.Parent]
			deep++
		}
		if at != nil && !at.Trashed() && at.Kind == writ.KindWorkspace {
			depth[id] = deep
			list = append(list, folders[id])
		}
	}
	slices.SortFunc(list, func(x, y *SharedFolder) int {
		return cmp.Or(cmp.Compare(depth[x.ID], depth[y.ID]), cmp.Compare(x.ID, y.ID))
	})
	return list
}
