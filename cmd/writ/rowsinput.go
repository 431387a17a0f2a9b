package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// writeInput prints the rows of an input table, in the order that people gave them.
func (c rowsCommand) writeInput(ctx context.Context, cl *client.Client, id writ.InputTableID, w io.Writer) error {
	q := client.RowQuery{Branch: c.Branch, AsOf: c.AsOf}
	switch c.Format {
	case "json":
		return c.writeInputJSON(ctx, cl, id, q, w)
	case "csv":
		return c.writeInputCSV(ctx, cl, id, q, w)
	}
	return writ.Errorf(writ.CodeUnsupported, "writ.rows", "The rows of input tables are printed as csv or json")
}

// writeInputCSV writes NULL as nothing. An empty text cannot be told from it there;
// JSON tells them apart.
func (c rowsCommand) writeInputCSV(ctx context.Context, cl *client.Client, id writ.InputTableID, q client.RowQuery, w io.Writer) error {
	out := csv.NewWriter(w)
	begun := false
	err := cl.EachInputRow(ctx, id, q, func(p *client.InputRows) error {
		if !begun {
			begun = true
			if err := out.Write(c.head(p)); err != nil {
				return err
			}
		}
		for _, r := range p.Rows {
			var line []string
			if c.IDs {
				line = []string{string(r.ID), strconv.FormatInt(r.EditNum, 10)}
			}
			for _, cell := range r.Cells {
				line = append(line, cell.Text)
			}
			if err := out.Write(line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

func (c rowsCommand) head(p *client.InputRows) []string {
	var names []string
	if c.IDs {
		names = []string{"ID", "EDIT_NUM"}
	}
	for _, column := range p.Columns {
		names = append(names, column.Name)
	}
	return names
}

// writeInputJSON writes an object a line, with cells as text or null.
func (c rowsCommand) writeInputJSON(ctx context.Context, cl *client.Client, id writ.InputTableID, q client.RowQuery, w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return cl.EachInputRow(ctx, id, q, func(p *client.InputRows) error {
		for _, r := range p.Rows {
			line := map[string]writ.Value{}
			for i, column := range p.Columns {
				line[column.Name] = r.Cells[i]
			}
			if c.IDs {
				line["ID"], line["EDIT_NUM"] = writ.Text(string(r.ID)), writ.Text(strconv.FormatInt(r.EditNum, 10))
			}
			if err := out.Encode(line); err != nil {
				return err
			}
		}
		return nil
	})
}
