package bundle

import (
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
	"runtime"
	"time"

	"github.com/writ-dev/writ"
)

// ManifestName is the file of a backup that describes the others.
const ManifestName = "backup.json"

// manifestFormat is the only format there is; a newer one is refused.
const manifestFormat = 1

// Manifest describes a backup.
type Manifest struct {
	Format            int       `json:"format"`
	Writ              string    `json:"writ"`   // the version that made it
	Schema            int64     `json:"schema"` // the version of the metadata's schema
	CreatedAt         time.Time `json:"createdAt"`
	EmbeddedWarehouse bool      `json:"embeddedWarehouse"` // is in it
	Files             []File    `json:"files"`
}

// File is a file of a backup. Its Name is a path with slashes within it.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // in hexadecimal
}

// Bytes is the size of all files together.
func (m *Manifest) Bytes() (sum int64) {
	for _, f := range m.Files {
		sum += f.Bytes
	}
	return sum
}

// Read reads the manifest of the backup in dir and compares names and sizes with
// what is there. A folder without one is no backup, or half of one: CodeInvalid.
func Read(dir string) (*Manifest, error) {
	const op = "bundle.Read"
	text, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, writ.Errorf(writ.CodeInvalid, op, "%s is not a whole backup: it has no %s", dir, ManifestName).
			WithHint("Name a folder that writ backup made; one whose name ends in .partial broke off.")
	}
	if err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "The backup %s cannot be read: %v", dir, err)
	}
	m, err := parse(text)
	if err != nil {
		return nil, damaged(op, dir, err)
	}
	for _, f := range m.Files {
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(f.Name)))
		switch {
		case err != nil:
			return nil, damaged(op, dir, err)
		case !info.Mode().IsRegular() || info.Size() != f.Bytes:
			return nil, damaged(op, dir, fmt.Errorf("%s has %d bytes, not %d", f.Name, info.Size(), f.Bytes))
		}
	}
	return m, nil
}

func parse(text []byte) (*Manifest, error) {
	m := &Manifest{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	return m, m.check()
}

// check refuses a manifest that this version does not know, or with a name that
// leads out of the backup.
func (m *Manifest) check() error {
	if m.Format != manifestFormat {
		return fmt.Errorf("%s has the format %d, this version knows %d", ManifestName, m.Format, manifestFormat)
	}
	seen := map[string]bool{ManifestName: true}
	for _, f := range m.Files {
		if !local(f.Name) || seen[f.Name] || f.Bytes < 0 || len(f.SHA256) != hex.EncodedLen(sha256.Size) {
			return fmt.Errorf("%s describes the file %q wrongly", ManifestName, f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

func local(name string) bool {
	return fs.ValidPath(name) && name != "." && filepath.IsLocal(filepath.FromSlash(name))
}

// Copy copies every file of the backup from into the folder to, compares what it
// read with the manifest, and makes sure that it is on the disk. A difference is
// CodeInvalid, and what was copied by then is for the caller to remove.
func (m *Manifest) Copy(ctx context.Context, from, to string, progress func(done int64)) error {
	const op = "bundle.Copy"
	var done int64
	for _, f := range m.Files {
		in, err := os.Open(filepath.Join(from, filepath.FromSlash(f.Name)))
		if err != nil {
			return damaged(op, from, err)
		}
		got, err := store(to, f.Name, &counter{ctx: ctx, r: in, report: func(n int64) { progress(done + n) }})
		err = errors.Join(err, in.Close())
		if ctx.Err() != nil {
			return writ.Wrap(writ.CodeCanceled, op, ctx.Err(), "Canceled; nothing was kept")
		}
		if err != nil {
			return writ.Wrap(writ.CodeUnavailable, op, err, "The backup could not be copied to %s: %v", to, err)
		}
		if got != f {
			return damaged(op, from, fmt.Errorf("%s is not what was backed up: its sha256 is %s, not %s", f.Name, got.SHA256, f.SHA256))
		}
		done += f.Bytes
	}
	return syncAll(to, m.Files)
}

func damaged(op, dir string, err error) error {
	return writ.Wrap(writ.CodeInvalid, op, err, "The backup %s is damaged: %v", dir, err).
		WithHint("Use another backup; nothing was restored from this one.")
}

// store writes what r has to the new file name in dir, durably, and says what it
// was.
func store(dir, name string, r io.Reader) (f File, err error) {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return f, err
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return f, err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, hash), r)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return f, err
	}
	return File{Name: name, Bytes: n, SHA256: hex.EncodeToString(hash.Sum(nil))}, nil
}

// counter tells how much was read of r so far, and ends with ctx.
type counter struct {
	ctx    context.Context
	r      io.Reader
	n      int64
	report func(int64)
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.report(c.n)
	return n, err
}

// syncAll makes the names of files in dir durable.
func syncAll(dir string, files []File) error {
	folders := map[string]bool{dir: true}
	for _, f := range files {
		folders[filepath.Dir(filepath.Join(dir, filepath.FromSlash(f.Name)))] = true
	}
	var errs []error
	for d := range folders {
		errs = append(errs, Sync(d))
	}
	return errors.Join(errs...)
}

// Sync makes durable what was renamed or made in a folder.
func Sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
