package app

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
)

// InputDraft is an input table to be made, as an element of the draft of Document
// or, if that is "", of a new workbook of its Name in Folder, "" being My documents.
// Destination may be "" where the connection has only one. Columns of an empty one
// may be left out. Of the rest, only what the kind needs is set.
type InputDraft struct {
	Kind        writ.InputKind
	Name        string
	Folder      writ.FileID
	Document    writ.FileID
	Connection  writ.ConnectionID
	Destination writ.DestinationID
	Mode        writ.InputMode

	Columns []inputtable.NewColumn // of an empty one
	Table   writ.TableID           // of one that begins as a CSV table
	Parent  *writ.InputParent      // of a linked one
}

// emptyRows is how many rows an empty input table begins with.
const emptyRows = 3

// seed is what an input table begins as.
type seed struct {
	create editlog.Create
	rows   iter.Seq2[editlog.RowAdd, error]
}

// CreateInputTable makes an input table, in the warehouse too.
func (a *App) CreateInputTable(ctx context.Context, actor Actor, d InputDraft) (*InputTableState, error) {
	const op = "app.CreateInputTable"
	if err := a.ask(ctx, op, actor, access.CreateInputTables); err != nil {
		return nil, err
	}
	if err := d.check(op); err != nil {
		return nil, err
	}
	for i := range d.Columns {
		if err := a.mayAllow(ctx, op, actor, inputtable.ColumnChange{Add: &d.Columns[i]}); err != nil {
			return nil, err
		}
	}
	s, err := a.seedOf(ctx, op, actor, &d)
	if err != nil {
		return nil, err
	}
	return a.makeInput(ctx, op, actor, d, s)
}

func (d *InputDraft) check(op string) (err error) {
	if d.Name, err = requiredName(op, d.Name); err != nil {
		return err
	}
	if err := checkFileName(op, d.Name); err != nil {
		return err
	}
	modes := []writ.InputMode{"", writ.EnterDraft, writ.EnterExplore, writ.EnterView}
	if !slices.Contains(modes, d.Mode) {
		return writ.Invalid(op, "inputMode", "%q is no data entry permission; it can be one of %q.", d.Mode, modes[1:])
	}
	switch d.Kind {
	case writ.InputEmpty:
	case writ.InputCSV:
		if d.Table == "" {
			return writ.Invalid(op, "tableId", "Say which CSV table it begins as.").WithHint("Upload a file first.")
		}
	case writ.InputLinked:
		if d.Parent == nil {
			return writ.Invalid(op, "parent", "Say which table its rows follow.")
		}
	default:
		return writ.Invalid(op, "kind", "%q is no kind of input table; it can be %q, %q or %q.", d.Kind, writ.InputEmpty, writ.InputCSV, writ.InputLinked)
	}
	if d.Kind != writ.InputEmpty && len(d.Columns) > 0 {
		return writ.Invalid(op, "columns", "Only an empty input table is made with columns; add those of another one later.")
	}
	return nil
}

// seedOf gathers what a new input table begins as.
func (a *App) seedOf(ctx context.Context, op string, actor Actor, d *InputDraft) (*seed, error) {
	switch d.Kind {
	case writ.InputCSV:
		return a.csvSeed(ctx, op, actor, d)
	case writ.InputLinked:
		return a.linkedSeed(ctx, op, actor, d)
	}
	return emptySeed(d)
}

// csvSeed is the columns and rows of a CSV table that the actor may view.
func (a *App) csvSeed(ctx context.Context, op string, actor Actor, d *InputDraft) (*seed, error) {
	l, err := a.locate(ctx, op, actor, access.ViewDocuments, access.ViewDocument, d.Table)
	if err == nil {
		err = l.reachable(op)
	}
	if err != nil {
		return nil, err
	}
	o, err := a.open(l.conn)
	if err != nil {
		return nil, err
	}
	a.used(l.object.ID)
	from := inputtable.NewFromCSV(l.table)
	return &seed{
		create: editlog.Create{Kind: d.Kind, Name: d.Name, Columns: from.Columns},
		rows:   from.Rows(tagged(ctx, actor), o.w, l.object.As),
	}, nil
}

// emptySeed is one column, or those asked for, and a few rows to type into.
func emptySeed(d *InputDraft) (*seed, error) {
	s := &seed{create: editlog.Create{Kind: d.Kind, Name: d.Name, Columns: []writ.InputColumn{{ID: "c1", Name: "Column 1", Type: writ.InputText}}}}
	if len(d.Columns) > 0 {
		s.create.Columns = make([]writ.InputColumn, len(d.Columns))
	}
	for i, c := range d.Columns {
		s.create.Columns[i] = writ.InputColumn{ID: columnID(i + 1), Name: c.Name, Type: c.Type, Rules: c.Rules}
	}
	positions, err := inputtable.Spread("", "", emptyRows)
	if err != nil {
		return nil, err
	}
	s.rows = func(yield func(editlog.RowAdd, error) bool) {
		for _, p := range positions {
			if !yield(editlog.RowAdd{ID: writ.NewID[writ.RowID](), Position: p}, nil) {
				return
			}
		}
	}
	return s, nil
}

// makeInput makes an input table of a seed. It is known to the store first, so that
// the warehouse never holds what nobody knows of; it becomes an element once it is
// there.
func (a *App) makeInput(ctx context.Context, op string, actor Actor, d InputDraft, s *seed) (*InputTableState, error) {
	t, made, err := a.intendInput(ctx, op, actor, d, s)
	if err != nil {
		return nil, err
	}
	f, err := a.loadInput(ctx, t.ID)
	if err == nil {
		err = a.discreet(ctx, actor, f.hidden, a.writers.Create(tagged(ctx, actor), t, author(actor), s.create, s.rows))
	}
	if err == nil {
		err = a.furnishInput(ctx, op, actor, d, t)
	}
	if err != nil {
		return nil, errors.Join(err, a.forsakeInput(context.WithoutCancel(ctx), t, made))
	}
	return a.InputTable(ctx, actor, t.ID, writ.BranchDraft)
}

// intendInput records an input table that is to be made and, unless it goes into a
// document that is there, a workbook for it.
func (a *App) intendInput(ctx context.Context, op string, actor Actor, d InputDraft, s *seed) (t *writ.InputTable, made writ.FileID, err error) {
	err = a.store.Write(ctx, func(tx store.Tx) error {
		target := tableTarget{d.Folder, d.Document}
		file, err := a.askTarget(ctx, op, tx, actor, target)
		if err != nil {
			return err
		}
		if file != nil && file.Kind == writ.KindDataset {
			return writ.Errorf(writ.CodeConflict, op, "Input tables are elements of workbooks and data models, not of datasets.")
		}
		conn, destination, err := a.place(ctx, op, tx, actor, d.Connection, d.Destination)
		if err != nil {
			return err
		}
		made = ""
		if file == nil {
			if file, err = a.workbookFor(ctx, tx, actor, target.folder, d.Name); err != nil {
				return err
			}
			made = file.ID
		}
		now := a.clock()
		t = &writ.InputTable{
			ID: writ.NewID[writ.InputTableID](), Name: d.Name, Kind: d.Kind, Document: file.ID, Connection: conn.ID, Destination: destination.ID,
			Parent: s.create.Parent, Version: 1, CreatedBy: actor.Member.ID, CreatedAt: now, UpdatedAt: now,
		}
		return tx.InputTables.Insert(ctx, t)
	})
	if err == nil && made != "" {
		a.caughtUp(ctx)
	}
	return t, made, err
}

// workbookFor makes an empty workbook.
func (a *App) workbookFor(ctx context.Context, tx store.Tx, actor Actor, folder writ.FileID, name string) (*writ.File, error) {
	if folder == "" {
		home, err := a.homeOf(ctx, tx, actor.Member.ID)
		if err != nil {
			return nil, err
		}
		folder = home.ID
	}
	content, err := document.Empty(writ.KindWorkbook).Write()
	if err != nil {
		return nil, err
	}
	f := a.newFile(actor, FileDraft{Kind: writ.KindWorkbook, Name: name, Parent: folder})
	return f, a.insertFile(ctx, tx, f, content)
}

// furnishInput makes an input table, which is there, an element of its document.
func (a *App) furnishInput(ctx context.Context, op string, actor Actor, d InputDraft, t *writ.InputTable) error {
	on := &subject{noun: nounInput, id: string(t.ID), details: []any{
		"name", t.Name, "kind", t.Kind, "document", t.Document, "connection", t.Connection,
	}}
	return a.change(ctx, op, actor, on, func(tx store.Tx) error {
		w, err := a.worldIn(ctx, tx)
		if err != nil {
			return err
		}
		file, err := a.askDocument(ctx, op, tx, w, actor, access.EditDocument, t.Document)
		if err != nil {
			return err
		}
		return a.addElement(ctx, tx, actor, file, document.Element{
			ID: document.NewID(), Kind: document.ElementInputTable, Name: t.Name, InputMode: d.Mode,
			Source: document.Source{Kind: document.SourceInput, InputTable: t.ID},
		})
	})
}

// forsakeInput forgets an input table that could not be made, and the workbook that
// was made for it. What is in the warehouse is swept.
func (a *App) forsakeInput(ctx context.Context, t *writ.InputTable, made writ.FileID) error {
	err := a.store.Write(ctx, func(tx store.Tx) error {
		if err := a.dropInput(ctx, tx, t); err != nil || made == "" {
			return err
		}
		f, err := tx.Files.Get(ctx, made)
		if err != nil {
			return err
		}
		if err := tx.Files.Delete(ctx, made); err != nil {
			return err
		}
		return tellFile(ctx, tx, made, f.Parent)
	})
	a.inputs.empty()
	a.caughtUp(ctx)
	return err
}

// unmadeAfter is how long the making of an input table may take.
const unmadeAfter = 24 * time.Hour

// CleanInputTables forgets input tables that were never made, because their server
// ended in the middle: no entry of the edit log begins them.
func (a *App) CleanInputTables(ctx context.Context) error {
	before := a.clock().Add(-unmadeAfter)
	return a.eachInput(ctx, func(t *writ.InputTable) error {
		if t.CreatedAt.After(before) {
			return nil
		}
		return a.store.Write(ctx, func(tx store.Tx) error {
			if _, err := tx.InputHeads.Get(ctx, t.ID); writ.CodeOf(err) != writ.CodeNotFound {
				return err
			}
			return a.dropInput(ctx, tx, t)
		})
	})
}

// eachInput calls fn for every input table, one after the other.
func (a *App) eachInput(ctx context.Context, fn func(*writ.InputTable) error) error {
	for after := writ.InputTableID(""); ; {
		var list []*writ.InputTable
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			list, err = tx.InputTables.List(ctx, after, inputsAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for _, t := range list {
			after = t.ID
			if err := fn(t); err != nil {
				return err
			}
		}
		if len(list) < inputsAtOnce {
			return nil
		}
	}
}
