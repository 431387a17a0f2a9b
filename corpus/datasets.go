package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// dataset is a real table with the profile of each column.
type dataset struct {
	File    string    `json:"file"`
	SHA256  string    `json:"sha256"`
	Rows    int       `json:"rows"`
	Columns []profile `json:"columns"`
	First   []string  `json:"first_row"`
}

// profile is what is known of a column: the values that are not empty.
type profile struct {
	Name     string `json:"name"`
	NonEmpty int    `json:"nonempty"`
	Distinct int    `json:"distinct"`
	Min      string `json:"min_text"`
	Max      string `json:"max_text"`
	Type     string `json:"duckdb_type"`
}

// kindsOf are the kinds that a column may have of which DuckDB, from a sample,
// says that it is a type; it takes plain text for the rest.
var kindsOf = map[string][]string{
	"BIGINT":  {"integer"},
	"DOUBLE":  {"decimal", "float"},
	"DATE":    {"date"},
	"VARCHAR": {"text"},
	"TIME":    {"time", "text"},
	"BOOLEAN": {"boolean", "text"},
}

// readDatasets makes the suite of the real tables.
func readDatasets(dir string) ([]suite, error) {
	dir = filepath.Join(dir, "datasets")
	b, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		return nil, err
	}
	var sets []dataset
	if err := json.Unmarshal(b, &sets); err != nil {
		return nil, fmt.Errorf("expected.json: %w", err)
	}
	su := suite{name: "datasets"}
	for _, d := range sets {
		su.trials = append(su.trials, trial{
			id: d.File, level: "must", checks: fmt.Sprintf("%d rows", d.Rows), fileName: d.File, path: filepath.Join(dir, d.File), thorough: true, judge: d.judge,
		})
	}
	return []suite{su}, nil
}

func (d *dataset) judge(o *outcome) string {
	if o.refused() {
		return "refused: " + o.refusal.Error()
	}
	if len(o.rows) != d.Rows || len(o.columns) != len(d.Columns) {
		return fmt.Sprintf("%d rows of %d columns instead of %d of %d", len(o.rows), len(o.columns), d.Rows, len(d.Columns))
	}
	var out []string
	if o.certificate.SHA256 != d.SHA256 {
		out = append(out, "the certificate is about other bytes")
	}
	if !slices.Equal(o.rows[0], d.First) {
		out = append(out, fmt.Sprintf("first row %q instead of %q", o.rows[0], d.First))
	}
	for i, want := range d.Columns {
		got := o.profile(i)
		got.Type = want.Type
		if got != want {
			out = append(out, fmt.Sprintf("column %d is %+v instead of %+v", i+1, got, want))
		}
		if kind := o.columns[i].Type.Kind; !slices.Contains(kindsOf[want.Type], kind) {
			out = append(out, fmt.Sprintf("%s is %s (%s), DuckDB says %s", want.Name, kind, o.certificate.Columns[i].Note, want.Type))
		}
	}
	return strings.Join(out, "; ")
}

// profile computes the profile of column i, its type excepted.
func (o *outcome) profile(i int) profile {
	p := profile{Name: o.columns[i].Name}
	seen := map[string]bool{}
	for _, r := range o.rows {
		v := r[i]
		if v == "" {
			continue
		}
		if p.NonEmpty == 0 || v < p.Min {
			p.Min = v
		}
		p.Max = max(p.Max, v)
		p.NonEmpty++
		seen[v] = true
	}
	p.Distinct = len(seen)
	return p
}
