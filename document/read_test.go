package document_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/document"
)

// TestGolden holds the form in which content is stored: what a release wrote, the
// next ones read, and write again byte for byte.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range writ.DocumentKinds() {
		b, err := os.ReadFile(filepath.Join("testdata", "golden", string(kind)+".json"))
		if err != nil {
			t.Fatal(err)
		}
		c, err := document.Read(kind, b)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Write(); err != nil || !bytes.Equal(got, bytes.TrimSpace(b)) {
			t.Errorf("%s: %v, got\n%s", kind, err, got)
		}
	}
}

const page = `{"id":"p","name":"P","elements":[]}`

func withElement(e string) string {
	return `{"schema":1,"pages":[{"id":"p","name":"P","elements":[` + e + `]}]}`
}

func withSource(s string) string {
	return withElement(`{"id":"e","kind":"table","name":"E","source":` + s + `}`)
}

// input is an element in which rows are entered.
const input = `{"id":"e","kind":"input-table","name":"E","source":{"kind":"input-table","inputTableId":"i"}}`

func TestRefusals(t *testing.T) {
	t.Parallel()
	source := "content.pages[0].elements[0].source"
	for _, tc := range []struct{ name, in, field, word string }{
		{"not JSON", `{"schema":1,`, "", "byte"},
		{"an array", `[]`, "content", "object"},
		{"null", `null`, "content", "object"},
		{"more after it", `{"schema":1,"pages":[` + page + `]} {}`, "content", "follows"},
		{"not UTF-8", "{\"schema\":1,\"pages\":[{\"id\":\"p\",\"name\":\"\xff\",\"elements\":[]}]}", "content", "UTF-8"},
		{"half a character", `{"schema":1,"pages":[{"id":"p","name":"\ud800","elements":[]}]}`, "content.pages[0].name", "character"},
		{"no schema", `{"pages":[` + page + `]}`, "content.schema", "must be 1"},
		{"a schema in text", `{"schema":"1","pages":[` + page + `]}`, "content.schema", "whole number"},
		{"a broken schema", `{"schema":1.5,"pages":[` + page + `]}`, "content.schema", "whole number"},
		{"no pages", `{"schema":1,"pages":[]}`, "content.pages", "at least one"},
		{"a name twice", `{"schema":1,"schema":1,"pages":[` + page + `]}`, "content.schema", "twice"},
		{"a name in capitals", `{"schema":1,"Pages":[` + page + `]}`, "content.Pages", "no \"Pages\""},
		{"an unknown name", `{"schema":1,"pages":[{"id":"p","name":"P","colour":"red","elements":[]}]}`, "content.pages[0].colour", "colour"},
		{"hidden in text", `{"schema":1,"pages":[{"id":"p","name":"P","hidden":"yes","elements":[]}]}`, "content.pages[0].hidden", "true or false"},
		{"an empty page name", `{"schema":1,"pages":[{"id":"p","name":" ","elements":[]}]}`, "content.pages[0].name", "empty"},
		{"a control character", `{"schema":1,"pages":[{"id":"p","name":"a\u0000","elements":[]}]}`, "content.pages[0].name", "shown"},
		{"a name without end", `{"schema":1,"pages":[{"id":"p","name":"` + strings.Repeat("é", 256) + `","elements":[]}]}`, "content.pages[0].name", "255"},
		{"a strange id", `{"schema":1,"pages":[{"id":"../p","name":"P","elements":[]}]}`, "content.pages[0].id", "letters"},
		{"an id twice", withElement(`{"id":"p","kind":"table","name":"E","source":{"kind":"csv-table","tableId":"t"}}`), "content.pages[0].elements[0].id", "already"},
		{"an unknown element", withElement(`{"id":"e","kind":"chart","name":"E","source":{"kind":"csv-table","tableId":"t"}}`), "content.pages[0].elements[0].kind", "chart"},
		{"an element that is no object", withElement(`7`), "content.pages[0].elements[0]", "object"},
		{"no source", withElement(`{"id":"e","kind":"table","name":"E"}`), source + ".kind", "no kind of source"},
		{"an unknown source", withSource(`{"kind":"moon"}`), source + ".kind", "moon"},
		{"a source without what it takes", withSource(`{"kind":"csv-table"}`), source + ".tableId", "needs tableId"},
		{"a source with too much", withSource(`{"kind":"csv-table","tableId":"t","statement":"x"}`), source + ".statement", "has no statement"},
		{"an empty path", withSource(`{"kind":"warehouse-table","connectionId":"c","path":[]}`), source + ".path", "needs path"},
		{"a path with a hole", withSource(`{"kind":"warehouse-table","connectionId":"c","path":["a",""]}`), source + ".path", "proper"},
		{"a path with a number", withSource(`{"kind":"warehouse-table","connectionId":"c","path":["a",1]}`), source + ".path[1]", "text"},
		{"a blank statement", withSource(`{"kind":"sql","connectionId":"c","statement":" "}`), source + ".statement", "proper"},
		{"an input table that is fed by a CSV table", withElement(`{"id":"e","kind":"input-table","name":"E","source":{"kind":"csv-table","tableId":"t"}}`), source + ".kind", "input-table"},
		{"an input table twice", withElement(input + "," + strings.Replace(input, `"e"`, `"f"`, 1)), "content.pages[0].elements[1].source.inputTableId", "already"},
		{"an unknown mode", withElement(`{"id":"e","kind":"input-table","inputMode":"all","name":"E","source":{"kind":"input-table","inputTableId":"i"}}`), "content.pages[0].elements[0].inputMode", "all"},
		{"a mode of a table", withElement(`{"id":"e","kind":"table","inputMode":"view","name":"E","source":{"kind":"csv-table","tableId":"t"}}`), "content.pages[0].elements[0].inputMode", "Only"},
		{"a model without element", withSource(`{"kind":"data-model","documentId":"d"}`), source + ".elementId", "needs"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := document.Read(writ.KindWorkbook, []byte(tc.in))
			refused(t, err, writ.CodeInvalid, tc.field, tc.word)
		})
	}
}

func refused(t *testing.T, err error, code writ.Code, field, word string) {
	t.Helper()
	var e *writ.Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field || !strings.Contains(e.Message, word) {
		t.Errorf("got %#v, want %s at %q with %q", err, code, field, word)
	}
}

func TestNewerSchemaIsRefusedAsSuch(t *testing.T) {
	t.Parallel()
	_, err := document.Read(writ.KindWorkbook, []byte(`{"schema":2,"pages":[{"id":"p","scenes":[]}]}`))
	refused(t, err, writ.CodeUnsupported, "", "schema 2")
}

func TestLimits(t *testing.T) {
	t.Parallel()
	pages := func(n, elements int) []byte {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,{"id":"p%d","name":"P","elements":[`, i)
			for j := range elements {
				if j > 0 {
					b.WriteByte(',')
				}
				fmt.Fprintf(&b, `{"id":"e%d-%d","kind":"table","name":"E","source":{"kind":"csv-table","tableId":"t"}}`, i, j)
			}
			b.WriteString("]}")
		}
		return []byte(`{"schema":1,"pages":[` + b.String()[1:] + `]}`)
	}
	for _, fits := range [][]byte{pages(document.MaxPages, 0), pages(10, document.MaxElements/10)} {
		if _, err := document.Read(writ.KindWorkbook, fits); err != nil {
			t.Error(err)
		}
	}
	_, err := document.Read(writ.KindWorkbook, pages(document.MaxPages+1, 0))
	refused(t, err, writ.CodeInvalid, "content.pages", "1000 pages")
	_, err = document.Read(writ.KindWorkbook, pages(11, document.MaxElements/10))
	refused(t, err, writ.CodeInvalid, "content.pages[10].elements", "10000 elements")
	_, err = document.Read(writ.KindWorkbook, bytes.Repeat([]byte(" "), document.MaxBytes+1))
	refused(t, err, writ.CodeInvalid, "content", "at most")
}

func TestDatasetIsOneElement(t *testing.T) {
	t.Parallel()
	element := `{"id":"e","kind":"table","name":"E","source":{"kind":"csv-table","tableId":"t"}}`
	empty, err := document.Read(writ.KindDataset, []byte(`{"schema":1,"pages":[`+page+`]}`))
	if err != nil {
		t.Fatal(err)
	}
	refused(t, empty.Ready(writ.KindDataset), writ.CodeInvalid, "content.pages", "no element")
	one, err := document.Read(writ.KindDataset, []byte(withElement(element)))
	if err != nil || one.Ready(writ.KindDataset) != nil {
		t.Fatal(err)
	}
	_, err = document.Read(writ.KindDataset, []byte(withElement(input)))
	refused(t, err, writ.CodeInvalid, "content.pages", "not of datasets")
	_, err = document.Read(writ.KindDataset, []byte(withElement(element+","+strings.Replace(element, `"e"`, `"f"`, 1))))
	refused(t, err, writ.CodeInvalid, "content.pages", "one page")
	_, err = document.Read(writ.KindDataset, []byte(`{"schema":1,"pages":[`+page+","+strings.Replace(page, `"p"`, `"q"`, 1)+`]}`))
	refused(t, err, writ.CodeInvalid, "content.pages", "one page")
}

// content draws any content that the rules allow.
func content(t *rapid.T) *document.Content {
	name := rapid.StringMatching(`[ -~äß漢😀]{0,20}[a-zA-Z<&]`)
	id := rapid.StringMatching(`[A-Za-z0-9_-]{1,12}`)
	c := &document.Content{Schema: document.Schema}
	for range rapid.IntRange(1, 4).Draw(t, "pages") {
		p := document.Page{ID: document.NewID(), Name: name.Draw(t, "page"), Hidden: rapid.Bool().Draw(t, "hidden"), Elements: []document.Element{}}
		for range rapid.IntRange(0, 5).Draw(t, "elements") {
			s := document.Source{Kind: rapid.SampledFrom(document.SourceKinds()).Draw(t, "kind")}
			kind, mode := document.ElementTable, writ.InputMode("")
			switch s.Kind {
			case document.SourceInput:
				s.InputTable = writ.NewID[writ.InputTableID]()
				if rapid.Bool().Draw(t, "entered") {
					kind, mode = document.ElementInputTable, rapid.SampledFrom([]writ.InputMode{"", writ.EnterDraft, writ.EnterExplore, writ.EnterView}).Draw(t, "mode")
				}
			case document.SourceCSVTable:
				s.Table = writ.TableID(id.Draw(t, "table"))
			case document.SourceDataset:
				s.Document = writ.FileID(id.Draw(t, "document"))
			case document.SourceDataModel:
				s.Document, s.Element = writ.FileID(id.Draw(t, "document")), document.ID(id.Draw(t, "element"))
			case document.SourceWarehouse:
				s.Connection, s.Path = writ.ConnectionID(id.Draw(t, "connection")), rapid.SliceOfN(name, 1, 4).Draw(t, "path")
			case document.SourceSQL:
				s.Connection, s.Statement = writ.ConnectionID(id.Draw(t, "connection")), name.Draw(t, "statement")+"\n\t\u2028"
			}
			p.Elements = append(p.Elements, document.Element{ID: document.NewID(), Kind: kind, InputMode: mode, Name: name.Draw(t, "name"), Source: s})
		}
		c.Pages = append(c.Pages, p)
	}
	return c
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := content(t)
		b, err := c.Write()
		if err != nil {
			t.Fatal(err)
		}
		got, err := document.Read(writ.KindWorkbook, b)
		if err != nil || !reflect.DeepEqual(got, c) {
			t.Fatalf("%v: wrote %s, read %+v", err, b, got)
		}
	})
}

// FuzzRead says that reading never fails but with an Error, and that whatever was
// read is written so that it reads the same.
func FuzzRead(f *testing.F) {
	for _, kind := range writ.DocumentKinds() {
		b, err := os.ReadFile(filepath.Join("testdata", "golden", string(kind)+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"schema":9}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := document.Read(writ.KindWorkbook, b)
		if err != nil {
			if code := writ.CodeOf(err); code != writ.CodeInvalid && code != writ.CodeUnsupported {
				t.Fatalf("%q: %v", b, err)
			}
			return
		}
		out, err := c.Write()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := document.Read(writ.KindWorkbook, out); err != nil || !reflect.DeepEqual(again, c) {
			t.Fatalf("%q became %q: %v", b, out, err)
		}
	})
}
