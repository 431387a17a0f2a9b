package writ

import (
	"encoding/json"
	"fmt"
)

// Kind is the portable type of a value, the same on every platform.
type Kind string

// The portable kinds. KindOther stands for any native type that has no portable
// counterpart: it reads as text and is never written.
const (
	KindText        Kind = "text"
	KindInteger     Kind = "integer"     // 64 bits, signed
	KindDecimal     Kind = "decimal"     // exact; Precision and Scale tell the digits
	KindFloat       Kind = "float"       // IEEE 754 double
	KindBoolean     Kind = "boolean"     //
	KindDate        Kind = "date"        // no time, no zone
	KindTime        Kind = "time"        // no date, no zone
	KindTimestamp   Kind = "timestamp"   // date and time, no zone; stays so
	KindTimestampTZ Kind = "timestamptz" // an instant; rendered in UTC
	KindBytes       Kind = "bytes"       //
	KindJSON        Kind = "json"        //
	KindOther       Kind = "other"       //
)

// Type is a kind with what it needs to be exact. Precision (all digits) and
// Scale (digits after the point) are set for KindDecimal only.
type Type struct {
	Kind      Kind `json:"kind"`
	Precision int  `json:"precision,omitempty"`
	Scale     int  `json:"scale,omitempty"`
}

// String renders a type as people read it: "integer", "decimal(10,2)".
func (t Type) String() string {
	if t.Kind == KindDecimal && t.Precision > 0 {
		return fmt.Sprintf("decimal(%d,%d)", t.Precision, t.Scale)
	}
	return string(t.Kind)
}

// Value is one cell in canonical text, or NULL. NULL and "" are different
// things. The canonical text of each kind:
//
//	text         itself
//	integer      "-42"
//	decimal      "12.50" with the scale as stored
//	float        the shortest digits that read back to the same double, "NaN", "Infinity", "-Infinity"
//	boolean      "true", "false"
//	date         "2026-01-31"
//	time         "13:05:00", "13:05:00.123456"
//	timestamp    "2026-01-31 13:05:00", fraction only if not zero
//	timestamptz  "2026-01-31 13:05:00Z", in UTC
//	bytes        lower-case hexadecimal
//	json, other  as the platform renders it
type Value struct {
	Text string
	Null bool
}

// Text makes a Value that is not NULL.
func Text(s string) Value { return Value{Text: s} }

// Null is the NULL value.
func Null() Value { return Value{Null: true} }

// MarshalJSON renders the text as a JSON string and NULL as null, so that no
// number ever loses digits on its way.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.Null {
		return []byte("null"), nil
	}
	return json.Marshal(v.Text)
}

// UnmarshalJSON reads a JSON string or null.
func (v *Value) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("a cell is a string or null: %w", err)
	}
	*v = Value{Null: s == nil}
	if s != nil {
		v.Text = *s
	}
	return nil
}
