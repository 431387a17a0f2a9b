package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// upstreamCase is one line of duckdb_upstream_cases.jsonl: a query of DuckDB's
// own tests over one of the files.
type upstreamCase struct {
	ID     string `json:"id"`
	File   string `json:"file"`
	SQL    string `json:"sql"`
	Expect struct {
		Columns [][]string `json:"columns"`
		Rows    [][]string `json:"rows"`
		Error   string     `json:"error"`
	} `json:"expect"`

	count bool // the rows are counted, not shown
}

var (
	// wholeFile is a query that shows or counts a whole file.
	wholeFile = regexp.MustCompile(`(?is)^\s*(?:select\s+(\*|count\(\*\))\s+)?from\s+(?:read_csv(?:_auto)?\(\s*)?'data/csv/[^']+'((?:[^()]|\([^()]*\))*)\)?\s*;?\s*$`)
	// setting is one named argument of read_csv.
	setting = regexp.MustCompile(`(?is)^\s*,\s*(\w+)\s*=\s*('(?:[^']|'')*'|\{[^}]*\}|\[[^\]]*\]|\w+(?:\([^)]*\))?)`)
	// meaningless are settings that change nothing in what a file says: how much is
	// read at a time, and names and types, for cells are compared as text.
	meaningless = []string{"auto_detect", "buffer_size", "parallel", "max_line_size", "new_line", "dtypes", "types", "column_types"}
)

// readUpstream makes the suite of the queries that show or count a whole file
// with settings that Writ has as well. What else DuckDB does with a file, padding
// and ignoring among it, and its own error messages are left out.
func readUpstream(dir string) ([]suite, error) {
	cases, err := readLines[*upstreamCase](filepath.Join(dir, "csv", "duckdb_upstream_cases.jsonl"))
	if err != nil {
		return nil, err
	}
	su, out := suite{name: "upstream"}, 0
	for _, c := range cases {
		o, ok := c.options()
		if !ok || c.Expect.Error != "" {
			out++
			continue
		}
		su.trials = append(su.trials, trial{
			id: c.ID, checks: c.File, fileName: filepath.Base(c.File), path: filepath.Join(dir, "csv", "duckdb", c.File), options: o, judge: c.judge,
		})
	}
	su.notes = func([]result) []string {
		return []string{fmt.Sprintf("%d queries left out: they compute, pad or ignore, or show an error of DuckDB's own", out)}
	}
	return []suite{su}, nil
}

// options translates the settings of a query; ok tells whether all of it could
// be translated.
func (c *upstreamCase) options() (o options, ok bool) {
	m := wholeFile.FindStringSubmatch(c.SQL)
	if m == nil {
		return o, false
	}
	c.count = strings.EqualFold(m[1], "count(*)")
	rest := m[2]
	for {
		s := setting.FindStringSubmatch(rest)
		if s == nil {
			return o.without(c.SQL), strings.TrimSpace(rest) == ""
		}
		value := s[2]
		if strings.HasPrefix(value, "'") {
			value = strings.ReplaceAll(value[1:len(value)-1], "''", "'")
		}
		if !o.set(strings.ToLower(s[1]), value) {
			return o, false
		}
		rest = rest[len(s[0]):]
	}
}

// told is how a query says that nothing is to be found out.
var told = regexp.MustCompile(`(?i)auto_detect\s*=\s*'?false`)

// without states what DuckDB takes for granted in a query that has nothing found
// out.
func (o options) without(query string) options {
	if !told.MatchString(query) {
		return o
	}
	if o.Header == nil {
		o.Header = new(bool)
	}
	o.Delimiter, o.Quote = cmp.Or(o.Delimiter, ","), cmp.Or(o.Quote, `"`)
	return o
}

// set sets what DuckDB calls by that name.
func (o *options) set(name, value string) bool {
	switch name {
	case "delim", "sep":
		o.Delimiter = strings.ReplaceAll(value, `\t`, "\t")
		return len(o.Delimiter) == 1
	case "quote":
		o.Quote = value
		if value == "" {
			o.Quote = "none"
		}
	case "escape":
		o.Escape = value
	case "comment":
		o.Comment = value
		if value == "" {
			o.Comment = "none"
		}
	case "nullstr":
		o.NullTokens = nil
		for token := range strings.SplitSeq(strings.Trim(value, "[]"), ",") {
			if token = strings.Trim(token, " '"); token != "" { // an empty cell is NULL anyway
				o.NullTokens = append(o.NullTokens, token)
			}
		}
	case "header":
		yes := slices.Contains([]string{"1", "true"}, strings.ToLower(value))
		o.Header = &yes
	case "skip":
		n, err := strconv.Atoi(value)
		o.SkipLines = &n
		return err == nil
	case "columns":
		return !strings.Contains(value, "DECIMAL") // DuckDB rounds to it
	case "strict_mode":
		return strings.EqualFold(value, "true")
	default:
		return slices.Contains(meaningless, name)
	}
	return true
}

// judge compares the values as text, numbers by what they are worth.
func (c *upstreamCase) judge(o *outcome) string {
	switch {
	case o.refused():
		return "refused: " + o.refusal.Error()
	case o.certificate.RowsRejected > 0:
		return fmt.Sprintf("%d rows rejected, first %q", o.certificate.RowsRejected, o.rejects[0])
	case c.count:
		if want := c.Expect.Rows[0][0]; want != strconv.Itoa(len(o.rows)) {
			return fmt.Sprintf("%d rows instead of %s", len(o.rows), want)
		}
		return ""
	case len(c.Expect.Rows) != len(o.rows):
		return fmt.Sprintf("%d rows instead of %d", len(o.rows), len(c.Expect.Rows))
	}
	for i, want := range c.Expect.Rows {
		if !slices.EqualFunc(o.rows[i], want, sameValue) {
			return fmt.Sprintf("row %d is %q instead of %q", i+1, o.rows[i], want)
		}
	}
	return ""
}
