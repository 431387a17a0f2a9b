package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type tableCommand struct {
	List        tableList        `cmd:"" help:"List your tables."`
	Versions    tableVersions    `cmd:"" help:"List the versions of a table: who changed it when, and how."`
	Compare     tableCompare     `cmd:"" help:"Count the rows that differ between two versions, and show some."`
	Restore     tableRestore     `cmd:"" help:"Bring the rows of an earlier version back, as a new version."`
	Certificate tableCertificate `cmd:"" help:"Print the import certificate of a table, or of a version of it."`
}

// namedTable is a command on one of the member's tables.
type namedTable struct {
	server
	Table string `arg:"" help:"The name or the id of one of your tables."`
}

// find opens the server and finds the table. The caller closes the client.
func (c namedTable) find(ctx context.Context) (*client.Client, writ.TableID, error) {
	cl, err := c.open()
	if err != nil {
		return nil, "", err
	}
	id, err := findTable(ctx, cl, c.Table)
	if err != nil {
		cl.Close()
		return nil, "", err
	}
	return cl, id, nil
}

type tableList struct{ server }

// Run lists tables.
func (c tableList) Run(ctx context.Context, term *terminal) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.Tables(ctx)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{t.Name, t.Rows, len(t.Columns), t.Version, shownTime(t.UpdatedAt), t.ConnectionName, t.ID}
	}
	return term.table([]any{"NAME", "ROWS", "COLUMNS", "VERSION", "CHANGED", "CONNECTION", "ID"}, rows)
}

func shownTime(t time.Time) string { return t.Local().Format(time.DateTime) }

type tableVersions struct{ namedTable }

// Help teaches the command.
func (tableVersions) Help() string {
	return `Every import into a table and every restore makes a version. The newest ones keep their rows; of the others what happened and the certificate stay.

Examples:
  writ table versions Budget
  writ rows Budget --version 3 > before.csv`
}

// Run lists versions.
func (c tableVersions) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.Versions(ctx, id)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, v := range list {
		rows[i] = []any{v.Number, saidChange(v), v.Rows, v.FileName, v.MemberName, shownTime(v.CreatedAt), saidState(v)}
	}
	return term.table([]any{"VERSION", "CHANGE", "ROWS", "FILE", "BY", "MADE", "STATE"}, rows)
}

func saidChange(v client.TableVersion) string {
	if v.Change == writ.ChangeRestore {
		return fmt.Sprintf("restore of %d", v.Restored)
	}
	return string(v.Change)
}

func saidState(v client.TableVersion) string {
	switch {
	case v.Current:
		return "current"
	case v.Kept:
		return "kept"
	}
	return "rows dropped"
}

type tableCompare struct {
	namedTable
	Before int64    `arg:"" help:"The number of a version."`
	After  int64    `arg:"" optional:"" help:"The number of another version; else the current one."`
	Key    []string `placeholder:"NAME" sep:"none" help:"A column by which two rows are the same; repeat it for several. Without one, rows of the same number are."`
	Limit  int      `default:"20" placeholder:"ROWS" help:"How many of the rows that differ are shown, at most 1000 (${default})."`
}

// Help teaches the command.
func (tableCompare) Help() string {
	return `Examples:
  writ table compare Budget 3            # what has changed since version 3
  writ table compare Budget 3 4 --key id --limit 0`
}

// Run compares two versions.
func (c tableCompare) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	d, err := cl.Compare(ctx, id, c.Before, c.After, c.Key, c.Limit)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(d)
	}
	for _, change := range d.ChangesOfSchema {
		if err := term.print("column %s", saidSchema(change)); err != nil {
			return err
		}
	}
	if err := term.print("%d added, %d removed, %d changed, %d the same", d.Added, d.Removed, d.Changed, d.Same); err != nil || len(d.Sample) == 0 {
		return err
	}
	head := []any{"", "ROW"}
	for _, name := range d.Columns {
		head = append(head, name)
	}
	var rows [][]any
	for _, r := range d.Sample {
		rows = append(rows, sampled("-", r.Row, r.Before)...)
		rows = append(rows, sampled("+", r.Row, r.After)...)
	}
	return term.table(head, rows)
}

// sampled is a row as it was or is, none if it was or is not.
func sampled(sign string, number int64, cells []writ.Value) [][]any {
	if cells == nil {
		return nil
	}
	row := []any{sign, number}
	for _, v := range cells {
		if v.Null {
			v.Text = "NULL"
		}
		row = append(row, v.Text)
	}
	return [][]any{row}
}

// saidSchema says what a column has become.
func saidSchema(c writ.SchemaChange) string {
	said := c.Column
	switch {
	case c.From == nil:
		said += fmt.Sprintf(" is new (%s)", c.To)
	case c.To == nil:
		said += " is missing"
	case *c.From != *c.To:
		said += fmt.Sprintf(" is %s instead of %s", c.To, c.From)
	}
	if c.Note != "" {
		said += ": " + c.Note
	}
	return strings.TrimSuffix(said, ".")
}

type tableRestore struct {
	namedTable
	Version int64 `arg:"" help:"The number of the version to bring back."`
}

// Help teaches the command.
func (tableRestore) Help() string {
	return `Nothing is lost by it: the rows of now stay as a version, too, and can be brought back in the same way.

Example:
  writ table restore Budget 3`
}

// Run brings a version back.
func (c tableRestore) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	t, err := cl.RestoreVersion(ctx, id, c.Version)
	if err != nil {
		return err
	}
	return term.answer(t, "%s: %s, those of version %d, as version %d", t.Name, countOf(t.Rows, "row", "rows"), c.Version, t.Version)
}

type tableCertificate struct {
	namedTable
	Version int64 `placeholder:"NUMBER" help:"Of an earlier version, as writ table versions lists them."`
}

// Run prints a certificate as the JSON document that it is.
func (c tableCertificate) Run(ctx context.Context, term *terminal) error {
	cl, id, err := c.find(ctx)
	if err != nil {
		return err
	}
	defer cl.Close()
	doc, err := cl.Certificate(ctx, id, c.Version)
	if err != nil {
		return err
	}
	return term.print("%s", doc)
}
