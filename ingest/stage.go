package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// headSize is how much of a file is looked at before it is read.
const headSize = 1 << 20

// Source is a file to be staged.
type Source struct {
	File        string // the uploaded bytes
	FileName    string // as the user knows it
	SHA256      string // of File, lower-case hexadecimal; "" to take File as it is
	Options     Options
	MaxUnpacked int64 // the most bytes that an archive may unpack to; 0 for no bound
	// With RejectLoad, more than MaxRejects rows that do not fit end the reading; 0
	// is no limit. With RejectStop (also ""), it ends once the reject list is full.
	OnReject   string
	MaxRejects int64
	Dir        string              // where the canonical file and the reject list are made
	Platform   string              // name of the platform that will load it, for messages
	Limits     driver.Capabilities // of that platform
	Progress   func(Progress)      // may be nil; never called concurrently

	Onto *Onto // the table that the file goes into; nil for a new one
}

// Progress tells how far an import is.
type Progress struct {
	Phase      string    `json:"phase"`              // "reading", "loading" or "verifying"
	StartedAt  time.Time `json:"startedAt,omitzero"` // of the phase
	Bytes      int64     `json:"bytes"`
	TotalBytes int64     `json:"totalBytes"`
	Rows       int64     `json:"rows"`
	TotalRows  int64     `json:"totalRows"`
}

// Staged is a file that was read as a whole: its canonical file, what was found,
// and the rows that did not fit. RowsRead is RowsRejected plus the rows of File.
type Staged struct {
	File         string // canonical, with the row numbers as first column
	RejectsFile  string // CSV of line, column, value, reason: each value at fault; "" if RowsRejected is 0
	FirstRejects []Reject
	MoreRejects  bool // than FirstRejects
	Stopped      bool // too much does not fit; RowsRead counts what was read until then
	Dialect      Dialect
	Columns      []StagedColumn
	Longest      int64  // bytes of the longest line of File
	Numbers      uint64 // checksum of the row numbers
	RowsRead     int64
	RowsRejected int64
	Size         int64     // of the source, in bytes
	Unpacked     *Unpacked // what came out of it; nil if it was not packed
	Warnings     []string

	plan *plan // how the columns go into the table; nil for a new one
}

// StagedColumn is one column of the canonical file.
type StagedColumn struct {
	writ.TableColumn
	Nulls      int64
	Checksum   uint64 // sum modulo 2^64 of the XXH64 of each canonical value
	Positions  uint64 // the same of each hash times the number of its row
	Distinct   Distinct
	Min, Max   *Bound   // nil if every cell is NULL
	Note       string   // why the type is no narrower
	Format     string   // in which the chosen kind was read
	NullTokens []string // that were NULL in this column
}

// Stage reads a whole file. After an error, and when ctx ends, nothing stays in
// Dir. Errors are CodeInvalid (the file cannot be read as it is, or exceeds a
// limit of the platform, or is not the one with that SHA256), CodeExhausted (the disk is full) or CodeCanceled.
func Stage(ctx context.Context, src Source) (*Staged, error) {
	file, err := os.Open(src.File)
	if err != nil {
		return nil, stageError(fmt.Errorf("open the upload: %w", err))
	}
	defer file.Close()
	st, err := newStager(file, src)
	if err == nil {
		err = st.run(ctx, file)
	}
	if err == nil {
		err = st.decide()
	}
	if err != nil {
		if st != nil {
			err = errors.Join(err, st.staged.Remove())
		}
		return nil, stageError(err)
	}
	return st.staged, nil
}

// Remove deletes the canonical file and the reject list.
func (s *Staged) Remove() error {
	return errors.Join(remove(s.File), remove(s.RejectsFile))
}

func remove(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// stageError turns what went wrong into an error for people.
func stageError(err error) error {
	var e *writ.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return writ.Wrap(writ.CodeExhausted, op, err, "The disk of the Writ server is full.").
			WithHint("Ask whoever runs Writ to free space in its data folder, then try again.")
	case errors.Is(err, context.Canceled):
		return writ.Wrap(writ.CodeCanceled, op, err, "The import was canceled.")
	case errors.Is(err, context.DeadlineExceeded):
		return writ.Wrap(writ.CodeCanceled, op, err, "The import took longer than it may.")
	}
	return writ.Wrap(writ.CodeInternal, op, err, "The file could not be read on the Writ server.")
}

// stager is one file being staged.
type stager struct {
	src      Source
	packed   *packed
	found    *found
	layout   *layout
	staged   *Staged
	columns  []column
	out      numbered
	rejects  rejectList
	lines    int64
	comments int64
}

// newStager looks at the beginning of the file and creates the canonical file.
func newStager(file *os.File, src Source) (*stager, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	s := &stager{src: src}
	if s.packed, err = unpack(file, info.Size(), src.MaxUnpacked, src.FileName, src.Options.Sheet); err != nil {
		return nil, err
	}
	head, err := s.packed.sample()
	if err != nil {
		return nil, err
	}
	found, err := head.inspect(src.Options)
	if err != nil {
		return nil, err
	}
	l := newLayout(found, src.Options)
	if n := len(l.slots) + 1; src.Limits.MaxColumns > 0 && n > src.Limits.MaxColumns {
		return nil, writ.Errorf(writ.CodeInvalid, op, "The file has %s; %s takes %d, one of which numbers the rows.",
			countColumns(n-1), src.Platform, src.Limits.MaxColumns).WithHint("Leave columns out, or split the file.")
	}
	if len(l.slots) == 0 {
		return nil, writ.Invalid(op, "options.columns", "Every column is left out.").WithHint("Include at least one.")
	}
	l.write, l.utf8 = true, found.charset.name == encodingUTF8 && !l.g.sheet
	l.noNUL, l.platform = !src.Limits.NULInText, src.Platform
	out, err := os.CreateTemp(src.Dir, "canonical-*.csv")
	if err != nil {
		return nil, err
	}
	s.found, s.layout, s.columns, s.lines = found, l, l.newColumns(), found.lines
	s.comments = found.comments
	s.out.file = out
	s.rejects.path = out.Name() + ".rejects"
	if src.OnReject != RejectLoad {
		s.rejects.most = maxListed
	}
	s.staged = &Staged{File: out.Name(), RejectsFile: s.rejects.path, Dialect: found.dialect, Size: info.Size()}
	s.staged.Warnings = found.warnings
	return s, nil
}

// errEnough ends the reading of a file of which too much does not fit.
var errEnough = errors.New("ingest: too much does not fit")

// enough tells whether nothing more of the file is needed: it will not be loaded.
func (s *stager) enough() bool {
	most := s.src.MaxRejects
	return s.rejects.full() || s.src.OnReject == RejectLoad && most > 0 && s.rejects.rows > most
}

// collect takes one block after the other, in the order of the file.
func (s *stager) collect(b *block) error {
	p := &b.part
	if p.fail != nil {
		return p.fail(s.lines)
	}
	rows := s.out.rows
	if err := s.out.write(p.out, p.ends); err != nil {
		return err
	}
	if err := s.rejects.add(s.layout, b, s.lines); err != nil {
		return err
	}
	for i := range p.columns {
		s.columns[i].merge(&p.columns[i], s.lines, rows)
	}
	s.lines += p.lines
	s.comments += p.comments
	s.report()
	if s.enough() {
		return errEnough
	}
	return nil
}

// report tells how far the reading is.
func (s *stager) report() {
	if s.src.Progress != nil {
		s.src.Progress(Progress{Phase: "reading", Bytes: s.packed.read.Load(), TotalBytes: s.staged.Size, Rows: s.out.rows})
	}
}

// decide settles the types and checks the limits of the platform.
func (s *stager) decide() error {
	st := s.staged
	st.RowsRejected, st.FirstRejects = s.rejects.rows, s.rejects.first
	st.MoreRejects = s.rejects.count > int64(len(st.FirstRejects))
	if s.comments > 0 {
		st.Warnings = append(st.Warnings, skippedComments(s.comments, st.Dialect.Comment))
	}
	st.RowsRead = s.out.rows + st.RowsRejected
	st.Numbers, st.Longest = s.out.sum, int64(s.out.longest)
	if st.RowsRejected == 0 {
		st.RejectsFile = ""
	}
	if st.Stopped {
		return nil // the types are those of a part
	}
	labels := make([]string, len(s.columns))
	for i, slot := range s.layout.slots {
		labels[i] = slot.label
	}
	file := make([]arrival, len(s.columns))
	for i := range s.columns {
		c := &s.columns[i]
		if limit := s.src.Limits.MaxTextBytes; limit > 0 && int64(c.longest) > limit {
			return writ.Errorf(writ.CodeInvalid, op, "%s has a value of %d bytes on line %d; %s takes %d.",
				labels[i], c.longest, c.longLine, s.src.Platform, limit).WithHint("Shorten the value, or leave the column out.")
		}
		t, note, limited := c.decide(s.src.Limits)
		if limited && s.layout.slots[i].convert != nil {
			return writ.Invalid(op, "options.columns", "%s cannot be read as %s. %s", labels[i], kinds[s.layout.slots[i].form], note).
				WithHint("Load it as text.")
		}
		file[i] = arrival{label: labels[i], facts: c, typ: t, trim: t.Kind == writ.KindDecimal && c.trimmed(), note: note}
	}
	s.name(file, labels)
	return nil
}

// name settles what the columns are called and are loaded as: their own, or what
// becomes of them in the table that they go into.
func (s *stager) name(file []arrival, labels []string) {
	st := s.staged
	physical := warehouse.PhysicalNames(labels, s.src.Limits)
	st.Columns = make([]StagedColumn, len(file))
	for i, a := range file {
		st.Columns[i].TableColumn = writ.TableColumn{Name: a.label, Physical: physical[i], Type: a.typ, Trimmed: a.trim}
	}
	if s.src.Onto != nil {
		st.plan = s.src.Onto.unify(file, s.src.Limits)
		for _, c := range st.plan.columns {
			if c.file >= 0 {
				st.Columns[c.file].TableColumn = c.TableColumn
			}
		}
	}
	for i, a := range file {
		st.Columns[i] = a.facts.staged(st.Columns[i].TableColumn, a.note)
		st.Columns[i].Format, st.Columns[i].NullTokens = s.layout.slots[i].format, s.layout.slots[i].nulls
	}
}
