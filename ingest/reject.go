package ingest

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// Reject is one value, or one row, that cannot be loaded.
type Reject struct {
	Line   int64  // of the file, counted from 1, where the record begins
	Column string // its name; "" if the whole row is at fault
	Value  string // the cell, or the whole row as it stands in the file
	Reason string

	index int // of the column in the file, -1 for the whole row
}

// rejection is a Reject in the terms of its block. A file may hold millions of them:
// they are put into words one at a time.
type rejection struct {
	line       int32 // counted from the beginning of the block
	slot       int32 // whose value does not convert, or wholeRecord
	start, end int32 // of what is at fault in the data of the block
	cells      int32 // of a record that has too many or too few
	fault      fault // in the form of a record
	escaped    bool  // the value holds escapes
	comment    bool  // the record looks like a comment
}

// wholeRecord is the slot of a rejection that is no single value.
const wholeRecord = -1

// explain puts a rejection into words, given the data of its block and how many
// lines stand before that.
func (l *layout) explain(m rejection, data []byte, linesBefore int64) Reject {
	r := Reject{Line: linesBefore + int64(m.line), index: -1}
	if m.slot == wholeRecord {
		r.Value, r.Reason = l.raw(m, data), l.whyRecord(m)
		return r
	}
	s := &l.slots[m.slot]
	c := cell{start: int(m.start), end: int(m.end), escaped: m.escaped}
	r.Column, r.index, r.Value, r.Reason = s.label, s.index, string(l.g.text(data, c, new([]byte))), s.refusal
	if _, place := l.g.formula(data[m.start:m.end]); place != "" {
		r.Reason = needsComputing(place)
	}
	return r
}

// whyRecord says why a whole record cannot be loaded.
func (l *layout) whyRecord(m rejection) string {
	switch {
	case m.comment:
		return fmt.Sprintf("it begins with %q as comments do, but has %s as records do; say whether such lines are comments", l.g.mark, countColumns(l.width))
	case m.fault != faultNone:
		return faults[m.fault]
	}
	return columnsInstead(int(m.cells), l.width)
}

// raw is a record as it stands in the file, without its line end.
func (l *layout) raw(m rejection, data []byte) string {
	if l.g.sheet {
		cells, _, _ := l.g.record(data, int(m.start), nil)
		return l.g.csv(data, cells)
	}
	return string(data[m.start:m.end])
}

// maxFirst is how many rejects an error message names.
const maxFirst = 5

// maxListed is how many values the list of an import names that loads nothing if
// there are any.
const maxListed = 10_000

// rejectList is the file of the values that cannot be loaded; it is made with the
// first of them.
type rejectList struct {
	path  string
	file  *os.File
	out   *bufio.Writer
	rows  int64 // that have any
	count int64 // of values
	most  int64 // values that the file takes; 0 takes all
	first []Reject
	line  []byte
}

// full tells whether the file takes no more values.
func (l *rejectList) full() bool { return l.most > 0 && l.count >= l.most }

// add writes the rejects of one block, after linesBefore lines.
func (l *rejectList) add(layout *layout, b *block, linesBefore int64) error {
	l.rows += b.part.rejected
	for _, m := range b.part.rejections {
		if l.full() {
			return nil
		}
		if err := l.write(layout.explain(m, b.data, linesBefore)); err != nil {
			return err
		}
	}
	return nil
}

func (l *rejectList) write(r Reject) error {
	if l.file == nil {
		f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		l.file, l.out = f, bufio.NewWriterSize(f, 1<<16)
		l.line = []byte("line,column,value,reason\n")
	}
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
	_, err := l.out.Write(l.line)
	l.line = l.line[:0]
	l.count++
	return err
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

// refusal says why nothing is loaded, if that is because of rejected rows.
func (j Job) refusal(st *Staged) error {
	const op = "ingest.Import"
	load := j.OnReject == RejectLoad
	switch {
	case st.RowsRejected == 0 || load && !st.Stopped:
		return nil
	case load:
		return writ.Errorf(writ.CodeInvalid, op, "More than %s: %s.", doNotFit(j.MaxRejects), describe(st.FirstRejects, true)).
			WithHint("The import stopped at this limit. Mend the file, choose other types, or raise the limit.")
	case st.Stopped:
		return writ.Errorf(writ.CodeInvalid, op, "At least %s; nobody looked further: %s.", doNotFit(st.RowsRejected), describe(st.FirstRejects, true)).
			WithHint("The list has the first %d values. Mend the file, choose other types or another delimiter, or load the other rows.", maxListed)
	}
	return writ.Errorf(writ.CodeInvalid, op, "%s: %s.", doNotFit(st.RowsRejected), describe(st.FirstRejects, st.MoreRejects)).
		WithHint("Mend the file, choose other types or another delimiter, or load the other rows.")
}

func doNotFit(rows int64) string {
	if rows == 1 {
		return "1 row does not fit"
	}
	return fmt.Sprintf("%d rows do not fit", rows)
}

// describe names the first rejects, and that there are more.
func describe(first []Reject, more bool) string {
	var b strings.Builder
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
	if more {
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
