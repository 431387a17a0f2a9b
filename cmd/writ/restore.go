package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/bundle"
	"github.com/writ-dev/writ/store/sqlstore"
	"github.com/writ-dev/writ/vault"
)

type restoreCommand struct {
	metadata
	From string `arg:"" type:"existingdir" help:"A folder that writ backup made."`
}

// Help teaches the command.
func (restoreCommand) Help() string {
	return `The data folder must be absent or empty, except for keys.json, which may be there already. With --store, the metadata goes to PostgreSQL, where its schema must be absent or empty. Every file is compared with the backup's manifest; a restore that was interrupted leaves a folder that no server starts on, and can be run again.

Example:
  mkdir -m 700 writ-data && cp /safe/keys.json writ-data/
  writ restore --data writ-data backups/2026-01-31`
}

// Run makes a data folder of a backup.
func (c restoreCommand) Run(ctx context.Context, term *terminal) (err error) {
	m, err := bundle.Read(c.From)
	if err != nil {
		return err
	}
	to := folder(c.Data)
	keys, err := to.emptyButKeys()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return to.unusable(err)
	}
	unlock, err := to.lock("writ restore")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if to.notHalf() != nil {
		if err := to.clearRestore(); err != nil {
			return to.unusable(err)
		}
	}
	if err := fits(c.Data, m.Bytes()); err != nil {
		return err
	}
	if err := c.restore(ctx, term, m, keys); err != nil {
		return errors.Join(err, to.clearRestore())
	}
	if !m.EmbeddedWarehouse {
		term.note("The backup has no embedded warehouse: a server starts with an empty one.")
	}
	if !keys {
		term.note("Put keys.json into %s before you start the server: without it the secrets of connections cannot be read.", c.Data)
		return term.answer(map[string]any{"data": c.Data, "keys": false}, "Restored to %s.", c.Data)
	}
	return term.answer(map[string]any{"data": c.Data, "keys": true}, "Restored to %s; its keys fit.", c.Data)
}

// restore copies everything into a folder within the data folder, proves it, and
// then moves it to where it belongs. That folder's presence says that the rest is
// not whole.
func (c restoreCommand) restore(ctx context.Context, term *terminal, m *bundle.Manifest, keys bool) error {
	to := folder(c.Data)
	partial := folder(to.restoring())
	if err := os.Mkdir(string(partial), 0o700); err != nil {
		return to.unusable(err)
	}
	shown := newProgress(term)
	defer shown.end()
	err := m.Copy(ctx, c.From, string(partial), func(done int64) { shown.bytes("copying", done, m.Bytes()) })
	if err != nil {
		return err
	}
	if keys {
		if err := c.prove(ctx, partial); err != nil {
			return err
		}
	}
	if err := os.Rename(partial.warehouse(), to.warehouse()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return to.unusable(err)
	}
	if err := c.placeMetadata(ctx, partial, to); err != nil {
		return err
	}
	if err := errors.Join(to.prepare(), bundle.Sync(c.Data), os.RemoveAll(string(partial)), bundle.Sync(c.Data)); err != nil {
		return to.unusable(err)
	}
	return nil
}

// prove makes sure that the keys fit the copied metadata, which it brings up to
// this version.
func (c restoreCommand) prove(ctx context.Context, partial folder) (err error) {
	st, err := openMetadata(ctx, partial, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	v, err := vault.Open(c.Data)
	if err != nil {
		return err
	}
	return v.Prove(ctx, st)
}

// placeMetadata moves the copied file into the folder, or what it holds into
// PostgreSQL.
func (c restoreCommand) placeMetadata(ctx context.Context, partial, to folder) (err error) {
	if c.Store == "" {
		if err := os.Rename(partial.store(), to.store()); err != nil {
			return to.unusable(err)
		}
		return nil
	}
	file, err := openEngine(ctx, partial, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	st, err := openEngine(ctx, to, c.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := held(ctx, st, "writ restore"); err != nil {
		return err
	}
	return file.CopyTo(ctx, st.SQL(), sqlstore.Newest)
}

// restoring is where a restore works; as long as it is there, the data folder is
// not whole.
func (f folder) restoring() string { return filepath.Join(string(f), "restore.partial") }

// notHalf refuses a folder whose restore did not come to its end.
func (f folder) notHalf() error {
	if _, err := os.Lstat(f.restoring()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return writ.Errorf(writ.CodeConflict, "writ.restore", "A restore into %s did not come to its end", string(f)).
		WithHint("Run writ restore again: it begins anew.")
}

// made lists what a restore makes, lastly what says that there is one.
func (f folder) made() []string {
	return []string{f.store(), f.warehouse(), f.uploads(), f.staging(), f.restoring()}
}

// clearRestore removes what a restore has made.
func (f folder) clearRestore() error {
	var errs []error
	for _, path := range f.made() {
		errs = append(errs, os.RemoveAll(path))
	}
	return errors.Join(errs...)
}

// emptyButKeys refuses a folder with anything in it but the key file, and tells
// whether that is there. What an interrupted restore left does not count.
func (f folder) emptyButKeys() (keys bool, err error) {
	list, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, f.unusable(err)
	}
	may := []string{f.keys(), f.lockFile()}
	if f.notHalf() != nil {
		may = append(may, f.made()...)
	}
	for _, e := range list {
		path := filepath.Join(string(f), e.Name())
		if !slices.Contains(may, path) {
			return false, writ.Errorf(writ.CodeConflict, "writ.restore", "%s is not empty: it has %s", string(f), e.Name()).
				WithHint("Restore into a new folder; nothing is ever overwritten.")
		}
		keys = keys || path == f.keys()
	}
	return keys, nil
}
