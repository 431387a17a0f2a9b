package postgres

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// everything has a column of each kind that the encoder takes apart.
var everything = []driver.Column{
	{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "t", Type: writ.Type{Kind: writ.KindText}},
	{Name: "d", Type: writ.Type{Kind: writ.KindDecimal, Precision: 9, Scale: 2}}, {Name: "b", Type: writ.Type{Kind: writ.KindBoolean}},
}

// TestEncoderReadsPieces has a file arrive in pieces of any size.
func TestEncoderReadsPieces(t *testing.T) {
	t.Parallel()
	for file, rows := range map[string]int64{
		"":                              0,
		"1,a,1.50,true\n":               1,
		"1,a,1.50,true\n2,b,2,false":    2,
		"1,\"a\nb\",,\n":                1,
		"1,\"a\"\"\nb\",,\n2,\"\",,\n":  2,
		",\"\"\"\n\"\"\",,\n3,\"x\",0,": 2,
		"1,\"" + strings.Repeat("x,\n\"\"", 100_000) + "\",,\n": 1,
	} {
		var first []byte
		for name, r := range map[string]io.Reader{
			"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file)), "halves": iotest.HalfReader(strings.NewReader(file)),
		} {
			e, err := newEncoder(r, everything, nil)
			if err != nil {
				t.Fatal(err)
			}
			out, err := io.ReadAll(e)
			if rows == 0 && file != "" {
				if warehouse.ClassOf(err) != driver.ClassValue || e.failure.Load() == nil {
					t.Errorf("%.40q %s: %v", file, name, err)
				}
				continue
			}
			if err != nil || e.rows != rows || first != nil && !bytes.Equal(out, first) {
				t.Errorf("%.40q %s: %d rows, want %d, %v, %d bytes and %d", file, name, e.rows, rows, err, len(out), len(first))
			}
			first = out
		}
	}
}

func TestEncoderRefuses(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"1,a,1,true\n2,a,1\n":                  "row 2: it does not have 4 cells",
		"1,a,1,true,\n":                        "row 1: it does not have 4 cells",
		"1,\"a\"b,1,true\n":                    "row 1: it does not have 4 cells",
		"1,a,1":                                "row 1: it does not have 4 cells",
		"1,\"a,1,true\n":                       "row 1: a quote is never closed",
		"+1,a,1,true\n":                        `row 1: "+1" in column "i" is no integer`,
		"9223372036854775808,,,\n":             `row 1: "9223372036854775808" in column "i" is no integer`,
		",,1.,\n":                              `row 1: "1." in column "d" is no decimal(9,2)`,
		",,1e5,\n":                             `row 1: "1e5" in column "d" is no decimal(9,2)`,
		",,-,\n":                               `row 1: "-" in column "d" is no decimal(9,2)`,
		",,,t\n":                               `row 1: "t" in column "b" is no boolean`,
		"," + strings.Repeat("x", 9) + ",,1\n": `row 1: "1" in column "b" is no boolean`,
	} {
		e, err := newEncoder(strings.NewReader(file), everything, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(e); err == nil || err.Error() != "value: "+want {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

// TestTimesAreEncoded holds the arithmetic of dates and times against Go's.
func TestTimesAreEncoded(t *testing.T) {
	t.Parallel()
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 10000; at = at.Add(29*time.Hour + 1003*time.Second + 7*time.Microsecond) {
		micros, ok := timestamp([]byte(at.Format("2006-01-02 15:04:05.999999")))
		if want := (at.Unix()-epoch.Unix())*1e6 + int64(at.Nanosecond()/1000); !ok || micros != want {
			t.Fatalf("%v is %d, want %d", at, micros, want)
		}
	}
	for v, want := range map[string]int64{
		"2000-01-01T00:00:00Z": 0, "2000-01-01 00:00:00+01": -3600e6, "2000-01-01 00:00:00.000001-0130": 5400e6 + 1, "1999-12-31 23:00:00-01:00": 0,
	} {
		out, ok := encodeInstant(nil, []byte(v))
		if !ok || int64(binary.BigEndian.Uint64(out)) != want {
			t.Errorf("%s is %x, want %d", v, out, want)
		}
	}
	for _, v := range []string{
		"", "2000-01-01", "2000-1-01 00:00:00", "2000-02-30 00:00:00", "2000-13-01 00:00:00", "2000-00-01 00:00:00", "2000-01-00 00:00:00", "0000-01-01 00:00:00",
		"2000-01-01x00:00:00", "2000-01-01 24:00:00", "2000-01-01 00:60:00", "2000-01-01 00:00:60", "2000-01-01 00:00:00.", "2000-01-01 00:00:00.1234567", "1900-02-29 00:00:00",
		"2000-01-01 00:00:00 ", "2000-01-01 00:00", "12000-01-01 00:00:00", "2000-01-01 -1:00:00",
	} {
		if _, ok := timestamp([]byte(v)); ok {
			t.Errorf("%q is taken for a timestamp", v)
		}
		if _, ok := encodeInstant(nil, []byte(v+"Z")); ok {
			t.Errorf("%qZ is taken for a timestamp", v)
		}
	}
	for _, z := range []string{"", "z", "+1", "+16", "+05:60", "+5:00", "+0a", "ZZ", "+010000"} {
		if _, ok := encodeInstant(nil, []byte("2000-01-01 00:00:00"+z)); ok {
			t.Errorf("%q is taken for a zone", z)
		}
	}
}

func TestNumericModifier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		mod  int32
		want string
	}{
		{-1, "decimal"},
		{12<<16 | 2 + 4, "decimal(12,2)"},
		{1000<<16 | 1000 + 4, "decimal(1000,1000)"},
		{3<<16 | (0x7ff & -2) + 4, "decimal"}, // numeric(3,-2)
		{2<<16 | 5 + 4, "decimal"},            // numeric(2,5)
	}
	for _, tt := range tests {
		if got := portable(pgtype.NumericOID, tt.mod).String(); got != tt.want {
			t.Errorf("%#x: got %s, want %s", tt.mod, got, tt.want)
		}
	}
	if got := portable(600, -1).Kind; got != writ.KindOther { // point
		t.Errorf("a point is %s", got)
	}
}
