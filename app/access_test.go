package app_test

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// permission is one row of the table: the least able account type that may use
// a method, and the most able one that may not; none if every active member may.
type permission struct {
	least, lack writ.AccountType
	call        func(ctx context.Context, w *world, a app.Actor) error
}

const (
	adminOnly   = writ.AccountAdmin
	buildOrMore = writ.AccountBuild
	anybody     = writ.AccountView
)

// permissions has a row for every use case. Their arguments name things that do
// not exist: what matters is whether the question is asked before they matter.
func permissions() map[string]permission {
	const (
		conn, upload, table = writ.ConnectionID("0190f5c4-0000-7000-8000-000000000001"), writ.UploadID("u"), writ.TableID("t")
		member, credential  = writ.MemberID("m"), writ.CredentialID("c")
	)
	draft := app.ConnectionDraft{Platform: "nowhere"}
	path := writ.Path{"sample", "chemical_elements"}
	first := func(_ any, err error) error { return err }
	admin := func(call func(context.Context, *world, app.Actor) error) permission {
		return permission{adminOnly, writ.AccountBuild, call}
	}
	build := func(call func(context.Context, *world, app.Actor) error) permission {
		return permission{buildOrMore, writ.AccountAnalyze, call}
	}
	all := func(call func(context.Context, *world, app.Actor) error) permission {
		return permission{anybody, "", call}
	}
	analyze := func(call func(context.Context, *world, app.Actor) error) permission {
		return permission{writ.AccountAnalyze, writ.AccountAct, call}
	}
	return map[string]permission{
		"Members": admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Members(ctx, a, "", 10)) }),
		"Member":  admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Member(ctx, a, member)) }),
		"UpdateMember": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.UpdateMember(ctx, a, member, app.MemberPatch{}))
		}),
		"ResetPassword": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.ResetPassword(ctx, a, member))
		}),
		"CreateMember": admin(func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.CreateMember(ctx, a, app.MemberDraft{})
			return err
		}),

		"Credentials": all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Credentials(ctx, a)) }),
		"CreateCredential": all(func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.CreateCredential(ctx, a, "ci")
			return err
		}),
		"RevokeCredential": all(func(ctx context.Context, w *world, a app.Actor) error { return w.RevokeCredential(ctx, a, credential) }),

		"Platforms": admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Platforms(ctx, a)) }),
		"CreateConnection": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.CreateConnection(ctx, a, draft))
		}),
		"UpdateConnection": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.UpdateConnection(ctx, a, conn, draft))
		}),
		"DeleteConnection": admin(func(ctx context.Context, w *world, a app.Actor) error { return w.DeleteConnection(ctx, a, conn, false) }),
		"TestConnection": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.TestConnection(ctx, a, "", draft))
		}),
		"TestSaved":   admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.TestSaved(ctx, a, conn)) }),
		"GrantScript": admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.GrantScript(ctx, a, "", draft)) }),
		"CheckWriteAccess": admin(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.CheckWriteAccess(ctx, a, "", draft))
		}),
		"CheckSaved": admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.CheckSaved(ctx, a, conn)) }),
		"Affected":   admin(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Affected(ctx, a, conn, draft)) }),

		"Connections": all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Connections(ctx, a, false)) }),
		"Connection":  all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Connection(ctx, a, conn)) }),
		"Browse": all(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.Browse(ctx, a, conn, nil, false))
		}),
		"SearchObjects": all(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.SearchObjects(ctx, a, conn, "x"))
		}),
		"DescribeObject": all(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.DescribeObject(ctx, a, conn, path))
		}),
		"PreviewObject": all(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.PreviewObject(ctx, a, conn, path, 1))
		}),
		"LookupObject": all(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.LookupObject(ctx, a, conn, path))
		}),

		"UploadTargets": build(func(ctx context.Context, w *world, a app.Actor) error { return first(w.UploadTargets(ctx, a)) }),
		"CreateUpload": build(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.CreateUpload(ctx, a, "a.csv", 1))
		}),
		"AppendUpload": build(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.AppendUpload(ctx, a, upload, 0, strings.NewReader("")))
		}),
		"Upload":  build(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Upload(ctx, a, upload)) }),
		"Uploads": build(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Uploads(ctx, a, 10)) }),
		"PreviewUpload": build(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.PreviewUpload(ctx, a, upload, ingest.Options{}))
		}),
		"StartImport": build(func(ctx context.Context, w *world, a app.Actor) error {
			return first(w.StartImport(ctx, a, upload, app.ImportRequest{Name: "x"}))
		}),
		"CancelUpload": build(func(ctx context.Context, w *world, a app.Actor) error { return first(w.CancelUpload(ctx, a, upload)) }),
		"Rejects":      build(func(ctx context.Context, w *world, a app.Actor) error { return w.Rejects(ctx, a, upload, io.Discard) }),

		"Tables": all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Tables(ctx, a, "", 10)) }),
		"Table":  all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Table(ctx, a, table)) }),
		"Rows":   all(func(ctx context.Context, w *world, a app.Actor) error { return first(w.Rows(ctx, a, table, 0, 1)) }),
		"ExportTable": analyze(func(ctx context.Context, w *world, a app.Actor) error {
			return w.ExportTable(ctx, a, table, app.FormatCSV, io.Discard)
		}),
		"DeleteTable": build(func(ctx context.Context, w *world, a app.Actor) error { return w.DeleteTable(ctx, a, table) }),
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
// others, Admins included, in the same words as what never was.
func TestOthersThings(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	owner, admin := w.build(), w.admin()
	table := w.table(owner, w.embedded().ID, "a\n1\n")
	upload := w.send(owner, "b.csv", "a\n1\n")
	credential, _, err := w.CreateCredential(ctx, owner, "ci")
	w.ok(err)
	for name, call := range map[string]func(there bool) error{
		"Table":        func(there bool) error { _, err := w.Table(ctx, admin, pick(there, table.ID)); return err },
		"Rows":         func(there bool) error { _, err := w.Rows(ctx, admin, pick(there, table.ID), 0, 1); return err },
		"ExportTable":  func(there bool) error { return w.ExportTable(ctx, admin, pick(there, table.ID), "csv", io.Discard) },
		"DeleteTable":  func(there bool) error { return w.DeleteTable(ctx, admin, pick(there, table.ID)) },
		"Upload":       func(there bool) error { _, err := w.Upload(ctx, admin, pick(there, upload.ID)); return err },
		"CancelUpload": func(there bool) error { _, err := w.CancelUpload(ctx, admin, pick(there, upload.ID)); return err },
		"RevokeCredential": func(there bool) error {
			return w.RevokeCredential(ctx, admin, pick(there, credential.ID))
		},
	} {
		other, never := call(true), call(false)
		if writ.CodeOf(other) != writ.CodeNotFound || never == nil || other.Error() != never.Error() {
			t.Errorf("%s: %v for a thing of somebody else, %v for none", name, other, never)
		}
	}
	if tables := must[[]*app.TableView](t)(w.Tables(ctx, admin, "", 10)); len(tables) != 1 {
		t.Errorf("the Admin sees %d tables besides the sample", len(tables)-1)
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
