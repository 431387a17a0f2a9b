package ingest

import (
	"bytes"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fuzzConvert tries a converter on anything: it never panics, leaves nothing of
// what it refuses, and what it writes is canonical text of its kind. same compares
// that with another reader of the value.
func fuzzConvert(f *testing.F, want form, formats, seeds []string, same func(t *testing.T, format, value, canonical string)) {
	for i, s := range seeds {
		f.Add([]byte(s), uint8(i))
	}
	f.Fuzz(func(t *testing.T, value []byte, pick uint8) {
		format := formats[int(pick)%len(formats)]
		by, ok := newConverter(want, format)
		if !ok {
			t.Fatalf("no format %q", format)
		}
		plain, _ := newConverter(want, "")
		var s scratch
		got, ok := convert(value, by, &s, []byte("x"))
		if !ok {
			if string(got) != "x" {
				t.Fatalf("%q as %q was refused and left %q", value, format, got)
			}
			return
		}
		if len(got) == 1 {
			if len(bytes.TrimSpace(value)) > 0 {
				t.Fatalf("%q as %q became NULL", value, format)
			}
			return
		}
		canonical := string(got[1:])
		if form := recognise([]byte(canonical), &s).form; join(want, form) != want {
			t.Fatalf("%q as %q became %q, which is %s", value, format, canonical, kinds[form])
		}
		if again, ok := convert([]byte(canonical), plain, &s, nil); !ok || string(again) != canonical {
			t.Fatalf("%q as %q became %q, and that %q", value, format, canonical, again)
		}
		same(t, format, string(bytes.TrimSpace(value)), canonical)
	})
}

// numberShapes are the formats of numbers as regular expressions, and what makes
// plain numbers of them.
var numberShapes = map[string]struct {
	shape *regexp.Regexp
	plain *strings.Replacer
}{
	"":           {regexp.MustCompile(`^[+−-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?$`), strings.NewReplacer("−", "-")},
	"1,234.5":    {regexp.MustCompile(`^[+−-]?(\d*|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?$`), strings.NewReplacer(",", "", "−", "-")},
	"1.234,5":    {regexp.MustCompile(`^[+−-]?(\d*|[1-9]\d{0,2}(\.\d{3})+)(,\d+)?$`), strings.NewReplacer(".", "", ",", ".", "−", "-")},
	"1 234,5":    {regexp.MustCompile("^[+−-]?(\\d*|[1-9]\\d{0,2}([ \u00a0\u202f\u2009]\\d{3})+)(,\\d+)?$"), strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2009", "", ",", ".", "−", "-")},
	"1'234.5":    {regexp.MustCompile(`^[+−-]?(\d*|[1-9]\d{0,2}(['’]\d{3})+)(\.\d+)?$`), strings.NewReplacer("'", "", "’", "", "−", "-")},
	"1,23,456.7": {regexp.MustCompile(`^[+−-]?(\d*|[1-9]\d?(,\d{2})*,\d{3})(\.\d+)?$`), strings.NewReplacer(",", "", "−", "-")},
}

var numberNames = []string{"", "1,234.5", "1.234,5", "1 234,5", "1'234.5", "1,23,456.7"}

var numberSeeds = []string{
	"-12.50", "1,234.5", "1.234,56", "1 234,5", "1'234.5", "1,23,456.7", "1.5e-300", "+007", "-0,0", "12.34,5", "9223372036854775808",
	"0.30000000000000004", "1e308", "1\u202f234", "−1", "1.234567,8", ".5e1", "12345678901234567890123456789012345678",
}

// plainly checks the shape of a number and returns it without groups.
func plainly(t *testing.T, format, value string) string {
	n := numberShapes[format]
	if !n.shape.MatchString(value) {
		t.Fatalf("%q was read as %q", value, format)
	}
	return n.plain.Replace(value)
}

func sameNumber(t *testing.T, format, value, canonical string) {
	a, ok := new(big.Rat).SetString(plainly(t, format, value))
	b, ok2 := new(big.Rat).SetString(canonical)
	if !ok || !ok2 || a.Cmp(b) != 0 {
		t.Fatalf("%q as %q became %q", value, format, canonical)
	}
}

func FuzzConvertInteger(f *testing.F) { fuzzConvert(f, integer, numberNames, numberSeeds, sameNumber) }

func FuzzConvertDecimal(f *testing.F) { fuzzConvert(f, decimal, numberNames, numberSeeds, sameNumber) }

func FuzzConvertFloat(f *testing.F) {
	fuzzConvert(f, float, numberNames, numberSeeds, func(t *testing.T, format, value, canonical string) {
		a, err := strconv.ParseFloat(plainly(t, format, value), 64)
		b, err2 := strconv.ParseFloat(canonical, 64)
		if err != nil || err2 != nil || a != b {
			t.Fatalf("%q as %q became %q", value, format, canonical)
		}
		sameNumber(t, format, value, canonical)
	})
}

func FuzzConvertBoolean(f *testing.F) {
	formats := []string{"", "yes/no", "y/n", "t/f", "1/0", "on/off"}
	seeds := []string{"TRUE", "Yes", "N", "f", "1", "off", "01", "ye", "yes/no"}
	fuzzConvert(f, boolean, formats, seeds, func(t *testing.T, format, value, canonical string) {
		yes, no, _ := strings.Cut(format, "/")
		word := map[string]string{"true": yes, "false": no}[canonical]
		if format != "" && !strings.EqualFold(value, word) {
			t.Fatalf("%q as %q became %q", value, format, canonical)
		}
	})
}

// layouts are formats of days as Go writes them. Names of months are compared in
// English only.
var layouts = map[string]string{
	"": "2006-01-02", "dd/MM/yyyy": "02/01/2006", "M/d/yyyy": "1/2/2006", "d.M.yyyy": "2.1.2006",
	"yyyyMMdd": "20060102", "dd-MM-yy": "02-01-06", "d MMM yyyy": "2 Jan 2006", "MMM d, yyyy": "Jan 2, 2006",
}

var dateNames = []string{"", "dd/MM/yyyy", "M/d/yyyy", "d.M.yyyy", "yyyyMMdd", "dd-MM-yy", "d MMM yyyy", "MMM d, yyyy"}

var dateSeeds = []string{"2024-02-29", "29/02/2023", "2/29/2024", "1.12.1999", "20241301", "01-01-69", "3 Févr. 2024", "SEPT 9, 0001"}

// sameTime compares what the first layout that reads value makes of it with
// canonical. A month in another language, a point after its name and the
// pivot of years are read differently by Go.
func sameTime(t *testing.T, format, value, canonical, canonicalLayout string, tries ...string) {
	if strings.Contains(format, "MMM") || strings.HasSuffix(format, "yy") && !strings.HasSuffix(format, "yyyy") {
		return
	}
	want, err := time.Parse(canonicalLayout, canonical)
	if err != nil {
		t.Fatalf("%q as %q became %q: %v", value, format, canonical, err)
	}
	for _, layout := range tries {
		if got, err := time.Parse(layout, value); err == nil {
			if !got.Equal(want) {
				t.Fatalf("%q as %q became %q instead of %v", value, format, canonical, got)
			}
			return
		}
	}
	t.Fatalf("%q as %q became %q, but is no such time", value, format, canonical)
}

func FuzzConvertDate(f *testing.F) {
	fuzzConvert(f, date, dateNames, dateSeeds, func(t *testing.T, format, value, canonical string) {
		sameTime(t, format, value, canonical, time.DateOnly, layouts[format])
	})
}

func FuzzConvertTime(f *testing.F) {
	seeds := []string{"13:05:00", "9:05", "1:05:09 PM", "12:00 a.m.", "24:00:00", "13:05:59.123456", "13:05:60"}
	fuzzConvert(f, clock, []string{"", clock24, clock12}, seeds, func(t *testing.T, format, value, canonical string) {
		if format == clock12 {
			value = halfDayOf(value)
		}
		sameTime(t, format, value, canonical, time.TimeOnly, "15:04:05", "15:04", "3:04:05PM", "3:04PM")
	})
}

// halfDayOf spells the half of the day as Go does.
func halfDayOf(value string) string {
	value = strings.ToUpper(strings.NewReplacer("a.m.", "AM", "p.m.", "PM", "A.M.", "AM", "P.M.", "PM", "a.M.", "AM", "A.m.", "AM", "P.m.", "PM", "p.M.", "PM", "\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(value))
	for _, half := range []string{" AM", " PM"} {
		value = strings.Replace(value, half, half[1:], 1)
	}
	return value
}

// timesOf joins the layouts of days with those of a clock.
func timesOf(format string, half bool) []string {
	days, clocks := format, []string{" 15:04:05", " 15:04"}
	switch {
	case format == "":
		clocks = append(clocks, "T15:04:05", "T15:04", "")
	case half:
		days, clocks = strings.TrimSuffix(format, " "+clock12), []string{" 3:04:05PM", " 3:04PM"}
	default:
		days = strings.TrimSuffix(format, " "+clock24)
	}
	for i := range clocks {
		clocks[i] = layouts[days] + clocks[i]
	}
	return clocks
}

var timestampSeeds = []string{
	"2024-01-02T03:04:05.5", "31/12/2026 13:05", "12/31/2026 1:05 pm", "2026-12-31", "2026-12-31 13:05", "1.2.2024 9:05:06.000001",
	"2024-01-02T03:04:05.5+05:30", "31/12/2026 13:05 -08", "2026-12-31T13:05Z", "0001-01-01 00:00+01",
}

func timestampNames() []string {
	names := []string{""}
	for _, d := range dateNames[1:] {
		names = append(names, d+" "+clock24, d+" "+clock12)
	}
	return names
}

// comparedByGo tells whether Go reads the days of a timestamp as we do.
func comparedByGo(format string) bool {
	return !strings.Contains(format, "MMM") && !strings.Contains(format, "-yy ")
}

// respaced writes thin blanks, and those that do not break, as Go reads them.
var respaced = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ")

func FuzzConvertTimestamp(f *testing.F) {
	fuzzConvert(f, timestamp, timestampNames(), timestampSeeds, func(t *testing.T, format, value, canonical string) {
		if !comparedByGo(format) {
			return
		}
		half := strings.HasSuffix(format, clock12)
		value = respaced.Replace(value)
		if half {
			value = halfDayOf(value)
		}
		canonical = strings.Replace(canonical, "T", " ", 1)
		sameTime(t, format, value, canonical, time.DateTime, timesOf(format, half)...)
	})
}

func FuzzConvertTimestamptz(f *testing.F) {
	fuzzConvert(f, instant, timestampNames(), timestampSeeds, func(t *testing.T, format, value, canonical string) {
		if !comparedByGo(format) || strings.HasSuffix(format, clock12) {
			return
		}
		var s scratch
		utc := string(recognise([]byte(canonical), &s).canonical)
		var tries []string
		for _, layout := range timesOf(format, false) {
			for _, zone := range []string{"Z07:00", "Z0700", "Z07", " Z07:00", " Z0700", " Z07"} {
				tries = append(tries, layout+zone)
			}
		}
		sameTime(t, format, respaced.Replace(value), utc, "2006-01-02 15:04:05Z07:00", tries...)
	})
}
