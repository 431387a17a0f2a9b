package inputtable

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/writ-dev/writ"
)

// benched is an input table on PostgreSQL with rows to edit.
func benched(b *testing.B, rows int) (*world, *Writers, *writ.InputTable, []writ.RowID) {
	w := newPostgresWorld(b)
	ws := w.node()
	in := w.input(ws, writ.InputText, writ.InputInteger, writ.InputDecimal)
	ids := make([]writ.RowID, 0, rows)
	for len(ids) < rows {
		var changes []RowChange
		for range min(1000, rows-len(ids)) {
			changes = append(changes, RowChange{Do: Insert, Values: cells("c1", `"a"`, "c2", "1", "c3", "1.5")})
		}
		for _, r := range w.submit(ws, w.request(in, changes...)).Rows {
			ids = append(ids, r.Row)
		}
	}
	return w, ws, in, ids
}

// BenchmarkLatency is one editor on a table that is idle.
func BenchmarkLatency(b *testing.B) {
	w, ws, in, ids := benched(b, 100)
	took := make([]time.Duration, 0, b.N)
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		w.submit(ws, w.request(in, RowChange{Do: Update, Row: ids[i%len(ids)], Values: cells("c2", strconv.Itoa(i))}))
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

// BenchmarkThroughput is 64 editors with one edit in each request, and 8 with 100.
func BenchmarkThroughput(b *testing.B) {
	for _, c := range []struct{ editors, rows int }{{64, 1}, {8, 100}} {
		b.Run(fmt.Sprintf("%dx%d", c.editors, c.rows), func(b *testing.B) {
			w, ws, in, ids := benched(b, 64*100)
			var n atomic.Int64
			var wait sync.WaitGroup
			b.ResetTimer()
			for editor := range c.editors {
				wait.Go(func() {
					for {
						i := n.Add(1)
						if i > int64(b.N) {
							return
						}
						changes := make([]RowChange, c.rows)
						for k := range changes {
							at := (editor*100 + (int(i)+k)%100) % len(ids)
							changes[k] = RowChange{Do: Update, Row: ids[at], Values: cells("c2", strconv.Itoa(int(i)*1000+k))}
						}
						if _, err := ws.Submit(b.Context(), w.request(in, changes...)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wait.Wait()
			b.ReportMetric(float64(b.N*c.rows)/b.Elapsed().Seconds(), "rows/s")
			start := time.Now()
			if _, err := ws.View(b.Context(), in.ID, writ.BranchDraft); err != nil {
				b.Log(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), "s-behind")
		})
	}
}

// BenchmarkSlowWarehouse is 1,000 editors who offer 2,000 edits a second to a
// warehouse that is 300 ms away.
func BenchmarkSlowWarehouse(b *testing.B) {
	w := newFakeWorld(b)
	ws := w.node()
	in := w.input(ws, writ.InputText)
	changes := make([]RowChange, 1000)
	for i := range changes {
		changes[i] = RowChange{Do: Insert}
	}
	rows := w.submit(ws, w.request(in, changes...)).Rows
	w.fake.set(func(string) fault {
		answered := make(chan struct{})
		time.AfterFunc(300*time.Millisecond, func() { close(answered) })
		return fault{hang: answered}
	})
	took := make([]time.Duration, b.N)
	var wait sync.WaitGroup
	tick := time.NewTicker(500 * time.Microsecond)
	defer tick.Stop()
	b.ResetTimer()
	for i := range b.N {
		<-tick.C
		wait.Go(func() {
			start := time.Now()
			if _, err := ws.Submit(b.Context(), w.request(in, RowChange{Do: Update, Row: rows[i%1000].Row, Values: cells("c1", strconv.Quote(strconv.Itoa(i)))})); err != nil {
				b.Error(err)
			}
			took[i] = time.Since(start)
		})
	}
	wait.Wait()
	w.fake.set(nil)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "ms-p99")
}
