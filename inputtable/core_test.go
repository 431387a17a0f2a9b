package inputtable

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
)

// onWorlds runs a test on fakes and on PostgreSQL.
func onWorlds(t *testing.T, test func(t *testing.T, w *world)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) *world{"fake": newFakeWorld, "postgres": newPostgresWorld} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func TestRowsComeAndGo(t *testing.T) {
	onWorlds(t, func(t *testing.T, w *world) {
		ws := w.node()
		in := w.input(ws, writ.InputText, writ.InputDecimal)
		a := w.submit(ws, w.request(in,
			RowChange{Do: Insert, Values: cells("c1", `"apples"`, "c2", `12.50`)},
			RowChange{Do: Insert, Values: cells("c1", `"pears"`)}))
		if a.Rows[0].Status != Logged || a.Rows[0].Num == 0 || a.First == 0 {
			t.Fatalf("got %+v", a)
		}
		apples, pears := a.Rows[0].Row, a.Rows[1].Row
		w.agree(ws, in)
		a = w.submit(ws, w.request(in,
			RowChange{Do: Update, Row: apples, Values: cells("c1", `"Äpfel"`), Seen: cells("c1", `"apples"`)},
			RowChange{Do: Update, Row: apples, Values: cells("c2", `"13"`), Seen: cells("c2", `"12"`)},
			RowChange{Do: Update, Row: pears, Values: cells("c2", `"many"`)},
			RowChange{Do: Delete, Row: writ.NewID[writ.RowID]()},
		))
		for i, want := range []Status{Logged, Conflict, Refused, Absent} {
			if a.Rows[i].Status != want {
				t.Errorf("row %d: got %+v, want %s", i, a.Rows[i], want)
			}
		}
		w.agree(ws, in)
		w.submit(ws, w.request(in, RowChange{Do: Delete, Row: apples}))
		w.agree(ws, in)
		rows := w.rows(ws, in, writ.BranchDraft)
		if len(rows) != 1 || rows[pears] == nil {
			t.Errorf("got %v", rows)
		}
	})
}

func TestColumnsAreChanged(t *testing.T) {
	onWorlds(t, func(t *testing.T, w *world) {
		ws := w.node()
		in := w.input(ws, writ.InputText)
		first := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"12"`)}, RowChange{Do: Insert, Values: cells("c1", `"a dozen"`)}))
		change := func(c ColumnChange) *Answer {
			r := w.request(in)
			r.Column = &c
			return w.submit(ws, r)
		}
		id := change(ColumnChange{Add: &NewColumn{Name: "Amount", Type: writ.InputInteger}}).Column
		w.submit(ws, w.request(in, RowChange{Do: Update, Row: first.Rows[0].Row, Values: cells(string(id), `7`)}))
		w.agree(ws, in)
		integer := writ.InputInteger
		change(ColumnChange{Update: &editlog.UpdateColumn{ID: "c1", Type: &integer}})
		w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `5`)}))
		w.agree(ws, in)
		change(ColumnChange{Remove: "c1"})
		change(ColumnChange{Restore: "c1"})
		w.agree(ws, in)
		v, err := ws.View(t.Context(), in.ID, writ.BranchDraft)
		if err != nil || v.Flags != 1 || len(v.Columns) != 2 {
			t.Errorf("got %+v, %v", v, err)
		}
	})
}

func TestPublish(t *testing.T) {
	onWorlds(t, func(t *testing.T, w *world) {
		ws := w.node()
		in := w.input(ws, writ.InputText)
		row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
		publish := w.request(in)
		publish.Publish = &editlog.Publish{Number: 1}
		w.submit(ws, publish)
		w.agree(ws, in, writ.BranchDraft, writ.BranchPublished)
		w.submit(ws, w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"draft"`)}))
		w.agree(ws, in, writ.BranchDraft, writ.BranchPublished)
		readers := w.request(in, RowChange{Do: Insert, Values: cells("c1", `"reader"`)})
		readers.Branch = writ.BranchPublished
		w.submit(ws, readers)
		w.agree(ws, in, writ.BranchDraft, writ.BranchPublished)
		w.submit(ws, publish)
		w.agree(ws, in, writ.BranchDraft, writ.BranchPublished)
		if got := len(w.rows(ws, in, writ.BranchPublished)); got != 2 {
			t.Errorf("%d rows are published, want 2", got)
		}
	})
}

// TestEverythingIsFoundAgain crashes a node after some edits; another goes on.
func TestEverythingIsFoundAgain(t *testing.T) {
	onWorlds(t, func(t *testing.T, w *world) {
		ws := w.node()
		in := w.input(ws, writ.InputText)
		row := w.submit(ws, w.request(in, RowChange{Do: Insert, Values: cells("c1", `"a"`)})).Rows[0].Row
		if err := ws.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		ws = w.node()
		a := w.submit(ws, w.request(in, RowChange{Do: Update, Row: row, Values: cells("c1", `"b"`), Seen: cells("c1", `"a"`)}))
		if a.Rows[0].Status != Logged {
			t.Errorf("got %+v", a)
		}
		w.agree(ws, in)
	})
}
