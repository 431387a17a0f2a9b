package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/writ-dev/writ"
)

// Dir is a Store in a directory, one file each, named by their ids. Several nodes
// may share it: nothing rests on locks or on appending, which network file
// systems do not do in one step.
type Dir struct{ path string }

// OpenDir makes the directory, for the owner's eyes alone, if it is not there.
func OpenDir(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, "blob.OpenDir", err, "The folder %s for uploads cannot be made.", path).
			WithHint("Check that it can be made, and that it belongs to the user who runs writ.")
	}
	return &Dir{path: path}, nil
}

// Append implements Store. A part that cannot be written whole is taken back, so
// that a full disk has room again for those who share it.
func (d *Dir) Append(_ context.Context, id string, offset int64, r io.Reader) (int64, error) {
	const op = "blob.Append"
	path, err := d.file(id)
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return 0, storage(op, err)
	}
	defer func() { _ = f.Close() }() // synced below; closing has nothing left to report
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, storage(op, err)
	}
	if size != offset {
		return size, NotAt(offset, size)
	}
	from := &Source{R: r}
	n, err := io.Copy(f, from)
	if from.Err != nil {
		err = nil // reading has failed, not writing
	}
	if err = errors.Join(err, f.Sync()); err != nil {
		return offset, storage(op, errors.Join(err, takeBack(f, offset, offset+n)))
	}
	if offset == 0 {
		if err := d.sync(); err != nil {
			return n, storage(op, err)
		}
	}
	if from.Err != nil {
		return offset + n, BrokenOff(offset+n, from.Err)
	}
	return offset + n, nil
}

// takeBack cuts a file that we have written up to written back to offset. One
// that is longer was continued by another node meanwhile and is left alone.
func takeBack(f *os.File, offset, written int64) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil || size > written {
		return err
	}
	return f.Truncate(offset)
}

// sync makes a new name in the directory safe.
func (d *Dir) sync() error {
	dir, err := os.Open(d.path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err // some file systems cannot do it for directories
	}
	return nil
}

// Size implements Store.
func (d *Dir) Size(_ context.Context, id string) (int64, error) {
	path, err := d.file(id)
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, storage("blob.Size", err)
	}
	return info.Size(), nil
}

// Open implements Store.
func (d *Dir) Open(_ context.Context, id string) (io.ReadCloser, error) {
	path, err := d.file(id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, storage("blob.Open", err)
	}
	return f, nil
}

// File implements Store: the file itself.
func (d *Dir) File(_ context.Context, id, _ string) (string, error) {
	path, err := d.file(id)
	if err != nil {
		return "", err
	}
	_, err = os.Stat(path)
	return path, storage("blob.File", err)
}

// file returns the path of a file, whether it is there or not.
func (d *Dir) file(id string) (string, error) {
	return filepath.Join(d.path, id), CheckID(id)
}

// Remove implements Store.
func (d *Dir) Remove(_ context.Context, id string) error {
	path, err := d.file(id)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return storage("blob.Remove", err)
	}
	return nil
}

// List implements Store.
func (d *Dir) List(context.Context) ([]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, storage("blob.List", err)
	}
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Type().IsRegular() && CheckID(e.Name()) == nil {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// storage says what a failure of the file system means; nil stays nil.
func storage(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return writ.Wrap(writ.CodeNotFound, op, err, "The file is no longer there.")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return writ.Wrap(writ.CodeExhausted, op, err, "the disk of the server has no room left for uploads").
			WithHint("An administrator of the server must free space; then go on where the upload stopped.")
	}
	return fmt.Errorf("%s: %w", op, err)
}
