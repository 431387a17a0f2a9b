package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// measures are what the Pollock benchmark scores a file by, each from 0 to 1.
var measures = []string{
	"success", "header precision", "header recall", "header F1",
	"record precision", "record recall", "record F1", "cell precision", "cell recall", "cell F1",
}

// pollockCase is one line of the index: a polluted file and what is in it.
type pollockCase struct {
	File  string `json:"file"`
	Clean string `json:"clean"`
	What  string `json:"what"`

	want [][]string
}

// readPollock makes the suite of polluted files, each read without any hint.
func readPollock(dir string) ([]suite, error) {
	dir = filepath.Join(dir, "csv", "pollock-like")
	cases, err := readLines[*pollockCase](filepath.Join(dir, "index.jsonl"))
	if err != nil {
		return nil, err
	}
	su := suite{name: "pollock-like", scored: true}
	byPath := map[string]*pollockCase{}
	for _, c := range cases {
		if c.want, err = readClean(filepath.Join(dir, c.Clean)); err != nil {
			return nil, err
		}
		t := trial{id: "pollock-" + filepath.Base(c.File), checks: c.What, fileName: filepath.Base(c.File), path: filepath.Join(dir, c.File), judge: c.judge}
		byPath[t.path] = c
		su.trials = append(su.trials, t)
	}
	su.notes = func(results []result) []string {
		total := make([]float64, len(measures))
		for _, r := range results {
			if r.outcome == nil {
				continue
			}
			for i, v := range byPath[r.trial.path].score(r.outcome) {
				total[i] += v
			}
		}
		return describe(total, float64(len(results)))
	}
	return []suite{su}, nil
}

// readClean reads a clean file, its cells without spaces around them.
func readClean(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	return trimmed(rows), err
}

func trimmed(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			out[i] = append(out[i], strings.TrimSpace(cell))
		}
	}
	return out
}

// table returns what a file is read as, the names of the columns first if it has
// any.
func (o *outcome) table() [][]string {
	if header := o.header(nil); header != nil {
		return trimmed(append([][]string{header}, o.rows...))
	}
	return trimmed(o.rows)
}

// judge accepts a table that is as clean as it should be, one that lacks nothing
// but what the list of rejects shows, and the refusal of a file by its line.
func (c *pollockCase) judge(o *outcome) string {
	if o.refused() {
		if len(c.want) == 0 || where.MatchString(o.refusal.Message) {
			return ""
		}
		return "refused: " + o.refusal.Error()
	}
	got := o.table()
	lacking, extra := missing(records(c.want), records(got)), missing(records(got), records(c.want))
	shown := 0
	for _, r := range o.rejects {
		shown += 1 + strings.Count(strings.TrimSuffix(r[2], "\n"), "\n")
	}
	if len(extra) == 0 && len(lacking) <= shown {
		return ""
	}
	return fmt.Sprintf("%d records lack, %d are others, %d lines were rejected; first %q instead of %q",
		len(lacking), len(extra), shown, firstOf(extra), firstOf(lacking))
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// score is what the benchmark gives: all measures 0 for a file that was not
// loaded.
func (c *pollockCase) score(o *outcome) []float64 {
	if o.refused() {
		return make([]float64, len(measures))
	}
	want, got := c.want, o.table()
	if len(want) == 0 || len(got) == 0 {
		want, got = append(want, nil), append(got, nil)
	}
	out := []float64{1}
	out = append(out, compareBags(want[0], got[0])...)
	out = append(out, compareBags(records(want[1:]), records(got[1:]))...)
	return append(out, compareBags(cells(want), cells(got))...)
}

func records(rows [][]string) (out []string) {
	for _, r := range rows {
		out = append(out, strings.Join(r, ""))
	}
	return out
}

func cells(rows [][]string) (out []string) {
	for _, r := range rows {
		out = append(out, r...)
	}
	return out
}

// compareBags returns precision, recall and F1 of what was loaded.
func compareBags(want, got []string) []float64 {
	if len(want) == 0 {
		return []float64{1, 1, 1}
	}
	same := float64(len(want) - len(missing(want, got)))
	if same == 0 {
		return []float64{0, 0, 0}
	}
	precision, recall := same/float64(len(got)), same/float64(len(want))
	return []float64{precision, recall, 2 * precision * recall / (precision + recall)}
}

// missing returns what of a is not in b, counting repetitions.
func missing(a, b []string) (out []string) {
	have := map[string]int{}
	for _, s := range b {
		have[s]++
	}
	for _, s := range a {
		if have[s]--; have[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

// describe writes the means of the measures and their sum, of which 10 is the
// best.
func describe(total []float64, n float64) []string {
	sum, line := 0.0, ""
	for i, v := range total {
		sum += v / n
		line += fmt.Sprintf("%s %.4f, ", measures[i], v/n)
	}
	return []string{fmt.Sprintf("score %.3f of 10: %s", sum, strings.TrimSuffix(line, ", "))}
}
