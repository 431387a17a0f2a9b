package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// papaCase is one line of papaparse_cases.jsonl: a text, settings of that parser
// and what it makes of the text.
type papaCase struct {
	ID          string          `json:"id"`
	Description string          `json:"description"`
	Input       json.RawMessage `json:"input"`
	Expected    json.RawMessage `json:"expected"`
	Config      struct {
		Delimiter, QuoteChar, EscapeChar string
		Comments                         any
		Header                           bool
		Preview                          int
		SkipFirstNLines                  *int
	} `json:"config"`

	want papaResult
	text string
}

// papaResult is what parsing gives. Each row is a list, or an object by column.
type papaResult struct {
	Data   []json.RawMessage `json:"data"`
	Errors []struct {
		Code string `json:"code"`
	} `json:"errors"`
}

// readPapaparse makes the suite of the texts that are parsed. Those that are
// written have no counterpart: an export has one form, which other suites prove.
func readPapaparse(dir string) ([]suite, error) {
	cases, err := readLines[*papaCase](filepath.Join(dir, "csv", "papaparse_cases.jsonl"))
	if err != nil {
		return nil, err
	}
	su, out := suite{name: "papaparse"}, 0
	for _, c := range cases {
		if json.Unmarshal(c.Input, &c.text) != nil || json.Unmarshal(c.Expected, &c.want) != nil {
			out++
			continue
		}
		o := options{
			Delimiter: c.Config.Delimiter, Quote: c.Config.QuoteChar, Escape: c.Config.EscapeChar,
			Header: &c.Config.Header, SkipLines: c.Config.SkipFirstNLines,
		}
		switch v := c.Config.Comments.(type) {
		case bool:
			o.Comment = "#"
		case string:
			o.Comment = v
		}
		su.trials = append(su.trials, trial{
			id: c.ID, checks: c.Description, fileName: c.ID + ".csv", data: []byte(c.text), options: o, judge: c.judge,
		})
	}
	su.notes = func([]result) []string {
		return []string{fmt.Sprintf("%d cases of writing left out", out)}
	}
	return []suite{su}, nil
}

// judge says in what a table is not the expected one. What that parser reports as
// an error has to be refused or rejected here.
func (c *papaCase) judge(o *outcome) string {
	broken := slices.ContainsFunc(c.want.Errors, func(e struct {
		Code string `json:"code"`
	}) bool {
		return e.Code != "UndetectableDelimiter"
	})
	want := c.rows(o)
	switch {
	case o.refused() && (broken || len(want) == 0):
		return ""
	case o.refused():
		return "refused: " + o.refusal.Error()
	case o.certificate.RowsRejected > 0 && broken:
		return ""
	case o.certificate.RowsRejected > 0:
		return fmt.Sprintf("%d rows rejected, first %q", o.certificate.RowsRejected, o.rejects[0])
	case broken:
		return fmt.Sprintf("loaded without a word: %q", o.rows)
	}
	got := o.rows
	if n := c.Config.Preview; n > 0 && n < len(got) {
		got = got[:n]
	}
	if !slices.EqualFunc(want, got, func(a, b []string) bool { return slices.EqualFunc(a, b, sameValue) }) {
		return fmt.Sprintf("%q instead of %q", got, want)
	}
	return ""
}

// rows returns the expected rows as lists. A line end at the end of the text is
// that of the last record, and a blank line among records of several cells is no
// record; that parser makes records of one empty cell of both.
func (c *papaCase) rows(o *outcome) [][]string {
	var rows [][]string
	for _, raw := range c.want.Data {
		rows = append(rows, papaRow(raw, o))
	}
	wide := slices.ContainsFunc(rows, func(r []string) bool { return len(r) > 1 })
	if n := len(rows); n > 0 && strings.HasSuffix(c.text, "\n") && blank(rows[n-1]) {
		rows = rows[:n-1]
	}
	if wide {
		rows = slices.DeleteFunc(rows, blank)
	}
	return rows
}

func blank(row []string) bool { return len(row) == 1 && row[0] == "" }

// papaRow reads one row: a list of cells, or an object by the names of the
// columns.
func papaRow(raw json.RawMessage, o *outcome) []string {
	var row []string
	var list []any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&list) != nil {
		var byName map[string]any
		d = json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		_ = d.Decode(&byName) // a row is a list or an object
		for _, col := range o.columns {
			list = append(list, byName[col.Name])
		}
	}
	for _, v := range list {
		if v == nil {
			v = ""
		}
		row = append(row, fmt.Sprint(v))
	}
	return row
}
