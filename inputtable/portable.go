package inputtable

import (
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// InputTypeOf returns the type that keeps every value of a type of the warehouse,
// and whether it means the same there. What it has no type for, such as an instant,
// or a decimal of more digits than an input table's, it keeps as text, exactly.
func InputTypeOf(t writ.Type) (typ writ.InputType, same bool) {
	switch t.Kind {
	case writ.KindText:
		return writ.InputText, true
	case writ.KindInteger:
		return writ.InputInteger, true
	case writ.KindDecimal:
		if t.Precision > 0 && t.Scale <= writ.InputScale && t.Precision-t.Scale <= writ.InputPrecision-writ.InputScale {
			return writ.InputDecimal, true
		}
	case writ.KindDate:
		return writ.InputDate, true
	case writ.KindTimestamp:
		return writ.InputTimestamp, true
	case writ.KindBoolean:
		return writ.InputCheckbox, true
	}
	return writ.InputText, false
}

// cellOf makes a cell of type t of a value as the warehouse renders it. The error
// is a sentence that says why no cell can hold it.
func cellOf(t writ.InputType, v writ.Value) (editlog.Cell, error) {
	if v.Null {
		return editlog.Null(), nil
	}
	c := editlog.Cell{Type: writ.InputText, Value: v}
	if t != writ.InputText && t != writ.InputSingleSelect {
		return editlog.Parse(t, c.Raw())
	}
	if strings.ContainsRune(v.Text, 0) {
		return c, fmt.Errorf("%s holds a NUL character, which no input table can hold", shown(v.Text))
	}
	c.Type = t
	return c, nil
}
