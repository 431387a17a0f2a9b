package explorer_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// catalog is a platform with three levels and nothing but a catalog: what real
// engines show is tried in package app; here it is about what gets hidden.
type catalog struct {
	driver.Driver
	driver.Conn
	entries []driver.Entry
	folds   bool
	lists   int
}

func (c *catalog) Spec() driver.Spec {
	return driver.Spec{Capabilities: driver.Capabilities{Levels: []string{"database", "schema", "table"}, FoldsNames: c.folds}}
}

func (c *catalog) Open(context.Context, driver.Config) (driver.Conn, error) { return c, nil }

func (c *catalog) List(_ context.Context, parent writ.Path) ([]driver.Entry, error) {
	c.lists++
	var out []driver.Entry
	for _, e := range c.entries {
		if e.Path.Parent().String() == parent.String() {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, &driver.Error{Class: driver.ClassNotFound, Message: "the warehouse's own words"}
	}
	return out, nil
}

func (c *catalog) Describe(context.Context, writ.Path) ([]driver.Column, error) {
	return []driver.Column{{Name: "a"}}, nil
}

func (c *catalog) Search(_ context.Context, text string, limit int) ([]driver.Entry, error) {
	var out []driver.Entry
	for _, e := range c.entries {
		if len(e.Path) == 3 && strings.Contains(e.Path.Name(), text) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func newExplorer(c *catalog) *explorer.Explorer {
	return explorer.New(warehouse.New(c, nil, warehouse.Options{}), writ.SystemClock)
}

func table(parts ...string) driver.Entry {
	return driver.Entry{Path: parts, Kind: driver.EntryTable}
}

// TestSearchLooksPastTheHidden says that many hidden tables do not crowd out
// the one that may be seen.
func TestSearchLooksPastTheHidden(t *testing.T) {
	t.Parallel()
	c := &catalog{}
	for i := range 1000 {
		c.entries = append(c.entries, table("db", "objects", fmt.Sprintf("SIGDS_%d", i)))
	}
	c.entries = append(c.entries, table("db", "open", "my_SIGDS_copy"))
	got, err := newExplorer(c).Search(t.Context(), explorer.View{Hidden: []writ.Path{{"db", "objects"}}}, "SIGDS", 10)
	if err != nil || len(got) != 1 || got[0].Path.Name() != "my_SIGDS_copy" {
		t.Errorf("found %v, %v", got, err)
	}
}

// TestHidden tries paths around a hidden schema.
func TestHidden(t *testing.T) {
	t.Parallel()
	hidden := []writ.Path{{}, {"db", "objects"}}
	for _, tc := range []struct {
		folds  bool
		path   writ.Path
		hidden bool
	}{
		{false, writ.Path{"db", "objects", "t"}, true},
		{false, writ.Path{"db", "OBJECTS", "t"}, false},
		{true, writ.Path{"db", "OBJECTS", "t"}, true},
		{true, writ.Path{"Db", "Objects", "t"}, true},
		{true, writ.Path{"db", "objects2", "t"}, false},
		{true, writ.Path{"other", "objects", "t"}, false},
		{true, writ.Path{"db", "objects"}, true}, // too short for a table as well
		{true, writ.Path{"db", "open", "objects", "t"}, true},
	} {
		there := []driver.Entry{table(tc.path...)}
		_, err := newExplorer(&catalog{folds: tc.folds, entries: there}).Describe(t.Context(), explorer.View{Hidden: hidden}, tc.path)
		if got := writ.CodeOf(err) == writ.CodeNotFound; got != tc.hidden {
			t.Errorf("%v with folding %t: %v", tc.path, tc.folds, err)
		}
	}
}

// TestUnlisted says that what can be reached but not browsed, such as the
// catalogs of a warehouse, is not described.
func TestUnlisted(t *testing.T) {
	t.Parallel()
	e := newExplorer(&catalog{entries: []driver.Entry{table("db", "open", "t")}})
	if _, err := e.Describe(t.Context(), explorer.View{}, writ.Path{"db", "open", "t"}); err != nil {
		t.Error(err)
	}
	if _, err := e.Describe(t.Context(), explorer.View{}, writ.Path{"db", "pg_catalog", "pg_class"}); writ.CodeOf(err) != writ.CodeNotFound {
		t.Errorf("the catalog: %v, want code %s", err, writ.CodeNotFound)
	}
}

// TestBrowse says that hiding happens when a listing is shown, not when it is
// remembered: a destination that is configured later vanishes at once.
func TestBrowse(t *testing.T) {
	t.Parallel()
	c := &catalog{entries: []driver.Entry{
		{Path: writ.Path{"db"}, Kind: driver.EntryDatabase},
		{Path: writ.Path{"db", "objects"}, Kind: driver.EntrySchema},
		{Path: writ.Path{"db", "open"}, Kind: driver.EntrySchema},
	}}
	e, ctx := newExplorer(c), t.Context()
	for _, step := range []struct {
		hidden []writ.Path
		want   int
	}{{nil, 2}, {[]writ.Path{{"db", "objects"}}, 1}, {nil, 2}} {
		l, err := e.Browse(ctx, explorer.View{Hidden: step.hidden}, writ.Path{"db"}, false)
		if err != nil || len(l.Entries) != step.want {
			t.Errorf("with %v hidden: %v, %v", step.hidden, l.Entries, err)
		}
	}
	if c.lists != 1 {
		t.Errorf("the warehouse was asked %d times", c.lists)
	}
	_, absent := e.Browse(ctx, explorer.View{}, writ.Path{"nowhere"}, false)
	_, hidden := e.Browse(ctx, explorer.View{Hidden: []writ.Path{{"nowhere"}}}, writ.Path{"nowhere"}, false)
	if absent == nil || hidden == nil || absent.Error() != hidden.Error() {
		t.Errorf("absent: %v; hidden: %v", absent, hidden)
	}
	found, err := e.Lookup(ctx, explorer.View{}, writ.Path{"db", "open"})
	if err != nil || found.Kind != driver.EntrySchema {
		t.Errorf("Lookup: %v, %v", found, err)
	}
	if _, err := e.Lookup(ctx, explorer.View{}, writ.Path{"db", "shut"}); writ.CodeOf(err) != writ.CodeNotFound {
		t.Errorf("Lookup of nothing: %v", err)
	}
}

// TestView says that a member who may read one schema finds the way down to it
// and nothing beside the way, by every door.
func TestView(t *testing.T) {
	t.Parallel()
	c := &catalog{entries: []driver.Entry{
		{Path: writ.Path{"db"}, Kind: driver.EntryDatabase}, {Path: writ.Path{"other"}, Kind: driver.EntryDatabase},
		{Path: writ.Path{"db", "open"}, Kind: driver.EntrySchema}, {Path: writ.Path{"db", "shut"}, Kind: driver.EntrySchema},
		table("db", "open", "t1"), table("db", "open", "t2"), table("db", "shut", "t3"), table("other", "open", "t4"),
	}}
	e, ctx := newExplorer(c), t.Context()
	open := writ.Path{"db", "open"}
	v := explorer.View{
		Sees:  func(p writ.Path) bool { return len(p) == 0 || p[0] == "db" && (len(p) == 1 || p[1] == "open") },
		Reads: func(p writ.Path) bool { return len(p) >= 2 && p[0] == "db" && p[1] == "open" },
	}
	for _, tc := range []struct {
		parent writ.Path
		want   string
	}{{nil, "db"}, {writ.Path{"db"}, "db.open"}, {open, "db.open.t1 db.open.t2"}} {
		l, err := e.Browse(ctx, v, tc.parent, false)
		if err != nil || names(l.Entries) != tc.want {
			t.Errorf("below %v: %s, %v; want %s", tc.parent, names(l.Entries), err, tc.want)
		}
	}
	if found, err := e.Search(ctx, v, "t", 10); err != nil || names(found) != "db.open.t1 db.open.t2" {
		t.Errorf("found %s, %v", names(found), err)
	}
	if _, err := e.Describe(ctx, v, open.Child("t1")); err != nil {
		t.Error(err)
	}
	for _, p := range []writ.Path{{"other"}, {"db", "shut"}, {"db", "shut", "t3"}, {"other", "open", "t4"}} {
		_, browse := e.Browse(ctx, v, p, true)
		_, describe := e.Describe(ctx, v, p)
		_, lookup := e.Lookup(ctx, v, p)
		_, never := e.Lookup(ctx, v, p.Parent().Child("never"))
		for _, err := range []error{browse, describe, lookup} {
			if writ.CodeOf(err) != writ.CodeNotFound {
				t.Errorf("%v: %v, want code %s", p, err, writ.CodeNotFound)
			}
		}
		if want := strings.ReplaceAll(never.Error(), "never", p.Name()); lookup.Error() != want {
			t.Errorf("%v: %q, want %q as for nothing", p, lookup, want)
		}
	}
}

func names(entries []driver.Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, e.Path.String())
	}
	return strings.Join(out, " ")
}
