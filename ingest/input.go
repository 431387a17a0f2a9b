package ingest

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/writ-dev/writ"
)

// run reads the whole file and writes the canonical file and the reject list.
func (s *stager) run(ctx context.Context, file *os.File) (err error) {
	defer func() {
		if errors.Is(err, errEnough) {
			s.staged.Stopped, err = true, nil
		}
		err = errors.Join(err, s.out.close(), s.rejects.close())
	}()
	s.packed.read.Store(0)
	s.report()
	text, err := s.packed.text()
	if err != nil {
		return err
	}
	if s.packed.container != "" {
		return s.runPacked(ctx, file, text)
	}
	sum := sha256.New()
	if s.src.SHA256 != "" {
		text = io.TeeReader(text, sum)
	}
	if err := s.pass(ctx, text); err != nil {
		return err
	}
	return s.same(sum)
}

// runPacked reads what is in the file. Archives are not read from their first to
// their last byte, so that the file is summed up beside it.
func (s *stager) runPacked(ctx context.Context, file *os.File, text io.Reader) error {
	out := s.packed.bounded(text)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.pass(ctx, out) })
	group.Go(func() error {
		sum := sha256.New()
		if s.src.SHA256 != "" {
			if _, err := io.Copy(sum, &boundReader{ctx: ctx, r: io.NewSectionReader(file, 0, s.staged.Size)}); err != nil {
				return err
			}
		}
		return s.same(sum)
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if s.packed.book != nil {
		out = s.packed.book.part
	}
	s.staged.Unpacked = out.certified()
	s.staged.Warnings = append(s.staged.Warnings, s.packed.warnings()...)
	return nil
}

// pass reads all of the text.
func (s *stager) pass(ctx context.Context, in io.Reader) error {
	text, err := s.found.charset.decoded(in)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(io.Discard, text, int64(s.found.skip)); err != nil {
		return err
	}
	s.layout.offset = int64(s.found.charset.mark + s.found.skip)
	feed := func(sp *splitter) error {
		_, err := sp.ReadFrom(text)
		return err
	}
	return flow(ctx, s.layout.g, feed, s.layout.read, s.collect)
}

// same refuses a file that is not the one that was asked for: a disk may fail, and
// a node that was paused may end its part of an upload after the file was whole.
func (s *stager) same(sum hash.Hash) error {
	if got := hex.EncodeToString(sum.Sum(nil)); s.src.SHA256 != "" && got != s.src.SHA256 {
		return writ.Errorf(writ.CodeInvalid, op, "The file on the Writ server is not the one that was uploaded: its SHA-256 is %s instead of %s.", got, s.src.SHA256).
			WithHint("Upload the file again.")
	}
	return nil
}

// countingReader counts what is read through it.
type countingReader struct {
	r io.Reader
	n *atomic.Int64
}

// Read reads and counts.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// countingReaderAt counts what is read through it.
type countingReaderAt struct {
	r io.ReaderAt
	n *atomic.Int64
}

// ReadAt reads and counts. An offset below zero can only come from an archive that
// lies about itself.
func (c *countingReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, zip.ErrFormat
	}
	n, err := c.r.ReadAt(p, off)
	c.n.Add(int64(n))
	return n, err
}

// boundReader ends with its context.
type boundReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads, unless the context has ended.
func (b *boundReader) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.r.Read(p)
}
