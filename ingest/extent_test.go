package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"pgregory.net/rapid"
)

func TestSketchBounds(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 100, sketchSize, sketchSize + 1, 20_000, 300_000} {
		var one, parts sketch
		for from := 0; from < n; from += 7000 {
			var part sketch
			part.above = parts.above // as a block that follows others begins
			for i := from; i < min(from+7000, n); i++ {
				h := xxhash.Sum64String(strconv.Itoa(i))
				one.add(h)
				one.add(h)
				part.add(h)
			}
			parts.merge(&part)
		}
		least, most := one.bounds(int64(2 * n))
		if l, m := parts.bounds(int64(2 * n)); l != least || m != most {
			t.Errorf("%d values in parts: %d to %d, as a whole %d to %d", n, l, m, least, most)
		}
		exact := least == most
		if least > int64(n) || most < int64(n) || exact != (n <= sketchSize) || most-least > int64(n)/2 {
			t.Errorf("%d different values: %d to %d", n, least, most)
		}
		if least, most = one.bounds(int64(n)); most > int64(n) || least > most {
			t.Errorf("%d values: %d to %d of them differ", n, least, most)
		}
	}
}

// TestSketchSeldomErrs measures the spread that the bounds take for granted.
func TestSketchSeldomErrs(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 5000 + r.IntN(100_000)
		var s sketch
		for range n {
			s.add(r.Uint64())
		}
		if least, most := s.bounds(int64(n)); least > int64(n) {
			t.Errorf("%d values: %d to %d of them differ", n, least, most)
		}
	}
}

func TestStageFindsExtents(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values string // of one column, separated by blanks
		want   string // type, different values, least, greatest
	}{
		"integers":       {"10 9 -10 -9 0", "integer 5 -10 10"},
		"big integers":   {"9223372036854775807 -9223372036854775808 5", "integer 3 -9223372036854775808 9223372036854775807"},
		"decimals":       {"10.5 9.75 9.7 -0.5 -0.25", "decimal 5 -0.5 10.5"},
		"equal decimals": {"1.50 1.5 2.00", "text 3 1.5 2.00"},
		"scale of two":   {"1.50 1.55 2.00 1.50", "decimal 3 1.5 2"},
		"floats":         {"1.5e+300 1e-07 -2.5e+10 100", "float 4 -2.5e+10 1.5e+300"},
		"long decimals":  {"0.1234567890123 0.1234567890124 -0.1234567890124 -0.1234567890123", "decimal 4 -0.1234567890124 0.1234567890124"},
		"dates":          {"2024-01-02 1999-12-31 2024-01-02", "date 2 1999-12-31 2024-01-02"},
		"times":          {"13:05:00.5 13:05:00", "time 2 13:05:00 13:05:00.5"},
		"timestamps":     {"2024-01-02T03:04:05.50 2024-01-02T03:04:05.5 2024-01-02T03:04:05", "timestamp 2 2024-01-02_03:04:05 2024-01-02_03:04:05.5"},
		"instants":       {"2024-01-02T03:04:05.5Z 2024-01-02T03:04:05Z 2024-01-02T05:04:05+02:00", "timestamptz 2 2024-01-02_03:04:05Z 2024-01-02_03:04:05.5Z"},
		"booleans":       {"true false true", "boolean 2 false true"},
		"texts":          {"b aa a ä B", "text 5 B ä"},
		"text at last":   {"10 9 100 x", "text 4 10 x"},
		"long texts":     {strings.Repeat("é", 100) + " " + strings.Repeat("é", 101), "text 2 " + strings.Repeat("é", 100) + " " + strings.Repeat("é", 100) + "…"},
	} {
		content := "v,w\n" + strings.ReplaceAll(c.values, " ", ",1\n") + ",1\n,1\n"
		st, _, err := stage(t, content, Options{}, anyPlatform)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		v := st.Columns[0]
		got := fmt.Sprintf("%s %d %s %s", v.Type.Kind, v.Distinct.AtMost, shown(v.Min), shown(v.Max))
		if got != c.want || v.Distinct.AtLeast != v.Distinct.AtMost {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	st, _, err := stage(t, "v,w\n,\"\"\n,\n", Options{}, anyPlatform)
	if err != nil || st.Columns[0].Min != nil || st.Columns[0].Max != nil || st.Columns[0].Distinct != (Distinct{}) || shown(st.Columns[1].Min) != "" {
		t.Errorf("nothing but NULL: %+v %v", st, err)
	}
}

func shown(b *Bound) string {
	text := strings.ReplaceAll(b.Text, " ", "_")
	if b.Clipped {
		text += "…"
	}
	return text
}

// TestNumbersAreComparedByValue holds the order of canonical numbers against that
// of the doubles they are.
func TestNumbersAreComparedByValue(t *testing.T) {
	t.Parallel()
	numbers := rapid.StringMatching(`-?(0|[1-9][0-9]{0,11})(\.[0-9]{0,2}[1-9])?`).Filter(func(s string) bool { return s != "-0" })
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(numbers, 1, 8).Draw(t, "numbers")
		var s span
		for _, v := range list {
			s.add([]byte(v), rankNumber([]byte(v)), compareNumbers)
		}
		slices.SortFunc(list, func(a, b string) int {
			x, _ := strconv.ParseFloat(a, 64)
			y, _ := strconv.ParseFloat(b, 64)
			return int(min(max((x-y)*1e4, -1), 1))
		})
		if string(s.min) != list[0] || string(s.max) != list[len(list)-1] {
			t.Fatalf("%q to %q of %q", s.min, s.max, list)
		}
	})
}

// TestCertificateByTheBook wants the checksums that a program of a few lines, with
// an XXH64 of its own, computes by the formula of docs/certificate.md.
func TestCertificateByTheBook(t *testing.T) {
	t.Parallel()
	const rows = 300_000 // several blocks
	var content strings.Builder
	content.WriteString("a,b\n")
	for i := range rows {
		v := strconv.Itoa(i * 31 % 1009)
		if i%10 == 3 {
			v = ""
		}
		fmt.Fprintf(&content, "%s,some text that fills blocks\n", v)
	}
	tr := newTrial(t, &fake{}, content.String())
	tr.job.Clock = func() time.Time { return time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC) }
	r, err := Import(t.Context(), tr.job)
	if err != nil {
		t.Fatal(err)
	}
	c := r.Certificate
	if c.Version != 2 || c.CreatedAt != tr.job.Clock() {
		t.Errorf("version %d of %v", c.Version, c.CreatedAt)
	}
	a := c.Columns[0]
	const want = "6ae48c94bdd4e4c9 e2b59547e7822a92"
	if got := a.Checksum + " " + a.Positions; got != want || a.ReadBackChecksum+" "+a.ReadBackPositions != want {
		t.Errorf("%s and read back %s %s, want %s", got, a.ReadBackChecksum, a.ReadBackPositions, want)
	}
	if *a.Distinct != (Distinct{1009, 1009}) || *a.Min != "0" || *a.Max != "1008" || a.Nulls != rows/10 {
		t.Errorf("%+v", a)
	}
}

// TestProgressSaysWhenItsPhaseBegan has a clock that goes on with every look.
func TestProgressSaysWhenItsPhaseBegan(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC)
	began := map[string]time.Time{}
	tr := newTrial(t, &fake{}, string(trips(200_000)))
	tr.job.Clock = func() time.Time { now = now.Add(time.Second); return now }
	tr.job.Progress = func(p Progress) {
		first, ok := began[p.Phase]
		if ok && first != p.StartedAt || p.StartedAt.IsZero() {
			t.Errorf("%s began at %v and at %v", p.Phase, first, p.StartedAt)
		}
		began[p.Phase] = p.StartedAt
	}
	if _, err := Import(t.Context(), tr.job); err != nil {
		t.Fatal(err)
	}
	if !began["reading"].Before(began["loading"]) || !began["loading"].Before(began["verifying"]) {
		t.Errorf("the phases began at %v", began)
	}
}
