package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// objectOf returns the id of the managed object that holds a table.
func (w *world) objectOf(table string) string {
	w.t.Helper()
	var id writ.ObjectID
	fatal(w.t, w.store.Read(w.t.Context(), func(tx store.Tx) error {
		t, err := tx.Tables.Get(w.t.Context(), writ.TableID(table))
		if err == nil {
			id = t.Object
		}
		return err
	}))
	return string(id)
}

// orphan makes a managed object that nothing owns.
func (w *world) orphan(p *principal) ManagedObject {
	w.t.Helper()
	table := w.table(p, "Lost", "a\n1\n")
	id := w.objectOf(table)
	fatal(w.t, w.store.Write(w.t.Context(), func(tx store.Tx) error { return tx.Tables.Delete(w.t.Context(), writ.TableID(table)) }))
	return w.managed(p, id)
}

func (w *world) managed(p *principal, id string) ManagedObject {
	w.t.Helper()
	var o ManagedObject
	w.do(p, "GET", "/v2/managed-objects/"+id, "").want(200).read(&o)
	return o
}

// TestManagedObjects walks an orphan through its whole fate.
func TestManagedObjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountAdmin, "admin@example.org")
	held := w.managed(p, w.objectOf(w.table(p, "Sales", "a\n1\n")))
	if held.Table == nil || held.Table.Name != "Sales" || held.Table.OwnerName != "admin@example.org" || held.IsOrphan || held.CanDrop || held.CanQuarantine || held.Finding != nil {
		t.Errorf("what a table holds: %+v", held)
	}
	o := w.orphan(p)
	base := "/v2/managed-objects/" + string(o.ObjectID)
	var page Page[ManagedObject]
	w.do(p, "GET", "/v2/managed-objects?finding=orphan&limit=1", "").want(200).read(&page)
	if len(page.Entries) != 1 || page.Entries[0].ObjectID != o.ObjectID || page.NextPage != nil || !o.CanQuarantine || !o.CanDrop {
		t.Errorf("orphans: %+v", page)
	}
	w.do(p, "GET", "/v2/managed-objects?finding=other", "").want(400)
	w.do(p, "GET", "/v2/managed-objects?state=exists&state=gone", "").want(400)
	w.do(p, "GET", "/v2/managed-objects?state=dropped&state=exists&state=quarantined&limit=1", "").want(200).read(&page)
	if page.NextPage == nil {
		t.Errorf("no second page: %+v", page)
	}

	w.do(p, "POST", base+"/quarantine", "").want(200).read(&o)
	if o.State != writ.ObjectQuarantined || o.DropAt == nil || !strings.HasPrefix(o.Name, writ.QuarantinePrefix) || !o.CanRestore || len(o.FormerPath) != 2 {
		t.Errorf("put aside: %+v", o)
	}
	w.do(p, "POST", base+"/quarantine", "").want(409)
	w.do(p, "POST", base+"/restore", "").want(200).read(&o)
	if o.State != writ.ObjectExists || o.DropAt != nil || len(o.FormerPath) != 0 {
		t.Errorf("brought back: %+v", o)
	}
	if p := w.do(p, "DELETE", base, "").want(400).problem(); p.Field != "confirm" {
		t.Errorf("without a confirmation: %+v", p)
	}
	w.do(p, "DELETE", base+"?confirm="+url.QueryEscape(o.Name), "").want(200).read(&o)
	if o.State != writ.ObjectDropped || o.CanDrop {
		t.Errorf("dropped: %+v", o)
	}
	var sum Entries[ObjectSummary]
	w.do(p, "GET", "/v2/managed-objects/summary", "").want(200).read(&sum)
	if len(sum.Entries) != 1 || sum.Entries[0].Objects != 2 || sum.Entries[0].Scan != nil {
		t.Errorf("the summary: %+v", sum)
	}
}

// TestNoWayToAStranger shows a stranger and tries every route on it, under every
// name that it could have.
func TestNoWayToAStranger(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountAdmin, "admin@example.org")
	duck, err := w.duck.Open(t.Context(), driver.Config{Values: map[string]string{"file": "embedded.duckdb"}, MaxConns: 1})
	fatal(t, err)
	t.Cleanup(func() { _ = duck.Close() })
	names := []string{"SIGDS_x", writ.QuarantinePrefix + "x"}
	for _, name := range names {
		stmt, err := w.duck.Dialect().Quoting().Build().Raw("CREATE TABLE ").Path(writ.Path{"writ_objects", name}).Raw(" AS SELECT 1 AS i").Done()
		fatal(t, err)
		_, err = duck.Exec(t.Context(), stmt)
		fatal(t, err)
	}
	scanRoute := "/v2/connections/" + string(w.embedded) + "/scan"
	w.do(p, "GET", scanRoute, "").want(404)
	var scan Scan
	w.do(p, "POST", scanRoute, "").want(200).read(&scan)
	if len(scan.Strangers) != len(names) || scan.Problem != nil || scan.ScannedAt == nil || scan.Strangers[0].Rows == nil {
		t.Fatalf("the scan: %+v", scan)
	}
	var page Page[ManagedObject]
	w.do(p, "GET", "/v2/managed-objects?text=SIGDS_x", "").want(200).read(&page)
	if len(page.Entries) != 0 {
		t.Errorf("a stranger is listed as managed: %+v", page)
	}
	for _, s := range scan.Strangers {
		for _, id := range []string{s.Path[1], strings.Join(s.Path, "."), strings.Join(s.Path, "/"), fmt.Sprintf("%q", s.Path)} {
			id = url.PathEscape(id)
			w.do(p, "POST", "/v2/managed-objects/"+id+"/quarantine", "").want(404)
			w.do(p, "POST", "/v2/managed-objects/"+id+"/restore", "").want(404)
			w.do(p, "DELETE", "/v2/managed-objects/"+id+"?confirm="+url.QueryEscape(s.Path[1]), "").want(404)
		}
	}
	left, err := duck.(driver.Inspector).List(t.Context(), writ.Path{"writ_objects"})
	fatal(t, err)
	for _, name := range names {
		if !slices.ContainsFunc(left, func(e driver.Entry) bool { return e.Path.Name() == name }) {
			t.Errorf("%s is gone", name)
		}
	}
	w.do(p, "GET", scanRoute, "").want(200).read(&scan)
	if len(scan.Strangers) != len(names) {
		t.Errorf("the scan, read again: %+v", scan)
	}
}
