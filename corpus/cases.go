package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
)

// testCase is one line of cases.jsonl.
type testCase struct {
	ID        string `json:"id"`
	File      string `json:"file"`
	Level     string `json:"level"`
	Source    string `json:"source"`
	Container string `json:"container"`
	Checks    string `json:"checks"`
	Options   struct {
		Encoding, Delimiter, Quote, Escape string
		Header                             *bool
		SkipRows                           int `json:"skip_rows"`
	} `json:"upload_options"`
	Expect struct {
		Outcome string              `json:"outcome"`
		Rows    *int                `json:"rows"`
		Header  []string            `json:"header"`
		Hash    string              `json:"table_sha256"`
		Types   map[string][]string `json:"types"`
	} `json:"expect"`
}

// later says which features some cases need that this version does not have.
func (c *testCase) later() string {
	switch {
	case c.Container != "":
		return "packed files come later; they are refused with the advice to unpack them"
	case c.Options.SkipRows > 0:
		return "lines above the header come later; they are refused by line"
	}
	return ""
}

// deliberate are the cases in which the reader does something else than the
// material expects, and why that is better or as good.
var deliberate = map[string]string{
	"csv-des-rag-trail-a":                    "a delimiter at the end of every line makes a last column, which is empty; the material allows it",
	"csv-duckdb-blank_line.csv":              "a blank line in a file of one column is NULL: dropping it would lose a row",
	"csv-duckdb-test/many_empty_lines.csv":   "a blank line in a file of one column is NULL: dropping it would lose a row",
	"csv-duckdb-null_terminator.csv":         "a third of its characters are NUL",
	"csv-duckdb-nullbyte.csv":                "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/30.csv":              "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/10.csv":              "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-afl/23.csv":                  "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-afl/no_parameter/5.csv":      "a NUL character in the line that names the columns is refused",
	"csv-duckdb-afl/no_parameter/2.csv":      "a NUL character is refused by line where the platform cannot store it",
	"csv-duckdb-fuzzing/27.csv":              "its bytes are no text in any encoding that could be told",
	"csv-duckdb-afl/2.csv":                   "its bytes are no text in any encoding that could be told",
	"csv-duckdb-encodings/only_latin1.csv":   "words of nothing but accented letters are no western text; the encoding is to be chosen",
	"csv-duckdb-test/invalid_utf_big.csv":    "broken UTF-8 is refused by line and byte, never taken for another encoding",
	"csv-duckdb-test/invalid_utf_quoted.csv": "broken UTF-8 is refused by line and byte, never taken for another encoding",
	"csv-duckdb-test/blob.csv":               "a single line in which semicolon and bar stand once each",
	"csv-messytables-characters.csv":         "it is Big5; read as Windows-1252, as expected, every word in it would be wrong",
}

// kindNames are the names the material has for our kinds.
var kindNames = map[string]writ.Kind{
	"int": writ.KindInteger, "bigint": writ.KindInteger, "bool": writ.KindBoolean, "json": writ.KindText,
}

func readCases(file string) ([]*testCase, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var cases []*testCase
	d := json.NewDecoder(bufio.NewReader(f))
	for {
		c := &testCase{}
		if err := d.Decode(c); errors.Is(err, io.EOF) {
			return cases, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s, case %d: %w", file, len(cases)+1, err)
		}
		cases = append(cases, c)
	}
}

// tally counts the cases of one level.
type tally struct{ right, deliberate, later, wrong, refused int }

// runCases prints what came of the cases and tells whether all of level must are
// right.
func runCases(ctx context.Context, cases []*testCase, dir, tmp string, verbose bool) bool {
	tallies := map[string]*tally{}
	for _, c := range cases {
		level := c.Level
		if level == "" {
			level = "unranked"
		}
		t := tallies[level]
		if t == nil {
			t = &tally{}
			tallies[level] = t
		}
		refused, problem := c.run(ctx, filepath.Join(dir, c.File), tmp)
		if refused {
			t.refused++
		}
		switch {
		case problem == "":
			t.right++
		case refused && c.later() != "":
			t.later++
			if verbose {
				fmt.Printf("later  %s %s: %s\n", level, c.ID, c.later())
			}
		case deliberate[c.ID] != "":
			t.deliberate++
			if verbose {
				fmt.Printf("other  %s %s: %s\n", level, c.ID, deliberate[c.ID])
			}
		default:
			t.wrong++
			if verbose || level == "must" {
				fmt.Printf("wrong  %s %s (%s %s): %s\n", level, c.ID, c.File, c.Checks, problem)
			}
		}
	}
	for _, level := range []string{"must", "should", "may", "unranked"} {
		if t := tallies[level]; t != nil {
			fmt.Printf("csv %-9s %d right, %d wrong, %d deliberately other, %d later; %d refused\n", level, t.right, t.wrong, t.deliberate, t.later, t.refused)
		}
	}
	return tallies["must"] == nil || tallies["must"].wrong == 0
}

// run runs one case; it tells whether the file was refused, or some of its rows
// were, and what is wrong with that or with the table.
func (c *testCase) run(ctx context.Context, file, tmp string) (refused bool, problem string) {
	t, err := load(ctx, file, tmp, ingest.Options{
		Encoding:  c.Options.Encoding,
		Delimiter: c.Options.Delimiter,
		Quote:     c.Options.Quote,
		Escape:    c.Options.Escape,
		Header:    c.Options.Header,
	})
	if err != nil {
		if writ.CodeOf(err) != writ.CodeInvalid {
			return true, "failed instead of refusing: " + err.Error()
		}
		if c.Expect.Outcome == "load" {
			return true, "refused: " + err.Error()
		}
		return true, ""
	}
	if t.staged.RowsRejected > 0 {
		if c.Expect.Outcome == "load" || c.Expect.Outcome == "reject" {
			r := t.staged.FirstRejects[0]
			return true, fmt.Sprintf("%d rows rejected, first line %d: %s", t.staged.RowsRejected, r.Line, r.Reason)
		}
		return true, ""
	}
	switch c.Expect.Outcome {
	case "reject", "reject_or_report":
		return false, fmt.Sprintf("loaded %d rows instead of being refused", len(t.rows))
	case "no_crash":
		return false, ""
	}
	return false, c.compare(t)
}

// compare says in what a loaded table is not the expected one.
func (c *testCase) compare(t *table) string {
	var out []string
	if c.Level != "" && c.Expect.Rows != nil && len(t.rows) != *c.Expect.Rows {
		out = append(out, fmt.Sprintf("%d rows instead of %d", len(t.rows), *c.Expect.Rows))
	}
	if c.Level != "" && c.Expect.Header != nil && !slices.Equal(c.Expect.Header, t.header(c.Expect.Header)) {
		out = append(out, fmt.Sprintf("header %q instead of %q", t.header(c.Expect.Header), c.Expect.Header))
	}
	if c.Expect.Hash != "" && t.hash(c.Expect.Header) != c.Expect.Hash {
		out = append(out, fmt.Sprintf("other cells than expected (delimiter %q, header %v, %d columns, %d rows)",
			t.staged.Dialect.Delimiter, t.staged.Dialect.Header, len(t.staged.Columns), len(t.rows)))
	}
	for name, allowed := range c.Expect.Types {
		got := t.kind(name)
		if !slices.ContainsFunc(allowed, func(a string) bool {
			return got == writ.Kind(a) || got == kindNames[a]
		}) {
			out = append(out, fmt.Sprintf("%s is %s, allowed is %s", name, got, strings.Join(allowed, ", ")))
		}
	}
	return strings.Join(out, "; ")
}
