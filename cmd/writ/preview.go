package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// preview prints how the file reads, and leaves nothing on the server.
func (c uploadCommand) preview(ctx context.Context, term *terminal, cl *client.Client, file io.ReaderAt, size int64) (err error) {
	u, err := cl.SendBeginning(ctx, c.fileName(), file, size, c.previewBytes(size))
	if u.ID != "" {
		defer func() { err = errors.Join(err, cancel(ctx, cl, u.ID)) }()
	}
	if err != nil {
		return err
	}
	opt, err := c.choose(ctx, cl, u.ID)
	if err != nil {
		return err
	}
	p, err := cl.Preview(ctx, u.ID, opt)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(p.Document)
	}
	return show(term, p)
}

// previewBytes is how much of the file the server has to see: what is in an
// archive or a workbook stands at their end.
func (c uploadCommand) previewBytes(size int64) int64 {
	switch strings.ToLower(filepath.Ext(c.fileName())) {
	case ".zip", ".xlsx", ".xlsm":
		return size
	}
	return client.PreviewBytes
}

// show prints a preview for people.
func show(term *terminal, p *client.Preview) error {
	if p.Undecided != "" {
		for _, e := range p.Encodings {
			term.note("%s reads: %s", e.Name, strings.Map(printable, e.Sample))
		}
		return writ.Errorf(writ.CodeInvalid, "writ.upload", "The encoding of the file cannot be told").WithHint("Choose one with --encoding.")
	}
	if err := term.print("%s", describeDialect(p.Dialect)); err != nil {
		return err
	}
	rows := make([][]any, len(p.Columns))
	for i, c := range p.Columns {
		rows[i] = []any{c.Name, c.Type, flagsFor(c), c.Note}
	}
	if err := term.table([]any{"COLUMN", "TYPE", "COULD BE", "NOTE"}, rows); err != nil {
		return err
	}
	for _, w := range p.Warnings {
		term.note("%s", strings.Map(printable, w))
	}
	if p.Partial {
		term.note("This is the beginning of the file; types are decided by all of it.")
	}
	return nil
}

// describeDialect says in a line how a file is written.
func describeDialect(d client.PreviewDialect) string {
	said := []string{d.Encoding}
	if d.Container != "" {
		said = append(said, d.Container)
	}
	if d.Sheet != "" {
		return strings.Join(append(said, fmt.Sprintf("sheet %q", d.Sheet)), ", ")
	}
	said = append(said, fmt.Sprintf("delimiter %q", d.Delimiter), "quote "+d.Quote)
	if d.Escape != d.Quote {
		said = append(said, "escape "+d.Escape)
	}
	said = append(said, "line ends "+d.LineEnd)
	if d.SkipLines > 0 {
		said = append(said, countOf(int64(d.SkipLines), "line", "lines")+" skipped")
	}
	if d.Comment != "" {
		said = append(said, "comments begin with "+d.Comment)
	}
	if d.Header {
		return strings.Join(append(said, "header"), ", ")
	}
	return strings.Join(append(said, "no header"), ", ")
}

// flagsFor says what a column could be, as --column and --null take it.
func flagsFor(c client.PreviewColumn) string {
	var list []string
	for _, choice := range c.Choices {
		s := string(choice.Kind)
		if choice.Format != "" {
			s += ":" + choice.Format
		}
		switch {
		case choice.Fits < choice.Of:
			s += fmt.Sprintf(" (%d of %d)", choice.Fits, choice.Of)
		case choice.Ambiguous:
			s += " (?)"
		}
		list = append(list, s)
	}
	for _, t := range c.Tokens {
		list = append(list, fmt.Sprintf("--null %s (%d)", t.Token, t.Count))
	}
	return strings.Join(list, ", ")
}
