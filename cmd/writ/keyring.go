package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/vault"
)

// keyring is what the keys of an installation are changed through: by the server
// that runs on the folder, or by writ keys where none does.
type keyring struct {
	vault  *vault.Vault
	store  store.Store
	shared bool        // the store is not the data folder's own
	here   writ.NodeID // "" where no server runs
}

// otherNodes is how long ago another server may have given its last sign of life.
const otherNodes = time.Minute

// alone tells whether no other server uses the store.
func (k keyring) alone(ctx context.Context) (alone bool, err error) {
	if !k.shared {
		return true, nil
	}
	alone = true
	err = k.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.Nodes.List(ctx, otherNodes)
		for _, n := range list {
			alone = alone && n.ID == k.here
		}
		return err
	})
	return alone, err
}

// keyChange is what changing the keys did; a field is nil where it was not asked.
type keyChange struct {
	Added    *vault.Key      `json:"added,omitempty"`
	Rotation *vault.Rotation `json:"rotation,omitempty"`
	Retired  string          `json:"retired,omitempty"`
}

func (k keyring) add(ctx context.Context) (keyChange, error) {
	key, err := k.vault.Add(ctx, k.store)
	return keyChange{Added: &key}, err
}

func (k keyring) rotate(ctx context.Context) (keyChange, error) {
	alone, err := k.alone(ctx)
	if err != nil {
		return keyChange{}, err
	}
	r, err := k.vault.Rotate(ctx, k.store, alone)
	return keyChange{Rotation: r}, err
}

func (k keyring) retire(ctx context.Context, id string) (keyChange, error) {
	return keyChange{Retired: id}, k.vault.Retire(ctx, k.store, id)
}

// The paths by which a server is asked to change its keys.
const (
	controlAddKey    = "/keys/add"
	controlRotate    = "/keys/rotate"
	controlRetireKey = "/keys/retire/"
)

// routes answers what writ keys asks a server.
func (k keyring) routes(mux *http.ServeMux, log *slog.Logger) {
	change := func(path string, do func(*http.Request) (keyChange, error)) {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			c, err := do(r)
			if err == nil {
				log.Info("keys changed", "how", r.URL.Path)
			}
			answer(w, c, err)
		})
	}
	change(controlAddKey, func(r *http.Request) (keyChange, error) { return k.add(r.Context()) })
	change(controlRotate, func(r *http.Request) (keyChange, error) { return k.rotate(r.Context()) })
	change(controlRetireKey+"{id}", func(r *http.Request) (keyChange, error) { return k.retire(r.Context(), r.PathValue("id")) })
}
