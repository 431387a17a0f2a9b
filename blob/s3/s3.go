package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/writ-dev/writ/blob"
)

// pieceBytes is how large an object gets. A part that breaks off keeps what
// arrived, so a piece is in memory until it is whole.
const pieceBytes = 8 << 20

// putTimeout is how long one piece may take, tries again included. It counts also
// when whoever sends the part is gone already: what arrived is kept.
const putTimeout = 2 * time.Minute

// Store is a blob.Store in a bucket. A file is a row of pieces, each an object
// named by the file's id and the offset of its first byte. A piece is never
// written over: of two nodes that write at one offset one is refused, so that a
// node that was thought dead cannot change what another has gone on with.
type Store struct {
	core   minio.Core
	bucket string
	prefix string // ends with a slash unless it is ""
	place  string // for messages
}

// piece is one object of a file.
type piece struct {
	key          string
	offset, size int64
}

func (p piece) end() int64 { return p.offset + p.size }

// key names the piece that begins at offset. Twenty digits sort as numbers do.
func (s *Store) key(id string, offset int64) string {
	return fmt.Sprintf("%s%s/%020d", s.prefix, id, offset)
}

// pieces returns the pieces that make up a file from its beginning on, in their
// order, each reaching further than the one before, and the file's size.
func (s *Store) pieces(ctx context.Context, op, id string) (list []piece, size int64, err error) {
	if err := blob.CheckID(id); err != nil {
		return nil, 0, err
	}
	all, err := s.objects(ctx, op, s.prefix+id+"/")
	if err != nil {
		return nil, 0, err
	}
	for _, p := range all {
		if p.offset > size {
			break // what comes after a hole does not count
		}
		if p.end() > size {
			list, size = append(list, p), p.end()
		}
	}
	return list, size, nil
}

// objects lists the pieces below a prefix, by their offsets.
func (s *Store) objects(ctx context.Context, op, prefix string) (list []piece, err error) {
	for o := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, s.fault(op, o.Err)
		}
		offset, err := strconv.ParseInt(strings.TrimPrefix(o.Key, prefix), 10, 64)
		if err != nil {
			continue // none of ours
		}
		list = append(list, piece{key: o.Key, offset: offset, size: o.Size})
	}
	slices.SortFunc(list, func(a, b piece) int { return strings.Compare(a.key, b.key) })
	return list, nil
}

// Append implements blob.Store. What the object store holds at an end for each
// piece stays, whatever happens after.
func (s *Store) Append(ctx context.Context, id string, offset int64, r io.Reader) (int64, error) {
	const op = "s3.Append"
	ctx = context.WithoutCancel(ctx) // the sender may be gone before its last piece is kept
	_, size, err := s.pieces(ctx, op, id)
	if err != nil {
		return 0, err
	}
	if size != offset {
		return size, blob.NotAt(offset, size)
	}
	from := &blob.Source{R: r}
	var buffer bytes.Buffer
	for {
		buffer.Reset()
		n, err := io.CopyN(&buffer, from, pieceBytes)
		if n > 0 {
			if err := s.put(ctx, id, size, buffer.Bytes()); err != nil {
				return s.refused(ctx, id, size, err)
			}
			size += n
		}
		switch {
		case from.Err != nil:
			return size, blob.BrokenOff(size, from.Err)
		case errors.Is(err, io.EOF):
			return size, nil
		}
	}
}

// refused says what became of a piece that could not be put at size: another node
// was there first, or the store failed.
func (s *Store) refused(ctx context.Context, id string, size int64, err error) (int64, error) {
	const op = "s3.Append"
	if minio.ToErrorResponse(err).Code != minio.PreconditionFailed {
		return size, s.fault(op, err)
	}
	_, now, err := s.pieces(ctx, op, id)
	if err != nil {
		return size, err
	}
	return now, blob.NotAt(size, now)
}

// put writes a new object; minio.PreconditionFailed if it is there.
func (s *Store) put(ctx context.Context, id string, offset int64, content []byte) error {
	return s.putKey(ctx, s.key(id, offset), content)
}

func (s *Store) putKey(ctx context.Context, key string, content []byte) error {
	ctx, cancel := context.WithTimeout(ctx, putTimeout)
	defer cancel()
	opt := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true}
	opt.SetMatchETagExcept("*")
	_, err := s.core.Client.PutObject(ctx, s.bucket, key, bytes.NewReader(content), int64(len(content)), opt)
	return err
}

// Size implements blob.Store.
func (s *Store) Size(ctx context.Context, id string) (int64, error) {
	_, size, err := s.pieces(ctx, "s3.Size", id)
	return size, err
}

// Remove implements blob.Store. Pieces after a hole go too.
func (s *Store) Remove(ctx context.Context, id string) error {
	const op = "s3.Remove"
	if err := blob.CheckID(id); err != nil {
		return err
	}
	list, err := s.objects(ctx, op, s.prefix+id+"/")
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := s.core.RemoveObject(ctx, s.bucket, p.key, minio.RemoveObjectOptions{}); err != nil {
			return s.fault(op, err)
		}
	}
	return nil
}

// List implements blob.Store.
func (s *Store) List(ctx context.Context) ([]string, error) {
	ids := []string{}
	for o := range s.core.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix}) {
		if o.Err != nil {
			return nil, s.fault("s3.List", o.Err)
		}
		id, folder := strings.CutSuffix(strings.TrimPrefix(o.Key, s.prefix), "/")
		if folder && blob.CheckID(id) == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}
