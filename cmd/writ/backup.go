package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/sqlstore"
	"github.com/writ-dev/writ/vault"
)

type keysCommand struct{ dataFolder }

// Run lists the keys, never what they are made of.
func (c keysCommand) Run(term *terminal) error {
	if err := folder(c.Data).hasKeys(); err != nil {
		return err
	}
	v, err := vault.Open(c.Data)
	if err != nil {
		return err
	}
	keys := v.Keys()
	if term.json {
		return term.document(keys)
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.ID, k.CreatedAt.Format("2006-01-02 15:04"), k.Active}
	}
	return term.table([]any{"KEY", "MADE", "SEALS"}, rows)
}

type backupCommand struct {
	metadata
	To string `arg:"" type:"path" help:"A folder that is not there yet."`
}

// Help teaches the command.
func (backupCommand) Help() string {
	return `Copies the metadata as it is at one moment, also while a server runs, into a SQLite file, wherever it is kept. The embedded warehouse is copied only while no server runs on the folder; the answer says whether it was. Other warehouses have backups of their own.

keys.json is never copied: whoever has a backup and the keys has every password of your connections. Keep a copy of it in another place.

Example:
  writ backup --data writ-data backups/2026-01-31`
}

// Run copies the folder.
func (c backupCommand) Run(ctx context.Context, term *terminal) (err error) {
	f := folder(c.Data)
	if err := f.exists(c.Store); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(c.To), 0o700); err != nil {
		return unwritable(c.To, err)
	}
	if err := os.Mkdir(c.To, 0o700); err != nil {
		return unwritable(c.To, err)
	}
	to := folder(c.To)
	unlock, err := f.lock("writ backup")
	idle := err == nil
	if err != nil && writ.CodeOf(err) != writ.CodeConflict {
		return err
	}
	if idle {
		defer func() { err = errors.Join(err, unlock()) }()
		if err := copyFiles(f.warehouse(), to.warehouse()); err != nil {
			return unwritable(c.To, err)
		}
	}
	st, err := openMetadata(ctx, f, c.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	// The metadata come last: without them nobody takes the folder for a backup.
	if err := st.Backup(ctx, to.store()); err != nil {
		return err
	}
	return c.report(term, idle)
}

func (c backupCommand) report(term *terminal, warehouse bool) error {
	if !warehouse {
		term.note("A server runs on this folder: the embedded warehouse, with the tables uploaded to it, is NOT in this backup. Stop the server and back up again to have it.")
	}
	term.note("keys.json is not in the backup; keep a copy of it in another place.")
	return term.answer(map[string]any{"backup": c.To, "metadata": true, "embeddedWarehouse": warehouse, "keys": false}, "Backed up to %s.", c.To)
}

func unwritable(path string, err error) error {
	return writ.Wrap(writ.CodeUnavailable, "writ.backup", err, "%s cannot be written: %v", path, err).
		WithHint("Name a new folder in a place that you may write to and that has free space.")
}

type restoreCommand struct {
	metadata
	From string `arg:"" type:"existingdir" help:"A folder that writ backup made."`
}

// Help teaches the command.
func (restoreCommand) Help() string {
	return `The data folder must be absent or empty, except for keys.json, which may be there already. With --store, the metadata goes to PostgreSQL, where its schema must be absent or empty.

Example:
  mkdir -m 700 writ-data && cp /safe/keys.json writ-data/
  writ restore --data writ-data backups/2026-01-31`
}

// Run makes a data folder of a backup.
func (c restoreCommand) Run(ctx context.Context, term *terminal) (err error) {
	from, to := folder(c.From), folder(c.Data)
	if err := from.exists(""); err != nil {
		return err
	}
	keys, err := emptyButKeys(c.Data)
	if err != nil {
		return err
	}
	if err := to.prepare(); err != nil {
		return err
	}
	unlock, err := to.lock("writ restore")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := copyFiles(from.warehouse(), to.warehouse()); err != nil {
		return unwritable(c.Data, err)
	}
	if err := c.restoreMetadata(ctx, from, to); err != nil {
		return err
	}
	if !keys {
		term.note("Put keys.json into %s before you start the server: without it the secrets of connections cannot be read.", c.Data)
		return term.answer(map[string]any{"data": c.Data, "keys": false}, "Restored to %s.", c.Data)
	}
	return c.prove(ctx, term)
}

// restoreMetadata puts the backup's file into the folder, or what it holds into
// PostgreSQL; the backup itself is only read.
func (c restoreCommand) restoreMetadata(ctx context.Context, from, to folder) (err error) {
	if c.Store == "" {
		if err := copyFile(from.store(), to.store()); err != nil {
			return unwritable(c.Data, err)
		}
		return nil
	}
	copied := folder(filepath.Join(to.staging(), "restore"))
	if err := errors.Join(os.Mkdir(string(copied), 0o700), copyFile(from.store(), copied.store())); err != nil {
		return unwritable(c.Data, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(string(copied))) }()
	file, err := openEngine(ctx, copied, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	st, err := openEngine(ctx, to, c.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if _, err := held(ctx, st, "writ restore"); err != nil {
		return err
	}
	return file.CopyTo(ctx, st.SQL(), sqlstore.Newest)
}

// prove makes sure that the keys fit what was restored.
func (c restoreCommand) prove(ctx context.Context, term *terminal) (err error) {
	st, err := openMetadata(ctx, folder(c.Data), c.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	v, err := vault.Open(c.Data)
	if err != nil {
		return err
	}
	if err := v.Prove(ctx, st); err != nil {
		return err
	}
	return term.answer(map[string]any{"data": c.Data, "keys": true}, "Restored to %s; its keys fit.", c.Data)
}

// emptyButKeys refuses a folder with anything in it but the key file, and tells
// whether that is there.
func emptyButKeys(dir string) (keys bool, err error) {
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, folder(dir).unusable(err)
	}
	for _, e := range list {
		if e.Name() != filepath.Base(folder(dir).keys()) {
			return false, writ.Errorf(writ.CodeConflict, "writ.restore", "%s is not empty: it has %s", dir, e.Name()).
				WithHint("Restore into a new folder; nothing is ever overwritten.")
		}
		keys = true
	}
	return keys, nil
}

// copyFiles copies the files of a folder, if it is there, into a new one.
func copyFiles(from, to string) error {
	list, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, e := range list {
		if !e.Type().IsRegular() {
			continue
		}
		if err := copyFile(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file to a new one and makes sure that it is on the disk.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
