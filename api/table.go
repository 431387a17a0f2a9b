package api

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
)

// Table is a CSV table.
type Table struct {
	TableID        writ.TableID      `json:"tableId"`
	Name           string            `json:"name"`
	ConnectionID   writ.ConnectionID `json:"connectionId"`
	ConnectionName string            `json:"connectionName"`
	Rows           int64             `json:"rows"`
	Columns        []TableColumn     `json:"columns"`
	Version        int64             `json:"version" doc:"The number of its current version"`
	CreatedAt      time.Time         `json:"createdAt"`
	UpdatedAt      time.Time         `json:"updatedAt" doc:"When that version was made"`
	OwnerID        writ.MemberID     `json:"ownerId" doc:"Of its document"`
	DocumentID     *writ.FileID      `json:"documentId" doc:"The document whose element it is, and whose permissions are its own; null for a moment, if a server of the version before made it"`
}

// TableColumn is a column by the label the user gave it. What it is called in
// the warehouse is nobody's business but Writ's.
type TableColumn struct {
	Name string    `json:"name"`
	Type writ.Type `json:"type"`
}

// Rows is a window of a table. Rows are numbered 1 to total in the order of the
// file; a cell is canonical text, or null.
type Rows struct {
	Columns []TableColumn `json:"columns"`
	Rows    []app.Row     `json:"rows"`
	Total   int64         `json:"total"`
	Version int64         `json:"version" doc:"Of the table, whose rows they are"`
}

// PastVersion asks for a table as it once was.
type PastVersion struct {
	Version int64 `query:"version" minimum:"0" doc:"The number of a version; 0 or absent is the current one"`
}

// TablePath names a table.
type TablePath struct {
	TableID writ.TableID `path:"tableId"`
}

func (s *Server) tableRoutes() {
	member(s, endpoint{id: "listTables", route: "GET /v2/tables", summary: "List the tables that you may view, the newest first"}, s.listTables)
	member(s, endpoint{id: "getTable", route: "GET /v2/tables/{tableId}", summary: "Get a table and its columns"}, s.getTable)
	member(s, endpoint{id: "deleteTable", route: "DELETE /v2/tables/{tableId}", summary: "Delete a table, in the warehouse too"}, s.deleteTable)
	member(s, endpoint{id: "getCertificate", route: "GET /v2/tables/{tableId}/certificate", summary: "Get the import certificate: rows, columns and checksums of both sides"}, s.getCertificate)
	member(s, endpoint{id: "listRows", route: "GET /v2/tables/{tableId}/rows", summary: "Read rows in the order of the file"}, s.listRows)
	s.documentCertificate("/v2/tables/{tableId}/certificate")
	s.versionRoutes()
	s.exportRoute()
}

func (s *Server) listTables(ctx context.Context, actor app.Actor, in *Paging) (Page[Table], error) {
	list, err := s.app.Tables(ctx, actor, writ.TableID(in.Page), in.Limit+1)
	if err != nil {
		return Page[Table]{}, err
	}
	return pageOf(list, in.Limit, func(t *app.TableView) string { return string(t.ID) }, showTable), nil
}

func (s *Server) getTable(ctx context.Context, actor app.Actor, in *TablePath) (Table, error) {
	t, err := s.app.Table(ctx, actor, in.TableID)
	if err != nil {
		return Table{}, err
	}
	return showTable(t), nil
}

func (s *Server) deleteTable(ctx context.Context, actor app.Actor, in *TablePath) (Empty, error) {
	return Empty{}, s.app.DeleteTable(ctx, actor, in.TableID)
}

func (s *Server) getCertificate(ctx context.Context, actor app.Actor, in *TablePath) (json.RawMessage, error) {
	t, err := s.app.Table(ctx, actor, in.TableID)
	if err != nil {
		return nil, err
	}
	return t.Certificate, nil
}

func (s *Server) listRows(ctx context.Context, actor app.Actor, in *struct {
	TablePath
	PastVersion
	After int64 `query:"after" minimum:"0" doc:"The number of the last row already read; 0 starts at the first"`
	Limit int   `query:"limit" default:"200" minimum:"1" maximum:"1000"`
}) (Rows, error) {
	p, err := s.app.VersionRows(ctx, actor, in.TableID, in.Version, in.After, in.Limit)
	if err != nil {
		return Rows{}, err
	}
	return Rows{Columns: showColumns(p.Columns), Rows: orEmpty(p.Rows), Total: p.Total, Version: p.Version}, nil
}

// exportInput chooses the form of an export.
type exportInput struct {
	TablePath
	PastVersion
	Format   string `query:"format" default:"csv" enum:"csv,json,xlsx,parquet" doc:"csv: RFC 4180 with a header, NULL as nothing and \"\" as a quoted empty field. json: one object per line, cells as text or null. xlsx: a workbook with typed cells; what a cell cannot hold exactly is text in it. parquet: typed columns, exact"`
	Formulas string `query:"formulas" default:"exact" enum:"exact,protected" doc:"protected: in a CSV file for a spreadsheet, an apostrophe is put before texts that it would take for a formula. exact: no value is altered"`
}

// exportTypes are the media types of the formats.
var exportTypes = map[export.Format]string{
	export.CSV:     "text/csv; charset=utf-8",
	export.JSON:    "application/x-ndjson",
	export.XLSX:    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	export.Parquet: "application/vnd.apache.parquet",
}

func (s *Server) exportRoute() {
	e := endpoint{id: "exportTable", route: "GET /v2/tables/{tableId}/export", summary: "Stream every row, as the file had it, in one of several formats"}
	op := e.operation()
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse("text/csv", "application/x-ndjson", exportTypes[export.XLSX], exportTypes[export.Parquet])}
	huma.Register(s.huma, op, func(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
		actor := actorOf(ctx)
		t, err := s.app.Table(ctx, actor, in.TableID)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		form := export.Form{Format: export.Format(in.Format), Protect: in.Formulas == "protected"}
		return s.stream(exportTypes[form.Format], t.Name+"."+in.Format, func(w io.Writer) error {
			return s.app.ExportVersion(ctx, actor, in.TableID, in.Version, form, w)
		}), nil
	})
}

func showTable(t *app.TableView) Table {
	return Table{
		TableID: t.ID, Name: t.Name, ConnectionID: t.Connection, ConnectionName: t.ConnectionName,
		Rows: t.Rows, Columns: showColumns(t.Columns), Version: t.Current, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, OwnerID: t.OwnedBy, DocumentID: optional(t.Document),
	}
}

func showColumns(columns []writ.TableColumn) []TableColumn {
	return entriesOf(columns, func(c writ.TableColumn) TableColumn {
		return TableColumn{Name: c.Name, Type: c.Type}
	}).Entries
}
