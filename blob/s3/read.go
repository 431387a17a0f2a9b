package s3

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/minio/minio-go/v7"

	"github.com/writ-dev/writ"
)

// Open implements blob.Store.
func (s *Store) Open(ctx context.Context, id string) (io.ReadCloser, error) {
	const op = "s3.Open"
	list, _, err := s.pieces(ctx, op, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, writ.Errorf(writ.CodeNotFound, op, "The file is no longer there.")
	}
	return &reader{ctx: ctx, s: s, left: list}, nil
}

// reader reads one piece after the other.
type reader struct {
	ctx     context.Context // of the Open: a reader has no other way to be told to stop
	s       *Store
	left    []piece
	at      int64         // in the file
	end     int64         // of the piece being read
	current io.ReadCloser // nil between pieces
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	const op = "s3.Read"
	for {
		if r.current == nil {
			if len(r.left) == 0 {
				return 0, io.EOF
			}
			if err := r.next(); err != nil {
				return 0, r.s.fault(op, err)
			}
		}
		n, err := r.current.Read(p)
		r.at += int64(n)
		if errors.Is(err, io.EOF) {
			if err = r.Close(); err == nil && r.at != r.end {
				err = io.ErrUnexpectedEOF
			}
		}
		if err != nil {
			return n, r.s.fault(op, err)
		}
		if n > 0 {
			return n, nil
		}
	}
}

// next opens the next piece where the one before has ended.
func (r *reader) next() error {
	p := r.left[0]
	var opt minio.GetObjectOptions
	if r.at > p.offset {
		if err := opt.SetRange(r.at-p.offset, p.size-1); err != nil {
			return err
		}
	}
	body, _, _, err := r.s.core.GetObject(r.ctx, r.s.bucket, p.key, opt)
	if err != nil {
		return err
	}
	r.left, r.current, r.end = r.left[1:], body, p.end()
	return nil
}

// Close implements io.Closer.
func (r *reader) Close() error {
	if r.current == nil {
		return nil
	}
	err := r.current.Close()
	r.current = nil
	return err
}

// File implements blob.Store: a copy.
func (s *Store) File(ctx context.Context, id, dir string) (path string, err error) {
	const op = "s3.File"
	from, err := s.Open(ctx, id)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	f, err := os.CreateTemp(dir, "blob-*")
	if err != nil {
		return "", local(op, err)
	}
	_, err = io.Copy(f, from)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", local(op, errors.Join(err, os.Remove(f.Name())))
	}
	return f.Name(), nil
}

// local says what a failure of the local disk means.
func local(op string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return writ.Wrap(writ.CodeExhausted, op, err, "The disk of the Writ server is full.").
			WithHint("Ask whoever runs Writ to free space in its data folder, then try again.")
	}
	return err
}
