package inputtable

import (
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Limits of the rules of one column.
const (
	MaxChoices     = 10_000
	maxChoiceBytes = 1 << 20 // of all choices together
	maxPattern     = 1000    // bytes
)

// CanonicalRules returns the rules of a column of type t as they are kept: bounds
// and choices in canonical text. Rules that make no sense, for this type or
// together, are CodeInvalid; its Field is the rule's name in JSON. Whether the
// table whose values are allowed is there, Sources.Choices tells.
func CanonicalRules(t writ.InputType, r writ.InputRules) (writ.InputRules, error) {
	for _, check := range []func(writ.InputType, *writ.InputRules) error{suits, canonicalBounds, canonicalChoices} {
		if err := check(t, &r); err != nil {
			return writ.InputRules{}, err
		}
	}
	return r, choosable(t, r)
}

// invalid is a rule that makes no sense.
func invalid(field, format string, args ...any) *writ.Error {
	return writ.Invalid("inputtable.CanonicalRules", field, format, args...)
}

// suits refuses rules that no column of type t can have, and pairs that exclude
// each other.
func suits(t writ.InputType, r *writ.InputRules) error {
	several := t == writ.InputMultiSelect
	switch {
	case r.Unique && (several || t == writ.InputCheckbox):
		return invalid("unique", "The values of a %s column cannot be unique.", t)
	case t == writ.InputCheckbox && (len(r.Allowed) > 0 || r.From != nil):
		return invalid("allowed", "A checkbox column takes no list of values: it is checked or not.")
	case len(r.Allowed) > 0 && r.From != nil:
		return invalid("allowedFrom", "Values are allowed either by a list or by a column of another table, not by both.")
	case r.From != nil && (r.From.Table == "") == (r.From.Input == ""):
		return invalid("allowedFrom", "The allowed values come from one CSV table or from one input table.")
	case r.From != nil && r.From.Column == "":
		return invalid("allowedFrom", "The column whose values are allowed is missing.")
	case r.Required && r.Protected:
		return invalid("required", "Nobody could add a row: a protected column is not filled by hand, and a required one has to be filled.")
	case r.Min != "" && !bounded(t):
		return invalid("min", "A %s column takes no bounds; numbers, dates and timestamps do.", t)
	case r.Max != "" && !bounded(t):
		return invalid("max", "A %s column takes no bounds; numbers, dates and timestamps do.", t)
	case r.Pattern != "" && t != writ.InputText:
		return invalid("pattern", "A %s column takes no pattern; text does.", t)
	case len(r.Pattern) > maxPattern:
		return invalid("pattern", "The pattern has %d bytes; %d is the most.", len(r.Pattern), maxPattern)
	}
	return nil
}

func canonicalBounds(t writ.InputType, r *writ.InputRules) (err error) {
	if r.Min, err = canonicalBound("min", t, r.Min); err != nil {
		return err
	}
	if r.Max, err = canonicalBound("max", t, r.Max); err != nil {
		return err
	}
	if r.Min != "" && r.Max != "" && compare(t, r.Min, r.Max) > 0 {
		return invalid("max", "The bounds %s and %s leave no value between them.", r.Min, r.Max)
	}
	return nil
}

func canonicalBound(field string, t writ.InputType, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	c, err := canonical(t, text)
	if err != nil {
		return "", invalid(field, "The bound %s cannot be used: %v.", shown(text), err)
	}
	return c, nil
}

// canonicalChoices reads the list of allowed values into a list of its own.
func canonicalChoices(t writ.InputType, r *writ.InputRules) error {
	if len(r.Allowed) > MaxChoices {
		return invalid("allowed", "The list has %d values; %d is the most.", len(r.Allowed), MaxChoices).
			WithHint("Keep the values in a table and allow those of its column.")
	}
	if t == writ.InputMultiSelect {
		t = writ.InputSingleSelect // of one of its choices
	}
	size, known := 0, make(map[string]bool, len(r.Allowed))
	var list []string
	for _, text := range r.Allowed {
		c, err := canonical(t, text)
		switch {
		case err != nil:
			return invalid("allowed", "%s cannot be on the list of allowed values: %v.", shown(text), err)
		case c == "":
			return invalid("allowed", "The list of allowed values holds an empty one.")
		case known[c]:
			return invalid("allowed", "%s is twice on the list of allowed values.", shown(c))
		}
		known[c], list, size = true, append(list, c), size+len(c)
	}
	if size > maxChoiceBytes {
		return invalid("allowed", "The list of allowed values has %d bytes; %d is the most.", size, maxChoiceBytes)
	}
	r.Allowed = list
	return nil
}

// choosable refuses a pattern that is none, and a list with a value that another
// rule would refuse.
func choosable(t writ.InputType, r writ.InputRules) error {
	others := r
	others.Allowed, others.Required = nil, false
	rules, err := NewRules(writ.InputColumn{Type: t, Rules: others}, driver.Capabilities{})
	if err != nil {
		return err
	}
	for _, text := range r.Allowed {
		if v := rules.Check(editlog.Cell{Type: t, Value: writ.Text(text)}, nil); v != nil {
			return invalid("allowed", "Nobody could choose %s from the list of allowed values: %s", shown(text), v.Reason)
		}
	}
	return nil
}

// canonical reads a value of type t as a person types it.
func canonical(t writ.InputType, text string) (string, error) {
	raw, err := json.Marshal(text)
	if err != nil {
		return "", err
	}
	c, err := editlog.Parse(t, raw)
	return c.Value.Text, err
}
