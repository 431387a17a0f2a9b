package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
)

// dataset is a real table with the profile of each column.
type dataset struct {
	File    string    `json:"file"`
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
var kindsOf = map[string][]writ.Kind{
	"BIGINT":  {writ.KindInteger},
	"DOUBLE":  {writ.KindDecimal, writ.KindFloat},
	"DATE":    {writ.KindDate},
	"VARCHAR": {writ.KindText},
	"TIME":    {writ.KindTime, writ.KindText},
	"BOOLEAN": {writ.KindBoolean, writ.KindText},
}

func readSets(file string) ([]dataset, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var sets []dataset
	if err := json.Unmarshal(b, &sets); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return sets, nil
}

// runSets prints what is wrong with the data sets and tells whether nothing is.
func runSets(ctx context.Context, sets []dataset, dir, tmp string) bool {
	right := 0
	for _, s := range sets {
		problems := s.run(ctx, filepath.Join(dir, s.File), tmp)
		for _, p := range problems {
			fmt.Printf("wrong  dataset %s: %s\n", s.File, p)
		}
		if len(problems) == 0 {
			right++
		}
	}
	fmt.Printf("datasets      %d right, %d wrong\n", right, len(sets)-right)
	return right == len(sets)
}

func (s dataset) run(ctx context.Context, file, tmp string) []string {
	t, err := load(ctx, file, tmp, ingest.Options{})
	if err != nil {
		return []string{err.Error()}
	}
	if len(t.rows) != s.Rows || len(t.staged.Columns) != len(s.Columns) {
		return []string{fmt.Sprintf("%d rows of %d columns instead of %d of %d", len(t.rows), len(t.staged.Columns), s.Rows, len(s.Columns))}
	}
	var out []string
	if !slices.Equal(t.rows[0], s.First) {
		out = append(out, fmt.Sprintf("first row %q instead of %q", t.rows[0], s.First))
	}
	for i, want := range s.Columns {
		got := t.profile(i)
		got.Type = want.Type
		if got != want {
			out = append(out, fmt.Sprintf("column %d is %+v instead of %+v", i+1, got, want))
		}
		if kind := t.staged.Columns[i].Type.Kind; !slices.Contains(kindsOf[want.Type], kind) {
			out = append(out, fmt.Sprintf("%s is %s (%s), DuckDB says %s", want.Name, kind, t.staged.Columns[i].Note, want.Type))
		}
	}
	return out
}

// profile computes the profile of column i, its type excepted.
func (t *table) profile(i int) profile {
	p := profile{Name: t.staged.Columns[i].Name}
	seen := map[string]bool{}
	for _, r := range t.rows {
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
