package ingest

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// maxFirst is how many rejects an error message names.
const maxFirst = 5

// rejectList is the file of the rows that cannot be loaded; it is made with the
// first of them.
type rejectList struct {
	path  string
	file  *os.File
	out   *bufio.Writer
	count int64
	first []Reject
	line  []byte
}

// add writes the rejects of one block, after linesBefore lines.
func (l *rejectList) add(rejects []Reject, linesBefore int64) error {
	if len(rejects) == 0 {
		return nil
	}
	if l.file == nil {
		f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		l.file, l.out = f, bufio.NewWriterSize(f, 1<<16)
		l.line = []byte("line,column,value,reason\n")
	}
	for _, r := range rejects {
		r.Line += linesBefore
		if len(l.first) < maxFirst {
			l.first = append(l.first, r)
		}
		l.line = append(strconv.AppendInt(l.line, r.Line, 10), ',')
		if r.Column != "" {
			l.line = appendCell(l.line, []byte(r.Column))
		}
		l.line = appendCell(append(l.line, ','), []byte(r.Value))
		l.line = appendCell(append(l.line, ','), []byte(r.Reason))
		l.line = append(l.line, '\n')
		if _, err := l.out.Write(l.line); err != nil {
			return err
		}
		l.line = l.line[:0]
		l.count++
	}
	return nil
}

// close finishes the file, if there is one.
func (l *rejectList) close() error {
	if l.file == nil {
		return nil
	}
	err := l.out.Flush()
	if cerr := l.file.Close(); err == nil {
		err = cerr
	}
	return err
}

// rejectedError says what was rejected, for an import that stops because of it.
func rejectedError(count int64, first []Reject) error {
	return writ.Errorf(writ.CodeInvalid, "ingest.Import", "%s.", countRejects(count, first)).
		WithHint("Mend the file, choose other types or another delimiter, or load the other rows.")
}

// countRejects says how many rows were rejected and why the first of them were.
func countRejects(count int64, first []Reject) string {
	var b strings.Builder
	if count == 1 {
		b.WriteString("1 row does not fit: ")
	} else {
		fmt.Fprintf(&b, "%d rows do not fit: ", count)
	}
	for i, r := range first {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "line %d: ", r.Line)
		if r.Column != "" {
			fmt.Fprintf(&b, "%s is %q, ", r.Column, clip(r.Value, maxWitness))
		}
		b.WriteString(r.Reason)
	}
	if count > int64(len(first)) {
		b.WriteString("; …")
	}
	return b.String()
}

// clip shortens s to at most n bytes, at the border of a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
