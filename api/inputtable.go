package api

import (
	"context"
	"net/http"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/inputtable"
)

// InputTable is an input table as lists show it.
type InputTable struct {
	InputTableID   writ.InputTableID `json:"inputTableId"`
	Name           string            `json:"name"`
	Kind           writ.InputKind    `json:"kind" enum:"empty,csv,linked"`
	DocumentID     writ.FileID       `json:"documentId" doc:"The document whose element it is, and whose permissions are its own"`
	ElementID      *string           `json:"elementId" doc:"The element in which its rows are entered; null if it is in no page that you may see"`
	ConnectionID   writ.ConnectionID `json:"connectionId"`
	ConnectionName string            `json:"connectionName"`
	Parent         *writ.InputParent `json:"parent" doc:"Of a linked one: the table whose rows it follows"`
	InputMode      writ.InputMode    `json:"inputMode" enum:"edit,explore,view" doc:"The data entry permission that counts now"`
	IsPublished    bool              `json:"isPublished"`
	EntryBranch    writ.Branch       `json:"entryBranch" enum:"draft,published" doc:"The version in which rows are entered now"`
	MayEnter       bool              `json:"mayEnter" doc:"Whether you may enter rows"`
	MayEdit        bool              `json:"mayEdit" doc:"Whether you may see the draft, and change columns and rules"`
	Version        int64             `json:"version"`
	CreatedBy      writ.MemberID     `json:"createdBy"`
	CreatedAt      time.Time         `json:"createdAt"`
	UpdatedAt      time.Time         `json:"updatedAt"`
}

// InputTableState is an input table with what its edit log says of one version.
type InputTableState struct {
	InputTable
	Branch  writ.Branch   `json:"branch" enum:"draft,published" doc:"Whose columns and figures follow"`
	Columns []InputColumn `json:"columns" doc:"In their order; in the draft, those that were removed too"`
	Head    int64         `json:"head" doc:"The number of the last edit that was logged"`
	Mark    int64         `json:"mark" doc:"The number of the last edit that the rows show"`
	Flags   int64         `json:"flags" doc:"How many values wait beside their cells, because they break a rule"`
	Problem *InputProblem `json:"problem" doc:"Why nothing can be entered or read now; null if all is well"`
}

// InputProblem says why an input table or an edit log does not work.
type InputProblem struct {
	Code    writ.Code `json:"code"`
	Message string    `json:"message"`
	Hint    string    `json:"hint,omitempty"`
}

// InputColumn is a column of an input table.
type InputColumn struct {
	ColumnID writ.ColumnID   `json:"columnId"`
	Name     string          `json:"name"`
	Type     writ.InputType  `json:"type" enum:"text,integer,decimal,date,timestamp,checkbox,single-select,multi-select"`
	Rules    writ.InputRules `json:"rules"`
	Removed  bool            `json:"removed,omitempty"`
}

// InputTableDraft is what an input table is made from.
type InputTableDraft struct {
	Name          string             `json:"name" minLength:"1" maxLength:"255"`
	Kind          writ.InputKind     `json:"kind,omitempty" default:"empty" enum:"empty,csv,linked" doc:"empty: one column and three rows, or the columns given. csv: the columns and rows of a CSV table. linked: a row for each of a parent"`
	ConnectionID  writ.ConnectionID  `json:"connectionId" doc:"Whose warehouse keeps it: GET /v2/upload-targets lists those you may write to"`
	DestinationID writ.DestinationID `json:"destinationId,omitempty" doc:"May be absent where the connection has one"`
	FolderID      writ.FileID        `json:"folderId,omitempty" doc:"The folder that gets a new workbook with it; absent for your My documents"`
	DocumentID    writ.FileID        `json:"documentId,omitempty" doc:"The workbook or data model whose draft gets it as an element, instead of a new workbook"`
	InputMode     writ.InputMode     `json:"inputMode,omitempty" enum:"edit,explore,view" doc:"Who enters rows, from the next publishing on; edit if absent"`
	Columns       []NewInputColumn   `json:"columns,omitempty" doc:"Of an empty one; one text column if absent"`
	TableID       writ.TableID       `json:"tableId,omitempty" doc:"Of kind csv: the CSV table it begins as, in the same connection"`
	Parent        *writ.InputParent  `json:"parent,omitempty" doc:"Of kind linked"`
}

// NewInputColumn is a column to add.
type NewInputColumn struct {
	Name   string          `json:"name" minLength:"1" maxLength:"255"`
	Type   writ.InputType  `json:"type,omitempty" default:"text" enum:"text,integer,decimal,date,timestamp,checkbox,single-select,multi-select"`
	Rules  writ.InputRules `json:"rules,omitempty"`
	Before writ.ColumnID   `json:"before,omitempty" doc:"The column that it goes before; absent: it is the last"`
}

// InputTablePath names an input table.
type InputTablePath struct {
	InputTableID writ.InputTableID `path:"inputTableId"`
}

// InBranch chooses one of the two versions of an input table.
type InBranch struct {
	Branch writ.Branch `query:"branch" enum:"draft,published" doc:"draft, for those who can edit the document, or published; absent: what is published, or the draft while nothing is"`
}

// Retry makes a change happen once.
type Retry struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"A text of your choice, unlike those of other requests: the same request with the same key, within 24 hours, gets the answer of the first and changes nothing more; another request with it is refused"`
}

const inputTables, oneInput = "/v2/input-tables", "/v2/input-tables/{inputTableId}"

func (s *Server) inputTableRoutes() {
	member(s, endpoint{id: "listInputTables", route: "GET " + inputTables, summary: "List the input tables that you may see, the newest first"}, s.listInputTables)
	member(s, endpoint{id: "createInputTable", route: "POST " + inputTables, summary: "Make an input table, in the warehouse too", status: http.StatusCreated}, s.createInputTable)
	member(s, endpoint{id: "getInputTable", route: "GET " + oneInput, summary: "Get an input table, its columns and rules, and how far its edit log is"}, s.getInputTable)
	member(s, endpoint{id: "renameInputTable", route: "PATCH " + oneInput, summary: "Rename an input table"}, s.renameInputTable)
	member(s, endpoint{id: "deleteInputTable", route: "DELETE " + oneInput, summary: "Delete an input table; what was entered stays in the edit log"}, s.deleteInputTable)
	s.inputRowRoutes()
	s.inputColumnRoutes()
	s.inputHistoryRoutes()
}

func (s *Server) listInputTables(ctx context.Context, actor app.Actor, in *struct {
	Paging
	DocumentID writ.FileID `query:"documentId" doc:"Only the elements of this document"`
}) (Page[InputTable], error) {
	list, err := s.app.InputTables(ctx, actor, in.DocumentID, writ.InputTableID(in.Page), in.Limit+1)
	if err != nil {
		return Page[InputTable]{}, err
	}
	return pageOf(list, in.Limit, func(t *app.InputTableView) string { return string(t.ID) }, showInputTable), nil
}

func (s *Server) createInputTable(ctx context.Context, actor app.Actor, in *struct{ Body InputTableDraft }) (InputTableState, error) {
	b := in.Body
	return inputAnswer(s.app.CreateInputTable(ctx, actor, app.InputDraft{
		Kind: b.Kind, Name: b.Name, Folder: b.FolderID, Document: b.DocumentID, Connection: b.ConnectionID, Destination: b.DestinationID,
		Mode: b.InputMode, Columns: entriesOf(b.Columns, newColumn).Entries, Table: b.TableID, Parent: b.Parent,
	}))
}

func newColumn(c NewInputColumn) inputtable.NewColumn {
	return inputtable.NewColumn{Name: c.Name, Type: c.Type, Rules: c.Rules, Before: c.Before}
}

func (s *Server) getInputTable(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	InBranch
}) (InputTableState, error) {
	return inputAnswer(s.app.InputTable(ctx, actor, in.InputTableID, in.Branch))
}

func (s *Server) renameInputTable(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"255"`
		Version int64  `json:"version,omitempty" doc:"The version this change was made from; a newer one refuses it"`
	}
}) (InputTableState, error) {
	return inputAnswer(s.app.RenameInputTable(ctx, actor, in.InputTableID, in.Body.Name, in.Body.Version))
}

func (s *Server) deleteInputTable(ctx context.Context, actor app.Actor, in *InputTablePath) (Empty, error) {
	return Empty{}, s.app.DeleteInputTable(ctx, actor, in.InputTableID)
}

func inputAnswer(t *app.InputTableState, err error) (InputTableState, error) {
	if err != nil {
		return InputTableState{}, err
	}
	out := InputTableState{
		InputTable: showInputTable(&t.InputTableView), Branch: t.Branch, Columns: []InputColumn{},
		Head: t.Head, Mark: t.Mark, Flags: t.Flags, Problem: showInputProblem(t.Problem),
	}
	for _, c := range t.Columns {
		if t.Branch == writ.BranchDraft || !c.Removed {
			out.Columns = append(out.Columns, showInputColumn(c))
		}
	}
	return out, nil
}

func showInputTable(t *app.InputTableView) InputTable {
	return InputTable{
		InputTableID: t.ID, Name: t.Name, Kind: t.Kind, DocumentID: t.Document, ElementID: optional(t.Element),
		ConnectionID: t.Connection, ConnectionName: t.ConnectionName, Parent: t.Parent, InputMode: t.Mode, IsPublished: t.Published,
		EntryBranch: t.Entry, MayEnter: t.MayEnter, MayEdit: t.MayEdit, Version: t.Version,
		CreatedBy: t.CreatedBy, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
	}
}

func showInputColumn(c writ.InputColumn) InputColumn {
	return InputColumn{ColumnID: c.ID, Name: c.Name, Type: c.Type, Rules: c.Rules, Removed: c.Removed}
}

func showInputProblem(p *writ.Problem) *InputProblem {
	if p == nil {
		return nil
	}
	return &InputProblem{Code: p.Code, Message: p.Message, Hint: p.Hint}
}
