package api

import (
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/editlog"
)

// EditLog is the edit log of a connection: a table of its warehouse.
type EditLog struct {
	ConnectionID   writ.ConnectionID  `json:"connectionId"`
	ConnectionName string             `json:"connectionName"`
	DestinationID  writ.DestinationID `json:"destinationId"`
	ObjectID       writ.ObjectID      `json:"objectId" doc:"Of the managed object"`
	Path           writ.Path          `json:"path"`
	Problem        *InputProblem      `json:"problem" doc:"Why nothing can be logged; null if all is well"`
	CreatedAt      time.Time          `json:"createdAt"`
	InputTables    []LoggedTable      `json:"inputTables" doc:"Whose edits it has; those of deleted ones stay in it, too"`
}

// LoggedTable is an input table of an edit log.
type LoggedTable struct {
	InputTableID writ.InputTableID `json:"inputTableId"`
	Name         string            `json:"name"`
	DocumentID   writ.FileID       `json:"documentId"`
}

// Verification is what was found in the edits of one input table.
type Verification struct {
	InputTableID writ.InputTableID `json:"inputTableId"`
	Name         string            `json:"name,omitempty"`
	EditNum      int64             `json:"editNum" doc:"The last edit that counts"`
	Hash         string            `json:"hash" doc:"Its hash: note it down to know later that nothing before it has changed"`
	Damaged      bool              `json:"damaged" doc:"Whether somebody has altered the log"`
	Count        int               `json:"count" doc:"How many findings there are"`
	Findings     []editlog.Finding `json:"findings" doc:"The first 1,000 of them"`
}

// EditLogPath names an edit log by its connection.
type EditLogPath struct {
	ConnectionID writ.ConnectionID `path:"connectionId"`
}

// OneLogged chooses the edits of one input table.
type OneLogged struct {
	InputTableID writ.InputTableID `query:"inputTableId" doc:"Only the edits of this input table, which may be deleted; absent: of all that there are"`
}

func (s *Server) editLogRoutes() {
	const one = "/v2/edit-logs/{connectionId}"
	member(s, endpoint{id: "listEditLogs", route: "GET /v2/edit-logs", summary: "List the edit logs and where they lie"}, s.listEditLogs)
	member(s, endpoint{id: "getEditLog", route: "GET " + one, summary: "Get the edit log of a connection"}, s.getEditLog)
	member(s, endpoint{id: "verifyEditLog", route: "POST " + one + "/verify", summary: "Verify every hash and every number of an edit log"}, s.verifyEditLog)
	member(s, endpoint{id: "rebuildFromEditLog", route: "POST " + one + "/rebuild", summary: "Make the data tables of an input table again, from the edit log alone"}, s.rebuildFromLog)
	s.exportLogRoute(one + "/export")
}

func (s *Server) listEditLogs(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[EditLog], error) {
	list, err := s.app.EditLogs(ctx, actor)
	if err != nil {
		return Entries[EditLog]{}, err
	}
	return entriesOf(list, showEditLog), nil
}

func (s *Server) getEditLog(ctx context.Context, actor app.Actor, in *EditLogPath) (EditLog, error) {
	l, err := s.app.EditLog(ctx, actor, in.ConnectionID)
	if err != nil {
		return EditLog{}, err
	}
	return showEditLog(l), nil
}

func showEditLog(l *app.EditLogView) EditLog {
	return EditLog{
		ConnectionID: l.Connection, ConnectionName: l.ConnectionName, DestinationID: l.Destination, ObjectID: l.Object, Path: l.Path,
		Problem: showInputProblem(l.Problem), CreatedAt: l.CreatedAt,
		InputTables: entriesOf(l.Tables, func(t *writ.InputTable) LoggedTable {
			return LoggedTable{InputTableID: t.ID, Name: t.Name, DocumentID: t.Document}
		}).Entries,
	}
}

func (s *Server) verifyEditLog(ctx context.Context, actor app.Actor, in *struct {
	EditLogPath
	OneLogged
}) (Entries[Verification], error) {
	list, err := s.app.VerifyEditLog(ctx, actor, in.ConnectionID, in.InputTableID)
	if err != nil {
		return Entries[Verification]{}, err
	}
	return entriesOf(list, func(v *app.Verification) Verification {
		return Verification{
			InputTableID: v.Table, Name: v.Name, EditNum: v.Num, Hash: v.Hash, Damaged: v.Damaged, Count: v.Count, Findings: orEmpty(v.Findings),
		}
	}), nil
}

func (s *Server) rebuildFromLog(ctx context.Context, actor app.Actor, in *struct {
	EditLogPath
	Body struct {
		InputTableID writ.InputTableID `json:"inputTableId"`
	}
}) (Empty, error) {
	return Empty{}, s.app.RebuildFromLog(ctx, actor, in.ConnectionID, in.Body.InputTableID)
}

// exportLogRoute streams an edit log. It is a POST, as it leaves an entry in the
// audit log.
func (s *Server) exportLogRoute(path string) {
	e := endpoint{id: "exportEditLog", route: "POST " + path, summary: "Stream the rows of an edit log as they are stored, a JSON object a line"}
	op := e.operation()
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse(ndjson)}
	huma.Register(s.huma, op, func(ctx context.Context, in *struct {
		EditLogPath
		OneLogged
	}) (*huma.StreamResponse, error) {
		actor := actorOf(ctx)
		if _, err := s.app.EditLog(ctx, actor, in.ConnectionID); err != nil {
			return nil, s.problem(ctx, err)
		}
		return s.stream(ndjson, "edit-log.ndjson", func(w io.Writer) error {
			return s.app.ExportEditLog(ctx, actor, in.ConnectionID, in.InputTableID, w)
		}), nil
	})
}
