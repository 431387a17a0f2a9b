// Command evidence writes docs/engines.md from the results of a test run, so
// that what the page says about each platform is what was seen, not what was
// hoped for. With -check it only says whether the page is current.
//
//	go run ./internal/evidence -results .cache/test.json [-check]
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

const module = "github.com/writ-dev/writ/"

// platforms are the rows of the page. Target is what a passed exam was held on,
// and Level what that proves: 3 the real engine, 2 a real engine restricted to
// the platform's dialect, 1 our stand-in. Without an exam it is 0.
var platforms = []struct {
	name, folder, target string
	level                int
}{
	{"DuckDB", "warehouse/duckdb", "the real engine, in process", 3},
	{"PostgreSQL", "warehouse/postgres", "a real PostgreSQL server, started by the tests", 3},
	{"MySQL", "warehouse/mysql", "a real MySQL server, started by the tests", 3},
	{"Snowflake", "warehouse/snowflake", "", 0},
	{"BigQuery", "warehouse/bigquery", "", 0},
}

var levels = []string{
	"golden SQL only",
	"the real driver against a stand-in server",
	"a real engine, restricted to the platform's dialect",
	"the real engine",
	"the vendor's service",
}

func main() {
	results := flag.String("results", ".cache/test.json", "events of `go test -json`")
	page := flag.String("page", "docs/engines.md", "the page to write")
	check := flag.Bool("check", false, "only say whether the page is current")
	flag.Parse()
	if err := run(*results, *page, *check); err != nil {
		fmt.Fprintln(os.Stderr, "evidence:", err)
		os.Exit(1)
	}
}

func run(results, page string, check bool) error {
	f, err := os.Open(results)
	if err != nil {
		return err
	}
	defer f.Close()
	seen, err := read(f)
	if err != nil {
		return err
	}
	var want bytes.Buffer
	if err := write(&want, seen); err != nil {
		return err
	}
	if !check {
		return os.WriteFile(page, want.Bytes(), 0o644)
	}
	have, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want.Bytes()) {
		return fmt.Errorf("%s does not say what the tests showed; run `make test engines` and commit it", page)
	}
	return nil
}

// outcomes are the last outcome ("pass", "fail", "skip") of every test by its
// name, per package folder.
type outcomes map[string]map[string]string

// read collects the outcomes from a stream of test events. A package that
// failed fails the page: evidence is only taken from a green run.
func read(r io.Reader) (outcomes, error) {
	seen := outcomes{}
	dec := json.NewDecoder(r)
	for {
		var e struct{ Action, Package, Test string }
		err := dec.Decode(&e)
		if errors.Is(err, io.EOF) {
			return seen, nil
		}
		if err != nil {
			return nil, fmt.Errorf("these are not test events: %w", err)
		}
		if e.Action != "pass" && e.Action != "fail" && e.Action != "skip" {
			continue
		}
		folder := strings.TrimPrefix(e.Package, module)
		if e.Action == "fail" {
			return nil, fmt.Errorf("%s %s failed", folder, e.Test)
		}
		if seen[folder] == nil {
			seen[folder] = map[string]string{}
		}
		seen[folder][e.Test] = e.Action
	}
}

// parts returns the parts of the exam that a platform's tests held and their
// outcomes, by name: those directly below a subtest called "exam".
func parts(tests map[string]string) map[string]string {
	out := map[string]string{}
	for name, outcome := range tests {
		_, part, ok := strings.Cut(name, "/exam/")
		if ok && !strings.Contains(part, "/") {
			out[part] = outcome
		}
	}
	return out
}

func write(w io.Writer, seen outcomes) error {
	fmt.Fprint(w, `# Platforms and the evidence for each

Generated from the results of `+"`make test`"+`; do not edit. A platform's level says
how close to the real thing its tests come:

`)
	for i, l := range levels {
		fmt.Fprintf(w, "- **%d** %s\n", i, l)
	}
	fmt.Fprint(w, "\n| platform | level | tested on |\n|---|---|---|\n")
	var names []string
	exams := make([]map[string]string, len(platforms))
	for i, p := range platforms {
		tests, ok := seen[p.folder]
		if !ok {
			return fmt.Errorf("there are no results of %s", p.folder)
		}
		exams[i] = parts(tests)
		for part := range exams[i] {
			if !slices.Contains(names, part) {
				names = append(names, part)
			}
		}
		level, target := 0, "its SQL compared with files written from the manual; this version cannot reach it"
		if len(exams[i]) > 0 {
			level, target = p.level, p.target
		}
		fmt.Fprintf(w, "| %s | %d: %s | %s |\n", p.name, level, levels[level], target)
	}
	slices.Sort(names)
	matrix(w, names, exams)
	return nil
}

// matrix prints which part of the exam each platform passed. A part that does
// not apply to a platform (it has no users, no network) is a dash.
func matrix(w io.Writer, names []string, exams []map[string]string) {
	fmt.Fprint(w, "\n## The exam\n\nEach part is a set of tests in `warehouse/drivertest`; a dash means that the\npart does not apply, or that there is no engine to hold it on.\n\n| part |")
	for _, p := range platforms {
		fmt.Fprintf(w, " %s |", p.name)
	}
	fmt.Fprintf(w, "\n|---|%s\n", strings.Repeat("---|", len(platforms)))
	for _, n := range names {
		fmt.Fprintf(w, "| %s |", n)
		for i := range platforms {
			mark := "–"
			if exams[i][n] == "pass" {
				mark = "passed"
			}
			fmt.Fprintf(w, " %s |", mark)
		}
		fmt.Fprintln(w)
	}
}
