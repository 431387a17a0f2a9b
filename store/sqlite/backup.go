package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/writ-dev/writ"
)

// Backup implements store.Store. The copy is readable for its owner alone,
// durable when Backup returns, and either whole or not there.
func (f *file) Backup(ctx context.Context, path string) error {
	const op = "sqlite.Backup"
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return writ.Invalid(op, "path", "The backup %s is there already, or its folder cannot be read.", path).
			WithHint("Name a new file in a folder that Writ may write to.")
	}
	if err := copyTo(ctx, f.path, path); err != nil {
		if ctx.Err() != nil {
			return writ.Wrap(writ.CodeCanceled, op, err, "The backup was canceled.")
		}
		return writ.Wrap(writ.CodeInternal, op, err, "The backup %s could not be written.", path).
			WithHint("Check that the folder is there, that Writ may write to it, and that it has free space.")
	}
	return nil
}

// copyTo writes a copy of the database from, as it is at one moment, to the new
// file to. VACUUM INTO only reads, so nobody has to wait.
func copyTo(ctx context.Context, from, to string) (err error) {
	dir := filepath.Dir(to)
	partial, err := os.CreateTemp(dir, filepath.Base(to)+".*.partial") // 0600; VACUUM INTO takes an empty file
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(partial.Name()) // err tells more
		}
	}()
	if err := partial.Close(); err != nil {
		return err
	}
	if err := vacuumInto(ctx, from, partial.Name()); err != nil {
		return err
	}
	if err := sync(partial.Name(), os.O_RDWR); err != nil {
		return err
	}
	if err := os.Rename(partial.Name(), to); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	return sync(dir, os.O_RDONLY)
}

func vacuumInto(ctx context.Context, from, to string) (err error) {
	db, err := pool(from, 1, "deferred")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return nil
}

// sync makes what was written to a file, or renamed in a folder, durable.
func sync(path string, flag int) error {
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
