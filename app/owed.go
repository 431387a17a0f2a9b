package app

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// owe notes that the store may still say that a part of an upload arrives here,
// although it has ended: as long as this node lives, others refuse the next one.
func (a *App) owe(id writ.UploadID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.owed[id] = true
}

// repay tells the store what it may not know. What it cannot tell is still owed.
func (a *App) repay(ctx context.Context) (err error) {
	a.mu.Lock()
	owed := a.owed
	a.owed = map[writ.UploadID]bool{}
	a.mu.Unlock()
	for id := range owed {
		if err == nil {
			err = a.giveBack(ctx, id)
		}
		if err != nil {
			a.owe(id)
		}
	}
	return err
}

// giveBack gives back the right to write to an upload's file, and counts what has
// arrived, unless another part is arriving here.
func (a *App) giveBack(ctx context.Context, id writ.UploadID) error {
	size, err := a.blob.Size(ctx, string(id))
	if err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx store.Tx) error {
		u, err := present(tx.Uploads.Get(ctx, id))
		if err != nil || u == nil || u.Receiver != a.node.ID || a.holds(id) {
			return err
		}
		u.Receiver = ""
		if u.State == writ.UploadReceiving {
			u.Received = size
		}
		return tx.Uploads.Update(ctx, u)
	})
}
