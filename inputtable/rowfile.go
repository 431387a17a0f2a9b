package inputtable

import (
	"bufio"
	"os"
	"strings"

	"github.com/writ-dev/writ"
)

// rowFile is a canonical file that a data table is filled from.
type rowFile struct {
	f       *os.File
	out     *bufio.Writer
	rows    int64
	longest int64 // bytes of the longest line
	line    []byte
}

func newRowFile(dir string) (*rowFile, error) {
	f, err := os.CreateTemp(dir, "rows-*.csv")
	if err != nil {
		return nil, writ.Wrap(writ.CodeExhausted, "inputtable.newRowFile", err, "There is no room for a file of rows on the server.")
	}
	return &rowFile{f: f, out: bufio.NewWriterSize(f, 1<<16)}, nil
}

// write adds a row: NULL is an empty field, and a text in quotes is never NULL.
func (r *rowFile) write(values []writ.Value) error {
	line := r.line[:0]
	for i, v := range values {
		if i > 0 {
			line = append(line, ',')
		}
		if v.Null {
			continue
		}
		line = append(line, '"')
		line = append(line, strings.ReplaceAll(v.Text, `"`, `""`)...)
		line = append(line, '"')
	}
	r.line = append(line, '\n')
	r.rows++
	r.longest = max(r.longest, int64(len(r.line)))
	_, err := r.out.Write(r.line)
	return err
}

// close ends the writing.
func (r *rowFile) close() error {
	if err := r.out.Flush(); err != nil {
		return writ.Wrap(writ.CodeExhausted, "inputtable.rowFile", err, "A file of rows could not be written on the server.")
	}
	return r.f.Close()
}

// path is where the file is, "" if it has no rows.
func (r *rowFile) path() string {
	if r.rows == 0 {
		return ""
	}
	return r.f.Name()
}

func (r *rowFile) remove() {
	r.f.Close()
	os.Remove(r.f.Name())
}
