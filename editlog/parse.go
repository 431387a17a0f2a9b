package editlog

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/writ-dev/writ"
)

// Parse reads a JSON value that a caller wrote as a value of type t:
//
//	null           NULL, of every type
//	text           a string, or a number or boolean as it is written
//	single-select  as text
//	integer        42, "42"; 64 bits
//	decimal        12.5, "12.50"; at most 28 digits before the point, 10 after it
//	date           "2026-01-31"
//	timestamp      "2026-01-31 13:05", or with T; seconds and their fraction may follow, a zone may not
//	checkbox       true, false, "true", "false"
//	multi-select   ["a","b"], or the same as a string; no choice twice
//
// A number may be written with an exponent only where it is JSON's own. The error is
// a sentence that says why raw is no value of t; Given keeps it all the same.
func Parse(t writ.InputType, raw json.RawMessage) (Cell, error) {
	v, err := literal(raw)
	if err != nil {
		return Cell{}, err
	}
	if v.kind == 'n' {
		return Null(), nil
	}
	if v.kind == 'a' && t != writ.InputMultiSelect {
		return Cell{}, fmt.Errorf("a list of texts is not %s", noun(t))
	}
	text, err := parse(t, v)
	if err != nil {
		return Cell{}, err
	}
	return Cell{Type: t, Value: writ.Text(text)}, nil
}

// parse returns the canonical text of a value that is neither NULL nor, but for a
// multi-select, a list.
func parse(t writ.InputType, v value) (string, error) {
	number := v.kind == 'd'
	switch t {
	case writ.InputText, writ.InputSingleSelect:
		return v.text, nil
	case writ.InputInteger:
		return parseInteger(v.text, number)
	case writ.InputDecimal:
		return parseDecimal(v.text, number)
	case writ.InputDate:
		return parseDate(v.text)
	case writ.InputTimestamp:
		return parseTimestamp(v.text)
	case writ.InputCheckbox:
		if v.text == "true" || v.text == "false" {
			return v.text, nil
		}
		return "", fmt.Errorf("%s is neither true nor false", shown(v.text))
	case writ.InputMultiSelect:
		return parseChoices(v)
	}
	return "", fmt.Errorf("%q is not a type of columns", t)
}

// parseChoices reads a list of texts.
func parseChoices(v value) (string, error) {
	if v.kind != 'a' {
		inner, err := literal(json.RawMessage(v.text))
		if err != nil || inner.kind != 'a' {
			return "", fmt.Errorf(`%s is not a list of choices such as ["a","b"]`, shown(v.text))
		}
		v = inner
	}
	sorted := slices.Sorted(slices.Values(v.list))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return "", fmt.Errorf("the choice %s is there twice", shown(sorted[i]))
		}
	}
	return choices(v.list), nil
}

// choices is the canonical text of a multi-select cell.
func choices(list []string) string {
	w := &writer{}
	w.list(len(list), func(i int) { w.text(list[i]) })
	return string(w.buf)
}

// value is a JSON value that a cell may be made of: kind is n(ull), s(tring),
// d(igits: a number, as it was written), b(oolean) or a(rray of strings).
type value struct {
	kind byte
	text string
	list []string
}

var errNUL = errors.New("it has a NUL character (code 0), which tables cannot hold")

// literal reads a JSON value of those kinds.
func literal(raw json.RawMessage) (value, error) {
	if !utf8.Valid(raw) || !json.Valid(raw) {
		return value{}, errors.New("it is not valid JSON in UTF-8")
	}
	s := strings.TrimSpace(string(raw))
	switch s[0] {
	case 'n':
		return value{kind: 'n'}, nil
	case 't', 'f':
		return value{kind: 'b', text: s}, nil
	case '{':
		return value{}, errors.New("a cell holds a single value, not a JSON object")
	case '"', '[':
		if !paired(s) {
			return value{}, errors.New("it has half of a character (an unpaired surrogate)")
		}
	default:
		return value{kind: 'd', text: s}, nil
	}
	v := value{kind: 's'}
	if s[0] == '"' {
		if err := json.Unmarshal([]byte(s), &v.text); err != nil {
			return value{}, err
		}
		if strings.Contains(v.text, "\x00") {
			return value{}, errNUL
		}
		return v, nil
	}
	var list []*string
	if json.Unmarshal([]byte(s), &list) != nil || slices.Contains(list, nil) {
		return value{}, errors.New("a list of choices holds texts only")
	}
	v = value{kind: 'a', list: make([]string, len(list))}
	for i, c := range list {
		if strings.Contains(*c, "\x00") {
			return value{}, errNUL
		}
		v.list[i] = *c
	}
	return v, nil
}

// shown quotes a text within a sentence, its beginning if it is long.
func shown(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// noun names a value of a type within a sentence.
func noun(t writ.InputType) string {
	switch t {
	case writ.InputInteger:
		return "an integer"
	case writ.InputText:
		return "a text"
	}
	return "a " + string(t)
}
