package export

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/writ-dev/writ"
)

// readRecord reads the next record of a canonical file (see driver.Load) into
// cells, and returns io.EOF after the last. Unlike encoding/csv it tells an
// empty field, which is NULL, from an empty one in quotes.
func readRecord(in *bufio.Reader, cells []writ.Value) error {
	for i := range cells {
		text, quoted, end, err := readField(in)
		if errors.Is(err, io.EOF) {
			if i == 0 {
				return io.EOF
			}
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return fmt.Errorf("export: the warehouse's export broke off inside a record: %w", err)
		}
		last := i == len(cells)-1
		if last != (end == '\n') {
			return fmt.Errorf("export: the warehouse's export has a record without exactly %d fields", len(cells))
		}
		cells[i] = writ.Value{Text: string(text), Null: len(text) == 0 && !quoted}
	}
	return nil
}

// readField reads one field and the comma or line feed that ends it. io.EOF
// means that there was none.
func readField(in *bufio.Reader) (text []byte, quoted bool, end byte, err error) {
	for {
		b, err := in.ReadByte()
		if err != nil {
			if len(text) > 0 || quoted {
				err = io.ErrUnexpectedEOF
			}
			return nil, false, 0, err
		}
		switch {
		case b == '"' && len(text) == 0 && !quoted:
			quoted = true
			if text, err = readQuoted(in); err != nil {
				return nil, false, 0, err
			}
		case b == ',' || b == '\n':
			return text, quoted, b, nil
		default:
			text = append(text, b)
		}
	}
}

// readQuoted reads up to the closing quote; two quotes stand for one.
func readQuoted(in *bufio.Reader) (text []byte, err error) {
	for {
		part, err := in.ReadBytes('"')
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		text = append(text, part[:len(part)-1]...)
		next, err := in.Peek(1)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(next) == 0 || next[0] != '"' {
			return text, nil // whatever follows is the caller's to judge
		}
		if _, err := in.Discard(1); err != nil {
			return nil, err
		}
		text = append(text, '"')
	}
}
