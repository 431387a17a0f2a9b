package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/writ-dev/writ"
)

// Schema is the number of the newest schema that this version reads, and the one
// that it writes.
const Schema = 1

// What one document holds at most.
const (
	MaxPages    = 1_000
	MaxElements = 10_000
	MaxBytes    = 10 << 20 // of its JSON
)

// ID names a page or an element within its document.
type ID string

// NewID makes an id that no other document has.
func NewID() ID { return writ.NewID[ID]() }

// Content is what a document consists of.
type Content struct {
	Schema int    `json:"schema"`
	Pages  []Page `json:"pages"`
}

// Page is one page. Readers of the published version are not offered a hidden one.
type Page struct {
	ID       ID        `json:"id"`
	Name     string    `json:"name"`
	Hidden   bool      `json:"hidden,omitempty"`
	Elements []Element `json:"elements"`
}

// ElementKind tells what an element shows.
type ElementKind string

// The kinds of elements: one shows the rows of its source, the other is where the
// rows of its source, an input table of this document, are entered.
const (
	ElementTable      ElementKind = "table"
	ElementInputTable ElementKind = "input-table"
)

// ElementKinds lists the kinds of elements.
func ElementKinds() []ElementKind { return []ElementKind{ElementTable, ElementInputTable} }

// Element is one thing on a page. InputMode is the data entry permission of an input
// table, "" for every other element and for the default, which is writ.EnterDraft.
type Element struct {
	ID        ID             `json:"id"`
	Kind      ElementKind    `json:"kind"`
	Name      string         `json:"name"`
	InputMode writ.InputMode `json:"inputMode,omitempty"`
	Source    Source         `json:"source"`
}

// Entry is who may enter rows: the data entry permission of an input table.
func (e Element) Entry() writ.InputMode { return cmp.Or(e.InputMode, writ.EnterDraft) }

// SourceKind tells where rows come from.
type SourceKind string

// The kinds of sources.
const (
	SourceCSVTable  SourceKind = "csv-table"       // of Table
	SourceDataset   SourceKind = "dataset"         // of Document
	SourceDataModel SourceKind = "data-model"      // of Element of Document
	SourceWarehouse SourceKind = "warehouse-table" // of what lies at Path of Connection, a view too
	SourceSQL       SourceKind = "sql"             // of Statement, run on Connection
	SourceInput     SourceKind = "input-table"     // of InputTable
)

// Source is where the rows of an element come from. Only those fields are set
// that its kind says.
type Source struct {
	Kind       SourceKind        `json:"kind"`
	Table      writ.TableID      `json:"tableId,omitempty"`
	Document   writ.FileID       `json:"documentId,omitempty"`
	Element    ID                `json:"elementId,omitempty"`
	Connection writ.ConnectionID `json:"connectionId,omitempty"`
	Path       writ.Path         `json:"path,omitempty"`
	Statement  string            `json:"statement,omitempty"`
	InputTable writ.InputTableID `json:"inputTableId,omitempty"`
}

// Empty is the content of a new document: a page without elements. A dataset is
// one element, so it cannot be published before it has that.
func Empty(kind writ.FileKind) *Content {
	name := "Page 1"
	if kind == writ.KindDataset {
		name = "Dataset"
	}
	return &Content{Schema: Schema, Pages: []Page{{ID: NewID(), Name: name, Elements: []Element{}}}}
}

// Of is the content of a document that consists of one element.
func Of(name string, source Source) *Content {
	c := Empty(writ.KindWorkbook)
	c.Pages[0].Elements = []Element{{ID: NewID(), Kind: ElementTable, Name: name, Source: source}}
	return c
}

// Write returns the content as JSON that Read reads back as it was. CodeInvalid if
// that is more than MaxBytes.
func (c *Content) Write() (json.RawMessage, error) {
	const op = "document.Write"
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // statements are full of < and >
	if err := enc.Encode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if b.Len() > MaxBytes {
		return nil, tooLarge(op, b.Len())
	}
	return json.RawMessage(bytes.TrimSpace(b.Bytes())), nil
}

// Copy is the same content with ids of its own.
func (c *Content) Copy() *Content {
	out := &Content{Schema: c.Schema, Pages: slices.Clone(c.Pages)}
	for i := range out.Pages {
		p := &out.Pages[i]
		p.ID, p.Elements = NewID(), slices.Clone(p.Elements)
		for j := range p.Elements {
			p.Elements[j].ID = NewID()
			p.Elements[j].Source.Path = slices.Clone(p.Elements[j].Source.Path)
		}
	}
	return out
}

// Elements returns the elements of all pages in their order.
func (c *Content) Elements() []Element {
	var all []Element
	for _, p := range c.Pages {
		all = append(all, p.Elements...)
	}
	return all
}

// InputTables returns the elements in which rows are entered.
func (c *Content) InputTables() []Element {
	return slices.DeleteFunc(c.Elements(), func(e Element) bool { return e.Kind != ElementInputTable })
}

// Input returns the element in which the rows of an input table are entered.
func (c *Content) Input(id writ.InputTableID) (Element, bool) {
	all := c.InputTables()
	i := slices.IndexFunc(all, func(e Element) bool { return e.Source.InputTable == id })
	if i < 0 {
		return Element{}, false
	}
	return all[i], true
}

// Without is the same content but for the elements in which the rows of an input
// table are entered.
func (c *Content) Without(id writ.InputTableID) *Content {
	out := &Content{Schema: c.Schema, Pages: slices.Clone(c.Pages)}
	for i := range out.Pages {
		out.Pages[i].Elements = slices.DeleteFunc(slices.Clone(out.Pages[i].Elements), func(e Element) bool {
			return e.Kind == ElementInputTable && e.Source.InputTable == id
		})
	}
	return out
}

// Element returns the element of an id.
func (c *Content) Element(id ID) (Element, bool) {
	for _, p := range c.Pages {
		if i := slices.IndexFunc(p.Elements, func(e Element) bool { return e.ID == id }); i >= 0 {
			return p.Elements[i], true
		}
	}
	return Element{}, false
}
