package editlog

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
)

func TestParse(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("9", 28)
	for _, c := range []struct {
		typ  writ.InputType
		raw  string
		want string // canonical text; what the error says, after "!"
	}{
		{writ.InputText, `"a"`, "a"},
		{writ.InputText, `""`, ""},
		{writ.InputText, `1e3`, "1e3"},
		{writ.InputText, `12.50`, "12.50"},
		{writ.InputText, `true`, "true"},
		{writ.InputText, `{"a":1}`, "!object"},
		{writ.InputText, `["a"]`, "!not a text"},
		{writ.InputText, `"a\u0000b"`, "!NUL"},
		{writ.InputText, `"\ud800"`, "!surrogate"},
		{writ.InputText, `"\udc00\ud800"`, "!surrogate"},
		{writ.InputText, `"\\ud800 \ud83d\ude00"`, `\ud800 😀`},
		{writ.InputText, "\"\xff\"", "!UTF-8"},
		{writ.InputText, `"a`, "!JSON"},
		{writ.InputText, ``, "!JSON"},
		{writ.InputInteger, `42`, "42"},
		{writ.InputInteger, ` "42" `, "42"},
		{writ.InputInteger, `"-0"`, "0"},
		{writ.InputInteger, `-9223372036854775808`, "-9223372036854775808"},
		{writ.InputInteger, `9223372036854775808`, "!64 bits"},
		{writ.InputInteger, `1e999`, "!64 bits"},
		{writ.InputInteger, `1e99999`, "!not a number"},
		{writ.InputInteger, `1e3`, "1000"},
		{writ.InputInteger, `42.0`, "42"},
		{writ.InputInteger, `42.5`, "!whole"},
		{writ.InputInteger, `"1e3"`, "!not a number"},
		{writ.InputInteger, `"42.0"`, "!whole"},
		{writ.InputInteger, `"007"`, "!zeros in front"},
		{writ.InputInteger, `"1,000"`, "!separators"},
		{writ.InputInteger, `" 1"`, "!separators"},
		{writ.InputInteger, `"+1"`, "!not a number"},
		{writ.InputInteger, `""`, "!not a number"},
		{writ.InputInteger, `true`, "!not a number"},
		{writ.InputDecimal, `"12.50"`, "12.5"},
		{writ.InputDecimal, `-0.00`, "0"},
		{writ.InputDecimal, `1.25e1`, "12.5"},
		{writ.InputDecimal, `1e-10`, "0.0000000001"},
		{writ.InputDecimal, `1e-11`, "!after the point"},
		{writ.InputDecimal, `"0.12345678900000"`, "0.123456789"},
		{writ.InputDecimal, `"` + long + `.0000000001"`, long + ".0000000001"},
		{writ.InputDecimal, `"` + long + `9"`, "!before the point"},
		{writ.InputDecimal, `".5"`, "!not a number"},
		{writ.InputDecimal, `"5."`, "!not a number"},
		{writ.InputDecimal, `"NaN"`, "!not a number"},
		{writ.InputDate, `"2026-01-31"`, "2026-01-31"},
		{writ.InputDate, `"2024-02-29"`, "2024-02-29"},
		{writ.InputDate, `"2026-02-29"`, "!no day"},
		{writ.InputDate, `"0000-01-01"`, "!no day"},
		{writ.InputDate, `"2026-1-31"`, "!not a date"},
		{writ.InputDate, `"31.01.2026"`, "!not a date"},
		{writ.InputDate, `"2026-01-31 13:05"`, "!behind it"},
		{writ.InputDate, `20260131`, "!not a date"},
		{writ.InputTimestamp, `"2026-01-31 13:05"`, "2026-01-31 13:05:00"},
		{writ.InputTimestamp, `"2026-01-31T13:05:00"`, "2026-01-31 13:05:00"},
		{writ.InputTimestamp, `"2026-01-31 13:05:00.120000"`, "2026-01-31 13:05:00.12"},
		{writ.InputTimestamp, `"2026-01-31 13:05:00.1234567"`, "!microsecond"},
		{writ.InputTimestamp, `"2026-01-31T13:05:00Z"`, "!zone"},
		{writ.InputTimestamp, `"2026-01-31 13:05:00+02:00"`, "!zone"},
		{writ.InputTimestamp, `"2026-01-31 13:05Z"`, "!zone"},
		{writ.InputTimestamp, `"2026-01-31"`, "!without a time"},
		{writ.InputTimestamp, `"2026-01-31 24:00:00"`, "!not a date and time"},
		{writ.InputTimestamp, `"2026-01-31 13:05:60"`, "!not a date and time"},
		{writ.InputTimestamp, `"2026-01-31 9:05:00"`, "!not a date and time"},
		{writ.InputTimestamp, `"2026-01-31 13:05:00,5"`, "!not a date and time"},
		{writ.InputCheckbox, `true`, "true"},
		{writ.InputCheckbox, `"false"`, "false"},
		{writ.InputCheckbox, `1`, "!neither"},
		{writ.InputCheckbox, `"yes"`, "!neither"},
		{writ.InputSingleSelect, `"red"`, "red"},
		{writ.InputMultiSelect, `[ "b", "a" ]`, `["b","a"]`},
		{writ.InputMultiSelect, `"[\"b\", \"a\"]"`, `["b","a"]`},
		{writ.InputMultiSelect, `[]`, `[]`},
		{writ.InputMultiSelect, `["a","a"]`, "!twice"},
		{writ.InputMultiSelect, `["a",1]`, "!texts only"},
		{writ.InputMultiSelect, `["a",null]`, "!texts only"},
		{writ.InputMultiSelect, `["\u0000"]`, "!NUL"},
		{writ.InputMultiSelect, `"a"`, "!list of choices"},
		{"float", `1`, "!not a type"},
	} {
		got, err := Parse(c.typ, json.RawMessage(c.raw))
		if says, fails := strings.CutPrefix(c.want, "!"); fails {
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s %s is %v, %v; want an error with %q", c.typ, c.raw, got, err, says)
			}
		} else if err != nil || got != (Cell{Type: c.typ, Value: writ.Text(c.want)}) {
			t.Errorf("%s %s is %v, %v; want %q", c.typ, c.raw, got, err, c.want)
		}
	}
	for _, typ := range writ.InputTypes() {
		if got, err := Parse(typ, json.RawMessage("null")); err != nil || !got.IsNull() {
			t.Errorf("null as %s is %v, %v", typ, got, err)
		}
	}
}

// What a cell is sent back as is read as the same cell again.
func TestRawOfEachCellParses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCell(t)
		if c.Value.Text == "\x00" {
			return
		}
		back, err := Parse(c.Type, c.Raw())
		if c.IsNull() {
			back, err = Parse(writ.InputText, c.Raw())
		}
		if err != nil || !back.Equal(c) {
			t.Fatalf("%v is sent as %s and read as %v, %v", c, c.Raw(), back, err)
		}
	})
}

func TestGivenKeepsWhateverCame(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`"abc"`: "abc", `12.50`: "12.50", `{"a":1}`: `{"a":1}`, `["a"]`: `["a"]`,
		`"\ud800"`: `"\ud800"`, `"a\u0000"`: `"a\u0000"`, `true`: "true",
	} {
		if got := Given(json.RawMessage(raw)); got != (Cell{Type: writ.InputText, Value: writ.Text(want)}) {
			t.Errorf("%s is kept as %v", raw, got)
		}
	}
	if !Given(json.RawMessage("null")).IsNull() {
		t.Error("null is not kept as NULL")
	}
}

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from writ.InputType
		text string
		to   writ.InputType
		want string // "!" if it does not fit
	}{
		{writ.InputText, "12.50", writ.InputDecimal, "12.5"},
		{writ.InputText, "007", writ.InputInteger, "!"},
		{writ.InputText, "", writ.InputInteger, "!"},
		{writ.InputText, "abc", writ.InputSingleSelect, "abc"},
		{writ.InputText, "abc", writ.InputMultiSelect, `["abc"]`},
		{writ.InputText, `["a","b"]`, writ.InputMultiSelect, `["a","b"]`},
		{writ.InputText, `["a", "b"]`, writ.InputMultiSelect, `["a","b"]`},
		{writ.InputText, `["a","a"]`, writ.InputMultiSelect, `["[\"a\",\"a\"]"]`},
		{writ.InputText, "2026-01-31T13:05", writ.InputTimestamp, "2026-01-31 13:05:00"},
		{writ.InputMultiSelect, `["a"]`, writ.InputSingleSelect, "a"},
		{writ.InputMultiSelect, `["a","b"]`, writ.InputSingleSelect, "!"},
		{writ.InputMultiSelect, `[]`, writ.InputSingleSelect, "!"},
		{writ.InputMultiSelect, `["5"]`, writ.InputInteger, "!"},
		{writ.InputMultiSelect, `["a","b"]`, writ.InputText, `["a","b"]`},
		{writ.InputInteger, "42", writ.InputDecimal, "42"},
		{writ.InputInteger, "42", writ.InputMultiSelect, `["42"]`},
		{writ.InputInteger, "1", writ.InputCheckbox, "!"},
		{writ.InputDecimal, "42", writ.InputInteger, "42"},
		{writ.InputDecimal, "42.5", writ.InputInteger, "!"},
		{writ.InputDecimal, "9999999999999999999999999999", writ.InputInteger, "!"},
		{writ.InputDate, "2026-01-31", writ.InputTimestamp, "2026-01-31 00:00:00"},
		{writ.InputTimestamp, "2026-01-31 00:00:00", writ.InputDate, "2026-01-31"},
		{writ.InputTimestamp, "2026-01-31 00:00:00.1", writ.InputDate, "!"},
		{writ.InputCheckbox, "true", writ.InputText, "true"},
		{writ.InputSingleSelect, "true", writ.InputCheckbox, "true"},
	} {
		got, ok := Convert(Cell{Type: c.from, Value: writ.Text(c.text)}, c.to)
		if ok != (c.want != "!") || ok && got != (Cell{Type: c.to, Value: writ.Text(c.want)}) {
			t.Errorf("%s %q as %s is %v, %v; want %q", c.from, c.text, c.to, got, ok, c.want)
		}
	}
}

// Whatever is converted is canonical, and can be written down and read.
func TestConvertedCellsAreCells(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawCell(t)
		to := rapid.SampledFrom(writ.InputTypes()).Draw(t, "to")
		d, ok := Convert(c, to)
		if !ok {
			return
		}
		b, err := d.MarshalJSON()
		var back Cell
		if err == nil {
			err = back.UnmarshalJSON(b)
		}
		if err != nil || back != d {
			t.Fatalf("%v as %s is %v, read back as %v: %v", c, to, d, back, err)
		}
	})
}
