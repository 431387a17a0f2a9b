package ingest

import (
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
)

// TestImportFindsValuesInOtherRows has a platform that stores every value, but
// some of a column in other rows: the sums of their hashes are the same.
func TestImportFindsValuesInOtherRows(t *testing.T) {
	t.Parallel()
	const content = "when,what,amount,flag\n2024-01-02T03:04:05,x,1.50,true\n2024-01-03 00:00:00,y,,false\n,z,-2.25,true\n"
	for name, c := range map[string]struct{ swap []string }{
		"what":   {[]string{",x,", ",y,"}},
		"amount": {[]string{",1.50,", ",-2.25,"}},
		"when":   {[]string{"2024-01-02T03:04:05", "2024-01-03 00:00:00"}},
		"flag":   {[]string{"1.50,true", "1.50,false", ",,false", ",,true"}},
	} {
		swap := c.swap
		if len(swap) == 2 {
			swap = []string{swap[0], swap[1], swap[1], swap[0]}
		}
		tr := newTrial(t, &fake{store: strings.NewReplacer(swap...).Replace}, content)
		_, err := Import(context.Background(), tr.job)
		if writ.CodeOf(err) != writ.CodeUnsupported || !strings.Contains(err.Error(), "values of "+name+" stand in other rows") {
			t.Errorf("%s: got %v", name, err)
		}
		tr.checkGone(t, true)
	}
}

// TestImportFindsEveryPermutation shuffles the values of one column of random
// tables between their rows, NULL among them, and gives the rows back in random
// order.
func TestImportFindsEveryPermutation(t *testing.T) {
	t.Parallel()
	cells := rapid.OneOf(
		rapid.SampledFrom([]string{"", "0", "-1", "12.50", "1.5e-7", "true", "2024-01-02", "2024-01-02T03:04:05.50", "2024-01-02 03:04:05+02", "x", " a ", "ü", "007"}),
		rapid.StringMatching(`[a-c]{1,3}|[1-9][0-9]{0,4}|"`),
	)
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(2, 4).Draw(r, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cells, width, width), 2, 12).Draw(r, "rows")
		column := rapid.IntRange(0, width-1).Draw(r, "column")
		moved := rapid.Permutation(indices(len(rows))).Draw(r, "moved")
		order := rapid.Permutation(indices(len(rows))).Draw(r, "order")
		same := true
		for i, from := range moved {
			same = same && rows[i][column] == rows[from][column]
		}
		content := "ha" + strings.Repeat(",hb", width-1) + "\n"
		for _, row := range rows {
			content += csvLine(row)
		}
		yes := true
		tr := newTrial(t, &fake{store: func(s string) string { return shuffled(s, column+1, moved, order) }}, content)
		tr.job.Options = Options{Delimiter: ",", Quote: `"`, Header: &yes}
		_, err := Import(context.Background(), tr.job)
		if same != (err == nil) || err != nil && !strings.Contains(err.Error(), "stand in other rows") {
			r.Fatalf("%q with column %d moved %v, in the order %v: %v", content, column, moved, order, err)
		}
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// csvLine is a record whose empty cells are NULL.
func csvLine(row []string) string {
	cells := make([]string, len(row))
	for i, v := range row {
		if cells[i] = v; strings.ContainsAny(v, "\",\n") {
			cells[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
	}
	return strings.Join(cells, ",") + "\n"
}

// shuffled is a canonical file in which row i has the value of a column that was
// in row moved[i], with its rows in order.
func shuffled(data string, column int, moved, order []int) string {
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		return err.Error()
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		row = slices.Clone(row)
		row[column] = rows[moved[i]][column]
		out[order[i]] = csvLine(row)
	}
	return strings.Join(out, "")
}
