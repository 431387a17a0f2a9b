package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// rowEdit is a command that changes rows.
type rowEdit struct {
	namedInput
	Once   string      `placeholder:"KEY" help:"A text of your choice: the same command with the same key, within 24 hours, is done once."`
	Branch writ.Branch `enum:",draft,published" default:"" help:"Refuse unless rows are entered in this version now: draft or published."`
}

// cells are values given as NAME=VALUE.
type cells struct {
	Values []string `arg:"" optional:"" placeholder:"COLUMN=VALUE" help:"Values by the names or ids of columns."`
	Null   []string `placeholder:"COLUMN" sep:"none" help:"A column that gets no value; repeat it for several."`
}

// read returns the values by the ids of the columns.
func (c cells) read(columns []client.InputColumn) (map[writ.ColumnID]json.RawMessage, error) {
	values := map[writ.ColumnID]json.RawMessage{}
	for _, pair := range c.Values {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, writ.Invalid("writ.input", "value", "%q is not COLUMN=VALUE", pair)
		}
		id, err := findColumn(columns, name)
		if err != nil {
			return nil, err
		}
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		values[id] = text
	}
	for _, name := range c.Null {
		id, err := findColumn(columns, name)
		if err != nil {
			return nil, err
		}
		values[id] = json.RawMessage("null")
	}
	return values, nil
}

// findColumn returns the column of that id, or of that name.
func findColumn(columns []client.InputColumn, name string) (writ.ColumnID, error) {
	for _, c := range columns {
		if string(c.ID) == name || c.Name == name {
			return c.ID, nil
		}
	}
	return "", writ.Errorf(writ.CodeNotFound, "writ.input", "There is no column %q", name).WithHint("writ input show lists the columns.")
}

// do sends a change of rows and says what became of it; a row that was not changed
// as it was to be is an error.
func (c rowEdit) do(ctx context.Context, term *terminal, method string, change func(*client.InputTable) ([]client.RowChange, error)) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		t, err := cl.InputTable(ctx, id, c.Branch)
		if err != nil {
			return err
		}
		rows, err := change(t)
		if err != nil {
			return err
		}
		a, err := cl.ChangeRows(ctx, method, id, c.Branch, c.Once, rows)
		if err != nil {
			return err
		}
		return errors.Join(term.rowsAnswer(a, t.Columns), undone(a))
	})
}

// rowsAnswer says what became of rows.
func (t *terminal) rowsAnswer(a *client.RowsAnswer, columns []client.InputColumn) error {
	if t.json {
		return t.document(a)
	}
	names := map[writ.ColumnID]string{}
	for _, c := range columns {
		names[c.ID] = c.Name
	}
	var rows [][]any
	for _, r := range a.Rows {
		rows = append(rows, []any{r.Row, r.Status, r.EditNum, "", ""})
		for _, cell := range r.Cells {
			rows = append(rows, []any{"", cell.Status, "", names[cell.Column], cell.Reason})
		}
	}
	return t.table([]any{"ROW", "STATUS", "EDIT", "COLUMN", "REASON"}, rows)
}

// undone says that not all was logged.
func undone(a *client.RowsAnswer) error {
	n := 0
	for _, r := range a.Rows {
		if r.Status != "logged" && r.Status != "unchanged" {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return writ.Errorf(writ.CodeConflict, "writ.input", "%d of %d rows were not changed as you asked", n, len(a.Rows)).
		WithHint("What breaks a rule is kept beside its cell: writ input flags.")
}

type inputInsert struct {
	rowEdit
	cells
}

// Help teaches the command.
func (inputInsert) Help() string {
	return `Examples:
  writ input insert Budget Team=Sales Amount=1200.50 Due=2026-03-31
  writ input insert Budget Team=Sales --null Due`
}

// Run inserts a row.
func (c inputInsert) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, term, http.MethodPost, func(t *client.InputTable) ([]client.RowChange, error) {
		values, err := c.read(t.Columns)
		return []client.RowChange{{Values: values}}, err
	})
}

type inputUpdate struct {
	rowEdit
	Row     writ.RowID `arg:"" help:"The id of the row, as writ rows --ids prints it."`
	IfMatch int64      `placeholder:"EDIT" help:"Refuse if the row has been changed since this edit."`
	cells
}

// Run changes a row.
func (c inputUpdate) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, term, http.MethodPatch, func(t *client.InputTable) ([]client.RowChange, error) {
		values, err := c.read(t.Columns)
		return []client.RowChange{{Row: c.Row, Values: values, IfMatch: c.IfMatch}}, err
	})
}

type inputUpsert struct {
	rowEdit
	By []string `required:"" placeholder:"COLUMN" sep:"none" help:"A column by whose value the row is found; repeat it for several."`
	cells
}

// Help teaches the command.
func (inputUpsert) Help() string {
	return `Example:
  writ input upsert Budget --by Team Team=Sales Amount=1300`
}

// Run changes or inserts a row.
func (c inputUpsert) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, term, http.MethodPut, func(t *client.InputTable) ([]client.RowChange, error) {
		values, err := c.read(t.Columns)
		if err != nil {
			return nil, err
		}
		row := client.RowChange{Values: values}
		for _, name := range c.By {
			id, err := findColumn(t.Columns, name)
			if err != nil {
				return nil, err
			}
			row.Match = append(row.Match, id)
		}
		return []client.RowChange{row}, nil
	})
}

type inputDelete struct {
	rowEdit
	Rows []writ.RowID `arg:"" help:"The ids of the rows, as writ rows --ids prints them."`
}

// Run deletes rows.
func (c inputDelete) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, term, http.MethodDelete, func(*client.InputTable) ([]client.RowChange, error) {
		rows := make([]client.RowChange, len(c.Rows))
		for i, id := range c.Rows {
			rows[i].Row = id
		}
		return rows, nil
	})
}

type inputBulk struct {
	rowEdit
	File string `arg:"" optional:"" placeholder:"FILE" help:"Lines of JSON; else standard input."`
}

// Help teaches the command.
func (inputBulk) Help() string {
	return `Each line is a change of a row, with the ids of columns:
  {"do":"insert","values":{"c1":"Sales","c2":"12.5"}}
  {"do":"update","rowId":"…","values":{"c2":null},"seen":{"c2":"12.5"}}
  {"do":"upsert","match":["c1"],"values":{"c1":"Sales","c2":"13"}}
  {"do":"delete","rowId":"…","ifMatch":42}

Each line of the answer is what became of one, in the same order; the last one says whether all were taken. With --once, the same stream can be sent again after a failure.`
}

// Run streams changes.
func (c inputBulk) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		lines := io.Reader(os.Stdin)
		if c.File != "" {
			f, err := os.Open(c.File)
			if err != nil {
				return writ.Wrap(writ.CodeInvalid, "writ.input", err, "The file %s cannot be read", c.File)
			}
			defer f.Close()
			lines = f
		}
		last := &lastLine{w: term.out}
		if err := cl.StreamRows(ctx, id, c.Branch, c.Once, lines, last); err != nil {
			return err
		}
		return last.ended()
	})
}

// lastLine passes lines on and keeps the last one.
type lastLine struct {
	w    io.Writer
	line []byte
	full bool
}

// Write implements io.Writer.
func (l *lastLine) Write(p []byte) (int, error) {
	for _, b := range p {
		if l.full {
			l.line, l.full = l.line[:0], false
		}
		if l.line = append(l.line, b); b == '\n' {
			l.full = true
		}
	}
	return l.w.Write(p)
}

// ended says whether the answer was whole and all lines were taken.
func (l *lastLine) ended() error {
	var end struct {
		Done     bool  `json:"done"`
		NextLine int64 `json:"nextLine"`
		Problem  *struct {
			Code    writ.Code `json:"code"`
			Message string    `json:"message"`
			Hint    string    `json:"hint"`
		} `json:"problem"`
	}
	err := json.Unmarshal(l.line, &end)
	switch {
	case err != nil || !end.Done && end.Problem == nil:
		return writ.Wrap(writ.CodeUnavailable, "writ.input", err, "The answer broke off").WithHint("Send the same stream with the same --once key again.")
	case end.Problem != nil:
		return writ.Errorf(end.Problem.Code, "writ.input", "%s Nothing was logged from line %d on.", end.Problem.Message, end.NextLine).WithHint("%s", end.Problem.Hint)
	}
	return nil
}
