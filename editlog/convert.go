package editlog

import (
	"strings"

	"github.com/writ-dev/writ"
)

// Convert returns c as a value of type to, exactly as it is or not at all: false if
// c does not fit. NULL fits every type. What a text says is read as Parse reads it;
// every value fits into a text and into a choice by its canonical text, and a single
// choice is a list of one.
func Convert(c Cell, to writ.InputType) (Cell, bool) {
	if c.Value.Null {
		return Null(), true
	}
	if c.Type == to {
		return c, true
	}
	text, ok := convert(c.Type, c.Value.Text, to)
	if !ok {
		return Cell{}, false
	}
	return Cell{Type: to, Value: writ.Text(text)}, true
}

func convert(from writ.InputType, text string, to writ.InputType) (string, bool) {
	const midnight = " 00:00:00"
	free := from == writ.InputText || from == writ.InputSingleSelect
	switch {
	case to == writ.InputText:
		return text, true
	case from == writ.InputMultiSelect:
		return onlyChoice(text, to)
	case to == writ.InputSingleSelect:
		return text, true
	case to == writ.InputMultiSelect:
		if c, err := parse(to, value{kind: 's', text: text}); free && err == nil {
			return c, true
		}
		list := choices([]string{text})
		return list, canonical(to, list)
	case from == writ.InputDate && to == writ.InputTimestamp:
		return text + midnight, true
	case from == writ.InputTimestamp && to == writ.InputDate:
		return strings.CutSuffix(text, midnight)
	case free, from == writ.InputInteger && to == writ.InputDecimal, from == writ.InputDecimal && to == writ.InputInteger:
		c, err := parse(to, value{kind: 's', text: text})
		return c, err == nil
	}
	return "", false
}

// onlyChoice is the one choice of a multi-select cell, if it has one and the other
// type is a single-select.
func onlyChoice(text string, to writ.InputType) (string, bool) {
	v, err := literal([]byte(text))
	if err != nil || to != writ.InputSingleSelect || len(v.list) != 1 {
		return "", false
	}
	return v.list[0], true
}

// canonical tells whether text is the canonical text of a value of type t.
func canonical(t writ.InputType, text string) bool {
	if t == writ.InputText || t == writ.InputSingleSelect {
		return true
	}
	c, err := parse(t, value{kind: 's', text: text})
	return err == nil && c == text
}
