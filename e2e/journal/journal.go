package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Line is one acknowledged edit of a row. Seq counts the edits of an editor, who
// sends each after the one before was answered. Value is unlike that of every other
// edit, "" for one that removes the row. Num is the number that the answer gave.
type Line struct {
	Editor string `json:"editor"`
	Seq    int    `json:"seq"`
	Row    string `json:"row"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Num    int64  `json:"num"`
}

// Journal is the journal of one editor.
type Journal struct{ f *os.File }

// Create makes a journal, which is not there yet.
func Create(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	return &Journal{f}, err
}

// Add writes a line down: it is on the disk when Add returns.
func (j *Journal) Add(l Line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	if _, err := j.f.Write(append(text, '\n')); err != nil {
		return err
	}
	return j.f.Sync()
}

// Close closes the journal.
func (j *Journal) Close() error { return j.f.Close() }

// Read reads journals. A last line that was cut off was acknowledged to nobody.
func Read(paths ...string) (lines []Line, err error) {
	for _, path := range paths {
		lines, err = read(path, lines)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return lines, nil
}

func read(path string, lines []Line) ([]Line, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := bufio.NewReader(f)
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		var l Line
		if err == nil {
			err = json.Unmarshal(text, &l)
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
}
