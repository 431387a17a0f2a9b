package app_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
	"github.com/writ-dev/writ/ingest"
)

// TestVersionsOnPostgres and its like take a table through all changes. The
// embedded warehouse, which has no server to be counted on, goes the same way.
func TestVersionsOnPostgres(t *testing.T) {
	t.Parallel()
	w, l := bareWorld(t), newLake(t)
	conn := l.connect(w)
	w.give(conn.ID, w.builder(), writ.DataWrite)
	w.wander(conn.ID, l.count)
}

func TestVersionsOnMySQL(t *testing.T) {
	t.Parallel()
	w, p := bareWorld(t), newPond(t)
	p.grant(w)
	conn := must[*app.ConnectionView](t)(w.CreateConnection(t.Context(), w.admin(), p.draft()))
	w.give(conn.ID, w.builder(), writ.DataWrite)
	w.wander(conn.ID, p.count)
}

func TestVersionsOnDuckDB(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.wander(w.embedded().ID, nil)
}

// wander takes a table through all changes. Count tells how many tables lie in the
// warehouse.
func (w *world) wander(conn writ.ConnectionID, count func() int) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	left := func(want int) {
		t.Helper()
		if count == nil {
			return
		}
		w.eventually(func() error {
			if n := count(); n != want {
				return fmt.Errorf("%d tables are left in the warehouse, want %d", n, want)
			}
			return nil
		})
	}
	const first = "id,name,amount,day,ok,at\n1,Åse,10.50,2026-01-31,true,2026-01-31 13:05:00\n2,\"a,\"\"b\"\"\\\",-0.25,,false,\n3,\"\",,1999-12-31,,1970-01-01 00:00:00.25\n"
	table := w.table(w.build(), conn, first)

	w.changed(table, writ.ChangeAppend, "id,name,amount,day,ok,at\n9007199254740993,ß,1234567890.12,2026-02-01,true,\n")
	w.holds(table.ID, 0, first+"9007199254740993,ß,1234567890.12,2026-02-01,true,\n")
	w.changed(table, writ.ChangeUpsert, "id,name,amount,day,ok,at\n7,new,0.01,,,\n2,other,,2026-03-01,true,2026-01-31 13:05:00\n", "id")
	w.holds(table.ID, 0, "id,name,amount,day,ok,at\n1,Åse,10.50,2026-01-31,true,2026-01-31 13:05:00\n2,other,,2026-03-01,true,2026-01-31 13:05:00\n"+
		"3,\"\",,1999-12-31,,1970-01-01 00:00:00.25\n9007199254740993,ß,1234567890.12,2026-02-01,true,\n7,new,0.01,,,\n")
	left(3)

	// By a key of text and a date, with other columns and wider numbers.
	u := w.send(w.build(), "some.csv", "name,day,id,extra\nother,2026-03-01,2.5,x\nOther,2026-03-01,3,y\n")
	got := w.load(w.build(), u.ID, app.ImportRequest{Change: writ.ChangeUpsert, Table: table.ID, Key: []string{"name"}, OnSchemaChange: ingest.SchemaAccept})
	if got.State != writ.UploadDone {
		t.Fatalf("%s: %+v", got.State, got.Problem)
	}
	w.holds(table.ID, 0, "id,name,amount,day,ok,at,extra\n1,Åse,10.50,2026-01-31,true,2026-01-31 13:05:00,\n2.5,other,,2026-03-01,true,2026-01-31 13:05:00,x\n"+
		"3,\"\",,1999-12-31,,1970-01-01 00:00:00.25,\n9007199254740993,ß,1234567890.12,2026-02-01,true,,\n7,new,0.01,,,,\n3,Other,,2026-03-01,,,y\n")

	d := must[*app.VersionDifference](t)(w.CompareVersions(ctx, w.build(), table.ID, 3, 4, []string{"name"}, 10))
	if d.Added != 1 || d.Changed != 1 || d.Removed != 0 || d.Same != 4 || len(d.Sample) != 2 {
		t.Errorf("the difference: %+v", d)
	}
	for _, bad := range []string{"id,name,amount,day,ok,at,extra\n1,a,,,,,\n2,a,,,,,\n", "id,name,amount,day,ok,at,extra\n1,,,,,,\n"} {
		if u := w.change(table, writ.ChangeUpsert, bad, "name"); u.State != writ.UploadFailed {
			t.Errorf("%q is %s", bad, u.State)
		}
	}
	w.changed(table, writ.ChangeReplace, "id,name,amount,day,ok,at,extra\n1.5,,,,,,\n")
	must[*app.TableView](t)(w.RestoreVersion(ctx, w.build(), table.ID, 1))
	w.holds(table.ID, 0, first)
	w.changed(table, writ.ChangeAppend, "id,name,amount,day,ok,at\n4,,,,,\n")
	w.holds(table.ID, 0, first+"4,,,,,\n")
	left(6)
	w.readsOn(table)
	left(7)
	w.ok(w.DeleteTable(ctx, w.build(), table.ID))
	left(0)
}

// readsOn replaces the rows of a table while they are streamed: the stream ends
// with the rows that it began with.
func (w *world) readsOn(table *app.TableView) {
	w.t.Helper()
	before := w.export(table.ID, 0)
	var out bytes.Buffer
	once := &firstWrite{to: &out, do: func() {
		w.changed(table, writ.ChangeReplace, "id,name,amount,day,ok,at\n5,a,1.25,2026-01-31,true,2026-01-31 13:05:00\n")
	}}
	w.ok(w.ExportTable(w.t.Context(), w.build(), table.ID, export.Form{Format: export.CSV}, once))
	if out.String() != before {
		w.t.Errorf("a stream that began before gave %q, want %q", out.String(), before)
	}
	if after := w.export(table.ID, 0); after == before {
		w.t.Error("the rows were not replaced")
	}
}

// firstWrite does something before the first byte goes through.
type firstWrite struct {
	to io.Writer
	do func()
}

func (f *firstWrite) Write(p []byte) (int, error) {
	if do := f.do; do != nil {
		f.do = nil
		do()
	}
	return f.to.Write(p)
}
