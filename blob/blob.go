package blob

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/writ-dev/writ"
)

// Store keeps files by their ids, which are letters, digits, dots and dashes and
// do not begin with a dot. All methods are safe for concurrent use, by several
// nodes too. That a file has one writer at a time is the caller's to see to; one
// that was thought dead and comes back to end its part leaves the bytes of others
// whole.
type Store interface {
	// Append writes r to the end of a file, making it if need be, and returns its
	// new size in bytes once that much is safe. Offset must be the present size,
	// else nothing is written, the size is the present one and the error
	// CodeConflict. When r fails midway, what arrived is kept and counted, and the
	// error is CodeCanceled. CodeExhausted means that there is no room.
	Append(ctx context.Context, id string, offset int64, r io.Reader) (size int64, err error)
	// Size returns the size of a file in bytes, 0 if there is none.
	Size(ctx context.Context, id string) (int64, error)
	// Open reads a file from its beginning; CodeNotFound if there is none.
	Open(ctx context.Context, id string) (io.ReadCloser, error)
	// File returns the path of a whole file on the local disk: its own, which must
	// be left alone, or a copy in the folder dir, which is the caller's. CodeNotFound
	// if there is none.
	File(ctx context.Context, id, dir string) (path string, err error)
	// Remove removes a file, silently if there is none.
	Remove(ctx context.Context, id string) error
	// List returns the ids of all files, sorted.
	List(ctx context.Context) ([]string, error)
}

// CheckID refuses an id that could lead somewhere else.
func CheckID(id string) error {
	if id == "" || strings.HasPrefix(id, ".") || strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.'
	}) {
		return writ.Errorf(writ.CodeInternal, "blob.CheckID", "%q cannot name a file", id)
	}
	return nil
}

// NotAt is the error of an Append at offset to a file of another size.
func NotAt(offset, size int64) error {
	return writ.Errorf(writ.CodeConflict, "blob.Append", "the part starts at byte %d, but %d bytes have arrived so far", offset, size).
		WithHint("Go on from byte %d.", size)
}

// BrokenOff is the error of an Append whose reader failed once the file had size
// bytes.
func BrokenOff(size int64, err error) error {
	return writ.Wrap(writ.CodeCanceled, "blob.Append", err, "the part broke off; %d bytes have arrived so far", size).
		WithHint("Go on from byte %d.", size)
}

// Source reads from R and remembers whether that failed, as opposed to writing.
type Source struct {
	R   io.Reader
	Err error
}

// Read reads.
func (s *Source) Read(p []byte) (int, error) {
	n, err := s.R.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.Err = err
	}
	return n, err
}
