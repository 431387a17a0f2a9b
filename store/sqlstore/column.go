package sqlstore

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// The types below each point at a field of a noun and translate between it and
// its column in both directions, so that one list of fields serves to bind and
// to scan.

// instant keeps a time as UTC microseconds and the zero time as NULL.
type instant struct{ t *time.Time }

// Value implements driver.Valuer.
func (c instant) Value() (driver.Value, error) {
	if c.t.IsZero() {
		return nil, nil
	}
	return c.t.UnixMicro(), nil
}

// Scan implements sql.Scanner.
func (c instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c.t = time.Time{}
	case int64:
		*c.t = time.UnixMicro(v).UTC()
	default:
		return fmt.Errorf("a time is kept as an integer, not %T", v)
	}
	return nil
}

// flag keeps a truth value as 1 or 0.
type flag struct{ b *bool }

// Value implements driver.Valuer.
func (c flag) Value() (driver.Value, error) {
	if *c.b {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan implements sql.Scanner.
func (c flag) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a truth value is kept as an integer, not %T", v)
	}
	*c.b = n != 0
	return nil
}

// optional keeps an id that may be absent: "" as NULL.
type optional[T ~string] struct{ id *T }

// Value implements driver.Valuer.
func (c optional[T]) Value() (driver.Value, error) {
	if *c.id == "" {
		return nil, nil
	}
	return string(*c.id), nil
}

// Scan implements sql.Scanner.
func (c optional[T]) Scan(v any) error {
	s, _, err := text(v)
	*c.id = T(s)
	return err
}

// folded keeps a name once more, without case, so that no two differ by case only.
// It is never read.
type folded[T ~string] struct{ name *T }

// Value implements driver.Valuer.
func (c folded[T]) Value() (driver.Value, error) { return strings.ToLower(string(*c.name)), nil }

// Scan implements sql.Scanner.
func (folded[T]) Scan(any) error { return nil }

// document keeps a value as JSON text; a nil map, slice or pointer as NULL.
type document[T any] struct{ v *T }

// Value implements driver.Valuer.
func (c document[T]) Value() (driver.Value, error) {
	b, err := json.Marshal(*c.v)
	if err != nil {
		return nil, err
	}
	if string(b) == "null" {
		return nil, nil
	}
	return string(b), nil
}

// Scan implements sql.Scanner.
func (c document[T]) Scan(v any) error {
	*c.v = *new(T)
	s, null, err := text(v)
	if err != nil || null {
		return err
	}
	return json.Unmarshal([]byte(s), c.v)
}

// pathText keeps a path as a JSON array; the empty one as [], so that it is equal
// to itself.
type pathText struct{ p *writ.Path }

// Value implements driver.Valuer.
func (c pathText) Value() (driver.Value, error) {
	if len(*c.p) == 0 {
		return "[]", nil
	}
	return document[writ.Path]{c.p}.Value()
}

// Scan implements sql.Scanner.
func (c pathText) Scan(v any) error { return document[writ.Path]{c.p}.Scan(v) }

// raw keeps JSON that somebody else made, byte for byte; nil as NULL.
type raw struct{ v *json.RawMessage }

// Value implements driver.Valuer.
func (c raw) Value() (driver.Value, error) {
	if *c.v == nil {
		return nil, nil
	}
	return string(*c.v), nil
}

// Scan implements sql.Scanner.
func (c raw) Scan(v any) error {
	*c.v = nil
	s, null, err := text(v)
	if err == nil && !null {
		*c.v = json.RawMessage(s)
	}
	return err
}

// rights keeps whose rights a statement ran with; nobody's are refused.
type rights struct{ as *writ.As }

// Value implements driver.Valuer.
func (c rights) Value() (driver.Value, error) {
	if !c.as.Valid() {
		return nil, fmt.Errorf("an object must say with whose rights it was made")
	}
	return c.as.String(), nil
}

// Scan implements sql.Scanner.
func (c rights) Scan(v any) error {
	s, _, err := text(v)
	if err == nil {
		*c.as, err = writ.ParseAs(s)
	}
	return err
}

// text reads a text column however the driver delivers it.
func text(v any) (s string, null bool, err error) {
	switch v := v.(type) {
	case nil:
		return "", true, nil
	case string:
		return v, false, nil
	case []byte:
		return string(v), false, nil
	}
	return "", false, fmt.Errorf("a text is expected, not %T", v)
}

// cell keeps a value of a table as JSON, which can hold characters that an engine's
// text cannot.
type cell struct{ v *writ.Value }

// Value implements driver.Valuer.
func (c cell) Value() (driver.Value, error) {
	b, err := json.Marshal(*c.v)
	return string(b), err
}

// Scan implements sql.Scanner.
func (c cell) Scan(v any) error {
	s, _, err := text(v)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(s), c.v)
}
