package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/editlog"
)

type editLogCommand struct {
	List    editLogList    `cmd:"" help:"List the edit logs and where they lie."`
	Verify  editLogVerify  `cmd:"" help:"Verify every hash and every number of an edit log."`
	Export  editLogExport  `cmd:"" help:"Print the rows of an edit log as they are stored."`
	Replay  editLogReplay  `cmd:"" help:"Make the rows of an input table from an exported edit log, without a server."`
	Rebuild editLogRebuild `cmd:"" help:"Make the data tables of an input table again, from the edit log alone."`
}

type editLogList struct{ server }

// Run lists edit logs.
func (c editLogList) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := cl.EditLogs(ctx)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, l := range list {
			problem := ""
			if l.Problem != nil {
				problem = l.Problem.Message
			}
			rows[i] = []any{l.ConnectionName, l.Path, len(l.InputTables), problem, l.Connection}
		}
		return term.table([]any{"CONNECTION", "TABLE", "INPUT TABLES", "PROBLEM", "ID"}, rows)
	})
}

// namedLog is a command on the edit log of one connection.
type namedLog struct {
	server
	Connection string            `arg:"" help:"The name or the id of a connection."`
	Table      writ.InputTableID `placeholder:"ID" help:"Only the edits of this input table, which may be deleted."`
}

func (c namedLog) with(ctx context.Context, do func(*client.Client, writ.ConnectionID) error) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := cl.EditLogs(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(l client.EditLog) bool {
			return l.ConnectionName == c.Connection || string(l.Connection) == c.Connection
		})
		if i < 0 {
			return writ.Errorf(writ.CodeNotFound, "writ.edit-log", "The connection %q has no edit log", c.Connection).WithHint("writ edit-log list shows those that have.")
		}
		return do(cl, list[i].Connection)
	})
}

type editLogVerify struct{ namedLog }

// Run verifies, and fails if the log was altered.
func (c editLogVerify) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.ConnectionID) error {
		list, err := cl.VerifyEditLog(ctx, id, c.Table)
		if err != nil {
			return err
		}
		damaged := 0
		var rows [][]any
		for _, v := range list {
			state := "whole"
			if v.Damaged {
				state = "altered"
				damaged++
			}
			rows = append(rows, []any{v.Table, v.Name, v.EditNum, state, v.Hash})
			for _, f := range v.Findings {
				rows = append(rows, []any{"", f.Kind, f.EditNum, "", f.Text})
			}
		}
		if term.json {
			err = term.document(list)
		} else {
			err = term.table([]any{"INPUT TABLE", "NAME", "EDIT", "STATE", "HASH"}, rows)
		}
		if err == nil && damaged > 0 {
			err = writ.Errorf(writ.CodeRejected, "writ.edit-log", "The log of %s was altered", countOf(int64(damaged), "input table", "input tables"))
		}
		return err
	})
}

type editLogExport struct{ namedLog }

// Run exports.
func (c editLogExport) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.ConnectionID) error {
		out := bufio.NewWriterSize(term.out, 1<<16)
		if err := cl.ExportEditLog(ctx, id, c.Table, out); err != nil {
			return err
		}
		return out.Flush()
	})
}

type editLogRebuild struct{ namedInput }

// Run rebuilds.
func (c editLogRebuild) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		if err := cl.RebuildInputTable(ctx, id); err != nil {
			return err
		}
		return term.answer(map[string]any{"inputTableId": id}, "%s was made again from its edit log", c.Table)
	})
}

type editLogReplay struct {
	File   string            `arg:"" help:"What writ edit-log export has printed; - is standard input."`
	Table  writ.InputTableID `required:"" placeholder:"ID" help:"The input table."`
	AsOf   string            `placeholder:"EDIT|TIME" help:"As it was after this edit, or at this time."`
	Branch writ.Branch       `enum:"draft,published" default:"draft" help:"draft or published."`
}

// Help teaches the command.
func (editLogReplay) Help() string {
	return `The log is verified first; one that was altered is not replayed. Rows are printed as JSON, one a line.

Example:
  writ edit-log export lake --table 0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d > log.ndjson
  writ edit-log replay log.ndjson --table 0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d --as-of 2026-01-31T00:00:00Z`
}

// Run replays.
func (c editLogReplay) Run(term *terminal) error {
	in := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return writ.Wrap(writ.CodeInvalid, "writ.edit-log", err, "The file %s cannot be read", c.File)
		}
		defer f.Close()
		in = f
	}
	point, err := c.point()
	if err != nil {
		return err
	}
	entries, err := c.read(in)
	if err != nil {
		return err
	}
	survey := editlog.NewSurvey(point)
	for _, e := range entries {
		survey.Add(e)
	}
	fold := editlog.NewFolding(c.Branch, survey)
	for _, e := range entries {
		if !fold.Add(e) {
			break
		}
	}
	return printState(term.out, fold.State())
}

// point reads --as-of.
func (c editLogReplay) point() (p editlog.Point, err error) {
	if c.AsOf == "" {
		return p, nil
	}
	if p.Num, err = strconv.ParseInt(c.AsOf, 10, 64); err == nil {
		return p, nil
	}
	p.Num = 0
	if p.At, err = time.Parse(time.RFC3339, c.AsOf); err != nil {
		err = writ.Invalid("writ.edit-log", "as-of", "%q is neither the number of an edit nor a time like 2026-01-31T13:05:00Z", c.AsOf)
	}
	return p, err
}

// read returns the entries of the table that count, if none was altered.
func (c editLogReplay) read(in io.Reader) ([]*editlog.Entry, error) {
	const op = "writ.edit-log"
	check := editlog.NewVerifier(c.Table, writ.InputHead{})
	var entries []*editlog.Entry
	lines := json.NewDecoder(in)
	for n := 1; ; n++ {
		var l app.LogLine
		err := lines.Decode(&l)
		if err == io.EOF { //nolint:errorlint // a Decoder returns it as it is
			break
		}
		if err != nil {
			return nil, writ.Wrap(writ.CodeInvalid, op, err, "Line %d is no row of an edit log", n)
		}
		if l.Table != string(c.Table) {
			continue
		}
		row, err := l.Row()
		if err != nil {
			return nil, writ.Wrap(writ.CodeInvalid, op, err, "Line %d has no time", n)
		}
		entries = append(entries, check.Add(row)...)
	}
	entries = append(entries, check.End()...)
	found, _ := check.Findings()
	if i := slices.IndexFunc(found, editlog.Finding.Damage); i >= 0 {
		return nil, writ.Errorf(writ.CodeRejected, op, "The log was altered: %s", strings.TrimSuffix(found[i].Text, "."))
	}
	if len(entries) == 0 {
		return nil, writ.Errorf(writ.CodeNotFound, op, "The file has no edits of %s", c.Table)
	}
	return entries, nil
}

// printState prints rows in their order, with the names of the columns.
func printState(w io.Writer, s *editlog.State) error {
	rows := make([]*editlog.Row, 0, len(s.Rows))
	for _, r := range s.Rows {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(x, y *editlog.Row) int {
		return strings.Compare(x.Position+" "+string(x.ID), y.Position+" "+string(y.ID))
	})
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, r := range rows {
		line := map[string]writ.Value{"ID": writ.Text(string(r.ID))}
		for _, c := range s.Columns {
			if !c.Removed {
				line[c.Name] = r.Get(c.ID).Value
			}
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}
