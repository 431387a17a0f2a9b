package blob

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/writ-dev/writ"
)

// Dir is a directory of blobs, one file each, named by their ids. Its methods
// are safe for concurrent use on different blobs; the caller sees to it that
// one blob has one writer.
type Dir struct{ path string }

// Open makes the directory, for the owner's eyes alone, if it is not there.
func Open(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, "blob.Open", err, "the folder %s for uploads cannot be made", path)
	}
	return &Dir{path: path}, nil
}

// Append writes r to the end of a blob, making it if need be, and returns its
// new size in bytes once that much is safe on disk. Offset must be the present
// size, else nothing is written and the error is CodeConflict. When r fails
// midway, what arrived is kept and counted, and the error is CodeCanceled. A
// part that cannot be written whole is taken back, so that a full disk, which is
// CodeExhausted, has room again for those who share it.
func (d *Dir) Append(id string, offset int64, r io.Reader) (int64, error) {
	const op = "blob.Append"
	path, err := d.Path(id)
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return 0, storage(op, err)
	}
	defer func() { _ = f.Close() }() // synced below; closing has nothing left to report
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, storage(op, err)
	}
	if size != offset {
		return size, writ.Errorf(writ.CodeConflict, op, "the part starts at byte %d, but %d bytes have arrived so far", offset, size).
			WithHint("Go on from byte %d.", size)
	}
	from := &source{r: r}
	n, err := io.Copy(f, from)
	if from.err != nil {
		err = nil // reading has failed, not writing
	}
	if err = errors.Join(err, f.Sync()); err != nil {
		return offset, storage(op, errors.Join(err, f.Truncate(offset)))
	}
	if from.err != nil {
		return offset + n, writ.Wrap(writ.CodeCanceled, op, from.err, "the part broke off; %d bytes have arrived so far", offset+n).
			WithHint("Go on from byte %d.", offset+n)
	}
	return offset + n, nil
}

// source remembers whether reading failed, as opposed to writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// Size returns the size of a blob in bytes, 0 if there is none.
func (d *Dir) Size(id string) (int64, error) {
	path, err := d.Path(id)
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

// Path returns the file of a blob, whether it is there or not.
func (d *Dir) Path(id string) (string, error) {
	if id == "" || strings.HasPrefix(id, ".") || id != filepath.Base(id) || strings.ContainsAny(id, `/\`) {
		return "", writ.Errorf(writ.CodeInternal, "blob.Path", "%q cannot name a blob", id)
	}
	return filepath.Join(d.path, id), nil
}

// Remove removes a blob, silently if it is not there.
func (d *Dir) Remove(id string) error {
	path, err := d.Path(id)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return storage("blob.Remove", err)
	}
	return nil
}

// List returns the ids of all blobs, sorted.
func (d *Dir) List() ([]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, storage("blob.List", err)
	}
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Type().IsRegular() {
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
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return writ.Wrap(writ.CodeExhausted, op, err, "the disk of the server has no room left for uploads").
			WithHint("An administrator of the server must free space; then go on where the upload stopped.")
	}
	return fmt.Errorf("%s: %w", op, err)
}
