package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type rowsCommand struct {
	server
	Table   string `arg:"" help:"The name or the id of a table or an input table."`
	Format  string `enum:"csv,json,xlsx,parquet" default:"csv" help:"csv: RFC 4180 with a header, NULL as nothing, an empty text as \"\". json: one object per line. xlsx: a workbook. parquet: typed columns."`
	Version int64  `placeholder:"NUMBER" help:"The rows of an earlier version, as writ table versions lists them."`

	ProtectFormulas bool        `help:"In a CSV file for a spreadsheet, put an apostrophe before texts that it would take for formulas."`
	Branch          writ.Branch `enum:",draft,published" default:"" help:"Of an input table: draft or published; else what is published, or the draft while nothing is."`
	AsOf            string      `placeholder:"EDIT|TIME" help:"Of an input table: the rows after an edit, or at a time like 2026-01-31T13:05:00Z."`
	IDs             bool        `help:"Of an input table: begin each row with its id and the edit that changed it last."`

	Output string `short:"o" placeholder:"FILE" help:"Write to a file, which must not be there yet, instead of the terminal or a pipe."`
}

// Help teaches the command.
func (rowsCommand) Help() string {
	return `Examples:
  writ rows Budget > copy.csv
  writ rows Budget --version 3 > before.csv
  writ rows 0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d --format json | head
  writ rows Budget --format xlsx --output budget.xlsx
  writ rows Plan --as-of 2026-01-31T00:00:00Z`
}

// Run prints every row.
func (c rowsCommand) Run(ctx context.Context, term *terminal) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	write, err := c.source(ctx, cl)
	if err != nil {
		return err
	}
	if c.Output == "" {
		return write(term.out)
	}
	file, err := os.OpenFile(c.Output, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return writ.Wrap(writ.CodeInvalid, "writ.rows", err, "The file %s cannot be made", c.Output).WithHint("It must not be there yet.")
	}
	if err := errors.Join(write(file), file.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Output))
	}
	return nil
}

// source finds what is to be printed: a table, or an input table.
func (c rowsCommand) source(ctx context.Context, cl *client.Client) (func(io.Writer) error, error) {
	input, err := findInput(ctx, cl, c.Table)
	if err == nil {
		_, err = cl.InputTable(ctx, input, c.Branch)
	}
	if err == nil {
		return func(w io.Writer) error { return c.writeInput(ctx, cl, input, w) }, nil
	}
	if writ.CodeOf(err) != writ.CodeNotFound || c.AsOf != "" || c.Branch != "" || c.IDs {
		return nil, err
	}
	id, err := findTable(ctx, cl, c.Table)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return c.write(ctx, cl, id, w) }, nil
}

// write exports the table.
func (c rowsCommand) write(ctx context.Context, cl *client.Client, id writ.TableID, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if err := cl.Export(ctx, id, client.Export{Format: c.Format, Version: c.Version, Protect: c.ProtectFormulas}, out); err != nil {
		return err
	}
	return out.Flush()
}

// findTable returns the table of that id, or the only one of that name.
func findTable(ctx context.Context, cl *client.Client, table string) (writ.TableID, error) {
	const op = "writ.rows"
	if id, err := writ.ParseID[writ.TableID]("table", table); err == nil {
		return id, nil
	}
	list, err := cl.Tables(ctx)
	if err != nil {
		return "", err
	}
	var found []string
	for _, t := range list {
		if t.Name == table {
			found = append(found, string(t.ID))
		}
	}
	switch len(found) {
	case 0:
		return "", writ.Errorf(writ.CodeNotFound, op, "You have no table %q", table).WithHint("Names count with their case; the web app lists your tables.")
	case 1:
		return writ.TableID(found[0]), nil
	}
	return "", writ.Errorf(writ.CodeConflict, op, "You have %d tables called %q", len(found), table).
		WithHint("Use one of their ids, the newest first: %s", strings.Join(found, ", "))
}
