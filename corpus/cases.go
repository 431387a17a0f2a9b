package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fileCase is one line of cases.jsonl.
type fileCase struct {
	ID      string `json:"id"`
	File    string `json:"file"`
	Level   string `json:"level"`
	Source  string `json:"source"`
	Checks  string `json:"checks"`
	Options struct {
		Encoding, Delimiter, Quote, Escape string
		Header                             *bool
		SkipRows                           *int `json:"skip_rows"`
	} `json:"upload_options"`
	Expect struct {
		Outcome string              `json:"outcome"`
		Rows    *int                `json:"rows"`
		Header  []string            `json:"header"`
		Hash    string              `json:"table_sha256"`
		Types   map[string][]string `json:"types"`
	} `json:"expect"`
}

// kindNames are the names the material has for our kinds.
var kindNames = map[string]string{"int": "integer", "bigint": "integer", "bool": "boolean", "json": "text"}

// readCases makes a suite of the cases of each source.
func readCases(dir string) ([]suite, error) {
	cases, err := readLines[fileCase](filepath.Join(dir, "csv", "cases.jsonl"))
	if err != nil {
		return nil, err
	}
	var suites []suite
	for _, c := range cases {
		name, _, _ := strings.Cut(c.File, "/")
		i := slices.IndexFunc(suites, func(s suite) bool { return s.name == name })
		if i < 0 {
			i, suites = len(suites), append(suites, suite{name: name})
		}
		o := c.Options
		suites[i].trials = append(suites[i].trials, trial{
			id: c.ID, level: c.Level, checks: c.Checks, fileName: filepath.Base(c.File), path: filepath.Join(dir, "csv", c.File),
			options:  options{Encoding: o.Encoding, Delimiter: o.Delimiter, Quote: o.Quote, Escape: o.Escape, Header: o.Header, SkipLines: o.SkipRows},
			thorough: c.Level != "",
			judge:    c.judge,
		})
	}
	return append(suites, foundEncodings(dir, cases)), nil
}

// foundEncodings makes a suite of the files whose encoding the material states,
// without stating it: each is loaded right or refused, never loaded wrong.
func foundEncodings(dir string, cases []fileCase) suite {
	su := suite{name: "encodings-found"}
	for _, c := range cases {
		if c.Options.Encoding == "" {
			continue
		}
		checks := c.Options.Encoding + " without saying so"
		c.Options.Encoding, c.Expect.Outcome = "", "load_or_reject"
		su.trials = append(su.trials, trial{
			id: c.ID + "-found", level: c.Level, checks: checks, fileName: filepath.Base(c.File), path: filepath.Join(dir, "csv", c.File), judge: c.judge,
		})
	}
	return su
}

// readLines reads a file of one JSON document per line.
func readLines[T any](file string) ([]T, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []T
	d := json.NewDecoder(bufio.NewReader(f))
	for {
		var v T
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s, document %d: %w", file, len(all)+1, err)
		}
		all = append(all, v)
	}
}

// judge says in what an outcome is not the expected one. A file may not be refused
// if its encoding is stated, or where it begins.
func (c *fileCase) judge(o *outcome) string {
	may := c.Expect.Outcome
	if c.Expect.Hash != "" && (c.Options.Encoding != "" || c.Options.SkipRows != nil) {
		may = "load"
	}
	switch {
	case o.refused() && may == "load":
		return "refused: " + o.refusal.Error()
	case o.refused():
		return ""
	case o.certificate.RowsRejected > 0 && (may == "load" || may == "reject"):
		return fmt.Sprintf("%d rows rejected, first %q", o.certificate.RowsRejected, o.rejects[0])
	case o.certificate.RowsRejected > 0 || may == "no_crash":
		return ""
	case acceptable[c.ID] != nil && acceptable[c.ID](o):
		return ""
	case may == "reject" || may == "reject_or_report":
		return fmt.Sprintf("loaded %d rows instead of being refused", len(o.rows))
	}
	return c.compare(o)
}

// compare says in what a loaded table is not the expected one.
func (c *fileCase) compare(o *outcome) string {
	var out []string
	if c.Level != "" && c.Expect.Rows != nil && len(o.rows) != *c.Expect.Rows {
		out = append(out, fmt.Sprintf("%d rows instead of %d", len(o.rows), *c.Expect.Rows))
	}
	header := o.header(c.Expect.Header)
	if c.Level != "" && c.Expect.Header != nil && !slices.Equal(c.Expect.Header, header) {
		out = append(out, fmt.Sprintf("header %q instead of %q", header, c.Expect.Header))
	}
	if c.Expect.Hash != "" && hash(header, o.rows) != c.Expect.Hash {
		out = append(out, fmt.Sprintf("other cells than expected (delimiter %q, header %v, %d columns, %d rows)",
			o.certificate.Dialect.Delimiter, o.certificate.Dialect.Header, len(o.columns), len(o.rows)))
	}
	for name, allowed := range c.Expect.Types {
		got := o.kind(name)
		if !slices.ContainsFunc(allowed, func(a string) bool { return got == a || got == kindNames[a] }) {
			out = append(out, fmt.Sprintf("%s is %s, allowed is %s", name, got, strings.Join(allowed, ", ")))
		}
	}
	return strings.Join(out, "; ")
}

// header returns the names of the columns as the file has them; nil if it has
// none. A column that got its name because the file gives none has the expected
// name if that is blank.
func (o *outcome) header(expected []string) []string {
	if !o.certificate.Dialect.Header {
		return nil
	}
	var names []string
	for i, c := range o.columns {
		name := c.Name
		blank := expected == nil || i < len(expected) && strings.TrimSpace(expected[i]) == ""
		if blank && name == fmt.Sprintf("Column %d", i+1) {
			name = ""
			if expected != nil {
				name = expected[i]
			}
		}
		names = append(names, name)
	}
	return names
}

// hash is the SHA-256 of a table as the material has it: header, if there is one,
// and rows, cells joined by 0x1F, rows ended by 0x1E.
func hash(header []string, rows [][]string) string {
	h := sha256.New()
	if header != nil {
		h.Write([]byte(strings.Join(header, "\x1f") + "\x1e"))
	}
	for _, r := range rows {
		h.Write([]byte(strings.Join(r, "\x1f") + "\x1e"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// kind returns the kind of the column of that name.
func (o *outcome) kind(name string) string {
	for _, c := range o.columns {
		if c.Name == name {
			return c.Type.Kind
		}
	}
	return ""
}
