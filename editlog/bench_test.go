package editlog

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// history is a table of 20 columns and as many rows, and updates of single cells.
func history(b *testing.B, rows, updates int) []driver.LogRow {
	b.Helper()
	create := &Create{Kind: writ.InputEmpty, Name: "bench"}
	values := map[writ.ColumnID]Cell{}
	for i := range 20 {
		c := column(writ.ColumnID(fmt.Sprint("c", i+1)), writ.InputText)
		create.Columns = append(create.Columns, c)
		values[c.ID] = textOf(fmt.Sprint("value ", i))
	}
	entries := []*Entry{entryOf(1, writ.BranchDraft, "ada", Edit{Create: create})}
	row := func(i int) writ.RowID { return writ.RowID(fmt.Sprintf("0190f5c4-7d2a-7b3c-8000-%012d", i)) }
	for i := range rows {
		entries = append(entries, entryOf(int64(len(entries)+1), writ.BranchDraft, "ada", added(row(i), values)))
	}
	for i := range updates {
		entries = append(entries, cellUpdate(int64(len(entries)+1), row(i*7%rows)))
	}
	log := make([]driver.LogRow, len(entries))
	for i, e := range chain(b, entries...) {
		log[i], _ = e.Row()
	}
	return log
}

func cellUpdate(num int64, id writ.RowID) *Entry {
	e := entryOf(num, writ.BranchDraft, "ada", Edit{UpdateRows: []RowUpdate{{
		ID: id, Values: map[writ.ColumnID]Cell{"c7": textOf(fmt.Sprint("new ", num))}, Seen: map[writ.ColumnID]Cell{"c7": textOf("value 6")},
	}}})
	e.Meta.Document, e.Meta.Element = "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d", "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6e"
	e.Meta.Key, e.Meta.Request = "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6f", digest(nil)
	return e
}

func BenchmarkSeal(b *testing.B) {
	e := cellUpdate(7, "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d")
	before := processor(b)
	for b.Loop() {
		if err := Seal(digest(nil), e); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

func BenchmarkStep(b *testing.B) {
	log := history(b, 100, 1)
	s, e := NewState(writ.BranchDraft), &Entry{}
	for _, row := range log {
		e, _ = Read(row)
		_ = s.Step(e)
	}
	before := processor(b)
	for b.Loop() {
		_ = s.Step(e)
	}
	b.ReportMetric(float64((processor(b)-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// BenchmarkReplay reads and folds a log; entries/s are by the time that this program
// had a processor.
func BenchmarkReplay(b *testing.B) {
	log := history(b, 1000, 20_000)
	b.ReportAllocs()
	before := processor(b)
	for b.Loop() {
		f, a := NewFolding(writ.BranchDraft, &Survey{Num: 1 << 60}), NewAcceptor(0, 0, nil)
		for _, row := range log {
			e, err := Read(row)
			if err != nil {
				b.Fatal(err)
			}
			for _, e := range a.Add(e) {
				f.Add(e)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(log))/(processor(b)-before).Seconds(), "entries/s")
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
