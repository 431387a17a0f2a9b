package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// TestRememberedChoices offers what was chosen for one file for the next one of its
// source, whose columns have moved, and to nobody else.
func TestRememberedChoices(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	first := w.send(w.build(), "sales 2026-10.csv", "id;when\n007;x\n")
	if got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), first.ID)); got.Remembered != nil {
		t.Errorf("remembered before anything was chosen: %+v", got.Remembered)
	}
	chosen := ingest.Options{Delimiter: ";", Columns: []ingest.ColumnChoice{
		{Index: 0, Include: true, Kind: writ.KindInteger, Name: "number"}, {Index: 1},
	}}
	done := w.load(w.build(), first.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "October", Options: chosen})
	if done.State != writ.UploadDone || done.Remembered != nil {
		t.Fatalf("the upload: %+v, %+v", done, done.Problem)
	}
	next := w.send(w.build(), "Sales 2026-11.csv", "a;b\n")
	if got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), next.ID)); got.Remembered != nil {
		t.Error("another source was taken for the same")
	}
	next = w.send(w.build(), "sales 2026-11 (2).CSV", "when;region;id\ny;north;008\n")
	got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), next.ID))
	if got.Remembered == nil || got.Remembered.FileName != first.FileName || len(got.Remembered.Options.Columns) != 2 {
		t.Fatalf("remembered: %+v", got.Remembered)
	}
	done = w.load(w.build(), next.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "November", Options: got.Remembered.Options})
	w.holds(done.Table, 0, "region,number\nnorth,8\n")
	other := w.send(w.admin(), "sales 2026-12.csv", "id;when\n7;x\n")
	if got := must[*app.UploadView](t)(w.Upload(ctx, w.admin(), other.ID)); got.Remembered != nil {
		t.Error("one member is offered the choices of another")
	}
	last := w.send(w.build(), "sales 2026-12.csv", "id;when\n7;x\n")
	w.ok(w.ForgetChoices(ctx, w.build(), last.ID))
	if got := must[*app.UploadView](t)(w.Upload(ctx, w.build(), last.ID)); got.Remembered != nil {
		t.Error("what was forgotten is still offered")
	}
	w.ok(w.ForgetChoices(ctx, w.build(), last.ID))
}
