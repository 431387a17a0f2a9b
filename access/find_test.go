package access_test

import (
	"slices"
	"testing"

	"github.com/writ-dev/writ"
)

func TestFind(t *testing.T) {
	t.Parallel()
	o := newOrg(t, `
		member ann Build
		folder Plan
		folder Plan/Old
		workbook Deep Plan/Old ann
		workbook Deep2 Plan/Old ann
		workbook Private - ann
		folder Gone
		workbook Lost Gone ann
		trash Gone
	`)
	for file, name := range map[string]string{"Plan/Old": "Old", "Deep2": "Deep"} {
		o.files[file].Name = name
		o.put(o.files[file])
	}
	o.put(&writ.File{ID: "slash", Kind: writ.KindWorkbook, Name: "Old/Deep", Parent: "Plan", Owner: "ann"})
	for path, want := range map[string][]writ.FileID{
		"Plan": {"Plan"}, "Plan/Old": {"Plan/Old"}, "Plan/Old/Deep": {"Deep", "Deep2", "slash"},
		"": nil, "Old": nil, "Plan/": nil, "plan": nil, "Gone": nil, "Gone/Lost": nil, "My documents/Private": nil, "Plan/Old/Deep/x": nil,
	} {
		got := o.Find(path)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", path, got, want)
		}
	}
}
