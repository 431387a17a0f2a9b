package drivertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// sample is a type and values of it that every platform keeps exactly.
type sample struct {
	typ    writ.Type
	values []string
}

func (e *exam) samples() []sample {
	all := []sample{
		{writ.Type{Kind: writ.KindText}, e.texts()},
		{writ.Type{Kind: writ.KindInteger}, []string{"0", "-1", "9223372036854775807", "-9223372036854775808"}},
		{writ.Type{Kind: writ.KindDecimal, Precision: 38}, []string{strings.Repeat("9", 38), "-" + strings.Repeat("9", 38), "0", "9223372036854775808"}},
		{writ.Type{Kind: writ.KindDecimal, Precision: 38, Scale: 10}, []string{strings.Repeat("9", 28) + ".0123456789", "-0.0000000001"}},
		{writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2}, []string{"12.50", "-0.01", "99999999.99", "0.00"}},
		{writ.Type{Kind: writ.KindDecimal, Precision: 14, Scale: 6}, []string{"10000.000001", "-99999999.999999", "0.000100", "12345.678900", "10000000.000000", "0.000000"}},
		{writ.Type{Kind: writ.KindDecimal, Precision: 4, Scale: 4}, []string{"0.1234", "-0.9999"}},
		{writ.Type{Kind: writ.KindFloat}, e.floats()},
		{writ.Type{Kind: writ.KindBoolean}, []string{"true", "false"}},
		{writ.Type{Kind: writ.KindDate}, []string{"2026-01-31", "2000-02-29", "0001-01-01", "9999-12-31", "1582-10-10", "1969-12-31", "1999-12-31", "2000-01-01", "2000-03-01", "1900-02-28", "2024-02-29"}},
		{writ.Type{Kind: writ.KindTime}, []string{"00:00:00", "13:05:00", "23:59:59.999999", "13:05:00.5"}},
		{writ.Type{Kind: writ.KindTimestamp}, []string{"2026-01-31 13:05:00", "2024-03-10 02:30:00", "1969-12-31 23:59:59.999999", "0001-01-01 00:00:00", "9999-12-31 23:59:59.5"}},
		{writ.Type{Kind: writ.KindTimestampTZ}, []string{"2026-01-31 13:05:00Z", "2024-03-10 02:30:00Z", "1900-01-01 00:00:00.000001Z", "9999-12-31 23:59:59Z"}},
		{writ.Type{Kind: writ.KindBytes}, []string{"", "00", "00ff5c27220a", strings.Repeat("ab", 1000)}},
		{writ.Type{Kind: writ.KindJSON}, []string{`{"a": [1, null, "ü\n"]}`, "null", `"x"`, "12345678901234567890.5"}},
	}
	var supported []sample
	for _, s := range all {
		if _, err := e.Driver.Dialect().NativeType(s.typ); writ.CodeOf(err) != writ.CodeUnsupported {
			supported = append(supported, s)
		}
	}
	return supported
}

func (e *exam) texts() []string {
	texts := []string{
		"", " ", "NULL", "null", `\N`, `\.`, `""`, `"`, `'`, `''`, `\`, `\\`, ",", ";", "\t", "\n", "\r", "\r\n", "\n\n", "a,b\n\"c\"\r\n",
		"#comment", "--", "/*", " leading", "trailing ", "true", "1", "01", "1e5", "\ufeffbom", "é", "e\u0301", "ß", "İ", "\u200b",
		"\U0001F642", "\U0001F468\u200d\U0001F469\u200d\U0001F467", "\U0010FFFF", "日本語", "עברית", "\x01\x1f\x7f", "%s{{}}$1?:x",
		strings.Repeat("x", 70000), strings.Repeat("\U0001F642,\"\n", 1<<17), // 1 MiB of the worst
	}
	if e.caps.NULInText {
		texts = append(texts, "\x00", "a\x00b")
	}
	return texts
}

func (e *exam) floats() []string {
	floats := []string{"0", "-0", "1", "-1.5", "0.1", "1e+22", "5e+22", "9007199254740993", "5e-324", "1.7976931348623157e+308", "2.2250738585072014e-308", "0.30000000000000004"}
	if e.caps.SpecialFloats {
		floats = append(floats, "NaN", "Infinity", "-Infinity")
	}
	return floats
}

// examValues sends every kind of value and NULL on the whole way, canonical file
// to table to rows and back to a canonical file, and wants each back as it was.
func examValues(t *testing.T, e *exam) {
	for _, s := range e.samples() {
		t.Run(s.typ.String(), func(t *testing.T) {
			t.Parallel()
			c, table := e.open(t), e.NewDestination(t).Child("values")
			columns := []driver.Column{{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}}, {Name: "v", Type: s.typ}}
			rows := [][]writ.Value{{integer(1), writ.Null()}}
			for i, v := range s.values {
				rows = append(rows, []writ.Value{integer(i + 2), writ.Text(v)})
			}
			rows = append(rows, []writ.Value{integer(len(rows) + 1), writ.Null()})
			e.load(t, c, table, columns, rows)

			stmt, err := e.Driver.Dialect().SelectRows(driver.Window{Path: table, Columns: []string{writ.RowColumn, "v"}, Key: writ.RowColumn, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			got, read, err := fetch(t.Context(), c, stmt)
			if err != nil {
				t.Fatal(err)
			}
			sameTypes(t, got, columns)
			sameRows(t, "rows", s.typ.Kind, read, rows)

			described, err := c.Describe(t.Context(), table)
			if err != nil {
				t.Fatal(err)
			}
			sameTypes(t, described, columns)

			var out bytes.Buffer
			if err := c.Export(t.Context(), table, described, writ.RowColumn, &out); err != nil {
				t.Fatal(err)
			}
			exported, ok := readCanonical(out.Bytes())
			if !ok {
				t.Fatalf("the export is no canonical file: %.300q", out.Bytes())
			}
			sameRows(t, "export", s.typ.Kind, exported, rows)
		})
	}
}

// sameTypes demands that columns came back with name and type.
func sameTypes(t *testing.T, got, want []driver.Column) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got columns %v, want %v", got, want)
	}
	for i := range want {
		if got[i].Name != want[i].Name || got[i].Type != want[i].Type || got[i].Native == "" {
			t.Errorf("column %d: got %+v, want %+v and its native type", i, got[i], want[i])
		}
	}
}

// sameRows compares the second of two columns.
func sameRows(t *testing.T, where string, kind writ.Kind, got, want [][]writ.Value) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d rows, want %d", where, len(got), len(want))
	}
	for i := range want {
		g, w := got[i][1], want[i][1]
		if got[i][0] != want[i][0] || g.Null != w.Null || !g.Null && !sameText(kind, g.Text, w.Text) {
			t.Errorf("%s: got %s, want %s", where, show(got[i]), show(want[i]))
		}
	}
}

// sameText compares two canonical texts of one value. Floats may differ in how
// the same shortest digits are written, JSON in blanks.
func sameText(kind writ.Kind, got, want string) bool {
	switch kind {
	case writ.KindFloat:
		g, err := strconv.ParseFloat(got, 64)
		w, _ := strconv.ParseFloat(want, 64)
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return got == want
		}
		return err == nil && math.Float64bits(g) == math.Float64bits(w) && digits(got) == digits(strconv.FormatFloat(w, 'e', -1, 64))
	case writ.KindJSON:
		var g, w any
		return decodeJSON(got, &g) && decodeJSON(want, &w) && reflect.DeepEqual(g, w)
	}
	return got == want
}

// digits returns the significant digits of a number.
func digits(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(s), "e")
	return strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(s), "0")
}

func decodeJSON(s string, v any) bool {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	return d.Decode(v) == nil
}

// show renders a row for a message, however long its cells are.
func show(row []writ.Value) string {
	var b strings.Builder
	for _, v := range row {
		if v.Null {
			b.WriteString("NULL ")
		} else {
			fmt.Fprintf(&b, "%.60q(%d bytes) ", v.Text, len(v.Text))
		}
	}
	return b.String()
}

// examRefusals demands that a value that does not fit is refused by the name of
// its column, and that nothing is left of the table.
func examRefusals(t *testing.T, e *exam) {
	tests := []struct {
		name  string
		typ   writ.Type
		value string
	}{
		{"integer too big", writ.Type{Kind: writ.KindInteger}, "9223372036854775808"},
		{"integer too small", writ.Type{Kind: writ.KindInteger}, "-9223372036854775809"},
		{"no integer", writ.Type{Kind: writ.KindInteger}, "12abc"},
		{"empty integer", writ.Type{Kind: writ.KindInteger}, ""},
		{"decimal too big", writ.Type{Kind: writ.KindDecimal, Precision: 4, Scale: 2}, "100.00"},
		{"decimal of 39 digits", writ.Type{Kind: writ.KindDecimal, Precision: 38}, strings.Repeat("9", 39)},
		{"no float", writ.Type{Kind: writ.KindFloat}, "1,5"},
		{"no boolean", writ.Type{Kind: writ.KindBoolean}, "maybe"},
		{"no such day", writ.Type{Kind: writ.KindDate}, "2023-02-29"},
		{"no such month", writ.Type{Kind: writ.KindTimestamp}, "2023-13-01 00:00:00"},
		{"no such hour", writ.Type{Kind: writ.KindTimestamp}, "2023-01-01 25:00:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, d := e.open(t), e.NewDestination(t)
			columns := []driver.Column{{Name: "amount due", Type: tt.typ}, {Name: "note", Type: writ.Type{Kind: writ.KindText}}}
			file := e.stage(t, [][]writ.Value{{writ.Null(), writ.Text("good")}, {writ.Text(tt.value), writ.Text("bad")}})
			_, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("refused"), Columns: columns, File: file})
			wantClass(t, err, driver.ClassValue)
			if err != nil && !strings.Contains(err.Error(), "amount due") {
				t.Errorf("%v: does not name the column", err)
			}
			e.empty(t, c, d)
		})
	}
	t.Run("NUL", func(t *testing.T) {
		if e.caps.NULInText {
			t.Skip("this platform keeps NUL in text")
		}
		c, d := e.open(t), e.NewDestination(t)
		columns := []driver.Column{{Name: "v", Type: writ.Type{Kind: writ.KindText}}}
		_, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("nul"), Columns: columns, File: e.stageBytes(t, []byte("a\x00b\n"))})
		wantClass(t, err, driver.ClassValue)
		e.empty(t, c, d)
	})
}

// examNatives reads columns of the platform's own types: as the expected kind
// and text where one is given, and never with a failure.
func examNatives(t *testing.T, e *exam) {
	if len(e.Natives) == 0 {
		t.Fatal("the harness names no native types")
	}
	c, table := e.open(t), e.NewDestination(t).Child("natives")
	b := e.q.Build().Raw("CREATE TABLE ").Path(table).Raw(" AS SELECT ")
	names := make([]string, len(e.Natives))
	for i, n := range e.Natives {
		if i > 0 {
			b.Raw(", ")
		}
		names[i] = fmt.Sprintf("c%d", i)
		b.SQL(n.Value).Raw(" AS ").Ident(names[i])
	}
	e.exec(t, c, b)
	columns, rows := e.rows(t, c, e.q.Build().Raw("SELECT ").Idents(names...).Raw(" FROM ").Path(table))
	described, err := c.Describe(t.Context(), table)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := c.Export(t.Context(), table, described, "", &out); err != nil {
		t.Fatal(err)
	}
	exported, ok := readCanonical(out.Bytes())
	if !ok || len(rows) != 1 || len(exported) != 1 {
		t.Fatalf("rows %v, export %q", rows, out.Bytes())
	}
	for i, n := range e.Natives {
		if columns[i].Type.Kind != n.Kind || described[i].Type.Kind != n.Kind {
			t.Errorf("%s: reads as %s, described as %s, want %s", n.Value, columns[i].Type, described[i].Type, n.Kind)
		}
		if rows[0][i].Text != n.Want || exported[0][i].Text != n.Want {
			t.Errorf("%s: reads as %q, exports as %q, want %q", n.Value, rows[0][i].Text, exported[0][i].Text, n.Want)
		}
	}
}
