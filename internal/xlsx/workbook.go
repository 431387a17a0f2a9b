package xlsx

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/writ-dev/writ"
)

// WorkbookPart is the part by which a workbook is known among ZIP archives.
const WorkbookPart = "xl/workbook.xml"

const (
	relationsPart = "xl/_rels/workbook.xml.rels"
	op            = "xlsx.Open"
	hintSave      = "Open the workbook in a spreadsheet program, save it again, or save the sheet as CSV."
)

// Parts opens one part of a workbook by its name in the archive; the error of
// one that is not there is fs.ErrNotExist. What it says of limits and of damage is
// passed on.
type Parts func(name string) (io.Reader, error)

// scan opens a part that must be there.
func (p Parts) scan(part string) (*scanner, error) {
	r, err := p(part)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, writ.Errorf(writ.CodeInvalid, op, "The workbook is damaged: its part %s is missing.", part).WithHint(hintSave)
	}
	if err != nil {
		return nil, err
	}
	return &scanner{in: bufio.NewReaderSize(r, 1<<16), part: part}, nil
}

// Workbook is a workbook open for reading, by one goroutine.
type Workbook struct {
	Sheets   []Sheet
	parts    Parts
	from1904 bool
	styles   []style
	strings  sharedStrings
}

// Sheet is one that holds cells.
type Sheet struct {
	Name   string
	Hidden bool
	Part   string // its name in the archive
}

// Open reads which sheets a workbook has and how its numbers are shown. Errors are
// CodeInvalid if it is damaged, or those of parts.
func Open(parts Parts) (*Workbook, error) {
	w := &Workbook{parts: parts}
	targets, err := w.relations()
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(targets); err != nil {
		return nil, err
	}
	if len(w.Sheets) == 0 {
		return nil, errDamaged(WorkbookPart, "no sheet with cells")
	}
	if part := targets.first("/styles"); part != "" {
		if w.styles, err = readStyles(part, parts); err != nil {
			return nil, err
		}
	}
	w.strings = sharedStrings{part: targets.first("/sharedStrings"), parts: parts}
	return w, nil
}

// Sheet returns the sheet of that name, the first if it is "", false if there is
// none.
func (w *Workbook) Sheet(name string) (Sheet, bool) {
	for _, s := range w.Sheets {
		if name == "" || s.Name == name {
			return s, true
		}
	}
	return Sheet{}, false
}

// each calls tag for every start tag of a part.
func each(part string, parts Parts, tag func(*scanner) error) error {
	s, err := parts.scan(part)
	if err != nil {
		return err
	}
	for {
		t, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t != startTag {
			continue
		}
		if err := tag(s); err != nil {
			return err
		}
	}
}

// relation leads from the workbook to another part.
type relation struct{ id, kind, target string }

type relations []relation

// first returns the part of the first relation whose type ends so, "" if there is
// none.
func (rs relations) first(kind string) string {
	for _, r := range rs {
		if strings.HasSuffix(r.kind, kind) {
			return r.target
		}
	}
	return ""
}

func (w *Workbook) relations() (list relations, err error) {
	err = each(relationsPart, w.parts, func(s *scanner) error {
		if s.is("Relationship") {
			target := strings.ReplaceAll(string(s.attribute("Target")), `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = "xl/" + target
			}
			list = append(list, relation{string(s.attribute("Id")), string(s.attribute("Type")), strings.TrimPrefix(path.Clean(target), "/")})
		}
		return nil
	})
	return list, err
}

func (w *Workbook) readSheets(targets relations) error {
	return each(WorkbookPart, w.parts, func(s *scanner) error {
		switch string(s.name) {
		case "workbookPr":
			v := string(s.attribute("date1904"))
			w.from1904 = v == "1" || v == "true"
		case "sheet":
			for _, r := range targets {
				if r.id == string(s.attribute("id")) && strings.HasSuffix(r.kind, "/worksheet") {
					state := string(s.attribute("state"))
					w.Sheets = append(w.Sheets, Sheet{Name: string(s.attribute("name")), Hidden: state != "" && state != "visible", Part: r.target})
				}
			}
		}
		return nil
	})
}

func errDamaged(part, what string) error {
	return writ.Errorf(writ.CodeInvalid, op, "The workbook is damaged: its part %s has %s.", part, what).WithHint(hintSave)
}
