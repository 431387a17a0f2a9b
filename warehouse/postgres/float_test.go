package postgres

import (
	"bytes"
	"testing"
)

func TestShortFloat(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"4.9999999999999995e+22":   "5e+22",
		"1.2345678901234567e+17":   "1.2345678901234567e+17",
		"1234567.8901234567":       "1234567.8901234567",
		"0.30000000000000004":      "0.30000000000000004",
		"1e+22":                    "1e+22",
		"-1.7976931348623157e+308": "-1.7976931348623157e+308",
		"NaN":                      "NaN",
		"-Infinity":                "-Infinity",
		"":                         "",
	} {
		if got := shortFloat(s); got != want {
			t.Errorf("%s became %s, want %s", s, got, want)
		}
	}
}

// TestFloatWriter cuts the stream everywhere.
func TestFloatWriter(t *testing.T) {
	t.Parallel()
	const (
		in   = "1,4.9999999999999995e+22,\"4.9999999999999995e+22,\"\"\n\",\n2,,4.9999999999999995e+22,4.9999999999999995e+22\n"
		want = "1,5e+22,\"4.9999999999999995e+22,\"\"\n\",\n2,,4.9999999999999995e+22,5e+22\n"
	)
	for at := range len(in) {
		var out bytes.Buffer
		f := &floatWriter{w: &out, float: []bool{false, true, false, true}}
		for _, part := range []string{in[:at], in[at:]} {
			if n, err := f.Write([]byte(part)); err != nil || n != len(part) {
				t.Fatal(n, err)
			}
		}
		if out.String() != want {
			t.Errorf("cut at %d: %q, want %q", at, out.String(), want)
		}
	}
}
