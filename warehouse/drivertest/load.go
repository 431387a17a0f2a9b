package drivertest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// examLoad demands that a load is all or nothing, however it ends, and that it
// takes what a real file brings: a million rows, cells that look like CSV.
func examLoad(t *testing.T, e *exam) {
	columns := []driver.Column{
		{Name: writ.RowColumn, Type: writ.Type{Kind: writ.KindInteger}},
		{Name: "name", Type: writ.Type{Kind: writ.KindText}},
		{Name: "amount", Type: writ.Type{Kind: writ.KindDecimal, Precision: 12, Scale: 2}},
		{Name: "at", Type: writ.Type{Kind: writ.KindTimestamp}},
	}
	t.Run("no rows", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		e.load(t, c, d.Child("t"), columns, nil)
		if got := e.count(t, c, d.Child("t")); got != "0" {
			t.Errorf("got %s rows", got)
		}
	})
	t.Run("a million rows", func(t *testing.T) {
		t.Parallel()
		e.examMillion(t, columns)
	})
	t.Run("cells that look like lines", func(t *testing.T) {
		t.Parallel()
		e.examLookalikes(t)
	})
	t.Run("fails in the last row", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		file := e.stageBytes(t, append(manyRows(200000), "200001,x,not a number,2026-01-31 13:05:00\n"...))
		_, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("t"), Columns: columns, File: file})
		wantClass(t, err, driver.ClassValue)
		e.empty(t, c, d)
		e.load(t, c, d.Child("t"), columns, nil) // and the name is free again
	})
	t.Run("ragged line", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		for _, line := range []string{"1,x,1.00\n", "1,x,1.00,2026-01-31 13:05:00,more\n"} {
			file := e.stageBytes(t, append(manyRows(10), line...))
			_, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("t"), Columns: columns, File: file})
			wantClass(t, err, driver.ClassValue)
			e.empty(t, c, d)
		}
	})
	t.Run("name taken", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		e.numbers(t, c, d.Child("t"), 3)
		_, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("t"), Columns: columns, File: e.stage(t, nil)})
		wantClass(t, err, driver.ClassExists)
		if got := e.count(t, c, d.Child("t")); got != "3" {
			t.Errorf("the table that was there has %s rows, want 3", got)
		}
	})
	t.Run("absent schema", func(t *testing.T) {
		t.Parallel()
		c := e.open(t)
		_, err := c.LoadTable(t.Context(), driver.Load{Path: e.NewDestination(t).Parent().Child("no such schema").Child("t"), Columns: columns, File: e.stage(t, nil)})
		wantClass(t, err, driver.ClassNotFound)
	})
	t.Run("canceled", func(t *testing.T) {
		t.Parallel()
		c, d := e.open(t), e.NewDestination(t)
		file := e.stageBytes(t, manyRows(1_000_000))
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		wantPrompt(t, driver.ClassTimeout, func() error {
			_, err := c.LoadTable(ctx, driver.Load{Path: d.Child("t"), Columns: columns, File: file})
			return err
		})
		e.empty(t, c, d)
	})
	t.Run("canceled as it arrives", func(t *testing.T) {
		t.Parallel()
		e.examLate(t, columns)
	})
}

// manyRows makes a canonical file of n rows: number, name, amount, timestamp.
func manyRows(n int) []byte {
	b := make([]byte, 0, n*48)
	for i := 1; i <= n; i++ {
		b = strconv.AppendInt(b, int64(i), 10)
		b = fmt.Appendf(b, ",name %d,%d.%02d,2026-01-31 13:%02d:%02d\n", i%1000, i%100000, i%100, i/60%60, i%60)
	}
	return b
}

// examMillion loads a million rows while a reader looks: it sees no table or the
// whole of it. What is exported afterwards is the file, byte for byte, or in any
// order if none is asked for.
func (e *exam) examMillion(t *testing.T, columns []driver.Column) {
	const n = 1_000_000
	c, d := e.open(t), e.NewDestination(t)
	data := manyRows(n)
	file := e.stageBytes(t, data)
	var loaded atomic.Bool
	count := e.sql(t, e.q.Build().Raw("SELECT count(*) FROM ").Path(d.Child("t")))
	together(2, func(i int) {
		if i == 0 {
			got, err := c.LoadTable(t.Context(), driver.Load{Path: d.Child("t"), Columns: columns, File: file, Progress: func(rows int64) {
				if rows < 0 || rows > n {
					t.Errorf("progress says %d rows", rows)
				}
			}})
			if err != nil || got != n {
				t.Errorf("loaded %d rows, %v", got, err)
			}
			loaded.Store(true)
			return
		}
		for !loaded.Load() {
			_, rows, err := fetch(t.Context(), c, count)
			if err == nil && rows[0][0].Text != strconv.Itoa(n) {
				t.Errorf("a reader saw %s rows", rows[0][0].Text)
				return
			}
			if err != nil {
				wantClass(t, err, driver.ClassNotFound)
			}
		}
	})
	var out bytes.Buffer
	if err := c.Export(t.Context(), d.Child("t"), columns, writ.RowColumn, &out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), data) {
		t.Errorf("the export (%d bytes) is not the file (%d bytes)", out.Len(), len(data))
	}
	out.Reset()
	if err := c.Export(t.Context(), d.Child("t"), columns, "", &out); err != nil {
		t.Fatal(err)
	}
	got, want := slices.Collect(bytes.Lines(out.Bytes())), slices.Collect(bytes.Lines(data))
	slices.SortFunc(got, bytes.Compare)
	slices.SortFunc(want, bytes.Compare)
	if !slices.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("the export in any order (%d rows) does not have the rows of the file (%d)", len(got), len(want))
	}
}

// examLate cancels loads at the moment their tables can be seen. A load that says
// so left nothing, and one that left its table does not.
func (e *exam) examLate(t *testing.T, columns []driver.Column) {
	c, d := e.open(t), e.NewDestination(t)
	file := e.stageBytes(t, manyRows(1000))
	for i := range 100 {
		table := d.Child(strconv.Itoa(i))
		ctx, cancel := context.WithCancel(t.Context())
		together(2, func(side int) {
			if side == 0 {
				defer cancel()
				_, err := c.LoadTable(ctx, driver.Load{Path: table, Columns: columns, File: file})
				if err == nil || warehouse.ClassOf(err) == driver.ClassUncertain {
					return
				}
				wantClass(t, err, driver.ClassCanceled)
				e.absent(t, c, table)
				return
			}
			for ctx.Err() == nil {
				if _, err := c.Describe(t.Context(), table); err == nil {
					cancel()
				}
			}
		})
	}
}

// examLookalikes loads cells that hold whole CSV files, long enough that an
// engine which splits a file to read it in parallel begins in their middle.
func (e *exam) examLookalikes(t *testing.T) {
	const inner = 200000
	c, d := e.open(t), e.NewDestination(t)
	columns := []driver.Column{{Name: "i", Type: writ.Type{Kind: writ.KindInteger}}, {Name: "v", Type: writ.Type{Kind: writ.KindText}}}
	var plain, quoted bytes.Buffer
	for i := range inner {
		fmt.Fprintf(&plain, "%d,line %d\n", i, i)
		fmt.Fprintf(&quoted, "%d,\"line, %d\"\n", i, i)
	}
	var rows [][]writ.Value
	for i := range 6 {
		text := plain.String()
		if i%2 == 1 {
			text = quoted.String()
		}
		rows = append(rows, []writ.Value{integer(i), writ.Text(text)})
	}
	e.load(t, c, d.Child("t"), columns, rows)
	var out bytes.Buffer
	if err := c.Export(t.Context(), d.Child("t"), columns, "i", &out); err != nil {
		t.Fatal(err)
	}
	got, ok := readCanonical(out.Bytes())
	if !ok {
		t.Fatal("the export is no canonical file")
	}
	sameRows(t, "export", writ.KindText, got, rows)
}
