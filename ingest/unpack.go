package ingest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"

	"github.com/writ-dev/writ"
)

// How a file may be packed, as Dialect.Container says.
const (
	containerGzip = "gzip"
	containerZip  = "zip"
)

// What an archive may unpack to. Deflate makes at most 1,032 bytes of one; tables
// are rarely packed better than 50 to 1.
const (
	maxRatio  = 200     // bytes unpacked for one packed,
	ratioFrom = 1 << 30 // once so many are unpacked
)

// packing says how a file is packed and what is in it.
type packing struct {
	container string // "" for a file that is not packed
	entry     string // the file inside: its base name, made fit to be shown
	sheet     string // the sheet that is read, of a workbook
	sheets    []string
}

// packed is an upload of which all is there, packed or not.
type packed struct {
	packing
	file   io.ReaderAt
	size   int64
	limit  int64         // of what it unpacks to; 0 for none
	read   *atomic.Int64 // bytes of file that were read
	member *zip.File     // of a ZIP archive
	book   *workbook
}

// unpack looks into an upload. Errors are CodeInvalid (not one file, encrypted,
// damaged, no such sheet) or CodeExhausted.
func unpack(file io.ReaderAt, size, limit int64, fileName, sheet string) (*packed, error) {
	p := &packed{size: size, limit: limit, read: new(atomic.Int64)}
	p.file = &countingReaderAt{r: file, n: p.read}
	head := make([]byte, min(size, 4))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var err error
	switch p.container = containerOf(head); p.container {
	case containerGzip:
		var z *gunzip
		if z, err = newGunzip(io.NewSectionReader(file, 0, size)); err == nil {
			p.entry = z.entry(fileName)
		}
	case containerZip:
		err = p.unpackZip(fileName, sheet)
	default:
		p.entry = fileName
	}
	return p, damaged(p.container, err)
}

// containerOf recognises an archive by how it begins.
func containerOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return containerGzip
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return containerZip
	}
	return ""
}

// text returns what is in the upload, from its first byte on.
func (p *packed) text() (io.Reader, error) {
	switch p.container {
	case containerGzip:
		z, err := newGunzip(io.NewSectionReader(p.file, 0, p.size))
		return z, damaged(p.container, err)
	case containerZip:
		r, err := p.member.Open()
		return r, damaged(p.container, err)
	case containerXLSX:
		return p.book.open()
	}
	return io.NewSectionReader(p.file, 0, p.size), nil
}

// sample is the beginning of a text, unpacked: its first MiB or all of it.
type sample struct {
	packing
	text     []byte
	whole    bool
	warnings []string
}

// sample returns the beginning of the text.
func (p *packed) sample() (*sample, error) {
	r, err := p.text()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(r, headSize+1))
	if err != nil {
		return nil, damaged(p.container, err)
	}
	s := &sample{packing: p.packing, text: text[:min(len(text), headSize)], whole: len(text) <= headSize, warnings: p.warnings()}
	return s, s.refuseNested()
}

// warnings say what to look at in what was read.
func (p *packed) warnings() []string {
	if p.book == nil {
		return nil
	}
	return p.book.text.warnings()
}

// sampleOf returns the beginning of the text of which the beginning of an upload,
// or all of it, is there.
func sampleOf(head []byte, whole bool, fileName, sheet string) (*sample, error) {
	if whole {
		all, err := unpack(bytes.NewReader(head), int64(len(head)), 0, fileName, sheet)
		if err != nil {
			return nil, err
		}
		return all.sample()
	}
	s := &sample{packing: packing{container: containerOf(head), entry: fileName}, text: head}
	var r io.Reader
	var err error
	switch s.container {
	case containerGzip:
		var z *gunzip
		if z, err = newGunzip(bytes.NewReader(head)); err == nil {
			r, s.entry = z, z.entry(fileName)
		}
	case containerZip:
		r, s.entry, err = zipBeginning(head)
	default:
		return s, nil
	}
	if err == nil {
		s.text, err = io.ReadAll(io.LimitReader(r, headSize))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) && len(s.text) > 0 {
		err = nil // the archive goes on
	}
	if err != nil {
		return nil, damaged(s.container, err)
	}
	return s, s.refuseNested()
}

// refuseNested returns an error if what was packed is itself an archive.
func (s *sample) refuseNested() error {
	if s.container == "" {
		return nil
	}
	if what := binaryKind(s.text); what != nil {
		return writ.Errorf(writ.CodeInvalid, op, "%q in the archive is not a CSV file but %s.", s.entry, what.what).
			WithHint("Pack the CSV file itself, once.")
	}
	return nil
}

// note adds how the file was packed to its dialect.
func (p packing) note(d *Dialect) {
	if p.container != "" {
		d.Container, d.Entry, d.Sheet = p.container, p.entry, p.sheet
	}
}

// baseName is the last part of the name of a file in an archive, without what
// cannot be shown. It is never used as a path.
func baseName(name string) string {
	name = strings.ToValidUTF8(name, "\uFFFD")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return -1
	}, name))
}

// damaged turns what goes wrong inside an archive into an error for people.
func damaged(container string, err error) error {
	var e *writ.Error
	if err == nil || container == "" || errors.As(err, &e) {
		return err
	}
	const hint = "Pack the file again, or copy the archive once more from where it comes from, and upload that."
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrChecksum):
		return writ.Wrap(writ.CodeInvalid, op, err, "The %s archive is damaged: what it holds is not what its checksum says.", container).WithHint(hint)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return writ.Wrap(writ.CodeInvalid, op, err, "The %s archive is cut off: it ends before the file in it does.", container).WithHint(hint)
	case errors.As(err, &corrupt):
		return writ.Wrap(writ.CodeInvalid, op, err, "The %s archive is damaged at byte offset %d of what it packs.", container, int64(corrupt)).WithHint(hint)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zip.ErrFormat):
		return writ.Wrap(writ.CodeInvalid, op, err, "The file begins like a %s archive but is none, or is cut off.", container).WithHint(hint)
	case errors.Is(err, zip.ErrAlgorithm):
		return writ.Wrap(writ.CodeInvalid, op, err, "The file in the %s archive is packed by a method other than deflate.", container).
			WithHint("Pack it with the usual settings, or as .gz.")
	}
	return err
}

// unpacked reads the text of an archive: it counts and sums up what comes out
// and ends with an error when that is too much.
type unpacked struct {
	packing
	r     io.Reader
	sum   hash.Hash
	size  int64
	limit int64         // of size; 0 if there is none
	read  *atomic.Int64 // bytes of the archive that went in
}

// bounded returns r with the limits of the archive.
func (p *packed) bounded(r io.Reader) *unpacked {
	return &unpacked{packing: p.packing, r: r, sum: sha256.New(), limit: p.limit, read: p.read}
}

// Read reads on.
func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.size += int64(n)
	u.sum.Write(p[:n])
	if u.limit > 0 && u.size > u.limit {
		return n, writ.Errorf(writ.CodeExhausted, op, "The archive unpacks to more than %d bytes, the most that this server takes.", u.limit).
			WithHint("Split the file, or ask an administrator of the server for a higher limit.")
	}
	if u.size >= ratioFrom && u.size/maxRatio > u.read.Load() {
		return n, writ.Errorf(writ.CodeExhausted, op, "The archive unpacks to more than %d times its size, which no table does that was not made to fill a disk.", maxRatio).
			WithHint("If it is a real table, upload it unpacked.")
	}
	if errors.Is(err, io.EOF) {
		return n, err
	}
	return n, damaged(u.container, err)
}

// Unpacked states what came out of an archive.
type Unpacked struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// certified states what came out.
func (u *unpacked) certified() *Unpacked {
	return &Unpacked{Name: u.entry, Size: u.size, SHA256: hex.EncodeToString(u.sum.Sum(nil))}
}
