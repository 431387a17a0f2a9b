package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/bundle"
)

type backupCommand struct {
	metadata
	To string `arg:"" type:"path" help:"A folder that is not there yet."`
}

// Help teaches the command.
func (backupCommand) Help() string {
	return `Copies the metadata, into a SQLite file wherever it is kept, and the embedded warehouse, both as they are at one moment. A server that runs on the folder makes the copy itself and goes on serving. Other warehouses have backups of their own. Uploads under way are not in it.

keys.json is never copied: whoever has a backup and the keys has every password of your connections. Keep a copy of it in another place.

Example:
  writ backup --data writ-data backups/2026-01-31`
}

// Run makes the backup, or has the server that runs on the folder make it.
func (c backupCommand) Run(ctx context.Context, term *terminal) (err error) {
	f := folder(c.Data)
	if err := f.exists(c.Store); err != nil && f.hasKeys() != nil {
		return err
	}
	if _, err := os.Lstat(c.To); err == nil {
		return unwritable(c.To, os.ErrExist)
	}
	if err := os.MkdirAll(filepath.Dir(c.To), 0o700); err != nil {
		return unwritable(c.To, err)
	}
	stream, err := c.begin(ctx, f)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stream.Close()) }()
	shown := newProgress(term)
	defer shown.end()
	fit := func(bytes int64) error { return fits(filepath.Dir(c.To), bytes) }
	m, err := bundle.Receive(ctx, stream, c.To, fit, func(p bundle.Progress) { shown.bytes(p.Phase, p.Done, p.Total) })
	if err != nil {
		return err
	}
	shown.end()
	return c.report(term, m)
}

// begin takes the folder, or asks who has it.
func (c backupCommand) begin(ctx context.Context, f folder) (io.ReadCloser, error) {
	unlock, err := f.lock("writ backup")
	if writ.CodeOf(err) == writ.CodeConflict {
		return f.ask(ctx, "POST", controlBackup)
	}
	if err != nil {
		return nil, err
	}
	b, err := startBackup(ctx, f, c.Store)
	if err != nil {
		return nil, errors.Join(err, unlock())
	}
	closeAll := b.close
	b.close = func() error { return errors.Join(closeAll(), unlock()) }
	return b, nil
}

func (c backupCommand) report(term *terminal, m *bundle.Manifest) error {
	term.note("keys.json is not in the backup; keep a copy of it in another place.")
	return term.answer(map[string]any{
		"backup": c.To, "createdAt": m.CreatedAt, "bytes": m.Bytes(), "metadata": true, "embeddedWarehouse": m.EmbeddedWarehouse, "keys": false,
	}, "Backed up %s to %s, as it was at %s.", mebibytes(m.Bytes()), c.To, momentOf(m))
}

func unwritable(path string, err error) error {
	return writ.Wrap(writ.CodeUnavailable, "writ.backup", err, "%s cannot be written: %v", path, err).
		WithHint("Name a new folder in a place that you may write to and that has free space.")
}
