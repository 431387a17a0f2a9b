package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func testInputHeads(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newInputWorld(t, st)
	get := func(ctx context.Context, tx store.Tx) (*writ.InputHead, error) {
		return tx.InputHeads.Get(ctx, w.first.ID)
	}
	put := func(h writ.InputHead) func(store.Tx) error {
		return func(tx store.Tx) error { return tx.InputHeads.Put(ctx, &h) }
	}
	refused(t, st, writ.CodeNotFound, func(tx store.Tx) error { _, err := get(ctx, tx); return err })
	h := writ.InputHead{Table: w.first.ID, Num: 1<<40 + 1, Term: 2, Hash: "abc", State: []byte(`{"a":  "<&>"}`), At: moment()}
	for _, step := range []struct{ num, term int64 }{{h.Num, 2}, {h.Num, 2}, {h.Num + 1, 2}, {h.Num + 1, 3}} {
		h.Num, h.Term = step.num, step.term
		write(t, st, put(h))
		equal(t, "Get", read(t, st, get), &h)
	}
	for what, older := range map[string]writ.InputHead{
		"a smaller number": {Table: h.Table, Num: h.Num - 1, Term: h.Term},
		"a lower term":     {Table: h.Table, Num: h.Num + 5, Term: h.Term - 1},
	} {
		t.Run(what, func(t *testing.T) { refused(t, st, writ.CodeStale, put(older)) })
	}
	equal(t, "Get after refusals", read(t, st, get), &h)
	h.State = nil
	write(t, st, put(h))
	equal(t, "Get without a state", read(t, st, get), &h)
	refused(t, st, writ.CodeNotFound, put(writ.InputHead{Table: writ.NewID[writ.InputTableID](), Num: 1}))
}

func newFlag(t *writ.InputTable, row writ.RowID, column writ.ColumnID) writ.InputFlag {
	return writ.InputFlag{
		Table: t.ID, Branch: writ.BranchDraft, Row: row, Column: column, Num: 1 << 40, Rule: writ.RulePattern, Reason: "too “long”",
		Type: writ.InputText, Value: writ.Text("x\x00' <&>\u2028"), By: "ada@example.com", At: moment(),
	}
}

func testInputFlags(t *testing.T, st store.Store) {
	ctx := t.Context()
	w := newInputWorld(t, st)
	row := func(i int) writ.RowID { return writ.RowID(fmt.Sprintf("row %05d", i)) }
	flags := []writ.InputFlag{newFlag(w.first, row(0), "c1"), newFlag(w.first, row(0), "c2"), newFlag(w.first, row(1), "c1"), newFlag(w.first, row(2), "c1")}
	flags[1].Value, flags[2].Value = writ.Null(), writ.Text("")
	elsewhere := newFlag(w.first, row(0), "c1")
	elsewhere.Branch = writ.BranchPublished
	put := func(list ...writ.InputFlag) {
		t.Helper()
		write(t, st, func(tx store.Tx) error { return tx.InputHeads.PutFlags(ctx, list) })
	}
	page := func(r writ.RowID, c writ.ColumnID, limit int) []writ.InputFlag {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.InputFlag, error) {
			return tx.InputHeads.Flags(ctx, w.first.ID, writ.BranchDraft, r, c, limit)
		})
	}
	put()
	put(append(flags, elsewhere, newFlag(w.second, row(0), "c1"))...)
	equal(t, "first page", page("", "", 3), flags[:3])
	equal(t, "second page", page(row(1), "c1", 3), flags[3:])
	flags[0].Value, flags[0].Num, flags[0].At = writ.Text("another"), 7, moment().Add(time.Hour)
	put(flags[0])
	equal(t, "in place of the one before", page("", "", 1), flags[:1])
	equal(t, "FlagsOf", read(t, st, func(ctx context.Context, tx store.Tx) ([]writ.InputFlag, error) {
		return tx.InputHeads.FlagsOf(ctx, w.first.ID, writ.BranchDraft, []writ.RowID{row(2), row(7)})
	}), flags[3:])

	write(t, st, func(tx store.Tx) error { return tx.InputHeads.DeleteFlags(ctx, flags[1:3]) })
	equal(t, "after DeleteFlags", page("", "", 9), []writ.InputFlag{flags[0], flags[3]})
	write(t, st, func(tx store.Tx) error { return tx.InputHeads.ClearFlags(ctx, w.first.ID, writ.BranchDraft) })
	count := func(id writ.InputTableID, b writ.Branch) int64 {
		t.Helper()
		return read(t, st, func(ctx context.Context, tx store.Tx) (int64, error) { return tx.InputHeads.CountFlags(ctx, id, b) })
	}
	equal(t, "after ClearFlags", []int64{count(w.first.ID, writ.BranchDraft), count(w.first.ID, writ.BranchPublished), count(w.second.ID, writ.BranchDraft)}, []int64{0, 1, 1})
	testManyFlags(t, st, w, row)
}

// testManyFlags puts, finds and deletes more flags than one statement names.
func testManyFlags(t *testing.T, st store.Store, w inputWorld, row func(int) writ.RowID) {
	t.Helper()
	ctx := t.Context()
	var flags []writ.InputFlag
	var rows []writ.RowID
	for i := range 1201 {
		flags, rows = append(flags, newFlag(w.first, row(i), "c1")), append(rows, row(i))
	}
	write(t, st, func(tx store.Tx) error { return tx.InputHeads.PutFlags(ctx, flags) })
	of := func(ctx context.Context, tx store.Tx) (int, error) {
		list, err := tx.InputHeads.FlagsOf(ctx, w.first.ID, writ.BranchDraft, rows)
		return len(list), err
	}
	equal(t, "FlagsOf many", read(t, st, of), len(flags))
	write(t, st, func(tx store.Tx) error { return tx.InputHeads.DeleteFlags(ctx, flags[1:]) })
	equal(t, "FlagsOf what is left", read(t, st, of), 1)
	write(t, st, func(tx store.Tx) error { return tx.InputTables.Delete(ctx, w.first.ID) })
	equal(t, "FlagsOf a deleted table", read(t, st, of), 0)
}
