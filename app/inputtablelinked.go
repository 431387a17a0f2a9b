package app

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/warehouse"
)

// linkedSeed is the key columns of a parent whose rows the actor may read.
func (a *App) linkedSeed(ctx context.Context, op string, actor Actor, d *InputDraft) (*seed, error) {
	p, err := a.parentFor(ctx, op, actor, d.Connection, d.Parent, "")
	if err != nil {
		return nil, err
	}
	columns, err := p.KeyColumns(d.Parent.Keys)
	if err != nil {
		return nil, err
	}
	w, err := a.reachSource(ctx, d.Connection)
	if err != nil {
		return nil, err
	}
	if err := p.CheckKeys(tagged(ctx, actor), w, d.Parent.Keys); err != nil {
		return nil, err
	}
	return &seed{
		create: editlog.Create{Kind: d.Kind, Name: d.Name, Columns: columns, Parent: d.Parent},
		rows:   func(func(editlog.RowAdd, error) bool) {}, // those of the parent
	}, nil
}

// parentFor finds the parent of a linked input table, if the actor may read it. Of
// an input table it is a branch, "" what readers see.
func (a *App) parentFor(ctx context.Context, op string, actor Actor, id writ.ConnectionID, p *writ.InputParent, b writ.Branch) (*inputtable.Parent, error) {
	elsewhere := writ.Invalid(op, "parent", "The parent lies in another connection than the input table; its rows can only be followed in the same warehouse.")
	switch {
	case p.Table != "":
		l, err := a.locate(ctx, op, actor, access.ViewDocuments, access.ViewDocument, p.Table)
		if err == nil && l.conn.ID != id {
			err = elsewhere
		}
		if err != nil {
			return nil, err
		}
		return inputtable.ParentCSV(l.table, l.object.As), nil
	case p.Input != "":
		f, branch, _, err := a.readInput(ctx, op, actor, p.Input, b)
		if err == nil && f.table.Connection != id {
			err = elsewhere
		}
		if err != nil {
			return nil, err
		}
		v, err := a.viewOf(ctx, op, actor, f, branch)
		if err != nil {
			return nil, err
		}
		return inputtable.ParentInput(v.Data, v.Columns)
	}
	if _, err := a.PreviewObject(ctx, actor, id, p.Path, 1); err != nil { // whether its rows may be read
		return nil, err
	}
	columns, err := a.DescribeObject(ctx, actor, id, p.Path)
	if err != nil {
		return nil, err
	}
	return inputtable.ParentTable(p.Path, writ.ServiceAccount(), columns), nil
}

// linkedOf returns a branch of a linked input table.
func (a *App) linkedOf(ctx context.Context, op string, actor Actor, f *inputFacts, v *inputtable.View) (*inputtable.Linked, error) {
	p, err := a.parentFor(ctx, op, actor, f.table.Connection, v.Parent, "")
	if err != nil {
		return nil, err
	}
	return inputtable.NewLinked(p, v.Parent.Keys, v.Data, v.Columns)
}

// linkedSight reads a linked input table: the columns of its parent, then its own.
type linkedSight struct {
	*inputSight
	*inputtable.Linked
	base warehouse.RowQuery
}

func newLinkedSight(l *inputtable.Linked, v *inputtable.View) *linkedSight {
	t := &linkedSight{inputSight: &inputSight{view: v}, Linked: l, base: l.Query()}
	for i, f := range l.Fields() {
		kind, _ := inputtable.InputTypeOf(f.Type)
		c := writ.InputColumn{ID: writ.ColumnID(f.ID), Name: f.Name, Type: kind}
		if at := slices.IndexFunc(v.Columns, func(own writ.InputColumn) bool { return !f.Linked && own.ID == c.ID }); at >= 0 {
			c = v.Columns[at]
		}
		t.shown, t.physical = append(t.shown, c), append(t.physical, t.base.Columns[i])
	}
	return t
}

// query is what a query asks the warehouse for: one row more than the page has. The
// order of the parent comes after the one that was asked for.
func (t *linkedSight) query(op string, q InputQuery) (warehouse.RowQuery, error) {
	asked, err := t.inputSight.query(op, q)
	if err != nil {
		return asked, err
	}
	out := t.base
	out.Where, out.After, out.Limit, out.Order = asked.Where, asked.After, asked.Limit, nil
	if len(q.Sort) > 0 {
		out.Order = asked.Order
	}
	for _, o := range t.base.Order {
		if !slices.ContainsFunc(out.Order, func(before warehouse.RowOrder) bool { return before.Column == o.Column }) {
			out.Order = append(out.Order, o)
		}
	}
	return out, nil
}

// rows reads what the warehouse gave. A row in which nobody has entered anything has
// the version 0 and was made by nobody.
func (t *linkedSight) rows(op string, list [][]writ.Value) ([]InputRow, error) {
	rows := make([]InputRow, len(list))
	fields := t.Fields()
	for i, values := range list {
		id, err := t.RowID(values)
		if err != nil {
			return nil, err
		}
		rows[i] = InputRow{ID: id, Cells: make([]writ.Value, len(fields))}
		for at, f := range fields {
			rows[i].Cells[at] = f.Render(values[at])
		}
		if system := values[len(fields):]; !system[0].Null {
			if err := rows[i].entered(system); err != nil {
				return nil, writ.Wrap(writ.CodeRejected, op, err, "The data table of the input table was changed by somebody else than Writ: a system column of the row %s holds no value of it.", id).
					WithHint("Rebuild it from the edit log.")
			}
		}
	}
	return rows, nil
}

// entered reads the system columns: the row id, and who made and changed the row when.
func (r *InputRow) entered(system []writ.Value) error {
	var err1, err2, err3 error
	r.CreatedAt, err1 = moment(system[1])
	r.CreatedBy = system[2].Text
	r.UpdatedAt, err2 = moment(system[3])
	r.UpdatedBy = system[4].Text
	r.Num, err3 = strconv.ParseInt(system[5].Text, 10, 64)
	return errors.Join(err1, err2, err3)
}
