package writ

// ColumnID names a column of an input table for ever, within that table: "c1", "c2"
// and so on, in the order in which the columns were made.
type ColumnID string

// InputType is what the cells of a column of an input table hold. The values are
// those of the API and of the edit log.
type InputType string

// The types. Text of a multi-select cell is a JSON array of different strings
// without blanks between them: ["a","b"].
const (
	InputText         InputType = "text"
	InputInteger      InputType = "integer"
	InputDecimal      InputType = "decimal"
	InputDate         InputType = "date"
	InputTimestamp    InputType = "timestamp" // date and time without a zone, to the microsecond
	InputCheckbox     InputType = "checkbox"
	InputSingleSelect InputType = "single-select"
	InputMultiSelect  InputType = "multi-select"
)

// InputTypes lists them in the order in which people are offered them.
func InputTypes() []InputType {
	return []InputType{InputText, InputInteger, InputDecimal, InputDate, InputTimestamp, InputCheckbox, InputSingleSelect, InputMultiSelect}
}

// What a decimal of an input table holds. It has no trailing zeros: 12.5, not 12.50.
const (
	InputPrecision = 38
	InputScale     = 10
)

// Type is the portable type that keeps every value of t in a data table.
func (t InputType) Type() Type {
	switch t {
	case InputInteger:
		return Type{Kind: KindInteger}
	case InputDecimal:
		return Type{Kind: KindDecimal, Precision: InputPrecision, Scale: InputScale}
	case InputDate:
		return Type{Kind: KindDate}
	case InputTimestamp:
		return Type{Kind: KindTimestamp}
	case InputCheckbox:
		return Type{Kind: KindBoolean}
	}
	return Type{Kind: KindText}
}

// InputColumn is a column that people made. A removed one keeps what it held and
// can be brought back.
type InputColumn struct {
	ID      ColumnID   `json:"id"`
	Name    string     `json:"name"`
	Type    InputType  `json:"type"`
	Rules   InputRules `json:"rules,omitzero"`
	Removed bool       `json:"removed,omitempty"`
}

// InputRules are what the values of a column have to keep to. Bounds are values in
// the canonical text of the column's type, inclusive, "" for none; Pattern is a
// regular expression of package regexp that has to match the whole text. Nobody
// changes a Protected column by hand.
type InputRules struct {
	Required  bool         `json:"required,omitempty"`
	Unique    bool         `json:"unique,omitempty"`
	Protected bool         `json:"protected,omitempty"`
	Allowed   []string     `json:"allowed,omitempty"` // in canonical text; of a multi-select, its single choices
	From      *AllowedFrom `json:"allowedFrom,omitempty"`
	Min       string       `json:"min,omitempty"`
	Max       string       `json:"max,omitempty"`
	Pattern   string       `json:"pattern,omitempty"`
}

// AllowedFrom is a column of another table whose values are the ones allowed: of a
// CSV table by its name, or of an input table by its id.
type AllowedFrom struct {
	Table  TableID      `json:"tableId,omitempty"`
	Input  InputTableID `json:"inputTableId,omitempty"`
	Column string       `json:"column"`
}

// InputRule names a rule that a value breaks. The values are those of the API and
// of the edit log.
type InputRule string

// The rules. RuleType is broken by what is no value of the column's type.
const (
	RuleType     InputRule = "type"
	RuleRequired InputRule = "required"
	RuleUnique   InputRule = "unique"
	RuleAllowed  InputRule = "allowed"
	RuleMin      InputRule = "min"
	RuleMax      InputRule = "max"
	RulePattern  InputRule = "pattern"
)
