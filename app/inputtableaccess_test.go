package app_test

import (
	"context"
	"io"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
)

const noInput = writ.InputTableID("0190f5c4-0000-7000-8000-000000000009")

// ofInputMakers are the use cases that make things in a warehouse.
func ofInputMakers() map[string]ask {
	return map[string]ask{
		"CreateInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CreateInputTable(ctx, a, app.InputDraft{Kind: writ.InputEmpty, Name: "Plan", Connection: noConn}))
		},
		"DuplicateInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DuplicateInputTable(ctx, a, noInput, writ.BranchDraft, app.InputDraft{}))
		},
		"MoveInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.MoveInputTable(ctx, a, noInput, "d"))
		},
	}
}

// ofLogKeepers are those about edit logs as a whole.
func ofLogKeepers() map[string]ask {
	return map[string]ask{
		"EditLogs": func(ctx context.Context, w *world, a app.Actor) error { return second(w.EditLogs(ctx, a)) },
		"EditLog":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.EditLog(ctx, a, noConn)) },
		"ExportEditLog": func(ctx context.Context, w *world, a app.Actor) error {
			return w.ExportEditLog(ctx, a, noConn, noInput, io.Discard)
		},
		"VerifyEditLog": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.VerifyEditLog(ctx, a, noConn, noInput))
		},
		"RebuildFromLog": func(ctx context.Context, w *world, a app.Actor) error {
			return w.RebuildFromLog(ctx, a, noConn, noInput)
		},
	}
}

// ofEnterers are those about one input table, whose document decides: to who has
// nothing on it, it is not there.
func ofEnterers() map[string]ask {
	return map[string]ask{
		"InputTables": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.InputTables(ctx, a, "", "", 10))
		},
		"InputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.InputTable(ctx, a, noInput, ""))
		},
		"InputRows": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.InputRows(ctx, a, noInput, app.InputQuery{Limit: 10}))
		},
		"InputFlags": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.InputFlags(ctx, a, noInput, "", editlog.CellRef{}, 10)
			return err
		},
		"InputHistory": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.InputHistory(ctx, a, noInput, app.HistoryQuery{})
			return err
		},
		"EntryBranch": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.EntryBranch(ctx, a, noInput, ""))
		},
		"EditRows": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.EditRows(ctx, a, noInput, app.RowEdit{Rows: []inputtable.RowChange{{Do: inputtable.Insert}}}))
		},
		"ChangeInputColumn": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.ChangeInputColumn(ctx, a, noInput, "", inputtable.ColumnChange{Remove: "c1"})
			return err
		},
		"PreviewRetype": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.PreviewRetype(ctx, a, noInput, "c1", writ.InputInteger))
		},
		"DiscardFlags": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DiscardFlags(ctx, a, noInput, "", "", editlog.Discard{}))
		},
		"RenameInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RenameInputTable(ctx, a, noInput, "Plan", 1))
		},
		"DeleteInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return w.DeleteInputTable(ctx, a, noInput)
		},
		"RebuildInputTable": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RebuildInputTable(ctx, a, noInput))
		},
		"RestoreInput": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RestoreInput(ctx, a, noInput, app.Restoration{}))
		},
		"UndoInput": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.UndoInput(ctx, a, noInput, app.Reversal{}))
		},
	}
}
