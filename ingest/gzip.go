package ingest

import (
	"bufio"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"github.com/writ-dev/writ"
)

// gunzip reads the members of a gzip file one after the other, as RFC 1952 §2.2
// wants, and refuses what follows them.
type gunzip struct {
	in   *bufio.Reader
	read atomic.Int64 // bytes that in has taken
	z    *gzip.Reader
	name string // of the file, as the first header says
}

func newGunzip(r io.Reader) (*gunzip, error) {
	g := &gunzip{}
	g.in = bufio.NewReaderSize(&countingReader{r: r, n: &g.read}, 1<<16)
	var err error
	if g.z, err = gzip.NewReader(g.in); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	g.name = g.z.Name
	g.z.Multistream(false)
	return g, nil
}

// entry is the name of what was packed: as the header says, or that of the
// archive without its ending.
func (g *gunzip) entry(fileName string) string {
	if name := baseName(g.name); name != "" {
		return name
	}
	if ext := filepath.Ext(fileName); strings.EqualFold(ext, ".gz") || strings.EqualFold(ext, ".gzip") {
		return strings.TrimSuffix(fileName, ext)
	}
	return fileName
}

// Read reads on, into the next member if there is one.
func (g *gunzip) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
		if err := g.next(); err != nil {
			return 0, err
		}
	}
}

// next begins the next member; io.EOF says that there is none.
func (g *gunzip) next() error {
	magic, err := g.in.Peek(2)
	if len(magic) == 0 {
		return err
	}
	if string(magic) != "\x1f\x8b" {
		return writ.Errorf(writ.CodeInvalid, op, "The gzip archive ends at byte offset %d, but the file goes on with something else.", g.read.Load()-int64(g.in.Buffered())).
			WithHint("Pack the file again; if something was appended to the archive, remove it.")
	}
	if err := g.z.Reset(g.in); err != nil {
		return err
	}
	g.z.Multistream(false)
	return nil
}
