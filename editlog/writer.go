package editlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// writer appends JSON as package encoding/json writes it without escaping for HTML,
// several times faster: each edit passes here. It keeps the first error.
type writer struct {
	buf []byte
	err error
}

func (w *writer) raw(s string) { w.buf = append(w.buf, s...) }

func (w *writer) number(n int64) { w.buf = strconv.AppendInt(w.buf, n, 10) }

// text appends a JSON string. Text that is not UTF-8 is an error: it would be read
// back as another text.
func (w *writer) text(s string) {
	if !utf8.ValidString(s) {
		w.fail(fmt.Errorf("the text %s is not valid UTF-8", shown(s)))
		return
	}
	for i := range len(s) {
		// 0xE2 begins the separators U+2028 and U+2029, which are escaped.
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == 0xE2 {
			w.json(s)
			return
		}
	}
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, s...)
	w.buf = append(w.buf, '"')
}

// json appends whatever is rare.
func (w *writer) json(v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		w.fail(err)
		return
	}
	w.buf = append(w.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *writer) list(n int, item func(int)) {
	w.raw("[")
	for i := range n {
		if i > 0 {
			w.raw(",")
		}
		item(i)
	}
	w.raw("]")
}

var inputTypes = writ.InputTypes()

func (w *writer) cell(c Cell) {
	if c.Value.Null {
		w.raw("null")
		return
	}
	if !slices.Contains(inputTypes, c.Type) {
		w.fail(fmt.Errorf("a value has the type %q, which there is not", c.Type))
		return
	}
	w.raw(`{"`)
	w.raw(string(c.Type))
	w.raw(`":`)
	w.text(c.Value.Text)
	w.raw("}")
}

// cells appends values by column, sorted by the column's id.
func (w *writer) cells(values map[writ.ColumnID]Cell) {
	w.raw("{")
	for i, id := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			w.raw(",")
		}
		w.text(string(id))
		w.raw(":")
		w.cell(values[id])
	}
	w.raw("}")
}

func (w *writer) rowAdd(a RowAdd) {
	w.raw(`{"id":`)
	w.text(string(a.ID))
	w.raw(`,"position":`)
	w.text(a.Position)
	w.values("values", a.Values)
	w.raw("}")
}

func (w *writer) rowUpdate(u RowUpdate) {
	w.raw(`{"id":`)
	w.text(string(u.ID))
	if u.Position != "" {
		w.raw(`,"position":`)
		w.text(u.Position)
	}
	w.values("values", u.Values)
	w.values("seen", u.Seen)
	w.raw("}")
}

func (w *writer) refusal(f Refusal) {
	w.raw(`{"row":`)
	w.text(string(f.Row))
	w.raw(`,"column":`)
	w.text(string(f.Column))
	w.raw(`,"value":`)
	w.cell(f.Value)
	w.raw(`,"rule":`)
	w.text(string(f.Rule))
	w.raw(`,"reason":`)
	w.text(f.Reason)
	w.raw("}")
}

// values appends a member of an object, unless it is empty.
func (w *writer) values(name string, values map[writ.ColumnID]Cell) {
	if len(values) == 0 {
		return
	}
	w.raw(`,"` + name + `":`)
	w.cells(values)
}
