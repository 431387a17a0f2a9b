package main

import (
	"context"
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
	Remembered  bool   `help:"Use what you chose for the last file of the same source: one whose name differs in numbers and dates alone."`
	changeFlags
	OnReject string `enum:"stop,load" default:"stop" help:"When a value does not fit a type that was chosen by hand: stop, or load the rest (${default})."`
}

// Help teaches the command.
func (uploadCommand) Help() string {
	return `Types are decided over the whole file; what is loaded is read back and compared before it counts. When anything is wrong nothing is left behind.

A file can go into a table that is there, too. Readers see the table as it was until all is done and proven, each change is a version that writ table restore brings back, and columns never change unless you accept it.

Examples:
  writ upload budget.csv --connection embedded --name Budget
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
	if err := c.check(c.Connection+c.Destination, c.Name); err != nil {
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
	in := client.Import{Name: c.tableName(), OnReject: c.OnReject}
	if kind, _ := c.kind(); kind != "" {
		return c.changeFlags.target(ctx, cl, in)
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
	if err == nil && c.Remembered {
		in.Options, err = recall(ctx, term, cl, id)
	}
	if err == nil {
		u, err = cl.Import(ctx, id, in, bar.importing)
	}
	if err != nil && id != "" && (u == nil || !u.State.Ended()) {
		bound, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelTime)
		defer stop()
		if cerr := cl.Cancel(bound, id); cerr != nil {
			term.note("The upload %s could not be canceled; the server removes it later.", id)
		}
	}
	return u, err
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
