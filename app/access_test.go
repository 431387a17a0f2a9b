package app_test

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/ingest"
)

// permission is one row of the table: the least able account type that may use
// a method, and the most able one that may not; none if every active member may.
type permission struct {
	least, lack writ.AccountType
	call        ask
}

// ask is a use case asked with arguments that name things which do not exist:
// what matters is whether the question comes before they matter.
type ask func(ctx context.Context, w *world, a app.Actor) error

const (
	noConn   = writ.ConnectionID("0190f5c4-0000-7000-8000-000000000001")
	noObject = writ.ObjectID("0190f5c4-0000-7000-8000-000000000004")
	noUpload = writ.UploadID("u")
	noTable  = writ.TableID("t")
)

// permissions is the whole table; it has a row for every use case.
func permissions() map[string]permission {
	table := map[string]permission{
		"ExportTable": {writ.AccountAnalyze, writ.AccountAct, func(ctx context.Context, w *world, a app.Actor) error {
			return w.ExportTable(ctx, a, noTable, export.Form{Format: export.CSV}, io.Discard)
		}},
	}
	table["ExportVersion"] = permission{writ.AccountAnalyze, writ.AccountAct, func(ctx context.Context, w *world, a app.Actor) error {
		return w.ExportVersion(ctx, a, noTable, 1, export.Form{Format: export.CSV}, io.Discard)
	}}
	for _, group := range []struct {
		least, lack writ.AccountType
		asks        map[string]ask
	}{
		{writ.AccountAdmin, writ.AccountBuild, ofAdmins()},
		{writ.AccountAdmin, writ.AccountBuild, aboutObjects()},
		{writ.AccountAdmin, writ.AccountBuild, aboutPeople()},
		{writ.AccountAdmin, writ.AccountBuild, aboutSignIn()},
		{writ.AccountView, "", aboutTeams()},
		{writ.AccountBuild, writ.AccountAnalyze, ofBuilders()},
		{writ.AccountView, "", ofEverybody()},
		{writ.AccountBuild, writ.AccountAnalyze, ofFileMakers()},
		{writ.AccountView, "", ofFileReaders()},
		{writ.AccountAdmin, writ.AccountBuild, ofMailKeepers()},
		{writ.AccountView, "", ofSharers()},
		{writ.AccountView, "", ofAskers()},
		{writ.AccountBuild, writ.AccountAnalyze, ofEditors()},
		{writ.AccountView, "", ofDocumentReaders()},
		{writ.AccountAnalyze, writ.AccountAct, ofExporters()},
		{writ.AccountView, "", ofScheduleKeepers()},
		{writ.AccountAdmin, writ.AccountBuild, ofLogKeepers()},
		{writ.AccountBuild, writ.AccountAnalyze, ofInputMakers()},
		{writ.AccountView, "", ofEnterers()},
	} {
		for name, call := range group.asks {
			table[name] = permission{group.least, group.lack, call}
		}
	}
	return table
}

// ofAdmins are the use cases of Admins alone.
func ofAdmins() map[string]ask {
	return map[string]ask{
		"Settings": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Settings(ctx, a)) },
		"SaveSettings": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SaveSettings(ctx, a, writ.DefaultSettings()))
		},
		"ManagedObjects": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ManagedObjects(ctx, a, app.ObjectFilter{}, "", 10))
		},
		"ManagedObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ManagedObject(ctx, a, noObject))
		},
		"ObjectSummaries": func(ctx context.Context, w *world, a app.Actor) error { return second(w.ObjectSummaries(ctx, a)) },
		"QuarantineObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.QuarantineObject(ctx, a, noObject))
		},
		"RestoreObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RestoreObject(ctx, a, noObject))
		},
		"DropObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DropObject(ctx, a, noObject, "x"))
		},
		"Scan":      func(ctx context.Context, w *world, a app.Actor) error { return second(w.Scan(ctx, a, noConn)) },
		"StartScan": func(ctx context.Context, w *world, a app.Actor) error { return second(w.StartScan(ctx, a, noConn)) },
		"Nodes":     func(ctx context.Context, w *world, a app.Actor) error { return second(w.Nodes(ctx, a)) },
		"Platforms": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Platforms(ctx, a)) },
		"CreateConnection": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CreateConnection(ctx, a, app.ConnectionDraft{}))
		},
		"UpdateConnection": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.UpdateConnection(ctx, a, noConn, app.ConnectionDraft{}))
		},
		"DeleteConnection": func(ctx context.Context, w *world, a app.Actor) error {
			return w.DeleteConnection(ctx, a, noConn, false)
		},
		"TestConnection": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.TestConnection(ctx, a, "", app.ConnectionDraft{}))
		},
		"TestSaved": func(ctx context.Context, w *world, a app.Actor) error { return second(w.TestSaved(ctx, a, noConn)) },
		"GrantScript": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.GrantScript(ctx, a, "", app.ConnectionDraft{}))
		},
		"CheckWriteAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CheckWriteAccess(ctx, a, "", app.ConnectionDraft{}))
		},
		"CheckSaved": func(ctx context.Context, w *world, a app.Actor) error { return second(w.CheckSaved(ctx, a, noConn)) },
		"Affected": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Affected(ctx, a, noConn, app.ConnectionDraft{}))
		},
	}
}

// ofBuilders are those of Build and Admin.
func ofBuilders() map[string]ask {
	return map[string]ask{
		"UploadTargets": func(ctx context.Context, w *world, a app.Actor) error { return second(w.UploadTargets(ctx, a)) },
		"CreateUpload": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CreateUpload(ctx, a, "a.csv", 1))
		},
		"AppendUpload": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.AppendUpload(ctx, a, noUpload, 0, strings.NewReader("")))
		},
		"Upload":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.Upload(ctx, a, noUpload)) },
		"Uploads": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Uploads(ctx, a, 10)) },
		"PreviewUpload": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.PreviewUpload(ctx, a, noUpload, ingest.Options{}))
		},
		"StartImport": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.StartImport(ctx, a, noUpload, app.ImportRequest{Name: "x"}))
		},
		"CancelUpload": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CancelUpload(ctx, a, noUpload))
		},
		"Rejects":       func(ctx context.Context, w *world, a app.Actor) error { return w.Rejects(ctx, a, noUpload, io.Discard) },
		"ForgetChoices": func(ctx context.Context, w *world, a app.Actor) error { return w.ForgetChoices(ctx, a, noUpload) },
		"PreviewChange": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.PreviewChange(ctx, a, noUpload, ingest.Options{}, noTable, writ.ChangeAppend))
		},
		"RestoreVersion": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RestoreVersion(ctx, a, noTable, 1))
		},
		"RejectPage": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RejectPage(ctx, a, noUpload, 0, 1))
		},
		"DeleteTable": func(ctx context.Context, w *world, a app.Actor) error { return w.DeleteTable(ctx, a, noTable) },
		"DataGrants":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.DataGrants(ctx, a, noConn)) },
		"GiveDataAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.GiveDataAccess(ctx, a, noConn, app.DataGrantDraft{Level: writ.DataUse}))
		},
		"ChangeDataAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ChangeDataAccess(ctx, a, noConn, "g", writ.DataUse))
		},
		"RevokeDataAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RevokeDataAccess(ctx, a, noConn, "g"))
		},
		"WhoReachesData": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.WhoReachesData(ctx, a, noConn, nil, "")
			return err
		},
		"DataGrantees": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DataGrantees(ctx, a, noConn, nil, ""))
		},
	}
}

// ofEverybody are those of every active member.
func ofEverybody() map[string]ask {
	return map[string]ask{
		"Credentials": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Credentials(ctx, a)) },
		"CreateCredential": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.CreateCredential(ctx, a, "ci")
			return err
		},
		"RevokeCredential": func(ctx context.Context, w *world, a app.Actor) error { return w.RevokeCredential(ctx, a, "c") },
		"Connections":      func(ctx context.Context, w *world, a app.Actor) error { return second(w.Connections(ctx, a, false)) },
		"Connection":       func(ctx context.Context, w *world, a app.Actor) error { return second(w.Connection(ctx, a, noConn)) },
		"MyDataAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.MyDataAccess(ctx, a, noConn, nil))
		},
		"Browse": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Browse(ctx, a, noConn, nil, false))
		},
		"SearchObjects": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SearchObjects(ctx, a, noConn, "x"))
		},
		"DescribeObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DescribeObject(ctx, a, noConn, writ.Path{"x"}))
		},
		"PreviewObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.PreviewObject(ctx, a, noConn, writ.Path{"x"}, 1))
		},
		"LookupObject": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.LookupObject(ctx, a, noConn, writ.Path{"x"}))
		},
		"MayFollow": func(ctx context.Context, w *world, a app.Actor) error {
			return w.MayFollow(ctx, a, "weather")
		},
		"Tables": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Tables(ctx, a, "", 10)) },
		"Table":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.Table(ctx, a, noTable)) },
		"Versions": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Versions(ctx, a, noTable, 0, 1))
		},
		"Version": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Version(ctx, a, noTable, 1)) },
		"CompareVersions": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CompareVersions(ctx, a, noTable, 1, 0, nil, 1))
		},
		"VersionRows": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.VersionRows(ctx, a, noTable, 1, 0, 1))
		},
		"Rows": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Rows(ctx, a, noTable, 0, 1)) },
	}
}

// TestPermissions asks every use case as somebody who may and as somebody who
// may not, as nobody and as a deactivated Admin. A new use case without a row
// fails.
func TestPermissions(t *testing.T) {
	t.Parallel()
	w, table := bareWorld(t), permissions()
	for name, p := range table {
		t.Run(name, func(t *testing.T) {
			if code := writ.CodeOf(p.call(t.Context(), w, w.as(p.least))); code == writ.CodeForbidden || code == writ.CodeUnauthenticated {
				t.Errorf("%s may not: %s", p.least, code)
			}
			if p.lack != "" {
				refused(t, p.call(t.Context(), w, w.as(p.lack)), writ.CodeForbidden, string(p.lack), string(p.least))
			}
			refused(t, p.call(t.Context(), w, app.Actor{}), writ.CodeUnauthenticated)
			off := *w.members[writ.AccountAdmin]
			off.Deactivated = true
			refused(t, p.call(t.Context(), w, app.Actor{Member: &off}), writ.CodeForbidden, "deactivated")
		})
	}
	actor, methods := reflect.TypeFor[app.Actor](), reflect.TypeFor[*app.App]()
	for i := range methods.NumMethod() {
		m := methods.Method(i)
		if _, ok := table[m.Name]; !ok && m.Type.NumIn() > 2 && m.Type.In(2) == actor {
			t.Errorf("%s has no row in the table of permissions", m.Name)
		}
	}
}

// TestOthersThings says that what belongs to one member does not exist for
// others, in the same words as what never was.
func TestOthersThings(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	owner, stranger := w.build(), w.another(writ.AccountBuild, "stranger@example.org")
	table := w.table(owner, w.embedded().ID, "a\n1\n")
	upload, mine := w.send(owner, "b.csv", "a\n1\n"), w.send(stranger, "c.csv", "a\n1\n")
	credential, _, err := w.CreateCredential(ctx, owner, "ci")
	w.ok(err)
	for name, call := range map[string]func(there bool) error{
		"Table": func(there bool) error { _, err := w.Table(ctx, stranger, pick(there, table.ID)); return err },
		"Rows":  func(there bool) error { _, err := w.Rows(ctx, stranger, pick(there, table.ID), 0, 1); return err },
		"ExportTable": func(there bool) error {
			return w.ExportTable(ctx, stranger, pick(there, table.ID), export.Form{Format: export.CSV}, io.Discard)
		},
		"DeleteTable": func(there bool) error { return w.DeleteTable(ctx, stranger, pick(there, table.ID)) },
		"Versions":    func(there bool) error { _, err := w.Versions(ctx, stranger, pick(there, table.ID), 0, 1); return err },
		"Version":     func(there bool) error { _, err := w.Version(ctx, stranger, pick(there, table.ID), 1); return err },
		"VersionRows": func(there bool) error {
			_, err := w.VersionRows(ctx, stranger, pick(there, table.ID), 1, 0, 1)
			return err
		},
		"CompareVersions": func(there bool) error {
			_, err := w.CompareVersions(ctx, stranger, pick(there, table.ID), 1, 1, nil, 1)
			return err
		},
		"RestoreVersion": func(there bool) error {
			_, err := w.RestoreVersion(ctx, stranger, pick(there, table.ID), 1)
			return err
		},
		"StartImport": func(there bool) error {
			_, err := w.StartImport(ctx, stranger, mine.ID, app.ImportRequest{Change: writ.ChangeReplace, Table: pick(there, table.ID)})
			return err
		},
		"ForgetChoices": func(there bool) error { return w.ForgetChoices(ctx, stranger, pick(there, upload.ID)) },
		"Upload":        func(there bool) error { _, err := w.Upload(ctx, stranger, pick(there, upload.ID)); return err },
		"CancelUpload":  func(there bool) error { _, err := w.CancelUpload(ctx, stranger, pick(there, upload.ID)); return err },
		"RevokeCredential": func(there bool) error {
			return w.RevokeCredential(ctx, stranger, pick(there, credential.ID))
		},
	} {
		other, never := call(true), call(false)
		if writ.CodeOf(other) != writ.CodeNotFound || never == nil || other.Error() != never.Error() {
			t.Errorf("%s: %v for a thing of somebody else, %v for none", name, other, never)
		}
	}
	if tables := must[[]*app.TableView](t)(w.Tables(ctx, stranger, "", 10)); len(tables) != 0 {
		t.Errorf("the stranger sees %d tables", len(tables))
	}
	if got := must[*app.RowPage](t)(w.Rows(ctx, owner, table.ID, 0, 10)); len(got.Rows) != 1 {
		t.Errorf("the owner's table has %d rows", len(got.Rows))
	}
}

// pick returns id, or an id of nothing.
func pick[T ~string](there bool, id T) T {
	if there {
		return id
	}
	return T(writ.NewID[writ.ObjectID]())
}
