package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type uploadCommand struct {
	server
	File        string `arg:"" help:"The CSV file; - is standard input."`
	Connection  string `placeholder:"NAME" help:"The connection to upload a new table to, by name or id."`
	Destination string `placeholder:"LABEL" help:"The destination, by label or id, where the connection has several."`
	Name        string `placeholder:"NAME" help:"What the table is called; else the name of the file."`
	Folder      string `xor:"where" placeholder:"PATH" help:"The folder that gets a workbook with the new table, by path or id; else My documents."`
	Document    string `xor:"where" placeholder:"PATH" help:"The document that gets the new table as an element, by path or id."`
	Remembered  bool   `help:"Use what you chose for the last file of the same source: one whose name differs in numbers and dates alone."`
	Preview     bool   `help:"Print how the file reads, and what its columns could be, and load nothing."`
	changeFlags
	OnReject   string `enum:"stop,load" default:"stop" help:"When a row or a value does not fit: stop, or load the rest (${default})."`
	MaxRejects int64  `placeholder:"N" help:"With --on-reject load: stop after all once more rows than this are rejected; 0 is no limit."`
	readingFlags
}

// Help teaches the command.
func (uploadCommand) Help() string {
	return `Types are decided over the whole file; what is loaded is read back and compared before it counts. When anything is wrong nothing is left behind.

A file can go into a table that is there, too. Readers see the table as it was until all is done and proven, each change is a version that writ table restore brings back, and columns never change unless you accept it.

How the file is written is found out; --preview shows it, and flags override it. Kinds of columns are chosen with --column, in the format they are written in: numbers as 1,234.5  1.234,5  1 234,5  1'234.5 or 1,23,456.7, dates in y, yyyy or yy, M, MM or MMM, and d or dd such as dd/MM/yyyy, times as HH:mm:ss or h:mm:ss a, booleans as yes/no, y/n, t/f, 1/0 or on/off.

Examples:
  writ upload budget.csv --connection embedded --name Budget
  writ upload sales.csv --connection embedded --folder Finance/2027
  writ upload sales.csv --connection embedded --document Finance/Plan
  writ upload sales.csv --preview
  writ upload sales.csv --connection embedded --column 'sold=date:dd/MM/yyyy' --column 'price=decimal:1.234,5' --null NA
  writ upload budget-2027.csv --append Budget
  writ upload corrections.csv --upsert Budget --key id
  writ upload budget.csv --replace Budget --on-schema-change accept
  zcat flights.csv.gz | writ upload - --connection embedded --name Flights --json`
}

// uploaded is the answer of upload --json.
type uploaded struct {
	TableID      writ.TableID     `json:"tableId"`
	Name         string           `json:"name"`
	RowsRead     int64            `json:"rowsRead"`
	RowsLoaded   int64            `json:"rowsLoaded"`
	RowsRejected int64            `json:"rowsRejected"`
	RowsInserted int64            `json:"rowsInserted,omitempty"`
	RowsUpdated  int64            `json:"rowsUpdated,omitempty"`
	Version      int64            `json:"version"`
	Rows         int64            `json:"rows"` // of the table
	Columns      []uploadedColumn `json:"columns"`
}

type uploadedColumn struct {
	Name string `json:"name"`
	Type string `json:"type"` // as people read it: decimal(10,2)
}

// Run uploads a file and waits until it is a table.
func (c uploadCommand) Run(ctx context.Context, term *terminal) (err error) {
	if err := c.checkFlags(); err != nil {
		return err
	}
	file, size, err := c.input(term)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	if c.Preview {
		return c.preview(ctx, term, cl, file, size)
	}
	target, err := c.target(ctx, cl)
	if err != nil {
		return err
	}
	u, err := c.load(ctx, term, cl, file, size, target)
	if err != nil {
		return err
	}
	t, err := cl.Table(ctx, u.Table)
	if err != nil {
		return err
	}
	return c.report(term, u, t)
}

// checkFlags refuses flags that do not go together.
func (c uploadCommand) checkFlags() error {
	switch {
	case c.Remembered && c.given():
		return usageError{errors.New("--remembered stands for all flags about the reading: leave them or it out")}
	case c.MaxRejects < 0:
		return usageError{errors.New("--max-rejects counts rows: it cannot be less than 0")}
	case c.Preview:
		return nil
	}
	return c.check(c.Connection, c.Destination+c.Name+c.Folder+c.Document)
}

// input opens the file. Standard input goes through a temporary file first,
// because a broken upload has to be able to go back.
func (c uploadCommand) input(term *terminal) (*os.File, int64, error) {
	if c.File == "-" {
		return spool(term.in)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, 0, usageError{err}
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file; pipe it in and name it -", c.File)
	}
	if err != nil {
		return nil, 0, errors.Join(usageError{err}, f.Close())
	}
	return f, info.Size(), nil
}

func spool(in io.Reader) (f *os.File, size int64, err error) {
	if f, err = os.CreateTemp("", "writ-upload-*"); err != nil {
		return nil, 0, err
	}
	// Gone from sight at once where that works, else with the machine's own
	// cleaning of temporary files.
	_ = os.Remove(f.Name())
	if size, err = io.Copy(f, in); err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, size, nil
}

// target finds the connection and the destination by name or id.
func (c uploadCommand) target(ctx context.Context, cl *client.Client) (client.Import, error) {
	const op = "writ.upload"
	in := client.Import{Name: c.tableName(), OnReject: c.OnReject, MaxRejects: c.MaxRejects}
	if kind, _ := c.kind(); kind != "" {
		return c.changeFlags.target(ctx, cl, in)
	}
	if err := c.place(ctx, cl, &in); err != nil {
		return in, err
	}
	list, err := cl.Targets(ctx)
	if err != nil {
		return in, err
	}
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = t.Name
		if t.Name != c.Connection && string(t.Connection) != c.Connection {
			continue
		}
		in.Connection = t.Connection
		for _, d := range t.Destinations {
			if c.Destination != "" && (d.Label == c.Destination || string(d.ID) == c.Destination) {
				in.Destination = d.ID
			}
		}
		if c.Destination != "" && in.Destination == "" {
			return in, writ.Errorf(writ.CodeNotFound, op, "The connection %s has no destination %q", t.Name, c.Destination)
		}
		return in, nil
	}
	err = writ.Errorf(writ.CodeNotFound, op, "There is no connection %q that you may upload to", c.Connection).
		WithHint("You may upload to: %s", strings.Join(names, ", "))
	return in, err
}

// place finds the folder or the document that a new table goes into.
func (c uploadCommand) place(ctx context.Context, cl *client.Client, in *client.Import) error {
	if c.Folder == "" && c.Document == "" {
		return nil
	}
	f, err := cl.FindFile(ctx, c.Folder+c.Document)
	if err != nil {
		return err
	}
	if c.Document != "" {
		in.Document = f.ID
	} else {
		in.Folder = f.ID
	}
	return nil
}

func (c uploadCommand) tableName() string {
	if c.Name != "" {
		return c.Name
	}
	if c.File == "-" {
		return "standard input"
	}
	base := filepath.Base(c.File)
	if name := strings.TrimSuffix(base, filepath.Ext(base)); name != "" {
		return name
	}
	return base
}

func (c uploadCommand) fileName() string {
	if c.File == "-" {
		return "standard input.csv"
	}
	return filepath.Base(c.File)
}

// cancelTime is how long a canceled upload may take to be cleaned up.
const cancelTime = 10 * time.Second

// load sends the file and imports it. Whatever stops it, nothing is left on the
// server.
func (c uploadCommand) load(ctx context.Context, term *terminal, cl *client.Client, file io.ReaderAt, size int64, in client.Import) (*client.Upload, error) {
	bar := newProgress(term)
	defer bar.end()
	u, err := cl.Send(ctx, c.fileName(), file, size, func(sent int64) { bar.bytes("Sending", sent, size) })
	id := u.ID
	if err == nil {
		in.Options, err = c.options(ctx, term, cl, id)
	}
	if err == nil {
		u, err = cl.Import(ctx, id, in, bar.importing)
	}
	if err != nil && id != "" && (u == nil || !u.State.Ended()) {
		if cerr := cancel(ctx, cl, id); cerr != nil {
			term.note("The upload %s could not be canceled; the server removes it later.", id)
		}
	}
	return u, err
}

// options are what is chosen about the reading, now or before.
func (c uploadCommand) options(ctx context.Context, term *terminal, cl *client.Client, id writ.UploadID) (json.RawMessage, error) {
	if c.Remembered {
		return recall(ctx, term, cl, id)
	}
	opt, err := c.choose(ctx, cl, id)
	if err != nil {
		return nil, err
	}
	return c.document(opt)
}

// cancel ends an upload even if ctx has ended.
func cancel(ctx context.Context, cl *client.Client, id writ.UploadID) error {
	bound, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelTime)
	defer stop()
	return cl.Cancel(bound, id)
}

func (c uploadCommand) report(term *terminal, u *client.Upload, t *client.Table) error {
	out := uploaded{
		TableID: t.ID, Name: t.Name, Columns: []uploadedColumn{},
		RowsRead: u.Result.RowsRead, RowsLoaded: u.Result.RowsLoaded, RowsRejected: u.Result.RowsRejected,
		RowsInserted: u.Result.RowsInserted, RowsUpdated: u.Result.RowsUpdated, Version: t.Version, Rows: t.Rows,
	}
	for _, col := range t.Columns {
		out.Columns = append(out.Columns, uploadedColumn{Name: col.Name, Type: col.Type.String()})
	}
	if term.json {
		return term.document(out)
	}
	if out.RowsRejected > 0 {
		term.note("%s rejected; the web app shows them.", countOf(out.RowsRejected, "row was", "rows were"))
	}
	if kind, _ := c.kind(); kind != "" {
		return term.print("%s: %s; %s in version %d (%s)", out.Name, c.said(u.Result), countOf(out.Rows, "row", "rows"), out.Version, out.TableID)
	}
	return term.print("%s: %s in %s (%s)", out.Name, countOf(out.RowsLoaded, "row", "rows"), countOf(int64(len(out.Columns)), "column", "columns"), out.TableID)
}
