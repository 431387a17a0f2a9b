package inputtable_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
)

// between asks for a position and checks that it lies where it was asked for.
func between(t interface {
	Helper()
	Fatalf(string, ...any)
}, a, b string) string {
	t.Helper()
	p, err := inputtable.Between(a, b)
	switch {
	case err != nil:
		t.Fatalf("between %q and %q: %v", a, b, err)
	case p <= a || b != "" && p >= b:
		t.Fatalf("between %q and %q: got %q", a, b, p)
	case len(p) > inputtable.MaxPosition:
		t.Fatalf("between %q and %q: %d bytes", a, b, len(p))
	}
	return p
}

// TestPlaces puts 100,000 rows into a table, in each of the ways in which people and
// programs do that.
func TestPlaces(t *testing.T) {
	t.Parallel()
	const rows = 100_000
	for name, tt := range map[string]struct {
		next    func(a, b, p string) (string, string) // where the row after p goes
		longest int
	}{
		"at the end":         {func(_, _, p string) (string, string) { return p, "" }, 4},
		"at the beginning":   {func(_, _, p string) (string, string) { return "", p }, 4},
		"below the last one": {func(_, b, p string) (string, string) { return p, b }, 5},
		"above the last one": {func(a, _, p string) (string, string) { return a, p }, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := "", ""
			if strings.Contains(name, "last") {
				a = between(t, "", "")
				b = between(t, a, "")
			}
			longest := 0
			for range rows {
				p := between(t, a, b)
				longest = max(longest, len(p))
				a, b = tt.next(a, b, p)
			}
			if longest > tt.longest {
				t.Errorf("%d bytes, want at most %d", longest, tt.longest)
			}
		})
	}
}

// TestAnywhere puts 100,000 rows below rows chosen at random.
func TestAnywhere(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 2026))
	type row struct {
		position string
		next     *row
	}
	first := &row{position: between(t, "", "")}
	rows := []*row{first}
	longest := 0
	for range 100_000 {
		above, below := rows[r.IntN(len(rows))], ""
		if above.next != nil {
			below = above.next.position
		}
		added := &row{position: between(t, above.position, below), next: above.next}
		above.next = added
		rows = append(rows, added)
		longest = max(longest, len(added.position))
	}
	if longest > 40 {
		t.Errorf("positions grew to %d bytes", longest)
	}
	for at := first; at.next != nil; at = at.next {
		if at.position >= at.next.position {
			t.Fatalf("%q stands before %q", at.position, at.next.position)
		}
	}
}

// TestOrder lets rapid put rows anywhere and take some away, and sorts them.
func TestOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		for range rapid.IntRange(1, 120).Draw(t, "edits") {
			at := rapid.IntRange(0, len(rows)).Draw(t, "at")
			if at < len(rows) && rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
				rows = slices.Delete(rows, at, at+1)
				continue
			}
			a, b := "", ""
			if at > 0 {
				a = rows[at-1]
			}
			if at < len(rows) {
				b = rows[at]
			}
			rows = slices.Insert(rows, at, between(t, a, b))
		}
		if !slices.IsSorted(rows) || len(slices.Compact(slices.Clone(rows))) != len(rows) {
			t.Fatalf("out of order: %q", rows)
		}
	})
}

// TestNoPlace puts rows by turns above and below the last one, which is what uses
// positions up fastest, and makes room again.
func TestNoPlace(t *testing.T) {
	t.Parallel()
	a := between(t, "", "")
	b := between(t, a, "")
	first, last := a, b
	rows := 0
	for below := true; ; below = !below {
		p, err := inputtable.Between(a, b)
		if err != nil {
			if writ.CodeOf(err) != writ.CodeInvalid || !strings.Contains(err.Error(), "no place is left") {
				t.Fatal(err)
			}
			break
		}
		if rows++; below {
			a = p
		} else {
			b = p
		}
	}
	if rows < 500 {
		t.Errorf("after %d rows there was no place left", rows)
	}
	anew, err := inputtable.Spread(first, last, rows)
	if err != nil {
		t.Fatal(err)
	}
	longest := slices.MaxFunc(anew, func(a, b string) int { return len(a) - len(b) })
	if !slices.IsSorted(anew) || anew[0] <= first || anew[rows-1] >= last || len(longest) > 5 {
		t.Errorf("spread from %q to %q, the longest %q", anew[0], anew[rows-1], longest)
	}
}

func TestNoPosition(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ a, b string }{
		"the same":              {"V", "V"},
		"the wrong way round":   {"W", "V"},
		"a character":           {"é", ""},
		"a step that is cut":    {"V", "r0"},
		"a step with no digit":  {"q-", ""},
		"before the very first": {"", "00000000000"},
		"after the very last":   {"zzzzzzzzzzz", ""},
	} {
		if p, err := inputtable.Between(tt.a, tt.b); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("%s: got %q, %v", name, p, err)
		}
	}
}
