package app_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// certified is the certificate of a version of a table.
func (w *world) certified(id writ.TableID, version int64) (c ingest.Certificate) {
	w.t.Helper()
	v := must[*writ.TableVersion](w.t)(w.Version(w.t.Context(), w.build(), id, version))
	w.ok(json.Unmarshal(v.Certificate, &c))
	return c
}

// TestAppend puts the rows of files after those of a table.
func TestAppend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := w.table(w.build(), w.embedded().ID, "n,s,d\n1,a,1.5\n2,,2.25\n")
	now := w.changed(table, writ.ChangeAppend, "D,s,n\n0.125,x,3\n,\"\",4\n")
	if now.Current != 2 || now.Rows != 4 {
		t.Errorf("the table: %+v", now.Table)
	}
	w.holds(table.ID, 0, "n,s,d\n1,a,1.5\n2,,2.25\n3,x,0.125\n4,\"\",\n")
	w.holds(table.ID, 1, "n,s,d\n1,a,1.5\n2,,2.25\n")
	c := w.certified(table.ID, 2)
	if c.Change != writ.ChangeAppend || c.Base == nil || *c.Base != (ingest.CertificateBase{Version: 1, Rows: 2}) ||
		c.RowsLoaded != 2 || c.RowsInserted != 2 || c.Rows != 4 || c.Part.Rows != 2 || len(c.Part.Columns) != 3 {
		t.Errorf("the certificate: %+v", c)
	}
	for _, col := range c.Columns {
		if col.Checksum != col.ReadBackChecksum || col.Positions != col.ReadBackPositions || col.Positions == "" || col.Nulls != 1 && col.Name != "n" {
			t.Errorf("the certificate of %s: %+v", col.Name, col)
		}
	}
	w.changed(table, writ.ChangeAppend, "n,s,d\n5,y,\n")
	w.holds(table.ID, 0, "n,s,d\n1,a,1.5\n2,,2.25\n3,x,0.125\n4,\"\",\n5,y,\n")
	w.noOrphansBut(2)
}

// TestUpsert puts the rows of files in place of those with the same key.
func TestUpsert(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := w.table(w.build(), w.embedded().ID, "id,name,n\n7,a,1\n8,b,2\n9,c,\n")
	now := w.changed(table, writ.ChangeUpsert, "n,id,name\n20,8,B\n,10,d\n0,6,e\n", "ID")
	if now.Current != 2 || now.Rows != 5 {
		t.Errorf("the table: %+v", now.Table)
	}
	w.holds(table.ID, 0, "id,name,n\n7,a,1\n8,B,20\n9,c,\n10,d,\n6,e,0\n")
	c := w.certified(table.ID, 2)
	if c.RowsInserted != 2 || c.RowsUpdated != 1 || c.Rows != 5 || !slices.Equal(c.Key, []string{"ID"}) || !c.Columns[1].Compared {
		t.Errorf("the certificate: %+v", c)
	}
	w.changed(table, writ.ChangeUpsert, "id,name,n\n11,f,5\n", "id") // none matches
	w.changed(table, writ.ChangeUpsert, "id,name,n\n11,f,5\n", "id") // nothing changes
	w.holds(table.ID, 0, "id,name,n\n7,a,1\n8,B,20\n9,c,\n10,d,\n6,e,0\n11,f,5\n")
	for name, tc := range map[string]struct {
		key, content string
		words        []string
	}{
		"twice in the file": {"id", "id,name,n\n1,a,1\n2,b,1\n1,c,1\n", []string{"file", `"1" 2 times`, "row 1", "row 3"}},
		"NULL in the file":  {"id", "id,name,n\n1,a,1\n,b,1\n", []string{"file", "NULL in row 2"}},
		"NULL in the table": {"n", "id,name,n\n1,a,1\n", []string{"table", "NULL"}},
	} {
		u := w.change(table, writ.ChangeUpsert, tc.content, tc.key)
		if u.State != writ.UploadFailed || u.Problem.Code != writ.CodeInvalid || u.Problem.Field != "key" {
			t.Errorf("%s: %s, %+v", name, u.State, u.Problem)
			continue
		}
		for _, word := range tc.words {
			if !strings.Contains(u.Problem.Message, word) {
				t.Errorf("%s: %q does not say %q", name, u.Problem.Message, word)
			}
		}
	}
	w.noOrphansBut(3)
}

// TestColumnsOfAppend tries files whose columns are others than the table's: what
// goes by itself, what wants to be accepted, and what is refused.
func TestColumnsOfAppend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, tc := range map[string]struct {
		table, file string
		changes     []string // that want to be accepted; none: it goes by itself
		after       string   // "": refused all the same
	}{
		"numbers into text":        {"a\nx\n", "a\n007\n", nil, "a\nx\n007\n"},
		"nothing into dates":       {"a,b\n2026-01-31,1\n", "a,b\n,2\n", nil, "a,b\n2026-01-31,1\n,2\n"},
		"wider decimals":           {"a\n1.5\n", "a\n1234.5\n", nil, "a\n1.5\n1234.5\n"},
		"trimmed decimals":         {"a\n1.5\n0.25\n", "a\n3\n0.125\n", nil, "a\n1.5\n0.25\n3\n0.125\n"},
		"blanks and case of names": {"Total Sum\n1\n", "total sum \n2\n", nil, "Total Sum\n1\n2\n"},
		"integers into decimals":   {"a\n1.50\n", "a\n3\n", []string{"a decimal(3,2) decimal(3,2)"}, "a\n1.50\n3.00\n"},
		"decimals into integers":   {"a\n1\n", "a\n2.5\n", []string{"a integer decimal(20,1)"}, "a\n1\n2.5\n"},
		"padded into integers":     {"a\n1\n", "a\n2.50\n", []string{"a integer decimal(21,2)"}, "a\n1.00\n2.50\n"},
		"longer scale":             {"a\n1.50\n", "a\n2.125\n", []string{"a decimal(3,2) decimal(4,3)"}, "a\n1.500\n2.125\n"},
		"a new column":             {"a\n1\n", "a,b\n2,x\n", []string{"b - text"}, "a,b\n1,\n2,x\n"},
		"a missing column":         {"a,b\n1,x\n", "a\n2\n", []string{"b text -"}, "a,b\n1,x\n2,\n"},
		"into an empty column":     {"a,b\n1,\n", "a,b\n2,2026-01-31\n", []string{"b text date"}, "a,b\n1,\n2,2026-01-31\n"},
		"text into dates":          {"a\n2026-01-31\n", "a\n2026-02-01\nsoon\n", []string{"a date text"}, ""},
		"text into numbers":        {"a\n1\n", "a\nx\n", []string{"a integer text"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			table := w.table(w.build(), w.embedded().ID, tc.table)
			w := &world{App: w.App, t: t, store: w.store, members: w.members}
			u := w.change(table, writ.ChangeAppend, tc.file)
			if tc.changes != nil {
				if u.State != writ.UploadFailed || !slices.Equal(sayChanges(u.Changes), tc.changes) {
					t.Fatalf("%s, %v, %+v", u.State, sayChanges(u.Changes), u.Problem)
				}
				w.holds(table.ID, 0, tc.table)
				u = w.load(w.build(), u.ID, app.ImportRequest{Change: writ.ChangeAppend, Table: table.ID, OnSchemaChange: ingest.SchemaAccept})
			}
			if tc.after == "" {
				if u.State != writ.UploadFailed || u.Problem.Field != "options.columns" || !strings.Contains(u.Problem.Message, "line") {
					t.Errorf("%s, %+v", u.State, u.Problem)
				}
				return
			}
			if u.State != writ.UploadDone {
				t.Fatalf("%s, %+v", u.State, u.Problem)
			}
			w.holds(table.ID, 0, tc.after)
		})
	}
	w.noOrphansBut(12)
}

// TestUpsertSomeColumns leaves the values of columns that the file lacks, and gives
// new columns to all rows.
func TestUpsertSomeColumns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table := w.table(w.build(), w.embedded().ID, "id,old,both\n1,a,x\n2,b,y\n")
	u := w.send(w.build(), "some.csv", "id,both,new\n2,Y,true\n3,Z,false\n")
	got := w.load(w.build(), u.ID, app.ImportRequest{
		Change: writ.ChangeUpsert, Table: table.ID, Key: []string{"id"}, OnSchemaChange: ingest.SchemaAccept,
	})
	if got.State != writ.UploadDone {
		t.Fatalf("%s, %+v", got.State, got.Problem)
	}
	w.holds(table.ID, 0, "id,old,both,new\n1,a,x,\n2,b,Y,true\n3,,Z,false\n")
}

// TestAppendToNothing changes a table without rows.
func TestAppendToNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for kind, key := range map[writ.TableChange][]string{writ.ChangeAppend: nil, writ.ChangeUpsert: {"a"}} {
		table := w.table(w.build(), w.embedded().ID, "a,b\n")
		u := w.send(w.build(), "rows.csv", "a,b\n1,x\n2,y\n")
		got := w.load(w.build(), u.ID, app.ImportRequest{Change: kind, Table: table.ID, Key: key, OnSchemaChange: ingest.SchemaAccept})
		if got.State != writ.UploadDone {
			t.Fatalf("%s: %s, %+v", kind, got.State, got.Problem)
		}
		w.holds(table.ID, 0, "a,b\n1,x\n2,y\n")
	}
}

// TestManyAppends appends until rows of many files are in one table.
func TestManyAppends(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	table, want := w.table(w.build(), w.embedded().ID, "n\n0\n"), "n\n0\n"
	for i := 1; i <= 12; i++ {
		w.changed(table, writ.ChangeAppend, fmt.Sprintf("n\n%d\n%d\n", i, i*i))
		want += fmt.Sprintf("%d\n%d\n", i, i*i)
	}
	w.holds(table.ID, 0, want)
}
