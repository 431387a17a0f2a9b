package editlog

import (
	"encoding/json"
	"strings"

	"github.com/writ-dev/writ"
)

// Cell is a value with its type, as the log keeps it: {"integer":"42"}, or null for
// NULL, which has no type.
type Cell struct {
	Type  writ.InputType
	Value writ.Value
}

// Null is the cell that holds NULL.
func Null() Cell { return Cell{Value: writ.Null()} }

// IsNull tells whether c holds NULL.
func (c Cell) IsNull() bool { return c.Value.Null }

// Equal tells whether c and d hold the same. NULL is NULL, whatever its type.
func (c Cell) Equal(d Cell) bool {
	if c.Value.Null || d.Value.Null {
		return c.Value.Null == d.Value.Null
	}
	return c == d
}

// MarshalJSON renders c as the log keeps it.
func (c Cell) MarshalJSON() ([]byte, error) {
	w := &writer{}
	w.cell(c)
	return w.buf, w.err
}

// UnmarshalJSON reads what MarshalJSON wrote. A text that is not the canonical one
// of its type is an error.
func (c *Cell) UnmarshalJSON(b []byte) error {
	r := &reader{in: string(b)}
	*c = r.cell()
	return r.end()
}

// Raw is c as a caller would write it for Parse: null, or its canonical text as a
// JSON string.
func (c Cell) Raw() json.RawMessage {
	if c.Value.Null {
		return json.RawMessage("null")
	}
	w := &writer{}
	w.text(c.Value.Text)
	return w.buf
}

// Given is what a caller wrote, as text, to be kept when it is no value of its
// column: the text of a JSON string, else the JSON itself. A string that no text
// can hold stays JSON, too.
func Given(raw json.RawMessage) Cell {
	v, err := literal(raw)
	switch {
	case err == nil && v.kind == 'n':
		return Null()
	case err == nil && v.kind == 's':
		return Cell{Type: writ.InputText, Value: writ.Text(v.text)}
	}
	return Cell{Type: writ.InputText, Value: writ.Text(strings.ToValidUTF8(string(raw), "\uFFFD"))}
}
