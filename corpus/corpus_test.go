package main

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestReadTable(t *testing.T) {
	t.Parallel()
	rows, nulls, err := readTable([]byte("a,b\n1,\n\"\",\"x,\"\"y\"\"\r\nz\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]string{{"1", ""}, {"", "x,\"y\"\r\nz"}}; !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	if !slices.Equal(nulls, []int64{0, 1}) {
		t.Errorf("nulls %v; an empty text is none", nulls)
	}
	for _, broken := range []string{"a,b\n1,2", "a,b\n1\n"} {
		if _, _, err := readTable([]byte(broken)); err == nil {
			t.Errorf("%q is taken for a table", broken)
		}
	}
}

// loaded is an outcome with which nothing is wrong, and what the API lists of it.
func loaded(data string) (*outcome, window) {
	sum := sha256.Sum256([]byte(data))
	o := &outcome{
		columns: []column{{Name: "a"}},
		rows:    [][]string{{"1"}, {""}},
		nulls:   []int64{1},
		certificate: certificate{
			SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), RowsRead: 3, RowsLoaded: 2, RowsRejected: 1,
			Columns: []certified{{Name: "a", Nulls: 1, ReadBackNulls: 1, Checksum: "7", ReadBackChecksum: "7"}},
		},
		rejects: [][]string{{"3", "a", "x", "it is no number"}},
	}
	one := "1"
	first := window{Total: 2}
	for i, cell := range []*string{&one, nil} {
		first.Rows = append(first.Rows, struct {
			Row   int64
			Cells []*string
		}{int64(i + 1), []*string{cell}})
	}
	return o, first
}

func TestSoundFindsEachLoss(t *testing.T) {
	t.Parallel()
	const data = "a\n1\nx\n\n"
	if o, first := loaded(data); o.sound([]byte(data), first) != nil {
		t.Fatalf("nothing is wrong, but: %v", o.sound([]byte(data), first))
	}
	for name, spoil := range map[string]func(*outcome, *window){
		"a row nobody counts":         func(o *outcome, _ *window) { o.certificate.RowsRead++ },
		"a row that is not exported":  func(o *outcome, _ *window) { o.rows = o.rows[:1] },
		"a row that is not listed":    func(_ *outcome, w *window) { w.Total-- },
		"another file":                func(o *outcome, _ *window) { o.certificate.Size++ },
		"a reject without a line":     func(o *outcome, _ *window) { o.rejects[0][0] = "" },
		"a reject without an entry":   func(o *outcome, _ *window) { o.rejects = nil },
		"another checksum":            func(o *outcome, _ *window) { o.certificate.Columns[0].ReadBackChecksum = "8" },
		"a NULL that became a text":   func(o *outcome, _ *window) { o.nulls[0] = 0 },
		"another cell in the listing": func(_ *outcome, w *window) { w.Rows[1].Cells[0] = w.Rows[0].Cells[0] },
	} {
		o, first := loaded(data)
		spoil(o, &first)
		if o.sound([]byte(data), first) == nil {
			t.Errorf("%s is not found", name)
		}
	}
}

func TestDifferWantsTheDifferenceNamed(t *testing.T) {
	t.Parallel()
	no := func(message string) *outcome {
		return &outcome{refusal: &refusal{Code: "unsupported", Message: message}}
	}
	first, _ := loaded("")
	for _, c := range []struct {
		name         string
		first, other *outcome
		named, wrong bool
	}{
		{"equal", first, first, false, false},
		{"both refuse", no("x"), no("y"), false, false},
		{"a limit of the platform", first, no("MySQL holds no such number."), true, false},
		{"a refusal that says nothing of it", first, no("Line 3 is broken."), false, true},
		{"only the other loads", no("x"), first, false, true},
	} {
		named, problem := differ(c.first, c.other, "MySQL")
		if named != c.named || (problem != "") != c.wrong {
			t.Errorf("%s: named %v, problem %q", c.name, named, problem)
		}
	}
	other, _ := loaded("")
	other.rows[0][0] = "2"
	if _, problem := differ(first, other, "MySQL"); problem == "" {
		t.Error("another cell is not found")
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	o := &outcome{columns: []column{{Name: "a"}, {Name: "b"}}, rows: [][]string{{"1", "2"}, {"3", "x"}}}
	o.certificate.Dialect.Header = true
	c := &pollockCase{want: [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}}}
	want := []float64{1, 1, 1, 1, 0.5, 1.0 / 3, 0.4, 5.0 / 6, 5.0 / 8, 2 * (5.0 / 6) * (5.0 / 8) / (5.0/6 + 5.0/8)}
	got := c.score(o)
	for i := range want {
		if d := got[i] - want[i]; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s is %v, want %v", measures[i], got[i], want[i])
		}
	}
	if problem := c.judge(o); !strings.HasPrefix(problem, "2 records lack, 1 are others") {
		t.Errorf("judged as %q", problem)
	}
}

func TestUpstreamOptions(t *testing.T) {
	t.Parallel()
	yes, no, two := true, false, 2
	for _, c := range []struct {
		sql  string
		want options
		ok   bool
	}{
		{"FROM 'data/csv/a.csv'", options{}, true},
		{"select * from read_csv_auto('data/csv/a.csv', delim=';', quote = '''', header = 1, skip=2);", options{Delimiter: ";", Quote: "'", Header: &yes, SkipLines: &two}, true},
		{"SELECT count(*) FROM read_csv('data/csv/a.csv', auto_detect=false, columns={'a': 'INTEGER'})", options{Delimiter: ",", Quote: `"`, Header: &no}, true},
		{"FROM read_csv('data/csv/a.csv', null_padding = true)", options{}, false},
		{"SELECT a FROM 'data/csv/a.csv'", options{}, false},
	} {
		u := &upstreamCase{SQL: c.sql}
		got, ok := u.options()
		if ok != c.ok || ok && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", c.sql, got, ok)
		}
	}
}

func TestSameWorth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, typed, text string
		want              bool
	}{
		{"float", "1200", "1.20E3", true},
		{"float", "1200", "1.21E3", false},
		{"timestamp", "2024-01-02 03:04:05", "2024-01-02T03:04:05", true},
		{"timestamptz", "2024-01-01 21:34:05+00", "2024-01-02T03:04:05+05:30", true},
		{"timestamptz", "2024-01-01 21:34:05+00", "2024-01-02T03:04:05Z", false},
		{"date", "", "2024-01-02", false},
	} {
		if got := sameWorth(c.kind, c.typed, c.text); got != c.want {
			t.Errorf("%s %q and %q: %v", c.kind, c.typed, c.text, got)
		}
	}
}
