package app_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// TestInputObjects says that edit logs, data tables and marks are explained, are no
// orphans, and can be neither put aside nor dropped.
func TestInputObjects(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "a\n1\n")
	data, mark, log := w.orphan(), w.orphan(), w.orphan()
	w.write(func(ctx context.Context, tx store.Tx) error {
		in := &writ.InputTable{
			ID: writ.NewID[writ.InputTableID](), Name: "Budget", Kind: writ.InputEmpty, Document: table.Document,
			Connection: data.Connection, Destination: data.Destination, Version: 1, CreatedBy: w.build().Member.ID,
		}
		if err := tx.InputTables.Insert(ctx, in); err != nil {
			return err
		}
		d := &writ.DataTable{Table: in.ID, Branch: writ.BranchDraft, Generation: 1, Object: data.ID, MarkObject: mark.ID, Path: data.Path, MarkPath: mark.Path, As: data.As}
		if err := tx.InputTables.PutData(ctx, d); err != nil {
			return err
		}
		return tx.EditLogs.Insert(ctx, &writ.EditLog{Connection: log.Connection, Destination: log.Destination, Object: log.ID, Path: log.Path})
	})
	for _, tt := range []struct {
		object *app.ObjectView
		why    string
	}{{data, "“Budget”"}, {mark, "“Budget”"}, {log, "is the edit log"}} {
		v := must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), tt.object.ID))
		if v.Orphan || v.CanQuarantine() || v.CanDrop() || !strings.Contains(v.Why, tt.why) {
			t.Errorf("got %+v", v)
		}
		_, err := w.QuarantineObject(ctx, w.admin(), v.ID)
		refused(t, err, writ.CodeConflict, tt.why)
		_, err = w.DropObject(ctx, w.admin(), v.ID, v.Path.Name())
		refused(t, err, writ.CodeConflict, tt.why)
		if !slices.Contains(w.names(), v.Path.Name()) {
			t.Errorf("%s is gone", v.Path)
		}
	}
	if got := w.listed(app.ObjectFilter{Finding: app.FindingOrphan}); len(got) != 0 {
		t.Errorf("orphans: %v", got)
	}
}

// TestDroppedNameThatLives says that what was dropped has not returned when another
// object has its name, as an edit log does that is made a second time.
func TestDroppedNameThatLives(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.orphan()
	old := v.ManagedObject
	old.ID = writ.NewID[writ.ObjectID]()
	old.State = writ.ObjectDropped
	w.write(func(ctx context.Context, tx store.Tx) error { return tx.Objects.Insert(ctx, &old) })
	w.lookNow()
	got := must[*app.ObjectView](t)(w.ManagedObject(t.Context(), w.admin(), old.ID))
	if got.Finding != writ.FindingNone || got.CanDrop() {
		t.Errorf("got %+v", got)
	}
}

// TestDeletedInputTable deletes an input table: its data table goes with it, and its
// edit log stays.
func TestDeletedInputTable(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := must[*app.InputTableState](t)(w.CreateInputTable(ctx, w.build(), app.InputDraft{Kind: writ.InputEmpty, Name: "Forecast", Connection: w.embedded().ID}))
	var data, logs []*app.ObjectView
	for _, v := range must[[]*app.ObjectView](t)(w.ManagedObjects(ctx, w.admin(), app.ObjectFilter{}, "", 100)) {
		if v.Input != nil && v.Input.ID == table.ID {
			data = append(data, v)
		}
		if v.Log {
			logs = append(logs, v)
		}
	}
	if len(data) != 2 || len(logs) != 1 {
		t.Fatalf("%d objects of the input table, %d edit logs", len(data), len(logs))
	}
	w.ok(w.DeleteInputTable(ctx, w.build(), table.ID))
	w.eventually(func() error {
		names := w.names()
		for _, v := range data {
			if slices.Contains(names, v.Path.Name()) {
				return fmt.Errorf("%s is still there", v.Path)
			}
		}
		return nil
	})
	if log := must[*app.ObjectView](t)(w.ManagedObject(ctx, w.admin(), logs[0].ID)); log.State != writ.ObjectExists || log.Orphan {
		t.Errorf("the edit log is %+v", log)
	}
}
