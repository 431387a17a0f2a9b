package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/writ-dev/writ"
)

type keysCommand struct {
	List   keysListCommand   `cmd:"" default:"withargs" help:"List the keys."`
	Add    keysAddCommand    `cmd:"" help:"Make a key that nothing is sealed with yet, to be copied to other servers."`
	Rotate keysRotateCommand `cmd:"" help:"Seal everything with a new key."`
	Retire keysRetireCommand `cmd:"" help:"Forget a key that nothing is sealed with."`
}

type keysListCommand struct{ metadata }

// Run lists the keys, never what they are made of.
func (c keysListCommand) Run(ctx context.Context, term *terminal) (err error) {
	ring, end, err := c.keyring(ctx, folder(c.Data))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, end()) }()
	keys := ring.vault.Keys()
	if term.json {
		return term.document(keys)
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.ID, k.CreatedAt.Format("2006-01-02 15:04"), k.Active}
	}
	return term.table([]any{"KEY", "MADE", "SEALS"}, rows)
}

// keyring opens the keys of a folder and the metadata they belong to.
func (m metadata) keyring(ctx context.Context, f folder) (k keyring, end func() error, err error) {
	if err := errors.Join(f.exists(m.Store), f.hasKeys()); err != nil {
		return keyring{}, nil, err
	}
	st, err := openMetadata(ctx, f, m.Store)
	if err != nil {
		return keyring{}, nil, err
	}
	v, err := openVault(ctx, f, st)
	if err != nil {
		return keyring{}, nil, errors.Join(err, st.Close())
	}
	return keyring{vault: v, store: st, shared: m.Store != ""}, st.Close, nil
}

// changeKeys has the server that runs on the folder change its keys, or does it.
func (m metadata) changeKeys(ctx context.Context, path string, do func(keyring) (keyChange, error)) (c keyChange, err error) {
	f := folder(m.Data)
	if err := f.hasKeys(); err != nil {
		return c, err
	}
	unlock, err := f.lock("writ keys")
	if writ.CodeOf(err) == writ.CodeConflict {
		return m.askForKeys(ctx, f, path)
	}
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	ring, end, err := m.keyring(ctx, f)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, end()) }()
	return do(ring)
}

func (m metadata) askForKeys(ctx context.Context, f folder, path string) (c keyChange, err error) {
	body, err := f.ask(ctx, "POST", path)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	if err := json.NewDecoder(body).Decode(&c); err != nil {
		return c, writ.Wrap(writ.CodeUnavailable, "writ.keys", err, "The server's answer broke off").WithHint("Run it again: what was begun is brought to its end.")
	}
	return c, nil
}

type keysAddCommand struct{ metadata }

// Help teaches the command.
func (keysAddCommand) Help() string {
	return `Where several servers share a store, each has a key file of its own. Before a rotation, add a key on one of them, copy its keys.json to the data folder of each other one, and then rotate. A server notices by itself.`
}

// Run adds a key.
func (c keysAddCommand) Run(ctx context.Context, term *terminal) error {
	change, err := c.changeKeys(ctx, controlAddKey, func(k keyring) (keyChange, error) { return k.add(ctx) })
	if err != nil {
		return err
	}
	return term.answer(change.Added, "The key %s is in %s. Keep a copy of the file; nothing is sealed with the new key until writ keys rotate.",
		change.Added.ID, folder(c.Data).keys())
}

type keysRotateCommand struct{ metadata }

// Help teaches the command.
func (keysRotateCommand) Help() string {
	return `Takes a new key, or the one that writ keys add made, seals everything that is sealed with it and proves that nothing else is left. A server that runs on the folder does it itself and goes on serving. What was interrupted is brought to its end by running it again.

The older keys stay in keys.json until writ keys retire: backups from before need them.

Example:
  writ keys rotate --data writ-data
  cp writ-data/keys.json /safe/keys-2026-01-31.json
  writ keys retire --data writ-data ID`
}

// Run rotates.
func (c keysRotateCommand) Run(ctx context.Context, term *terminal) error {
	change, err := c.changeKeys(ctx, controlRotate, func(k keyring) (keyChange, error) { return k.rotate(ctx) })
	if err != nil {
		return err
	}
	r := change.Rotation
	term.note("Keep a copy of %s in another place.", folder(c.Data).keys())
	if len(r.Idle) > 0 {
		term.note("Nothing is sealed any more with %s; backups from before still are. Once you need none of them: writ keys retire", strings.Join(r.Idle, ", "))
	}
	what := "Sealed %s with the new key %s; nothing else is left."
	if r.Finished {
		what = "Brought the earlier rotation to its end: sealed %s with %s; nothing else is left. Run it again for a new key."
	}
	return term.answer(r, what, countOf(int64(r.Resealed), "value", "values"), r.Key)
}

type keysRetireCommand struct {
	metadata
	ID string `arg:"" help:"The key, as writ keys lists it."`
}

// Run retires a key.
func (c keysRetireCommand) Run(ctx context.Context, term *terminal) error {
	change, err := c.changeKeys(ctx, controlRetireKey+url.PathEscape(c.ID), func(k keyring) (keyChange, error) { return k.retire(ctx, c.ID) })
	if err != nil {
		return err
	}
	return term.answer(change, "The key %s is no longer in %s. Where other servers share the store, retire it there, too.", c.ID, folder(c.Data).keys())
}
