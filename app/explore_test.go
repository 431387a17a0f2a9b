package app_test

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/explorer"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse/driver"
)

// TestDestinationsAreHidden looks for a write destination by every door of the
// explorer, as an Admin, in every spelling: nothing shows, and asking by name is
// answered in the words for what is not there.
func TestDestinationsAreHidden(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	table := w.table(w.admin(), conn, "secret_column\n1\n")
	admin := w.admin()
	for _, entry := range must[explorer.Listing](t)(w.Browse(ctx, admin, conn, nil, true)).Entries {
		if strings.EqualFold(entry.Path[0], "writ_objects") {
			t.Errorf("browsing shows %v", entry)
		}
	}
	for _, text := range []string{"SIGDS", "sigds_", table.Path.Name(), ""} {
		for _, entry := range must[[]driver.Entry](t)(w.SearchObjects(ctx, admin, conn, text)) {
			if !strings.EqualFold(entry.Path[0], "sample") {
				t.Errorf("searching for %q finds %v", text, entry)
			}
		}
	}
	for _, schema := range []string{"writ_objects", "WRIT_OBJECTS", "Writ_Objects"} {
		path := writ.Path{schema, table.Path.Name()}
		never := writ.Path{"no_such_place", table.Path.Name()}
		for name, door := range map[string]func(p writ.Path) error{
			"Browse":         func(p writ.Path) error { _, err := w.Browse(ctx, admin, conn, p.Parent(), true); return err },
			"DescribeObject": func(p writ.Path) error { _, err := w.DescribeObject(ctx, admin, conn, p); return err },
			"PreviewObject":  func(p writ.Path) error { _, err := w.PreviewObject(ctx, admin, conn, p, 10); return err },
			"LookupObject":   func(p writ.Path) error { _, err := w.LookupObject(ctx, admin, conn, p); return err },
			"LookupObject of the schema": func(p writ.Path) error {
				_, err := w.LookupObject(ctx, admin, conn, p.Parent())
				return err
			},
		} {
			hidden, absent := door(path), door(never)
			same := absent != nil && hidden != nil && hidden.Error() == strings.ReplaceAll(absent.Error(), "no_such_place", schema)
			if writ.CodeOf(hidden) != writ.CodeNotFound || !same {
				t.Errorf("%s of %v: %v; of nothing: %v", name, path, hidden, absent)
			}
		}
	}
	for _, odd := range []writ.Path{{"warehouse", "writ_objects", table.Path.Name()}, {`"writ_objects"`, table.Path.Name()}, {"writ_objects." + table.Path.Name()}, {}} {
		_, err := w.DescribeObject(ctx, admin, conn, odd)
		refused(t, err, writ.CodeNotFound)
	}
}

// TestNeighboursHideToo says that a second connection to the same warehouse is
// no way around.
func TestNeighboursHideToo(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	first := w.embedded()
	second := first.Connection
	second.ID, second.Name, second.WriteAccess = writ.NewID[writ.ConnectionID](), "Second", false
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { return tx.Connections.Insert(ctx, &second) }))
	_, err := w.Browse(ctx, w.admin(), second.ID, writ.Path{"writ_objects"}, true)
	refused(t, err, writ.CodeNotFound)
	if found := must[[]driver.Entry](t)(w.SearchObjects(ctx, w.admin(), second.ID, "sigds")); len(found) != 0 {
		t.Errorf("the second connection finds %v", found)
	}
}

// TestListingsAge says that a listing tells its age and is asked for anew only
// on demand.
func TestListingsAge(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	conn := w.embedded().ID
	old := must[explorer.Listing](t)(w.Browse(ctx, w.build(), conn, writ.Path{"sample"}, false))
	if len(old.Entries) != 1 {
		t.Fatalf("the sample schema holds %v", old.Entries)
	}
	kept := must[explorer.Listing](t)(w.Browse(ctx, w.build(), conn, writ.Path{"sample"}, false))
	fresh := must[explorer.Listing](t)(w.Browse(ctx, w.build(), conn, writ.Path{"sample"}, true))
	if !kept.AsOf.Equal(old.AsOf) || !fresh.AsOf.After(old.AsOf) {
		t.Errorf("first %v, kept %v, fresh %v", old.AsOf, kept.AsOf, fresh.AsOf)
	}
}

// TestEmbeddedIsSharedWithoutDetails says what members see who do not manage
// connections.
func TestEmbeddedIsSharedWithoutDetails(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	list := must[[]*app.ConnectionView](t)(w.Connections(ctx, w.as(writ.AccountView), true))
	if len(list) != 1 || !list[0].Embedded || len(list[0].Details) != 0 || len(list[0].Destinations) != 0 {
		t.Errorf("a View member sees %+v", list)
	}
	targets := must[[]app.UploadTarget](t)(w.UploadTargets(ctx, w.build()))
	if len(targets) != 1 || len(targets[0].Destinations) != 1 || strings.Contains(targets[0].Destinations[0].Label, "writ_objects") {
		t.Errorf("the targets: %+v", targets)
	}
}
