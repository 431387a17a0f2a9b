package api

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// Rejects is a piece of the list of rejected values. Next is handed back as the
// query parameter after to get the next piece; it is null in the last.
type Rejects struct {
	Entries []Reject `json:"entries"`
	Total   int64    `json:"total" doc:"Values in the whole list; a row may have several"`
	Next    *int64   `json:"next"`
}

// Reject is one value, or one row, that was rejected.
type Reject struct {
	Number int64  `json:"number" doc:"Counted from 1"`
	Line   int64  `json:"line" doc:"Of the file, on which the record begins"`
	Column string `json:"column" doc:"Its name; empty if the whole row is at fault"`
	Value  string `json:"value" doc:"The cell, or the row as it stands in the file; at most its first 1000 bytes"`
	Reason string `json:"reason"`
}

func (s *Server) rejectRoutes() {
	member(s, endpoint{id: "listRejects", route: "GET /v2/uploads/{uploadId}/rejects/page", summary: "Read the values that were rejected, in the order of the file"}, s.listRejects)
	e := endpoint{id: "getRejects", route: "GET /v2/uploads/{uploadId}/rejects", summary: "Download the values that were rejected, as CSV"}
	op := e.operation()
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse("text/csv")}
	huma.Register(s.huma, op, func(ctx context.Context, in *UploadPath) (*huma.StreamResponse, error) {
		actor := actorOf(ctx)
		u, err := s.app.Upload(ctx, actor, in.UploadID)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return s.stream("text/csv; charset=utf-8", "rejects of "+u.FileName, func(w io.Writer) error {
			return s.app.Rejects(ctx, actor, in.UploadID, w)
		}), nil
	})
}

func (s *Server) listRejects(ctx context.Context, actor app.Actor, in *struct {
	UploadPath
	After int64 `query:"after" minimum:"0" doc:"The number of the last entry already read; 0 starts at the first"`
	Limit int   `query:"limit" default:"200" minimum:"1" maximum:"1000"`
}) (Rejects, error) {
	p, err := s.app.RejectPage(ctx, actor, in.UploadID, in.After, in.Limit)
	if err != nil {
		return Rejects{}, err
	}
	return Rejects{Entries: entriesOf(p.Entries, showReject).Entries, Total: p.Total, Next: p.Next}, nil
}

func showReject(r ingest.NumberedReject) Reject {
	return Reject{Number: r.Number, Line: r.Line, Column: r.Column, Value: r.Value, Reason: r.Reason}
}
