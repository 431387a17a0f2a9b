package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// readingFlags say how a file is written where the server would find out
// otherwise, or cannot.
type readingFlags struct {
	Encoding  string   `group:"How the file is read:" placeholder:"NAME" help:"utf-8, utf-16le, windows-1252, shift_jis …"`
	Delimiter string   `group:"How the file is read:" placeholder:"C" help:"The character between cells; tab is one."`
	Quote     string   `group:"How the file is read:" placeholder:"C" help:"The character around cells; none for none."`
	Escape    string   `group:"How the file is read:" placeholder:"C" help:"The character before a quote inside quotes, if quotes are not doubled."`
	Header    *bool    `group:"How the file is read:" negatable:"" help:"The first record names the columns, or it does not."`
	SkipLines *int     `group:"How the file is read:" placeholder:"N" help:"How many lines above the column names belong to nothing."`
	Comment   string   `group:"How the file is read:" placeholder:"C" help:"Lines that begin with this character are no records; none for none."`
	Sheet     string   `group:"How the file is read:" placeholder:"NAME" help:"The sheet of a workbook; else the first."`
	Null      []string `group:"How the file is read:" placeholder:"WORD" sep:"none" help:"Cells without quotes that are exactly this are NULL; repeat it for several."`
	Column    []string `group:"How the file is read:" placeholder:"NAME=KIND[:FORMAT]" sep:"none" help:"Read a column as text, integer, decimal, float, boolean, date, time, timestamp or timestamptz; repeat it for several."`
	LeaveOut  []string `group:"How the file is read:" placeholder:"NAME" sep:"none" help:"Leave a column out; repeat it for several."`
}

// tabs are what people write for the character that shells eat.
var tabs = map[string]string{"tab": "\t", `\t`: "\t"}

// withoutColumns are the flags but for those about columns, whose places only a preview
// tells.
func (f readingFlags) withoutColumns() client.Options {
	delimiter := f.Delimiter
	if tab, ok := tabs[delimiter]; ok {
		delimiter = tab
	}
	return client.Options{
		Encoding: f.Encoding, Delimiter: delimiter, Quote: f.Quote, Escape: f.Escape, Header: f.Header,
		SkipLines: f.SkipLines, Comment: f.Comment, Sheet: f.Sheet, NullTokens: f.Null,
	}
}

// given tells whether there are any flags.
func (f readingFlags) given() bool {
	return f.Encoding+f.Delimiter+f.Quote+f.Escape+f.Comment+f.Sheet != "" || f.Header != nil || f.SkipLines != nil || len(f.Null) > 0 || f.aboutColumns()
}

func (f readingFlags) aboutColumns() bool { return len(f.Column)+len(f.LeaveOut) > 0 }

// choose returns what the flags choose about an upload that has arrived.
func (f readingFlags) choose(ctx context.Context, cl *client.Client, id writ.UploadID) (client.Options, error) {
	opt := f.withoutColumns()
	if !f.aboutColumns() {
		return opt, nil
	}
	p, err := cl.Preview(ctx, id, opt)
	if err != nil {
		return opt, err
	}
	opt.Columns, err = f.columns(p)
	return opt, err
}

// columns finds the columns of a file that the flags name.
func (f readingFlags) columns(p *client.Preview) ([]client.ColumnChoice, error) {
	var list []client.ColumnChoice
	for _, spec := range f.Column {
		at := strings.LastIndexByte(spec, '=')
		if at < 0 {
			return nil, usageError{fmt.Errorf("--column=%s does not say which kind; write --column 'NAME=KIND' or --column 'NAME=KIND:FORMAT'", spec)}
		}
		kind, format, _ := strings.Cut(spec[at+1:], ":")
		list = append(list, client.ColumnChoice{Include: true, Kind: writ.Kind(kind), Format: format})
		if err := place(p, spec[:at], list); err != nil {
			return nil, err
		}
	}
	for _, name := range f.LeaveOut {
		list = append(list, client.ColumnChoice{})
		if err := place(p, name, list); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// place finds the column that the last of the choices is about.
func place(p *client.Preview, name string, choices []client.ColumnChoice) error {
	const op = "writ.upload"
	last := &choices[len(choices)-1]
	last.Index = -1
	names := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		names[i] = c.Name
		switch {
		case c.Name != name:
		case last.Index >= 0:
			return writ.Errorf(writ.CodeConflict, op, "The file has several columns called %q", name).
				WithHint("Give them names of their own in the file.")
		default:
			last.Index = c.Index
		}
	}
	if last.Index < 0 {
		return writ.Errorf(writ.CodeNotFound, op, "The file has no column %q", name).
			WithHint("It has: %s", strings.Join(names, ", "))
	}
	for _, c := range choices[:len(choices)-1] {
		if c.Index == last.Index {
			return usageError{fmt.Errorf("two flags are about the column %s", name)}
		}
	}
	return nil
}

// document is the options as an import takes them; nil if nothing is chosen.
func (f readingFlags) document(opt client.Options) (json.RawMessage, error) {
	if !f.given() {
		return nil, nil
	}
	return json.Marshal(opt)
}
