package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// readCells makes the suites of cells that programs like to take for something
// else: what a spreadsheet would run, and a list of naughty strings.
func readCells(dir string) ([]suite, error) {
	dir = filepath.Join(dir, "csv")
	lines, err := readLines[struct {
		Cell string `json:"cell"`
	}](filepath.Join(dir, "injection_cells.jsonl"))
	if err != nil {
		return nil, err
	}
	var injections []string
	for _, l := range lines {
		injections = append(injections, l.Cell)
	}
	b, err := os.ReadFile(filepath.Join(dir, "blns_open.json"))
	if err != nil {
		return nil, err
	}
	var naughty []string
	if err := json.Unmarshal(b, &naughty); err != nil {
		return nil, err
	}
	return []suite{
		{name: "injection", trials: []trial{cellTrial("injection_cells.csv", injections)}},
		{name: "blns", trials: []trial{cellTrial("blns_quoted.csv", naughty), {
			id: "blns_open.csv", checks: "the list as another program wrote it", fileName: "blns_open.csv", path: filepath.Join(dir, "blns_open.csv"),
			thorough: true, judge: func(o *outcome) string { return sameCells(o, naughty) }, inspect: safeExports,
		}}},
	}, nil
}

// cellTrial writes numbered cells into a file, all quoted, and wants them back.
func cellTrial(name string, cells []string) trial {
	var b strings.Builder
	b.WriteString("n,cell\n")
	for i, c := range cells {
		fmt.Fprintf(&b, "%d,\"%s\"\n", i, strings.ReplaceAll(c, `"`, `""`))
	}
	return trial{
		id: name, checks: fmt.Sprintf("%d cells come back as they were", len(cells)), fileName: name, data: []byte(b.String()),
		thorough: true, judge: func(o *outcome) string { return sameCells(o, cells) }, inspect: safeExports,
	}
}

// sameCells wants rows of a number from 0 and the cell.
func sameCells(o *outcome, cells []string) string {
	switch {
	case o.refused():
		return "refused: " + o.refusal.Error()
	case len(o.rows) != len(cells):
		return fmt.Sprintf("%d rows instead of %d; rejected %q", len(o.rows), len(cells), o.rejects)
	}
	for i, c := range cells {
		if want := []string{strconv.Itoa(i), c}; !slices.Equal(o.rows[i], want) {
			return fmt.Sprintf("row %d is %q instead of %q", i+1, o.rows[i], want)
		}
	}
	return ""
}
