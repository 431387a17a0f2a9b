package bundle

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
)

// A stream is a series of frames, each one line of JSON; a frame that begins a
// file is followed by its bytes. It ends with a manifest or with a problem.
type frame struct {
	Progress *Progress     `json:"progress,omitempty"`
	File     *File         `json:"file,omitempty"` // without the sum, which the manifest has
	Manifest *Manifest     `json:"manifest,omitempty"`
	Problem  *writ.Problem `json:"problem,omitempty"`
}

// maxFrame bounds a line: a manifest of many thousand files.
const maxFrame = 4 << 20

// Progress tells how far the making of a backup is. Total is a guess.
type Progress struct {
	Phase string `json:"phase"`
	Done  int64  `json:"done"` // bytes
	Total int64  `json:"total"`
}

// Writer writes a backup as a stream. It must not be used concurrently.
type Writer struct {
	w     io.Writer
	files []File
}

// NewWriter begins a stream.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Progress tells the reader how far the work is.
func (w *Writer) Progress(p Progress) error { return w.frame(frame{Progress: &p}) }

// File sends the file at path as name.
func (w *Writer) File(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.frame(frame{File: &File{Name: name, Bytes: info.Size()}}); err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w.w, hash), f, info.Size()); err != nil {
		return fmt.Errorf("send %s: %w", name, err)
	}
	w.files = append(w.files, File{Name: name, Bytes: info.Size(), SHA256: hex.EncodeToString(hash.Sum(nil))})
	return nil
}

// End ends the stream with the manifest, which gets its format and the files that
// were sent.
func (w *Writer) End(m Manifest) error {
	m.Format, m.Files = manifestFormat, w.files
	return w.frame(frame{Manifest: &m})
}

// Fail ends the stream with why it is not whole.
func (w *Writer) Fail(p writ.Problem) error { return w.frame(frame{Problem: &p}) }

func (w *Writer) frame(f frame) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = w.w.Write(append(line, '\n'))
	return err
}

// Receive makes the backup dir, a folder in dir's that is not there yet, of the
// stream r. fit is asked with the size of what is to come before anything of it
// is written. A stream that breaks off, or whose files are not what its manifest
// says, leaves nothing.
func Receive(ctx context.Context, r io.Reader, dir string, fit func(bytes int64) error, progress func(Progress)) (m *Manifest, err error) {
	const op = "bundle.Receive"
	if _, err := os.Lstat(dir); err == nil {
		return nil, unwritable(dir, os.ErrExist)
	}
	partial, err := os.MkdirTemp(filepath.Dir(dir), filepath.Base(dir)+".*.partial") // 0700
	if err != nil {
		return nil, unwritable(dir, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(partial))
		}
	}()
	rec := receiver{ctx: ctx, dir: partial, r: bufio.NewReaderSize(r, 256<<10), fit: fit, progress: progress}
	for rec.manifest == nil {
		err := rec.frame()
		if ctx.Err() != nil {
			return nil, writ.Wrap(writ.CodeCanceled, op, ctx.Err(), "Canceled; nothing was kept")
		}
		if err != nil {
			return nil, err
		}
	}
	if err := rec.finish(); err != nil {
		return nil, unwritable(dir, err)
	}
	if err := os.Rename(partial, dir); err != nil {
		return nil, unwritable(dir, err)
	}
	if err := Sync(filepath.Dir(dir)); err != nil {
		return nil, unwritable(dir, err)
	}
	return rec.manifest, nil
}

// receiver is a backup on its way in.
type receiver struct {
	ctx      context.Context
	dir      string
	r        *bufio.Reader
	fit      func(int64) error
	progress func(Progress)
	files    []File
	manifest *Manifest
}

// frame reads one frame and does what it says.
func (c *receiver) frame() error {
	const op = "bundle.Receive"
	line, err := c.line()
	if err != nil {
		return brokeOff(op, err)
	}
	var f frame
	if err := json.Unmarshal(line, &f); err != nil {
		return writ.Wrap(writ.CodeInternal, op, err, "The server's answer is not a backup")
	}
	switch {
	case f.Problem != nil:
		return writ.Errorf(f.Problem.Code, op, "%s", f.Problem.Message).WithHint("%s", f.Problem.Hint)
	case f.File != nil:
		return c.file(*f.File)
	case f.Manifest != nil:
		return c.end(f.Manifest)
	case f.Progress != nil:
		c.progress(*f.Progress)
	}
	return nil
}

func (c *receiver) line() ([]byte, error) {
	var line []byte
	for {
		part, err := c.r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxFrame {
			return nil, errors.New("a frame is too long")
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return line, err
	}
}

func (c *receiver) file(f File) error {
	const op = "bundle.Receive"
	if !local(f.Name) || f.Bytes < 0 {
		return writ.Errorf(writ.CodeInternal, op, "The server sends a file with the name %q", f.Name)
	}
	if err := c.fit(f.Bytes); err != nil {
		return err
	}
	body := &counter{ctx: c.ctx, r: io.LimitReader(c.r, f.Bytes), report: func(n int64) {
		c.progress(Progress{Phase: f.Name, Done: n, Total: f.Bytes})
	}}
	got, err := store(c.dir, f.Name, body)
	var disk *fs.PathError
	switch {
	case errors.As(err, &disk):
		return unwritable(c.dir, err)
	case err != nil:
		return brokeOff(op, err)
	case got.Bytes != f.Bytes:
		return brokeOff(op, io.ErrUnexpectedEOF)
	}
	c.files = append(c.files, got)
	return nil
}

func brokeOff(op string, err error) error {
	return writ.Wrap(writ.CodeUnavailable, op, err, "The backup broke off: who sent it has ended, or was cut off. Nothing was kept").
		WithHint("Look into the server's log, and try again.")
}

// end compares what was written with what was sent.
func (c *receiver) end(m *Manifest) error {
	const op = "bundle.Receive"
	if err := m.check(); err != nil {
		return writ.Wrap(writ.CodeInternal, op, err, "The server's answer is not a backup: %v", err)
	}
	if len(m.Files) != len(c.files) {
		return writ.Errorf(writ.CodeInternal, op, "%d files arrived of the %d that were sent", len(c.files), len(m.Files))
	}
	for i, f := range m.Files {
		if f != c.files[i] {
			return writ.Errorf(writ.CodeInternal, op, "The file %s did not arrive as it was sent", f.Name)
		}
	}
	c.manifest = m
	return nil
}

// finish adds the manifest and makes everything durable.
func (c *receiver) finish() error {
	text, err := json.MarshalIndent(c.manifest, "", "  ")
	if err != nil {
		return err
	}
	if _, err := store(c.dir, ManifestName, bytes.NewReader(append(text, '\n'))); err != nil {
		return err
	}
	return syncAll(c.dir, c.manifest.Files)
}

func unwritable(path string, err error) error {
	return writ.Wrap(writ.CodeUnavailable, "bundle.Receive", err, "%s cannot be written: %v", path, err).
		WithHint("Name a new folder in a place that you may write to and that has free space.")
}
