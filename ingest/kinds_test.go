package ingest

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value     string
		form      form
		canonical string
	}{
		{"0", integer, "0"},
		{"7", integer, "7"},
		{"-42", integer, "-42"},
		{"9223372036854775807", integer, "9223372036854775807"},
		{"-9223372036854775808", integer, "-9223372036854775808"},
		{"9223372036854775808", decimal, "9223372036854775808"},
		{"0.5", decimal, "0.5"},
		{"12.50", decimal, "12.5"},
		{"12.00", decimal, "12"},
		{"0.00", decimal, "0"},
		{"-0.10", decimal, "-0.1"},
		{"1.5e3", float, "1500"},
		{"1e-05", float, "0.00001"},
		{"1.0E+10", float, "10000000000"},
		{"5e-324", float, "0." + strings.Repeat("0", 323) + "5"},
		{"true", boolean, "true"},
		{"false", boolean, "false"},
		{"2024-02-29", date, "2024-02-29"},
		{"0001-01-01", date, "0001-01-01"},
		{"13:05:00", clock, "13:05:00"},
		{"13:05:00.120", clock, "13:05:00.12"},
		{"2024-01-02 03:04:05", timestamp, "2024-01-02 03:04:05"},
		{"2024-01-02T03:04:05.100000", timestamp, "2024-01-02 03:04:05.1"},
		{"2024-01-02 03:04:05.000", timestamp, "2024-01-02 03:04:05"},
		{"2024-01-02T03:04:05Z", instant, "2024-01-02 03:04:05Z"},
		{"2024-01-02T03:04:05+05:30", instant, "2024-01-01 21:34:05Z"},
		{"2024-01-02 03:04:05.250-0800", instant, "2024-01-02 11:04:05.25Z"},
		{"2024-01-02 03:04:05-08", instant, "2024-01-02 11:04:05Z"},
	} {
		var s scratch
		f := recognise([]byte(c.value), &s)
		if f.form != c.form || string(f.canonical) != c.canonical {
			t.Errorf("recognise(%q) = %s %q, want %s %q", c.value, kinds[f.form], f.canonical, kinds[c.form], c.canonical)
		}
	}
}

func TestRecogniseLeavesText(t *testing.T) {
	t.Parallel()
	for _, v := range []string{
		"", " ", "007", "00", "-0", "-0.0", "-", "+5", ".5", "5.", "1,5", "1_000", "0x1F", "1 000", "١٢٣",
		"1e5", "12E03", "1.e5", "1e", "1e+", "1.5e99999", "1e309", "1.5e-400", "-0.0e+0", "0.1000000000000000055e+0",
		"NaN", "Infinity", "inf", "NULL", "NA", "TRUE", "True", "yes", "1.2.3", "--5", "1-2",
		"2023-02-29", "2024-13-01", "0000-01-01", "2024-1-2", "2024-01-02 ", "01/02/2024",
		"24:00:00", "12:60:00", "12:00:60", "12:00", "12:00:00.", "12:00:00.1234567", "1:02:03",
		"2024-01-02 03:04", "2024-01-02x03:04:05", "2024-01-02 03:04:05.1234567", "2024-01-02 03:04:05 Z",
		"2024-01-02 03:04:05z", "2024-01-02 03:04:05+5", "2024-01-02 03:04:05+16:00", "2024-01-02 03:04:05+05:60",
		"0001-01-01 00:00:00+01", "9999-12-31 23:59:59-01", "truefalse",
	} {
		var s scratch
		if f := recognise([]byte(v), &s); f.form != text {
			t.Errorf("recognise(%q) = %s %q, want text", v, kinds[f.form], f.canonical)
		}
	}
}

func TestInexactNumbers(t *testing.T) {
	t.Parallel()
	for v, inexact := range map[string]bool{
		"123456789012345":              false,
		"0.30000000000000004":          false,
		"0.1000000000000000055":        true,
		"123456789012345678.123456789": true,
		"9007199254740993":             true,
		"9007199254740992":             false,
		"-0.000000000000000001":        false,
	} {
		var s scratch
		if f := recognise([]byte(v), &s); f.inexact != inexact {
			t.Errorf("recognise(%q).inexact = %v", v, f.inexact)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	for a := unknown; a <= text; a++ {
		if join(a, a) != a || join(unknown, a) != a || join(a, unknown) != a || join(a, text) != text {
			t.Errorf("join of %d with itself, unknown or text is wrong", a)
		}
		for b := unknown; b <= text; b++ {
			if join(a, b) != join(b, a) {
				t.Errorf("join(%d, %d) depends on the order", a, b)
			}
			for c := unknown; c <= text; c++ {
				if join(join(a, b), c) != join(a, join(b, c)) {
					t.Errorf("join of %d, %d, %d depends on the order", a, b, c)
				}
			}
		}
	}
	if join(integer, decimal) != decimal || join(decimal, float) != float || join(date, timestamp) != text {
		t.Error("join of neighbours is wrong")
	}
}

func TestFormOf(t *testing.T) {
	t.Parallel()
	for _, k := range []writ.Kind{writ.KindBytes, writ.KindJSON, writ.KindOther, "", "INTEGER"} {
		if _, ok := formOf(k); ok {
			t.Errorf("a column can be loaded as %q", k)
		}
	}
	if f, ok := formOf(writ.KindTimestampTZ); !ok || f != instant {
		t.Error("no form for timestamptz")
	}
}

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  writ.Kind
		value string
		want  string
		ok    bool
	}{
		{writ.KindInteger, "007", "7", true},
		{writ.KindInteger, " +42 ", "42", true},
		{writ.KindInteger, "-0", "0", true},
		{writ.KindInteger, "1e3", "1000", true},
		{writ.KindInteger, "1.5", "", false},
		{writ.KindInteger, "9223372036854775808", "", false},
		{writ.KindInteger, "seven", "", false},
		{writ.KindInteger, "", "", true},
		{writ.KindDecimal, ".5", "0.5", true},
		{writ.KindDecimal, "-.50", "-0.50", true},
		{writ.KindDecimal, "000.10", "0.10", true},
		{writ.KindDecimal, "1,5", "", false},
		{writ.KindDecimal, strings.Repeat("9", 38), strings.Repeat("9", 38), true},
		{writ.KindDecimal, strings.Repeat("9", 39), "", false},
		{writ.KindFloat, "1e5", "100000", true},
		{writ.KindFloat, "0.1", "0.1", true},
		{writ.KindFloat, "9007199254740993", "", false},
		{writ.KindFloat, "1e309", "", false},
		{writ.KindFloat, "NaN", "", false},
		{writ.KindFloat, "-", "", false},
		{writ.KindFloat, "e5", "", false},
		{writ.KindFloat, "-.e5", "", false},
		{writ.KindFloat, "0e5", "0", true},
		{writ.KindBoolean, "Yes", "true", true},
		{writ.KindBoolean, "0", "false", true},
		{writ.KindBoolean, "maybe", "", false},
		{writ.KindDate, "2024-02-29", "2024-02-29", true},
		{writ.KindDate, "2023-02-29", "", false},
		{writ.KindTimestamp, "2024-01-02", "2024-01-02 00:00:00", true},
		{writ.KindTimestamp, "2024-01-02T03:04", "2024-01-02T03:04:00", true},
		{writ.KindTimestamp, "2024-01-02 03:04:05Z", "", false},
		{writ.KindTimestampTZ, "2024-01-02 03:04:05Z", "2024-01-02 03:04:05Z", true},
		{writ.KindTimestampTZ, "2024-01-02 03:04:05", "", false},
		{writ.KindTime, "13:05:00", "13:05:00", true},
		{writ.KindTime, "25:00:00", "", false},
	} {
		f, _ := formOf(c.kind)
		var s scratch
		by, _ := newConverter(f, "")
		got, ok := convert([]byte(c.value), by, &s, []byte("x"))
		if ok != c.ok || ok && string(got) != "x"+c.want {
			t.Errorf("convert(%q, %s) = %q, %v, want %q, %v", c.value, c.kind, got, ok, c.want, c.ok)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	for _, v := range []string{"-12.50", "1.5e-300", "2024-01-02T03:04:05.5+05:30", "true", "13:05:00", "007", "1e"} {
		f.Add([]byte(v))
	}
	f.Fuzz(func(t *testing.T, v []byte) {
		var s, s2 scratch
		first := recognise(v, &s)
		if first.form == text {
			return
		}
		again := recognise([]byte(string(first.canonical)), &s2)
		if string(again.canonical) != string(first.canonical) || join(first.form, again.form) != first.form {
			t.Errorf("%q is %s %q, and that is %s %q", v, kinds[first.form], first.canonical, kinds[again.form], again.canonical)
		}
		for k := integer; k < text; k++ {
			by, _ := newConverter(k, "")
			if got, ok := convert(v, by, &s, nil); ok && len(got) > 0 && join(k, recognise(got, &s2).form) != k {
				t.Errorf("convert(%q, %s) = %q, which is not of that kind", v, kinds[k], got)
			}
		}
	})
}
