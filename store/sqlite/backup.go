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
	"github.com/writ-dev/writ/store/sqlstore"
)

// Backup implements store.Store. The copy is readable for its owner alone,
// durable when Backup returns, and either whole or not there.
func (f *Store) Backup(ctx context.Context, path string) error {
	return backup(ctx, path, func() error { return copyTo(ctx, f.path, path) })
}

// Export makes the new file path, with the schema of a version, of whatever fill
// copies into it: so another engine's backup is a SQLite file, too. It is
// readable for its owner alone, and either whole and durable or not there.
func Export(ctx context.Context, path string, version int64, fill func(*sqlstore.Store) error) error {
	return backup(ctx, path, func() error { return export(ctx, path, version, fill) })
}

// backup has do write the new file path.
func backup(ctx context.Context, path string, do func() error) error {
	const op = "sqlite.Backup"
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return writ.Invalid(op, "path", "The backup %s is there already, or its folder cannot be read.", path).
			WithHint("Name a new file in a folder that Writ may write to.")
	}
	if err := do(); err != nil {
		if ctx.Err() != nil {
			return writ.Wrap(writ.CodeCanceled, op, err, "The backup was canceled.")
		}
		var source *writ.Error
		if errors.As(err, &source) { // what is backed up is at fault, not the file
			return err
		}
		return writ.Wrap(writ.CodeInternal, op, err, "The backup %s could not be written.", path).
			WithHint("Check that the folder is there, that Writ may write to it, and that it has free space.")
	}
	return nil
}

// export fills a database in a folder of its own, because SQLite keeps other
// files beside it while it is open.
func export(ctx context.Context, path string, version int64, fill func(*sqlstore.Store) error) (err error) {
	dir, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".*.partial")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	partial := filepath.Join(dir, "writ.db")
	if err := prepare(ctx, partial, version); err != nil {
		return err
	}
	f, err := connect(ctx, partial)
	if err != nil {
		return err
	}
	if err := errors.Join(fill(f.Store), f.Close()); err != nil {
		return err
	}
	return publish(partial, path)
}

// copyTo writes a copy of the database from, as it is at one moment, to the new
// file to. VACUUM INTO only reads, so nobody has to wait.
func copyTo(ctx context.Context, from, to string) (err error) {
	partial, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".*.partial") // 0600; VACUUM INTO takes an empty file
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
	return publish(partial.Name(), to)
}

// publish gives a file that is whole its name, durably.
func publish(partial, to string) error {
	if err := sync(partial, os.O_RDWR); err != nil {
		return err
	}
	if err := os.Rename(partial, to); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	return sync(filepath.Dir(to), os.O_RDONLY)
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
