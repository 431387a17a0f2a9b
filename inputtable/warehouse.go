package inputtable

import (
	"context"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// editLog returns what the store knows of the edit log of a connection.
func (ws *Writers) editLog(ctx context.Context, c writ.ConnectionID) (l *writ.EditLog, err error) {
	err = ws.opt.Store.Read(ctx, func(tx store.Tx) error {
		l, err = tx.EditLogs.Get(ctx, c)
		return err
	})
	return l, err
}

func (ws *Writers) placeIn(w *warehouse.Warehouse, destinations []*writ.Destination, l *writ.EditLog) *place {
	return &place{
		log:    editlog.NewLog(w, writ.ServiceAccount(), l.Path), // the service account alone writes and reads it
		data:   &inTables{ws: ws, w: w, conn: l.Connection, destinations: destinations},
		limits: w.Spec().Capabilities,
	}
}

// inTables is the data tables in a warehouse.
type inTables struct {
	ws           *Writers
	w            *warehouse.Warehouse
	conn         writ.ConnectionID
	destinations []*writ.Destination
}

func (i *inTables) objects() *warehouse.ObjectWriter {
	return i.w.Objects(store.Ledger(i.ws.opt.Store, i.ws.opt.Clock), i.destinations)
}

// records are those of a data table and its mark in the ledger, to be made.
func (i *inTables) records(d *writ.DataTable) (data, mark *writ.ManagedObject) {
	o := writ.ManagedObject{ID: d.Object, Connection: i.conn, Path: d.Path, Kind: writ.ObjectTable, As: d.As}
	for _, destination := range i.destinations {
		if slices.Equal(destination.Path, d.Path.Parent()) {
			o.Destination = destination.ID
		}
	}
	m := o
	m.ID, m.Path = d.MarkObject, d.MarkPath
	return &o, &m
}

// objectName is the name of an object in its schema.
func objectName(id writ.ObjectID) string {
	return writ.ObjectPrefix + strings.ReplaceAll(string(id), "-", "_")
}

func (i *inTables) Fence(ctx context.Context, d *writ.DataTable, term int64) (driver.Mark, error) {
	return i.w.Fence(ctx, d.As, dataOf(d), term)
}

func (i *inTables) Apply(ctx context.Context, as writ.As, c driver.Changes) (bool, error) {
	return i.w.Apply(ctx, as, c)
}

func (i *inTables) AddColumn(ctx context.Context, d *writ.DataTable, c driver.Column) error {
	return i.w.AddColumn(ctx, d.As, dataOf(d), c)
}

func (i *inTables) RowsByID(ctx context.Context, d *writ.DataTable, columns []string, ids []string) ([][]writ.Value, error) {
	return i.w.RowsByID(ctx, d.As, d.Path, columns, ids)
}

func (i *inTables) ValuesIn(ctx context.Context, d *writ.DataTable, column driver.Column, values []writ.Value) ([][]writ.Value, error) {
	return i.w.ValuesIn(ctx, d.As, d.Path, column, values)
}

func (i *inTables) Positions(ctx context.Context, d *writ.DataTable, at string) (warehouse.Positions, error) {
	return i.w.Positions(ctx, d.As, d.Path, at)
}

func (i *inTables) Page(ctx context.Context, d *writ.DataTable, columns []driver.Column, after writ.RowID, limit int) ([][]writ.Value, error) {
	q := warehouse.RowQuery{Path: d.Path, Columns: columns, Key: writ.RowIDColumn, Limit: limit}
	if after != "" {
		q.After = []writ.Value{writ.Text(string(after))}
	}
	p, err := i.w.Rows(ctx, d.As, q)
	if err != nil {
		return nil, err
	}
	return p.Rows, nil
}

func (i *inTables) Create(ctx context.Context, d *writ.DataTable, columns []driver.Column, file string, longest int64, m driver.Mark) error {
	data, mark := i.records(d)
	_, err := i.objects().CreateData(ctx, data, mark, columns, file, longest, m)
	return err
}

func (i *inTables) Copy(ctx context.Context, from, to *writ.DataTable, columns []driver.Column, m driver.Mark) error {
	data, mark := i.records(to)
	_, err := i.objects().CopyData(ctx, dataOf(from), data, mark, columns, m)
	return err
}

func (i *inTables) Drop(ctx context.Context, d *writ.DataTable) error {
	var data, mark *writ.ManagedObject
	err := i.ws.opt.Store.Read(ctx, func(tx store.Tx) (err error) {
		if data, err = tx.Objects.Get(ctx, d.Object); err != nil {
			return err
		}
		mark, err = tx.Objects.Get(ctx, d.MarkObject)
		return err
	})
	if err != nil {
		return err
	}
	return i.objects().DropData(ctx, data, mark)
}
