package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse/driver"
)

// limits are those of a platform that takes much but, as most, no NUL.
var limits = driver.Capabilities{MaxIdentifierBytes: 63, MaxDecimalPrecision: 38, TimestampDigits: 6, MinYear: 1, MaxYear: 9999}

// table is a staged file as its canonical file has it.
type table struct {
	staged *ingest.Staged
	rows   [][]string // without the row numbers; NULL is ""
}

// load previews and stages a file and reads what would be loaded.
func load(ctx context.Context, file, tmp string, opt ingest.Options) (*table, error) {
	if err := preview(file, opt); err != nil {
		return nil, err
	}
	st, err := ingest.Stage(ctx, ingest.Source{File: file, FileName: file, Dir: tmp, Options: opt, Platform: "The corpus", Limits: limits})
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(st.File)
	if err != nil {
		return nil, err
	}
	if err := st.Remove(); err != nil {
		return nil, err
	}
	t := &table{staged: st}
	for len(data) > 0 {
		var row []string
		row, data = readRecord(data)
		if want := fmt.Sprint(len(t.rows) + 1); row[0] != want {
			return nil, fmt.Errorf("row number %s instead of %s", row[0], want)
		}
		t.rows = append(t.rows, row[1:])
	}
	return t, nil
}

// preview looks at the first MiB as the server does before an import.
func preview(file string, opt ingest.Options) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	_, err = ingest.MakePreview(head, int64(len(head)) == info.Size(), file, opt)
	return err
}

// readRecord reads one record of a canonical file and returns the rest.
func readRecord(data []byte) (row []string, rest []byte) {
	for {
		var cell []byte
		if data[0] == '"' {
			data = data[1:]
			for {
				i := bytes.IndexByte(data, '"')
				cell = append(cell, data[:i]...)
				data = data[i+1:]
				if data[0] != '"' {
					break
				}
				cell, data = append(cell, '"'), data[1:]
			}
		} else {
			i := bytes.IndexAny(data, ",\n")
			cell, data = data[:i], data[i:]
		}
		row = append(row, string(cell))
		end := data[0] == '\n'
		data = data[1:]
		if end {
			return row, data
		}
	}
}

// header returns the names of the columns as the file has them, without those
// that the reader gave because the file has none; nil if it has no header.
func (t *table) header(expected []string) []string {
	if !t.staged.Dialect.Header {
		return nil
	}
	var names []string
	for i, c := range t.staged.Columns {
		name := c.Name
		blank := expected == nil || i < len(expected) && strings.TrimSpace(expected[i]) == ""
		if blank && name == fmt.Sprintf("Column %d", i+1) {
			name = ""
			if expected != nil {
				name = expected[i]
			}
		}
		names = append(names, name)
	}
	return names
}

// hash is the SHA-256 of header and rows: cells joined by 0x1F, rows ended by
// 0x1E.
func (t *table) hash(expected []string) string {
	h := sha256.New()
	rows := t.rows
	if names := t.header(expected); names != nil {
		rows = append([][]string{names}, rows...)
	}
	for _, r := range rows {
		h.Write([]byte(strings.Join(r, "\x1f") + "\x1e"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// kind returns the kind of the column of that name.
func (t *table) kind(name string) writ.Kind {
	for _, c := range t.staged.Columns {
		if c.Name == name {
			return c.Type.Kind
		}
	}
	return ""
}
