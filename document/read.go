package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// Read reads the content of a document of a kind and checks it. It is strict: a
// name that the schema does not know, or that stands twice, is CodeInvalid, as is
// everything that breaks a rule of docs/content.md; the field of the error is the
// place, such as content.pages[0].elements[2].source.tableId. CodeUnsupported for
// content of a newer schema.
func Read(kind writ.FileKind, b []byte) (*Content, error) {
	const op = "document.Read"
	if len(b) > MaxBytes {
		return nil, tooLarge(op, len(b))
	}
	if !utf8.Valid(b) {
		return nil, writ.Invalid(op, root, "The content is not valid UTF-8.")
	}
	if err := knownSchema(op, b); err != nil {
		return nil, err
	}
	c := &Content{}
	r := &reader{op: op, dec: json.NewDecoder(bytes.NewReader(b))}
	r.dec.UseNumber()
	if err := r.content(c)(root); err != nil {
		return nil, err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return nil, writ.Invalid(op, root, "Something follows after the end of the content.")
	}
	if err := c.Check(kind); err != nil {
		return nil, err
	}
	return c, nil
}

// root is the place of the whole content.
const root = "content"

func tooLarge(op string, size int) error {
	return writ.Invalid(op, root, "The content has %d bytes; a document has at most %d.", size, MaxBytes).
		WithHint("Divide it among several documents.")
}

// knownSchema refuses content of another schema before anything else in it is
// looked at: a newer one may have what this one does not know.
func knownSchema(op string, b []byte) error {
	var head struct {
		Schema json.Number `json:"schema"`
	}
	_ = json.Unmarshal(b, &head) // where it fails, the reader says what is wrong, and where
	if n, err := strconv.Atoi(head.Schema.String()); err == nil && n > Schema {
		return writ.Errorf(writ.CodeUnsupported, op, "The content has the schema %d; this version of Writ reads up to %d.", n, Schema).
			WithHint("A newer version of Writ has written it; use that.")
	}
	return nil
}

// reader reads JSON token by token, so that it knows where it is.
type reader struct {
	op  string
	dec *json.Decoder
}

// parse reads the value at a place.
type parse func(at string) error

func (r *reader) content(c *Content) parse {
	return r.object(map[string]parse{
		"schema": r.number(&c.Schema),
		"pages": r.list(MaxPages, "pages", func(at string) error {
			p := Page{Elements: []Element{}}
			err := r.page(&p)(at)
			c.Pages = append(c.Pages, p)
			return err
		}),
	})
}

func (r *reader) page(p *Page) parse {
	return r.object(map[string]parse{
		"id": text(r, &p.ID), "name": text(r, &p.Name), "hidden": r.boolean(&p.Hidden),
		"elements": r.list(MaxElements, "elements", func(at string) error {
			var e Element
			err := r.element(&e)(at)
			p.Elements = append(p.Elements, e)
			return err
		}),
	})
}

func (r *reader) element(e *Element) parse {
	return r.object(map[string]parse{
		"id": text(r, &e.ID), "kind": text(r, &e.Kind), "name": text(r, &e.Name), "inputMode": text(r, &e.InputMode),
		"source": r.source(&e.Source),
	})
}

func (r *reader) source(s *Source) parse {
	return r.object(map[string]parse{
		"kind": text(r, &s.Kind), "tableId": text(r, &s.Table), "documentId": text(r, &s.Document), "elementId": text(r, &s.Element),
		"connectionId": text(r, &s.Connection), "statement": text(r, &s.Statement), "inputTableId": text(r, &s.InputTable),
		"path": r.list(maxParts, "parts", func(at string) error {
			var part string
			err := text(r, &part)(at)
			s.Path = append(s.Path, part)
			return err
		}),
	})
}

// object reads an object whose names are all among the fields.
func (r *reader) object(fields map[string]parse) parse {
	return func(at string) error {
		if err := r.delimiter(at, '{', "an object"); err != nil {
			return err
		}
		seen := map[string]bool{}
		for r.dec.More() {
			t, err := r.token()
			if err != nil {
				return err
			}
			name := fmt.Sprint(t)
			place := at + "." + name
			field, known := fields[name]
			switch {
			case !known:
				return r.refuse(place, "%s has no %q in the schema %d.", at, name, Schema)
			case seen[name]:
				return r.refuse(place, "%s has %q twice.", at, name)
			}
			seen[name] = true
			if err := field(place); err != nil {
				return err
			}
		}
		return r.delimiter(at, '}', "an object")
	}
}

// list reads an array of at most so many items.
func (r *reader) list(most int, what string, item parse) parse {
	return func(at string) error {
		if err := r.delimiter(at, '[', "a list"); err != nil {
			return err
		}
		for i := 0; r.dec.More(); i++ {
			if i == most {
				return r.refuse(at, "There are more than %d %s.", most, what)
			}
			if err := item(fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		return r.delimiter(at, ']', "a list")
	}
}

func text[T ~string](r *reader, to *T) parse {
	return func(at string) error {
		t, err := r.token()
		if err != nil {
			return err
		}
		s, ok := t.(string)
		if !ok {
			return r.refuse(at, "%s must be text.", at)
		}
		// The decoder puts that in place of what is no character.
		if strings.ContainsRune(s, utf8.RuneError) {
			return r.refuse(at, "%s holds something that is not a character.", at)
		}
		*to = T(s)
		return nil
	}
}

func (r *reader) boolean(to *bool) parse {
	return func(at string) error {
		t, err := r.token()
		if err != nil {
			return err
		}
		b, ok := t.(bool)
		if !ok {
			return r.refuse(at, "%s must be true or false.", at)
		}
		*to = b
		return nil
	}
}

func (r *reader) number(to *int) parse {
	return func(at string) error {
		t, err := r.token()
		if err != nil {
			return err
		}
		n, _ := t.(json.Number)
		i, err := strconv.Atoi(n.String())
		if err != nil {
			return r.refuse(at, "%s must be a whole number.", at)
		}
		*to = i
		return nil
	}
}

// delimiter reads one that begins or ends what there must be.
func (r *reader) delimiter(at string, want json.Delim, what string) error {
	t, err := r.token()
	if err == nil && t != want {
		err = r.refuse(at, "%s must be %s.", at, what)
	}
	return err
}

func (r *reader) token() (json.Token, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, writ.Wrap(writ.CodeInvalid, r.op, err, "The content is not JSON: it goes wrong at byte %d.", r.dec.InputOffset())
	}
	return t, nil
}

func (r *reader) refuse(at, format string, args ...any) error {
	return writ.Invalid(r.op, at, format, args...)
}
