package app_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse"
)

// TestCompareVersions counts and shows the rows that differ, by number and by key.
func TestCompareVersions(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	table := w.table(w.build(), w.embedded().ID, "id,n,old,odd\n1,1.5,a,7\n2,0.25,b,8\n3,3,c,9\n")
	u := w.send(w.build(), "next.csv", "id,n,new,odd\n3,3,x,nine\n1,1.50,x,seven\n4,4.00,x,ten\n")
	w.load(w.build(), u.ID, app.ImportRequest{Change: writ.ChangeReplace, Table: table.ID, OnSchemaChange: ingest.SchemaAccept,
		Options: ingest.Options{Columns: []ingest.ColumnChoice{{Index: 1, Include: true, Kind: writ.KindDecimal}}}})
	d := must[*app.VersionDifference](t)(w.CompareVersions(ctx, w.build(), table.ID, 1, 0, []string{"id"}, 10))
	if d.Added != 1 || d.Removed != 1 || d.Changed != 0 || d.Same != 2 {
		t.Errorf("by key: %+v", d.Difference)
	}
	if want := []string{"id", "n", "new", "odd", "old"}; !slices.Equal(d.Columns, want) {
		t.Errorf("the columns are %q, want %q", d.Columns, want)
	}
	if said := sayChanges(d.Changes); !slices.Contains(said, "odd integer text") || !slices.Contains(said, "old text -") || !slices.Contains(said, "new - text") {
		t.Errorf("the changes are %q", said)
	}
	said := []string{}
	for _, r := range d.Sample {
		said = append(said, fmt.Sprintf("%s %d %s %s", r.Kind, r.Row, texts(r.Before), texts(r.After)))
	}
	if want := []string{"removed 2 [2 0.25 NULL 8 b] []", "added 3 [] [4 4.00 x ten NULL]"}; !slices.Equal(said, want) {
		t.Errorf("the sample is %q, want %q", said, want)
	}
	d = must[*app.VersionDifference](t)(w.CompareVersions(ctx, w.build(), table.ID, 1, 2, nil, 1))
	if d.Changed != 3 || d.Added != 0 || d.Removed != 0 || len(d.Sample) != 1 || d.Sample[0].Kind != warehouse.RowChanged {
		t.Errorf("by number: %+v", d.Difference)
	}
	if before, after := texts(d.Sample[0].Before), texts(d.Sample[0].After); before != "[1 1.5 NULL 7 a]" || after != "[3 3.00 x nine NULL]" {
		t.Errorf("the changed row: %s, %s", before, after)
	}
	_, err := w.CompareVersions(ctx, w.build(), table.ID, 1, 2, []string{"odd"}, 1)
	refused(t, err, writ.CodeInvalid, "odd")
	_, err = w.CompareVersions(ctx, w.build(), table.ID, 1, 2, []string{"n"}, 1)
	w.ok(err)
	_, err = w.CompareVersions(ctx, w.build(), table.ID, 1, 3, nil, 1)
	refused(t, err, writ.CodeNotFound)
}

// texts is the cells of a row for messages.
func texts(cells []writ.Value) string {
	out := []string{}
	for _, c := range cells {
		if c.Null {
			c.Text = "NULL"
		}
		out = append(out, c.Text)
	}
	return fmt.Sprint(out)
}
