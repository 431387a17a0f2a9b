package ingest

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// formatCase is a value read as a kind in a format; want "" is a refusal.
type formatCase struct {
	kind   writ.Kind
	format string
	value  string
	want   string
}

func checkFormats(t *testing.T, cases []formatCase) {
	t.Helper()
	for _, c := range cases {
		f, _ := formOf(c.kind)
		by, ok := newConverter(f, c.format)
		if !ok {
			t.Errorf("%s has no format %q", c.kind, c.format)
			continue
		}
		var s scratch
		got, ok := convert([]byte(c.value), by, &s, []byte("x"))
		if ok != (c.want != "") || ok && string(got) != "x"+c.want {
			t.Errorf("%q as %s %q: got %q, %v, want %q", c.value, c.kind, c.format, got, ok, c.want)
		}
		if !ok && string(got) != "x" {
			t.Errorf("%q as %s %q: a refusal left %q", c.value, c.kind, c.format, got)
		}
	}
}

func TestNumberFormats(t *testing.T) {
	t.Parallel()
	const (
		english, german, french, swiss, indian = "1,234.5", "1.234,5", "1 234,5", "1'234.5", "1,23,456.7"
	)
	checkFormats(t, []formatCase{
		{writ.KindDecimal, german, "1.234,56", "1234.56"},
		{writ.KindDecimal, german, "12.34,5", ""},
		{writ.KindDecimal, german, "1.234.567,890", "1234567.890"},
		{writ.KindDecimal, german, "1234567,890", "1234567.890"},
		{writ.KindDecimal, german, "1.234567,8", ""},
		{writ.KindDecimal, german, "1234.567,8", ""},
		{writ.KindDecimal, german, "-0,50", "-0.50"},
		{writ.KindDecimal, german, ",5", "0.5"},
		{writ.KindDecimal, german, "5,", ""},
		{writ.KindDecimal, german, ",", ""},
		{writ.KindDecimal, german, "1,2,3", ""},
		{writ.KindDecimal, german, "0.123", ""},
		{writ.KindDecimal, german, "01.234", ""},
		{writ.KindDecimal, german, "007,5", "7.5"},
		{writ.KindDecimal, german, "+1.000", "1000"},
		{writ.KindDecimal, german, "−1.000,5", "-1000.5"},
		{writ.KindDecimal, german, "1,234.56", ""},
		{writ.KindDecimal, german, "1.5e3", ""},
		{writ.KindDecimal, german, "1,5e3", ""},
		{writ.KindDecimal, german, "1..234", ""},
		{writ.KindDecimal, german, ".234", ""},
		{writ.KindDecimal, german, "1.234.", ""},
		{writ.KindDecimal, german, "€ 1,5", ""},
		{writ.KindDecimal, german, "1,5 %", ""},
		{writ.KindDecimal, german, "(1,5)", ""},
		{writ.KindDecimal, german, "1,5-", ""},
		{writ.KindDecimal, german, "- 1,5", ""},
		{writ.KindDecimal, german, "١٢٣", ""},
		{writ.KindInteger, german, "1.234", "1234"},
		{writ.KindInteger, german, "1,0", ""},
		{writ.KindInteger, german, "9.223.372.036.854.775.807", "9223372036854775807"},
		{writ.KindInteger, german, "9.223.372.036.854.775.808", ""},
		{writ.KindFloat, german, "0,1", "0.1"},
		{writ.KindFloat, german, "9.007.199.254.740.993", ""},
		{writ.KindDecimal, english, "1,234.56", "1234.56"},
		{writ.KindDecimal, english, "1,23,456.7", ""},
		{writ.KindDecimal, english, "1,2345", ""},
		{writ.KindDecimal, english, "-1,234", "-1234"},
		{writ.KindDecimal, english, "1.234,5", ""},
		{writ.KindDecimal, english, strings.Repeat("9", 38), strings.Repeat("9", 38)},
		{writ.KindDecimal, english, strings.Repeat("9", 39), ""},
		{writ.KindDecimal, french, "1 234,5", "1234.5"},
		{writ.KindDecimal, french, "1\u00a0234,5", "1234.5"},
		{writ.KindDecimal, french, "1\u202f234\u2009567", "1234567"},
		{writ.KindDecimal, french, "1  234", ""},
		{writ.KindDecimal, french, "12 34", ""},
		{writ.KindDecimal, french, "612 345 678", "612345678"},
		{writ.KindDecimal, swiss, "1'234.50", "1234.50"},
		{writ.KindDecimal, swiss, "1’234.50", "1234.50"},
		{writ.KindDecimal, swiss, "1,234.5", ""},
		{writ.KindDecimal, indian, "1,23,456.7", "123456.7"},
		{writ.KindDecimal, indian, "12,34,56,789", "123456789"},
		{writ.KindDecimal, indian, "123,456", ""},
		{writ.KindDecimal, indian, "99,999", "99999"},
		{writ.KindDecimal, "", "1.5e3", "1500"},
		{writ.KindDecimal, "", "1.234567890123456789012345e24", "1234567890123456789012345"},
		{writ.KindDecimal, "", "12.30e-3", "0.0123"},
		{writ.KindDecimal, "", "100e-2", "1"},
		{writ.KindInteger, "", "100e-2", "1"},
		{writ.KindInteger, "", "1e-2", ""},
		{writ.KindDecimal, "", "-0e5", "0"},
		{writ.KindDecimal, "", "1e39", ""},
		{writ.KindDecimal, "", "1e401", ""},
		{writ.KindDecimal, "", "1e99999", ""},
		{writ.KindFloat, "", "1.7976931348623157e308", "17976931348623157" + strings.Repeat("0", 292)},
		{writ.KindFloat, "", "5e-324", "0." + strings.Repeat("0", 323) + "5"},
		{writ.KindFloat, "", "0.1000000000000000055e0", ""},
	})
}

func TestBooleanFormats(t *testing.T) {
	t.Parallel()
	checkFormats(t, []formatCase{
		{writ.KindBoolean, "yes/no", "YES", "true"},
		{writ.KindBoolean, "yes/no", "no", "false"},
		{writ.KindBoolean, "yes/no", "y", ""},
		{writ.KindBoolean, "yes/no", "true", ""},
		{writ.KindBoolean, "1/0", "1", "true"},
		{writ.KindBoolean, "1/0", "01", ""},
		{writ.KindBoolean, "on/off", "Off", "false"},
		{writ.KindBoolean, "t/f", "F", "false"},
		{writ.KindBoolean, "y/n", "N", "false"},
		{writ.KindBoolean, "", "TRUE", "true"},
		{writ.KindBoolean, "", "on", "true"},
		{writ.KindBoolean, "", "falsehood", ""},
	})
}

func TestDateFormats(t *testing.T) {
	t.Parallel()
	checkFormats(t, []formatCase{
		{writ.KindDate, "dd/MM/yyyy", "31/12/2026", "2026-12-31"},
		{writ.KindDate, "dd/MM/yyyy", "12/31/2026", ""},
		{writ.KindDate, "dd/MM/yyyy", "1/12/2026", ""},
		{writ.KindDate, "dd/MM/yyyy", "01/12/26", ""},
		{writ.KindDate, "dd/MM/yyyy", "01-12-2026", ""},
		{writ.KindDate, "dd/MM/yyyy", "01/12/2026 ", "2026-12-01"},
		{writ.KindDate, "dd/MM/yyyy", "01/12/2026x", ""},
		{writ.KindDate, "dd/MM/yyyy", "01/12/20266", ""},
		{writ.KindDate, "MM/dd/yyyy", "12/31/2026", "2026-12-31"},
		{writ.KindDate, "M/d/yyyy", "2/29/2024", "2024-02-29"},
		{writ.KindDate, "M/d/yyyy", "2/29/2023", ""},
		{writ.KindDate, "M/d/yyyy", "2/29/1900", ""},
		{writ.KindDate, "M/d/yyyy", "2/29/2000", "2000-02-29"},
		{writ.KindDate, "M/d/yyyy", "4/31/2024", ""},
		{writ.KindDate, "M/d/yyyy", "0/1/2024", ""},
		{writ.KindDate, "M/d/yyyy", "1/0/2024", ""},
		{writ.KindDate, "M/d/yyyy", "1/1/0000", ""},
		{writ.KindDate, "d.M.yy", "1.2.69", "2069-02-01"},
		{writ.KindDate, "d.M.yy", "1.2.70", "1970-02-01"},
		{writ.KindDate, "d.M.yy", "1.2.99", "1999-02-01"},
		{writ.KindDate, "d.M.yy", "1.2.00", "2000-02-01"},
		{writ.KindDate, "d.M.y", "1.2.2024", "2024-02-01"},
		{writ.KindDate, "d.M.y", "1.2.24", "2024-02-01"},
		{writ.KindDate, "d.M.y", "1.2.024", ""},
		{writ.KindDate, "yyyyMMdd", "20240229", "2024-02-29"},
		{writ.KindDate, "yyyyMMdd", "20230229", ""},
		{writ.KindDate, "yyyyMMdd", "202402290", ""},
		{writ.KindDate, "yyyy-MM-dd", "2024-02-29", "2024-02-29"},
		{writ.KindDate, "d MMM yyyy", "2 April 1993", "1993-04-02"},
		{writ.KindDate, "d MMM yyyy", "2 apr. 1993", "1993-04-02"},
		{writ.KindDate, "d MMM yyyy", "2 Sept 1993", "1993-09-02"},
		{writ.KindDate, "d MMM yyyy", "2 Aprilis 1993", ""},
		{writ.KindDate, "d MMM yyyy", "31 Juin 1993", ""},
		{writ.KindDate, "d MMM yyyy", "30 juin 1993", "1993-06-30"},
		{writ.KindDate, "d MMM yyyy", "1 AOÛT 2024", "2024-08-01"},
		{writ.KindDate, "d MMM yyyy", "1 septiembre 2024", "2024-09-01"},
		{writ.KindDate, "d. MMM yyyy", "3. März 2024", "2024-03-03"},
		{writ.KindDate, "dMMMyyyy", "31DEC2026", "2026-12-31"},
		{writ.KindDate, "d-MMM-yy", "15-Jan-99", "1999-01-15"},
		{writ.KindDate, "MMM d, yyyy", "November 18, 1994", "1994-11-18"},
		{writ.KindDate, "MMM d, yyyy", "November 18 1994", ""},
		{writ.KindDate, "MMM d, yyyy", "November 18th, 1994", ""},
		{writ.KindDate, "MMM d, yyyy", ", 1994", ""},
	})
}

func TestTimeFormats(t *testing.T) {
	t.Parallel()
	checkFormats(t, []formatCase{
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05:09", "2026-12-31 13:05:09"},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 9:05", "2026-12-31 09:05:00"},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05:09.123456", "2026-12-31 13:05:09.123456"},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05:09.1234567", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05:09.", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 24:00:00", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:60", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05:60", ""},
		{writ.KindTimestamp, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05 PM", ""},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 12:05:09 AM", "2026-01-02 00:05:09"},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 12:05 pm", "2026-01-02 12:05:00"},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 1:05\u202fp.m.", "2026-01-02 13:05:00"},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 13:05 PM", ""},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 0:05 AM", ""},
		{writ.KindTimestamp, "M/d/yyyy h:mm:ss a", "1/2/2026 1:05", ""},
		{writ.KindTimestamp, "MMM d, yyyy h:mm:ss a", "Jan 2, 2026 1:05:06.5 PM", "2026-01-02 13:05:06.5"},
		{writ.KindTimestampTZ, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05+01:00", "2026-12-31 13:05:00+01:00"},
		{writ.KindTimestampTZ, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05 Z", "2026-12-31 13:05:00Z"},
		{writ.KindTimestampTZ, "dd/MM/yyyy HH:mm:ss", "31/12/2026 13:05", ""},
		{writ.KindTimestampTZ, "", "2026-12-31T13:05Z", "2026-12-31T13:05:00Z"},
		{writ.KindTime, "h:mm:ss a", "1:05 PM", "13:05:00"},
		{writ.KindTime, "HH:mm:ss", "9:05", "09:05:00"},
		{writ.KindTime, "", "09:05", "09:05:00"},
		{writ.KindTime, "", "9:05", ""},
		{writ.KindTime, "", "05:30.5", ""},
		{writ.KindTimestamp, "", "2026-12-31 05:30.5", ""},
		{writ.KindTimestampTZ, "", "2026-12-31 05:30.5Z", ""},
		{writ.KindTimestampTZ, "", "2026-12-31 05:30-0800", "2026-12-31 05:30:00-0800"},
	})
}

func TestFormatsThatAreNone(t *testing.T) {
	t.Parallel()
	for kind, formats := range map[writ.Kind][]string{
		writ.KindInteger:     {"1.234.5", "#,##0", "yes/no", " "},
		writ.KindDecimal:     {"en", "1,234,5"},
		writ.KindBoolean:     {"yes", "true/false", "no/yes", "YES/NO", "1,234.5"},
		writ.KindDate:        {"dd/MM", "dd/MM/yyy", "dd/MM/yyyy/", "/dd/MM/yyyy", "dd/MM-yyyy", "dd/dd/yyyy", "DD/MM/YYYY", "d/M/yyyy HH:mm:ss", "dMyyyy", "ddMy", "MMMMddyyyy", "dd, MM, yyyy", "dd//MM//yyyy", "yyyy年MM月dd"},
		writ.KindTime:        {"HH:mm", "dd/MM/yyyy HH:mm:ss"},
		writ.KindTimestamp:   {"dd/MM/yyyy", "HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MMHH:mm:ss"},
		writ.KindTimestampTZ: {"dd/MM/yyyy"},
		writ.KindText:        {"dd/MM/yyyy", "1,234.5"},
		"":                   {"yes/no"},
	} {
		for _, format := range formats {
			err := Options{Columns: []ColumnChoice{{Include: true, Kind: kind, Format: format}}}.check()
			if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), format) {
				t.Errorf("%s %q: %v", kind, format, err)
			}
		}
	}
}

// TestMonthsFit keeps the table of months within what leadingMonth reads.
func TestMonthsFit(t *testing.T) {
	t.Parallel()
	for name, month := range months {
		n, got := leadingMonth([]byte(strings.ToUpper(name) + " 1"))
		if n != len(name) || got != month {
			t.Errorf("%q is %d in %d bytes", name, got, n)
		}
	}
}

// TestOffersAreRead wants every format that is offered to be one, and its example
// to be read by it.
func TestOffersAreRead(t *testing.T) {
	t.Parallel()
	for _, o := range newOffers() {
		if o.convert == nil {
			t.Errorf("%s %q is no format", kinds[o.form], o.format)
			continue
		}
		_, example, _ := strings.Cut(o.label, ": ")
		if o.form == boolean {
			example, _, _ = strings.Cut(example, "/")
		}
		var s scratch
		if _, ok := convert([]byte(example), o.convert, &s, nil); !ok {
			t.Errorf("%q does not read its own example", o.label)
		}
	}
}

func BenchmarkConvertDate(b *testing.B) { benchmarkConvert(b, date, "dd/MM/yyyy", "31/12/2026") }

func BenchmarkConvertDecimal(b *testing.B) { benchmarkConvert(b, decimal, "1.234,5", "1.234.567,89") }

func benchmarkConvert(b *testing.B, f form, format, value string) {
	by, _ := newConverter(f, format)
	var s scratch
	var out []byte
	v := []byte(value)
	b.ReportAllocs()
	for b.Loop() {
		out, _ = convert(v, by, &s, out[:0])
	}
}
