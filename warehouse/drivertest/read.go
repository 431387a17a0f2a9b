package drivertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examExport demands that an export is complete, in the asked order, byte for
// byte a canonical file, and that it stops when nobody wants it any more.
func examExport(t *testing.T, e *exam) {
	const n = 20000
	c, d := e.open(t), e.NewDestination(t)
	columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "s", Type: writ.Type{Kind: writ.KindText}}}
	rows := make([][]writ.Value, n)
	for i := range rows {
		rows[i] = []writ.Value{integer(i + 1), writ.Text(fmt.Sprintf("row %d,\n\"%d\"", i, i))}
	}
	backwards := slices.Clone(rows)
	slices.Reverse(backwards)
	e.load(t, c, d.Child("t"), columns, backwards)
	t.Run("ordered", func(t *testing.T) {
		var out bytes.Buffer
		if err := c.Export(t.Context(), d.Child("t"), columns, "i", &out); err != nil {
			t.Fatal(err)
		}
		got, ok := readCanonical(out.Bytes())
		if !ok || !slices.EqualFunc(got, rows, slices.Equal) {
			t.Errorf("canonical %v, %d rows, want %d rows in the order of i", ok, len(got), n)
		}
	})
	t.Run("some columns, any order", func(t *testing.T) {
		var out bytes.Buffer
		if err := c.Export(t.Context(), d.Child("t"), columns[:1], "", &out); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Count(out.Bytes(), []byte("\n")); got != n {
			t.Errorf("got %d lines, want %d", got, n)
		}
	})
	t.Run("empty table", func(t *testing.T) {
		e.load(t, c, d.Child("empty"), columns, nil)
		var out bytes.Buffer
		if err := c.Export(t.Context(), d.Child("empty"), columns, "i", &out); err != nil || out.Len() != 0 {
			t.Errorf("got %q, %v, want nothing", out.Bytes(), err)
		}
	})
	t.Run("one column of NULL", func(t *testing.T) {
		one := []driver.Column{{Name: "v", Type: writ.Type{Kind: writ.KindText}}}
		rows := [][]writ.Value{{writ.Null()}, {writ.Text("")}, {writ.Null()}, {writ.Text("x")}}
		e.load(t, c, d.Child("one"), one, rows)
		var out bytes.Buffer
		err := c.Export(t.Context(), d.Child("one"), one, "", &out)
		if want := canonicalFile(rows); err != nil || !bytes.Equal(out.Bytes(), want) {
			t.Errorf("got %q, %v, want %q", out.Bytes(), err, want)
		}
	})
	t.Run("absent table", func(t *testing.T) {
		wantClass(t, c.Export(t.Context(), d.Child("absent"), columns, "", &bytes.Buffer{}), driver.ClassNotFound)
	})
	t.Run("writer that fails", func(t *testing.T) {
		full := errors.New("the disk of the reader is full")
		if err := c.Export(t.Context(), d.Child("t"), columns, "", failing{full}); !errors.Is(err, full) {
			t.Errorf("got %v, want the writer's own error", err)
		}
	})
	t.Run("canceled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		err := c.Export(ctx, d.Child("t"), columns, "i", calling(cancel))
		wantClass(t, err, driver.ClassCanceled)
	})
}

// failing is a writer that always fails.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// calling is a writer that calls a function at every write.
type calling func()

func (c calling) Write(p []byte) (int, error) {
	c()
	return len(p), nil
}

// examWindow pages through a table by key.
func examWindow(t *testing.T, e *exam) {
	c, d := e.open(t), e.NewDestination(t)
	e.numbers(t, c, d.Child("t"), 10)
	window := func(key string, after int64, limit int) []string {
		t.Helper()
		stmt, err := e.Driver.Dialect().SelectRows(driver.Window{Path: d.Child("t"), Columns: []string{"i"}, Key: key, After: after, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		_, rows, err := fetch(t.Context(), c, stmt)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, r := range rows {
			got = append(got, r[0].Text)
		}
		return got
	}
	for _, tt := range []struct {
		after int64
		want  []string
	}{
		{0, []string{"1", "2", "3"}},
		{3, []string{"4", "5", "6"}},
		{9, []string{"10"}},
		{10, []string{}},
		{-5, []string{"1", "2", "3"}},
	} {
		if got := window("i", tt.after, 3); !slices.Equal(got, tt.want) {
			t.Errorf("after %d: got %v, want %v", tt.after, got, tt.want)
		}
	}
	if got := window("", 0, 4); len(got) != 4 {
		t.Errorf("without a key: got %d rows, want 4", len(got))
	}
	if got := window("i", 0, 0); len(got) != 0 {
		t.Errorf("limit 0: got %v", got)
	}
	e.examDense(t, c, d.Child("t"))
	tagged := warehouse.WithTag(t.Context(), warehouse.Tag{Member: "0190", Request: "a request"})
	page, err := e.warehouse(t, e.Owner).Select(tagged, writ.ServiceAccount(), driver.Window{Path: d.Child("t"), Columns: []string{"i"}, Key: "i", After: 7, Limit: 100})
	if err != nil || len(page.Rows) != 3 || page.Columns[0].Type.Kind != writ.KindInteger {
		t.Errorf("with a tag: %+v, %v", page, err)
	}
	if _, err := e.Driver.Dialect().SelectRows(driver.Window{Path: d.Child("t"), Limit: 1}); writ.CodeOf(err) != writ.CodeInvalid {
		t.Errorf("without columns: got %v, want CodeInvalid", err)
	}
}

// examDense pages through the ten numbers of a table by windows that may trust
// in them, also where they begin before the first or beyond the last.
func (e *exam) examDense(t *testing.T, c platform, table writ.Path) {
	t.Helper()
	for after, want := range map[int64]string{
		0: "1 2 3", 3: "4 5 6", 7: "8 9 10", 9: "10", 10: "", 1000: "", -2: "1", -5: "", math.MaxInt64: "",
	} {
		stmt, err := e.Driver.Dialect().SelectRows(driver.Window{Path: table, Columns: []string{"i"}, Key: "i", After: after, Limit: 3, Dense: true})
		if err != nil {
			t.Fatal(err)
		}
		_, rows, err := fetch(t.Context(), c, stmt)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, r[0].Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("dense after %d: got %v, want %s", after, got, want)
		}
	}
}
