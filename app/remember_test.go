package app

import "testing"

func TestSourceOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"sales 2026-11 (2).CSV":      "sales.csv",
		"sales.csv":                  "sales.csv",
		"sales_2026_11_final.tsv":    "sales final.tsv",
		"sales-20261122T130500Z.csv": "sales.csv",
		"Sales.2026.11.csv.gz":       "Sales.csv.gz",
		"Sales 11.gz":                "Sales.gz",
		"2026-11.csv":                ".csv",
		"ohne endung 7":              "ohne endung",
		"größe [3].csv":              "größe.csv",
		"standard input.csv":         "standard input.csv",
	} {
		if got := sourceOf(name); got != want {
			t.Errorf("the source of %q is %q, want %q", name, got, want)
		}
	}
}
