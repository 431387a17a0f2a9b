package main

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type inputCommand struct {
	List   inputList   `cmd:"" help:"List the input tables that you may see."`
	Show   inputShow   `cmd:"" help:"Show an input table, its columns and rules."`
	Create inputCreate `cmd:"" help:"Make an input table."`
	Drop   inputDrop   `cmd:"" help:"Delete an input table; what was entered stays in the edit log."`

	Insert inputInsert `cmd:"" help:"Insert a row."`
	Update inputUpdate `cmd:"" help:"Change cells of a row."`
	Upsert inputUpsert `cmd:"" help:"Change the row with the same values in some columns, or insert one."`
	Delete inputDelete `cmd:"" help:"Delete rows; their history stays."`
	Bulk   inputBulk   `cmd:"" help:"Change any number of rows: lines of JSON in, lines of JSON out."`

	Column inputColumn `cmd:"" help:"Add, change, remove and bring back columns."`
	Flags  inputFlags  `cmd:"" help:"List the values that wait beside their cells because they break rules."`
}

// Help teaches how input tables and columns are named.
func (inputCommand) Help() string {
	return `An input table is named by its name or its id, a column by its name or its id, such as c1. writ rows prints the rows.`
}

// namedInput is a command on one input table.
type namedInput struct {
	server
	Table string `arg:"" help:"The name or the id of an input table."`
}

// with finds the input table and runs do on it.
func (c namedInput) with(ctx context.Context, do func(*client.Client, writ.InputTableID) error) error {
	return c.withClient(func(cl *client.Client) error {
		id, err := findInput(ctx, cl, c.Table)
		if err != nil {
			return err
		}
		return do(cl, id)
	})
}

// findInput returns the input table of that id, or the only one of that name.
func findInput(ctx context.Context, cl *client.Client, name string) (writ.InputTableID, error) {
	const op = "writ.input"
	if id, err := writ.ParseID[writ.InputTableID]("table", name); err == nil {
		return id, nil
	}
	list, err := cl.InputTables(ctx)
	if err != nil {
		return "", err
	}
	var found []string
	for _, t := range list {
		if t.Name == name {
			found = append(found, string(t.ID))
		}
	}
	switch len(found) {
	case 0:
		return "", writ.Errorf(writ.CodeNotFound, op, "There is no input table %q that you may see", name).WithHint("Names count with their case; writ input list shows them.")
	case 1:
		return writ.InputTableID(found[0]), nil
	}
	return "", writ.Errorf(writ.CodeConflict, op, "There are %d input tables called %q", len(found), name).
		WithHint("Use one of their ids, the newest first: %s", strings.Join(found, ", "))
}

type inputList struct{ server }

// Run lists input tables.
func (c inputList) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		list, err := cl.InputTables(ctx)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, t := range list {
			rows[i] = []any{t.Name, t.Kind, t.EntryBranch, t.InputMode, t.ConnectionName, shownTime(t.UpdatedAt), t.ID}
		}
		return term.table([]any{"NAME", "KIND", "ENTERED IN", "BY WHO MAY", "CONNECTION", "CHANGED", "ID"}, rows)
	})
}

type inputShow struct {
	namedInput
	Branch writ.Branch `enum:",draft,published" default:"" help:"draft or published; else what is published, or the draft while nothing is."`
}

// Run shows one input table.
func (c inputShow) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		t, err := cl.InputTable(ctx, id, c.Branch)
		if err != nil {
			return err
		}
		return term.inputTable(t)
	})
}

// inputTable prints an input table and its columns.
func (t *terminal) inputTable(in *client.InputTable) error {
	if t.json {
		return t.document(in)
	}
	err := t.print("%s: %s, %s version, %s, %s waiting beside their cells; rows are entered in the %s",
		in.Name, in.ID, in.Branch, countOf(in.Head, "edit", "edits"), countOf(in.Flags, "value", "values"), in.EntryBranch)
	if err != nil {
		return err
	}
	rows := make([][]any, len(in.Columns))
	for i, c := range in.Columns {
		state := ""
		if c.Removed {
			state = "removed"
		}
		rows[i] = []any{c.ID, c.Name, c.Type, saidRules(c.Rules), state}
	}
	return t.table([]any{"ID", "COLUMN", "TYPE", "RULES", ""}, rows)
}

// saidRules names the rules of a column.
func saidRules(r writ.InputRules) string {
	var said []string
	for _, rule := range []struct {
		set  bool
		text string
	}{
		{r.Required, "required"},
		{r.Unique, "unique"},
		{r.Protected, "protected"},
		{len(r.Allowed) > 0, "one of " + strings.Join(r.Allowed, ", ")},
		{r.From != nil, "one of another table's values"},
		{r.Min != "", "from " + r.Min},
		{r.Max != "", "up to " + r.Max},
		{r.Pattern != "", "like " + r.Pattern},
	} {
		if rule.set {
			said = append(said, rule.text)
		}
	}
	return strings.Join(said, "; ")
}

type inputCreate struct {
	server
	Name       string         `arg:"" help:"What it is called."`
	Connection string         `required:"" placeholder:"NAME" help:"The connection whose warehouse keeps it."`
	Column     []string       `placeholder:"NAME[:TYPE]" sep:"none" help:"A column and its type, text if that is left out; repeat it for several."`
	From       string         `placeholder:"TABLE" help:"Begin with the columns and rows of one of your CSV tables."`
	Parent     string         `placeholder:"TABLE" help:"Follow the rows of one of your CSV tables."`
	Key        []string       `placeholder:"NAME" sep:"none" help:"With --parent: a column that tells its rows apart; repeat it for several."`
	In         string         `placeholder:"FOLDER" help:"The folder that gets a new workbook with it; else My documents."`
	Document   string         `placeholder:"DOCUMENT" help:"The workbook or data model that gets it as an element, instead of a new workbook."`
	Mode       writ.InputMode `enum:",edit,explore,view" default:"" help:"Who enters rows: edit, explore or view (${enum})."`
}

// Help teaches the command.
func (inputCreate) Help() string {
	return `Examples:
  writ input create Budget --connection lake --column Team --column Amount:decimal --column Due:date
  writ input create Prices --connection lake --from "Price list"
  writ input create Notes --connection lake --parent Orders --key order_id

Types: text, integer, decimal, date, timestamp, checkbox, single-select, multi-select.`
}

// Run makes an input table.
func (c inputCreate) Run(ctx context.Context, term *terminal) error {
	return c.withClient(func(cl *client.Client) error {
		d, err := c.draft(ctx, cl)
		if err != nil {
			return err
		}
		t, err := cl.CreateInputTable(ctx, d)
		if err != nil {
			return err
		}
		return term.answer(t, "%s: %s", t.Name, t.ID)
	})
}

func (c inputCreate) draft(ctx context.Context, cl *client.Client) (d client.InputDraft, err error) {
	d = client.InputDraft{Name: c.Name, Mode: c.Mode, Kind: writ.InputEmpty}
	if d.Connection, err = findTarget(ctx, cl, c.Connection); err != nil {
		return d, err
	}
	for _, column := range c.Column {
		name, kind, _ := strings.Cut(column, ":")
		d.Columns = append(d.Columns, client.NewColumn{Name: name, Type: writ.InputType(kind)})
	}
	switch {
	case c.From != "":
		d.Kind = writ.InputCSV
		d.Table, err = findTable(ctx, cl, c.From)
	case c.Parent != "":
		d.Kind = writ.InputLinked
		d.Parent = &writ.InputParent{Keys: c.Key}
		d.Parent.Table, err = findTable(ctx, cl, c.Parent)
	}
	if err == nil && c.In != "" {
		d.Folder, err = foundFile(ctx, cl, c.In)
	}
	if err == nil && c.Document != "" {
		d.Document, err = foundFile(ctx, cl, c.Document)
	}
	return d, err
}

// findTarget returns the connection of that name or id that the member may write to.
func findTarget(ctx context.Context, cl *client.Client, name string) (writ.ConnectionID, error) {
	targets, err := cl.Targets(ctx)
	if err != nil {
		return "", err
	}
	var names []string
	for _, t := range targets {
		if t.Name == name || string(t.Connection) == name {
			return t.Connection, nil
		}
		names = append(names, t.Name)
	}
	return "", writ.Errorf(writ.CodeNotFound, "writ.input", "There is no connection %q that you may write to", name).
		WithHint("You may write to: %s", strings.Join(names, ", "))
}

// foundFile returns the id of a file that is named by its path or its id.
func foundFile(ctx context.Context, cl *client.Client, name string) (writ.FileID, error) {
	f, err := cl.FindFile(ctx, name)
	if err != nil {
		return "", err
	}
	return f.ID, nil
}

type inputDrop struct{ namedInput }

// Run deletes an input table.
func (c inputDrop) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(cl *client.Client, id writ.InputTableID) error {
		if err := cl.DeleteInputTable(ctx, id); err != nil {
			return err
		}
		return term.answer(map[string]any{"inputTableId": id}, "%s is deleted", c.Table)
	})
}
