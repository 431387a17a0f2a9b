package main

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type inputColumn struct {
	Add     columnAdd     `cmd:"" help:"Add a column."`
	Change  columnChange  `cmd:"" help:"Rename, retype or move a column."`
	Rules   columnRules   `cmd:"" help:"Replace the rules of a column."`
	Remove  columnRemove  `cmd:"" help:"Remove a column; what it holds is kept."`
	Restore columnRestore `cmd:"" help:"Bring a removed column back."`
}

type columnAdd struct {
	namedInput
	Name   string         `arg:"" help:"What it is called."`
	Type   writ.InputType `default:"text" help:"text, integer, decimal, date, timestamp, checkbox, single-select or multi-select."`
	Before string         `placeholder:"COLUMN" help:"Put it before this one; else it is the last."`
}

// Run adds a column.
func (c columnAdd) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		n := client.NewColumn{Name: c.Name, Type: c.Type}
		if c.Before != "" {
			before, err := draftColumn(ctx, cl, id, c.Before)
			if err != nil {
				return err
			}
			n.Before = before
		}
		return term.changedColumns(cl.AddColumn(ctx, id, n))
	})
}

// changedColumns prints the columns as they are by now.
func (t *terminal) changedColumns(in *client.InputTable, err error) error {
	if err != nil {
		return err
	}
	return t.inputTable(in)
}

func draftColumn(ctx context.Context, cl *client.Client, id writ.InputTableID, name string) (writ.ColumnID, error) {
	t, err := cl.InputTable(ctx, id, writ.BranchDraft)
	if err != nil {
		return "", err
	}
	return findColumn(t.Columns, name)
}

// namedColumn is a command on one column.
type namedColumn struct {
	namedInput
	Column string `arg:"" help:"The name or the id of a column."`
}

func (c namedColumn) do(ctx context.Context, do func(*client.Client, writ.InputTableID, writ.ColumnID) error) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		column, err := draftColumn(ctx, cl, id, c.Column)
		if err != nil {
			return err
		}
		return do(cl, id, column)
	})
}

type columnChange struct {
	namedColumn
	Name   string         `help:"Another name."`
	Type   writ.InputType `help:"Another type. Values that do not fit it are kept beside their cells."`
	Before *string        `placeholder:"COLUMN" help:"Move it before this one; an empty text makes it the last."`
	Try    bool           `help:"With --type: only say which values would not fit."`
}

// Run changes a column.
func (c columnChange) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, func(cl *client.Client, id writ.InputTableID, column writ.ColumnID) error {
		if c.Try {
			p, err := cl.PreviewRetype(ctx, id, column, c.Type)
			if err != nil {
				return err
			}
			return term.misfits(p)
		}
		var p client.ColumnPatch
		if c.Name != "" {
			p.Name = &c.Name
		}
		if c.Type != "" {
			p.Type = &c.Type
		}
		if c.Before != nil {
			before := writ.ColumnID("")
			if *c.Before != "" {
				var err error
				if before, err = draftColumn(ctx, cl, id, *c.Before); err != nil {
					return err
				}
			}
			p.Before = &before
		}
		return term.changedColumns(cl.UpdateColumn(ctx, id, column, p))
	})
}

// misfits prints the values that would not fit a type.
func (t *terminal) misfits(p *client.RetypePreview) error {
	if t.json {
		return t.document(p)
	}
	if err := t.print("%s would not fit", countOf(p.Count, "value", "values")); err != nil || p.Count == 0 {
		return err
	}
	rows := make([][]any, len(p.First))
	for i, m := range p.First {
		rows[i] = []any{m.Row, m.Value.Text, m.Reason}
	}
	return t.table([]any{"ROW", "VALUE", "REASON"}, rows)
}

type columnRules struct {
	namedColumn
	Required  bool     `help:"Every row has a value."`
	Unique    bool     `help:"No value twice."`
	Protected bool     `help:"Nobody changes it by hand."`
	Allow     []string `placeholder:"VALUE" sep:"none" help:"A value that is allowed; repeat it for several."`
	Min       string   `help:"The least value."`
	Max       string   `help:"The greatest value."`
	Pattern   string   `help:"A regular expression that matches the whole text."`
}

// Run replaces rules.
func (c columnRules) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, func(cl *client.Client, id writ.InputTableID, column writ.ColumnID) error {
		return term.changedColumns(cl.SetRules(ctx, id, column, writ.InputRules{
			Required: c.Required, Unique: c.Unique, Protected: c.Protected, Allowed: c.Allow, Min: c.Min, Max: c.Max, Pattern: c.Pattern,
		}))
	})
}

type columnRemove struct{ namedColumn }

// Run removes a column.
func (c columnRemove) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, func(cl *client.Client, id writ.InputTableID, column writ.ColumnID) error {
		return term.changedColumns(cl.RemoveColumn(ctx, id, column))
	})
}

type columnRestore struct{ namedColumn }

// Run brings a column back.
func (c columnRestore) Run(ctx context.Context, term *terminal) error {
	return c.do(ctx, func(cl *client.Client, id writ.InputTableID, column writ.ColumnID) error {
		return term.changedColumns(cl.RestoreColumn(ctx, id, column))
	})
}

type inputFlags struct {
	namedInput
	Branch writ.Branch `enum:",draft,published" default:"" help:"draft or published."`
}

// Run lists what waits beside cells.
func (c inputFlags) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		list, err := cl.InputFlags(ctx, id, c.Branch)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, f := range list {
			rows[i] = []any{f.Row, f.Column, f.Value.Text, f.Rule, f.Reason, f.By, shownTime(f.At)}
		}
		return term.table([]any{"ROW", "COLUMN", "VALUE", "RULE", "REASON", "BY", "AT"}, rows)
	})
}
