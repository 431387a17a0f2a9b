package app

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// nounEditLog is what the audit log calls the edit log of a connection.
const nounEditLog = "editLog"

// EditLogView is the edit log of a connection, and the input tables whose edits it
// has and that are not deleted.
type EditLogView struct {
	writ.EditLog
	ConnectionName string
	Tables         []*writ.InputTable
}

// EditLogs lists the edit logs, by connection, for those who manage connections.
func (a *App) EditLogs(ctx context.Context, actor Actor) (views []*EditLogView, err error) {
	if err := a.ask(ctx, "app.EditLogs", actor, access.ManageConnections); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.EditLogs.List(ctx)
		if err != nil {
			return err
		}
		views = make([]*EditLogView, len(list))
		for i, l := range list {
			if views[i], err = viewEditLog(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

func viewEditLog(ctx context.Context, tx store.Tx, l *writ.EditLog) (*EditLogView, error) {
	c, err := tx.Connections.Get(ctx, l.Connection)
	if err != nil {
		return nil, err
	}
	tables, err := tx.InputTables.ByConnection(ctx, l.Connection)
	return &EditLogView{EditLog: *l, ConnectionName: c.Name, Tables: tables}, err
}

// EditLog returns the edit log of a connection.
func (a *App) EditLog(ctx context.Context, actor Actor, id writ.ConnectionID) (*EditLogView, error) {
	l, err := a.openLog(ctx, "app.EditLog", actor, id)
	if err != nil {
		return nil, err
	}
	return l.view, nil
}

// openedLog is an edit log that can be read.
type openedLog struct {
	view *EditLogView
	conn *writ.Connection
	w    *warehouse.Warehouse
}

// openLog opens the edit log of a connection for somebody who manages connections.
func (a *App) openLog(ctx context.Context, op string, actor Actor, id writ.ConnectionID) (*openedLog, error) {
	if err := a.ask(ctx, op, actor, access.ManageConnections); err != nil {
		return nil, err
	}
	return a.logOf(ctx, op, id)
}

// logOf opens the edit log of a connection.
func (a *App) logOf(ctx context.Context, op string, id writ.ConnectionID) (*openedLog, error) {
	o := &openedLog{}
	err := a.store.Read(ctx, func(tx store.Tx) error {
		l, err := tx.EditLogs.Get(ctx, id)
		if err != nil {
			return sameAbsence(op, "edit log", err)
		}
		if o.view, err = viewEditLog(ctx, tx, l); err != nil {
			return err
		}
		o.conn, err = tx.Connections.Get(ctx, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	opened, err := a.open(o.conn)
	if err != nil {
		return nil, err
	}
	o.w = opened.w
	return o, nil
}

// rows calls fn for the rows of a range, in their order.
func (o *openedLog) rows(ctx context.Context, r driver.LogRange, fn func(driver.LogRow) error) error {
	return o.w.ReadLog(ctx, writ.ServiceAccount(), o.view.Path, r, fn)
}

// LogLine is a row of an edit log as it is exported: as it is stored, byte for byte.
type LogLine struct {
	Table    string `json:"DS_ID"`
	Num      int64  `json:"EDIT_NUM"`
	At       string `json:"TIMESTAMP"`
	Edit     string `json:"EDIT"`
	Metadata string `json:"METADATA"`
}

// logTime is how the time of an entry is written.
const logTime = "2006-01-02T15:04:05.000000Z"

// LogLineOf is a row of an edit log as a line.
func LogLineOf(r driver.LogRow) LogLine {
	return LogLine{Table: r.Table, Num: r.Num, At: r.At.UTC().Format(logTime), Edit: r.Edit, Metadata: r.Metadata}
}

// Row is the row that a line was.
func (l LogLine) Row() (driver.LogRow, error) {
	at, err := time.Parse(logTime, l.At)
	return driver.LogRow{Table: l.Table, Num: l.Num, At: at, Edit: l.Edit, Metadata: l.Metadata}, err
}

// ExportEditLog writes the rows of an edit log to w, a JSON object a line: those of
// one input table, deleted or not, or all if that is "". That somebody did is written
// down before the first row leaves.
func (a *App) ExportEditLog(ctx context.Context, actor Actor, id writ.ConnectionID, table writ.InputTableID, w io.Writer) error {
	const op = "app.ExportEditLog"
	l, err := a.openLog(ctx, op, actor, id)
	if err != nil {
		return err
	}
	on := &subject{noun: nounEditLog, id: string(id), details: []any{"inputTable", table}}
	if err := a.note(ctx, op, actor, on); err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return l.rows(tagged(ctx, actor), driver.LogRange{Table: string(table)}, func(r driver.LogRow) error {
		return out.Encode(LogLineOf(r))
	})
}
