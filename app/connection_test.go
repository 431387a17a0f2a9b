package app_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TestDrafts tries what can be wrong with a typed connection before any
// warehouse is asked; the error names the field.
func TestDrafts(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	good := func() app.ConnectionDraft {
		return app.ConnectionDraft{Name: "Lake", Platform: writ.PlatformPostgres, Values: map[string]string{
			"host": " db.example.org ", "database": "d", "user": "u", "password": " blanks belong ", "tlsMode": "verify-full",
		}}
	}
	for name, tc := range map[string]struct {
		change func(*app.ConnectionDraft)
		field  string
	}{
		"no name":           {func(d *app.ConnectionDraft) { d.Name = "  " }, "name"},
		"long description":  {func(d *app.ConnectionDraft) { d.Description = strings.Repeat("x", 2001) }, "description"},
		"unknown platform":  {func(d *app.ConnectionDraft) { d.Platform = "oracle" }, "type"},
		"embedded platform": {func(d *app.ConnectionDraft) { d.Platform, d.Values = writ.PlatformDuckDB, nil }, "type"},
		"unknown field":     {func(d *app.ConnectionDraft) { d.Values["hots"] = "x" }, "hots"},
		"missing":           {func(d *app.ConnectionDraft) { delete(d.Values, "host") }, "host"},
		"blank":             {func(d *app.ConnectionDraft) { d.Values["user"] = " \t" }, "user"},
		"not a number":      {func(d *app.ConnectionDraft) { d.Values["port"] = "five" }, "port"},
		"negative":          {func(d *app.ConnectionDraft) { d.Values["port"] = "-1" }, "port"},
		"no such choice":    {func(d *app.ConnectionDraft) { d.Values["tlsMode"] = "maybe" }, "tlsMode"},
		"line break":        {func(d *app.ConnectionDraft) { d.Values["database"] = "a\nb" }, "database"},
		"not text":          {func(d *app.ConnectionDraft) { d.Values["user"] = "\xff" }, "user"},
		"no destination":    {func(d *app.ConnectionDraft) { d.WriteAccess = true }, "writeSchema"},
		"long destination":  {func(d *app.ConnectionDraft) { d.WriteAccess, d.Destination = true, writ.Path{strings.Repeat("é", 32)} }, "writeSchema"},
		"deep destination":  {func(d *app.ConnectionDraft) { d.WriteAccess, d.Destination = true, writ.Path{"a", "b"} }, "writeAccess"},
	} {
		draft := good()
		tc.change(&draft)
		_, err := w.CreateConnection(ctx, w.admin(), draft)
		if writ.CodeOf(err) != writ.CodeInvalid || fieldOf(err) != tc.field {
			t.Errorf("%s: %v, want CodeInvalid on %s", name, err, tc.field)
		}
	}
	c := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), good()))
	if c.WriteAccess || c.Details["host"] != "db.example.org" || c.Details["port"] != "5432" || c.Details["password"] != "" {
		t.Errorf("the saved connection: %+v", c)
	}
	_, err := w.CreateConnection(ctx, w.admin(), good())
	refused(t, err, writ.CodeConflict)
}

// fieldOf returns the field that an error is about.
func fieldOf(err error) string {
	var e *writ.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}

// TestSecretsStay says that a secret left out is kept, an empty one removed, and
// that changing anything else does not lose it.
func TestSecretsStay(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	draft := app.ConnectionDraft{Name: "Lake", Platform: writ.PlatformPostgres, Values: map[string]string{
		"host": "db.example.org", "database": "d", "user": "u", "password": "a secret",
	}}
	c := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	sealed := func() (bytes []byte) {
		w.ok(w.store.Read(ctx, func(tx store.Tx) error {
			stored, err := tx.Connections.Get(ctx, c.ID)
			bytes = stored.Secrets
			return err
		}))
		return bytes
	}
	first := sealed()
	if len(first) == 0 || strings.Contains(string(first), "secret") {
		t.Fatalf("the secrets are kept as %q", first)
	}
	delete(draft.Values, "password")
	draft.Name, draft.Version = "Lake 2", c.Version
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft))
	if fmt.Sprint(c.SecretsSet) != "[password]" || string(sealed()) != string(first) {
		t.Errorf("the password was lost or sealed anew: %v", c.SecretsSet)
	}
	_, err := w.UpdateConnection(ctx, w.admin(), c.ID, draft)
	refused(t, err, writ.CodeStale)
	draft.Values["password"], draft.Version = "", c.Version
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft))
	if len(c.SecretsSet) != 0 || len(sealed()) != 0 {
		t.Errorf("the password was not removed: %v", c.SecretsSet)
	}
}

// draftOf is the draft that changes nothing.
func draftOf(c *app.ConnectionView) app.ConnectionDraft {
	d := app.ConnectionDraft{Name: c.Name, Description: c.Description, Platform: c.Platform, Values: c.Details, WriteAccess: c.WriteAccess, Version: c.Version}
	for _, dest := range c.Destinations {
		if !dest.Retired {
			d.Destination = dest.Path
		}
	}
	return d
}

// TestWriteAccessOffAndOn says that switching off refuses new writes, keeps what
// is there readable and hidden, and that switching on again needs nothing new.
func TestWriteAccessOffAndOn(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	c := w.embedded()
	table := w.table(w.build(), c.ID, "a\n1\n")
	off := draftOf(c)
	off.WriteAccess, off.Destination = false, nil
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, off))
	u := w.send(w.build(), "b.csv", "a\n1\n")
	_, err := w.StartImport(ctx, w.build(), u.ID, app.ImportRequest{Connection: c.ID, Name: "x"})
	refused(t, err, writ.CodeForbidden, "Write access", "switched off")
	refused(t, w.DeleteTable(ctx, w.build(), table.ID), writ.CodeForbidden, "switched off")
	if rows := must[*app.RowPage](t)(w.Rows(ctx, w.build(), table.ID, 0, 10)); len(rows.Rows) != 1 {
		t.Errorf("the table has %d rows", len(rows.Rows))
	}
	if targets := must[[]app.UploadTarget](t)(w.UploadTargets(ctx, w.build())); len(targets) != 0 {
		t.Errorf("uploads may go to %+v", targets)
	}
	_, err = w.Browse(ctx, w.admin(), c.ID, writ.Path{"writ_objects"}, true)
	refused(t, err, writ.CodeNotFound)
	on := draftOf(c)
	on.WriteAccess = true
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, on))
	if got := w.load(w.build(), u.ID, app.ImportRequest{Connection: c.ID, Name: "x"}); got.State != writ.UploadDone {
		t.Errorf("with write access on again: %+v, %+v", got, got.Problem)
	}
}

// TestChangeDestination says that moving on warns by the names of the tables
// left behind, keeps them readable and hidden, and that coming back is possible.
func TestChangeDestination(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	c := w.embedded()
	old := w.table(w.build(), c.ID, "a\n1\n")
	draft := draftOf(c)
	draft.Destination = writ.Path{"no_such_schema"}
	draft.AcknowledgeAffected = true
	_, err := w.UpdateConnection(ctx, w.admin(), c.ID, draft)
	refused(t, err, writ.CodeRejected, "no_such_schema", "does not exist")
	draft.Destination, draft.AcknowledgeAffected = writ.Path{"sample"}, false
	_, err = w.UpdateConnection(ctx, w.admin(), c.ID, draft)
	refused(t, err, writ.CodeConflict, "2 tables", "A table")
	if tables := must[[]app.AffectedTable](t)(w.Affected(ctx, w.admin(), c.ID, draft)); len(tables) != 2 {
		t.Errorf("affected: %+v", tables)
	}
	draft.AcknowledgeAffected = true
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft))
	if len(c.Destinations) != 2 || c.Destinations[0].Path.String() != "sample" || !c.Destinations[1].Retired {
		t.Fatalf("the destinations: %+v", c.Destinations)
	}
	report := must[*doctor.Report](t)(w.CheckSaved(ctx, w.admin(), c.ID))
	if !report.OK || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "chemical_elements") {
		t.Errorf("the doctor: %+v", report)
	}
	if next := w.table(w.build(), c.ID, "b\n2\n"); next.Path[0] != "sample" {
		t.Errorf("the new table lies in %s", next.Path)
	}
	if rows := must[*app.RowPage](t)(w.Rows(ctx, w.build(), old.ID, 0, 10)); len(rows.Rows) != 1 {
		t.Errorf("the old table has %d rows", len(rows.Rows))
	}
	for _, schema := range []string{"sample", "writ_objects"} {
		_, err := w.Browse(ctx, w.admin(), c.ID, writ.Path{schema}, true)
		refused(t, err, writ.CodeNotFound)
	}
	w.ok(w.DeleteTable(ctx, w.build(), old.ID))
	draft = draftOf(c)
	draft.Destination, draft.AcknowledgeAffected = writ.Path{"writ_objects"}, true
	c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft))
	if c.Destinations[0].Path.String() != "writ_objects" || c.Destinations[0].Retired {
		t.Errorf("after coming back: %+v", c.Destinations)
	}
}

// TestDeleteConnection says which connections can be deleted, that deleting is
// archiving, and that it can be undone.
func TestDeleteConnection(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	draft := app.ConnectionDraft{Name: "Lake", Platform: writ.PlatformPostgres, Values: map[string]string{"host": "h", "database": "d", "user": "u"}}
	c := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	_, err := w.Connection(ctx, w.build(), c.ID)
	refused(t, err, writ.CodeNotFound)
	w.ok(w.DeleteConnection(ctx, w.admin(), c.ID, false))
	_, err = w.Browse(ctx, w.admin(), c.ID, nil, false)
	refused(t, err, writ.CodeNotFound)
	c = must[*app.ConnectionView](t)(w.Connection(ctx, w.admin(), c.ID))
	draft.Version = c.Version
	_, err = w.UpdateConnection(ctx, w.admin(), c.ID, draft)
	refused(t, err, writ.CodeConflict, "deleted")
	draft.Restore = true
	if c = must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), c.ID, draft)); c.Archived {
		t.Error("the connection was not brought back")
	}
}

// TestOutOfReach says that platforms of which this version has the form alone
// show it and their script, and refuse everything else with the reason.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	for _, spec := range must[[]driver.Spec](t)(w.Platforms(ctx, w.admin())) {
		if spec.Capabilities.Reachable {
			continue
		}
		draft := app.ConnectionDraft{Name: "Far", Platform: spec.Platform, WriteAccess: true}
		for name, err := range map[string]error{
			"CreateConnection": second(w.CreateConnection(ctx, w.admin(), draft)),
			"TestConnection":   second(w.TestConnection(ctx, w.admin(), "", draft)),
			"CheckWriteAccess": second(w.CheckWriteAccess(ctx, w.admin(), "", draft)),
		} {
			if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), spec.Capabilities.Reason) {
				t.Errorf("%s on %s: %v", name, spec.Name, err)
			}
		}
		script := must[[]doctor.ScriptLine](t)(w.GrantScript(ctx, w.admin(), "", draft))
		if len(script) == 0 || len(spec.Fields) == 0 || len(spec.Destination) == 0 {
			t.Errorf("%s has no form or no script: %+v", spec.Name, spec)
		}
	}
}
