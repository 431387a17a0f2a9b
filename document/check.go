package document

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

const (
	maxID        = 64
	maxName      = 255  // characters
	maxParts     = 8    // of a path; no platform has as many
	maxPart      = 1024 // bytes of one of them; no platform has names as long
	maxStatement = 1 << 20
)

// sourceFields says which fields each kind of source has.
var sourceFields = map[SourceKind][]string{
	SourceCSVTable:  {"tableId"},
	SourceDataset:   {"documentId"},
	SourceDataModel: {"documentId", "elementId"},
	SourceWarehouse: {"connectionId", "path"},
	SourceSQL:       {"connectionId", "statement"},
	SourceInput:     {"inputTableId"},
}

// SourceKinds lists the kinds of sources.
func SourceKinds() []SourceKind {
	return []SourceKind{SourceCSVTable, SourceDataset, SourceDataModel, SourceWarehouse, SourceSQL, SourceInput}
}

// Check refuses content that breaks a rule of docs/content.md for documents of a
// kind: CodeInvalid with the place as its field.
func (c *Content) Check(kind writ.FileKind) error {
	k := &checker{seen: map[ID]string{}, inputs: map[writ.InputTableID]string{}}
	k.require(root+".schema", c.Schema == Schema, "The schema must be %d.", Schema)
	k.require(root+".pages", len(c.Pages) > 0, "A document has at least one page.")
	k.require(root+".pages", len(c.Pages) <= MaxPages, "A document has at most %d pages.", MaxPages)
	elements := 0
	for i, p := range c.Pages {
		at := fmt.Sprintf("%s.pages[%d]", root, i)
		k.id(at+".id", p.ID)
		k.name(at+".name", p.Name)
		elements += len(p.Elements)
		k.require(at+".elements", elements <= MaxElements, "A document has at most %d elements.", MaxElements)
		for j, e := range p.Elements {
			k.element(fmt.Sprintf("%s.elements[%d]", at, j), e)
		}
	}
	if kind == writ.KindDataset {
		k.require(root+".pages", len(c.Pages) <= 1 && elements <= 1, "A dataset has one page with one element.")
		k.require(root+".pages", len(k.inputs) == 0, "Input tables are elements of workbooks and data models, not of datasets.")
	}
	return k.err
}

// Ready refuses to publish what readers could make nothing of: a dataset without
// its element.
func (c *Content) Ready(kind writ.FileKind) error {
	if kind == writ.KindDataset && len(c.Elements()) == 0 {
		return writ.Invalid("document.Ready", root+".pages", "The dataset has no element yet.").WithHint("Choose where its rows come from before you publish it.")
	}
	return nil
}

// checker keeps the first rule that is broken.
type checker struct {
	seen   map[ID]string                // where each id stands
	inputs map[writ.InputTableID]string // where each input table is
	err    error
}

func (k *checker) require(at string, holds bool, format string, args ...any) {
	if k.err == nil && !holds {
		k.err = writ.Invalid("document.Check", at, format, args...)
	}
}

func (k *checker) element(at string, e Element) {
	k.id(at+".id", e.ID)
	k.name(at+".name", e.Name)
	k.require(at+".kind", slices.Contains(ElementKinds(), e.Kind), "%q is no kind of element; it can be one of %q.", e.Kind, ElementKinds())
	k.source(at+".source", e.Source)
	if e.Kind == ElementInputTable {
		k.input(at, e)
	} else {
		k.require(at+".inputMode", e.InputMode == "", "Only an input table has an inputMode.")
	}
}

// input checks an element in which rows are entered: there is one of each input table.
func (k *checker) input(at string, e Element) {
	k.require(at+".source.kind", e.Source.Kind == SourceInput, "The source of an input table is of the kind %s.", SourceInput)
	modes := []writ.InputMode{writ.EnterDraft, writ.EnterExplore, writ.EnterView}
	k.require(at+".inputMode", slices.Contains(modes, e.Entry()), "%q is no inputMode; it can be one of %q.", e.InputMode, modes)
	where, taken := k.inputs[e.Source.InputTable]
	k.require(at+".source.inputTableId", !taken, "The rows of this input table are entered in %s already.", where)
	k.inputs[e.Source.InputTable] = at
}

func (k *checker) source(at string, s Source) {
	fields, known := sourceFields[s.Kind]
	k.require(at+".kind", known, "%q is no kind of source; it can be one of %q.", s.Kind, SourceKinds())
	for _, f := range []struct {
		name string
		set  bool
		ok   bool
	}{
		{"tableId", s.Table != "", isID(s.Table)},
		{"documentId", s.Document != "", isID(s.Document)},
		{"elementId", s.Element != "", isID(s.Element)},
		{"connectionId", s.Connection != "", isID(s.Connection)},
		{"path", s.Path != nil, isPath(s.Path)},
		{"statement", s.Statement != "", isStatement(s.Statement)},
		{"inputTableId", s.InputTable != "", isID(s.InputTable)},
	} {
		if slices.Contains(fields, f.name) {
			k.require(at+"."+f.name, f.set, "A source of the kind %s needs %s.", s.Kind, f.name)
			k.require(at+"."+f.name, f.ok, "%s is not a proper one.", f.name)
		} else {
			k.require(at+"."+f.name, !f.set, "A source of the kind %s has no %s.", s.Kind, f.name)
		}
	}
}

func (k *checker) id(at string, id ID) {
	k.require(at, isID(id), "An id has 1 to %d letters without accents, digits, - and _.", maxID)
	where, taken := k.seen[id]
	k.require(at, !taken, "The id %s is that of %s already.", id, where)
	k.seen[id] = at
}

func (k *checker) name(at, name string) {
	k.require(at, strings.TrimSpace(name) != "", "The name is empty.")
	k.require(at, utf8.RuneCountInString(name) <= maxName, "A name has at most %d characters.", maxName)
	k.require(at, isText(name) && !strings.ContainsFunc(name, unicode.IsControl), "The name holds a character that cannot be shown.")
}

func isID[T ~string](id T) bool {
	return id != "" && len(id) <= maxID && strings.Trim(string(id), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

func isPath(p writ.Path) bool {
	return len(p) > 0 && len(p) <= maxParts && !slices.ContainsFunc(p, func(part string) bool {
		return part == "" || len(part) > maxPart || !isText(part)
	})
}

func isStatement(s string) bool {
	return strings.TrimSpace(s) != "" && len(s) <= maxStatement && isText(s)
}

// isText tells whether s is all characters, as JSON can give them back.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, utf8.RuneError) }
