package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/editlog"
)

// RestoreInput says what becomes again what it was.
type RestoreInput struct {
	To       string        `json:"to" doc:"The number of an edit, after which it was so, or a time"`
	RowID    writ.RowID    `json:"rowId,omitempty" doc:"Only this row"`
	ColumnID writ.ColumnID `json:"columnId,omitempty" doc:"Only this column, or with rowId this cell"`
}

// UndoInput says whose edits are undone.
type UndoInput struct {
	MemberID writ.MemberID `json:"memberId"`
	From     int64         `json:"from" minimum:"1" doc:"The number of the first edit"`
	To       int64         `json:"to" minimum:"1" doc:"The number of the last edit"`
}

// Restored says what was brought back.
type Restored struct {
	FirstEdit int64       `json:"firstEdit" doc:"The numbers of its first and last edit; 0 if nothing had to be done"`
	LastEdit  int64       `json:"lastEdit"`
	Added     int         `json:"added" doc:"How many rows"`
	Changed   int         `json:"changed"`
	Removed   int         `json:"removed"`
	Kept      []KeptCell  `json:"kept" doc:"What stays as it is, because somebody has changed it since or it does not fit any more"`
	Rows      []RowResult `json:"rows" doc:"Those of the rows that were not logged as planned"`
}

// InputChange is what one edit did to one row, or to the input table.
type InputChange struct {
	EditNum  int64           `json:"editNum"`
	At       time.Time       `json:"at"`
	MemberID writ.MemberID   `json:"memberId"`
	Email    string          `json:"email"`
	Branch   writ.Branch     `json:"branch" enum:"draft,published"`
	Kind     string          `json:"kind" doc:"The operation, as docs/edit-log.md names it"`
	Cause    *editlog.Cause  `json:"cause,omitempty" doc:"Of what nobody typed: a restore, an undo, an import, a duplicate"`
	RowID    writ.RowID      `json:"rowId,omitempty"`
	Fate     editlog.Fate    `json:"fate,omitempty" enum:"added,removed,moved" doc:"Of the row"`
	Cells    []ChangedCell   `json:"cells,omitempty"`
	Edit     json.RawMessage `json:"edit,omitempty" doc:"Of what is about the whole table: the edit, as the edit log has it"`
}

// ChangedCell is a cell before and after an edit.
type ChangedCell struct {
	ColumnID writ.ColumnID  `json:"columnId"`
	Before   writ.Value     `json:"before"`
	After    writ.Value     `json:"after"`
	Refused  *RefusedChange `json:"refused,omitempty" doc:"A value that broke a rule and was kept beside the cell"`
}

// RefusedChange is a value that broke a rule.
type RefusedChange struct {
	Value  writ.Value     `json:"value"`
	Rule   writ.InputRule `json:"rule"`
	Reason string         `json:"reason"`
}

func showChange(c editlog.Change) (InputChange, error) {
	out := InputChange{
		EditNum: c.Num, At: c.At, MemberID: c.Member, Email: c.Email, Branch: c.Branch, Kind: c.Kind, Cause: c.Cause, RowID: c.Row, Fate: c.Fate,
	}
	for _, cell := range c.Cells {
		shown := ChangedCell{ColumnID: cell.Column, Before: cell.Before.Value, After: cell.After.Value}
		if f := cell.Refused; f != nil {
			shown.Refused = &RefusedChange{Value: f.Value.Value, Rule: f.Rule, Reason: f.Reason}
		}
		out.Cells = append(out.Cells, shown)
	}
	var err error
	if c.Edit != nil {
		out.Edit, err = c.Edit.MarshalJSON()
	}
	return out, err
}

// KeptCell is a cell that stays as it is; without a column, its row.
type KeptCell struct {
	RowID    writ.RowID    `json:"rowId"`
	ColumnID writ.ColumnID `json:"columnId,omitempty"`
	By       string        `json:"by,omitempty" doc:"Who has changed it since; absent where it does not fit any more"`
	EditNum  int64         `json:"editNum,omitempty"`
}

func showKept(k editlog.Kept) KeptCell {
	return KeptCell{RowID: k.Row, ColumnID: k.Column, By: k.By, EditNum: k.Num}
}

// EntryIn chooses the version that is changed.
type EntryIn struct {
	Branch writ.Branch `query:"branch" enum:"draft,published" doc:"The version that you mean; another than the one in which rows are entered now is refused"`
}

func (s *Server) inputHistoryRoutes() {
	member(s, endpoint{id: "listInputHistory", route: "GET " + oneInput + "/history", summary: "List who changed what, from what to what, the newest first"}, s.listHistory)
	member(s, endpoint{id: "restoreInput", route: "POST " + oneInput + "/restore", summary: "Bring a cell, a row, a column or all rows back to what they were, as an edit"}, s.restoreInput)
	member(s, endpoint{id: "undoInput", route: "POST " + oneInput + "/undo", summary: "Undo what one member edited, but for what others have changed since"}, s.undoInput)
	member(s, endpoint{id: "duplicateInput", route: "POST " + oneInput + "/duplicate", summary: "Make an input table with the same columns, rules and rows", status: http.StatusCreated}, s.duplicateInput)
	member(s, endpoint{id: "moveInput", route: "POST " + oneInput + "/move", summary: "Move the data tables to another write destination of the connection"}, s.moveInput)
	member(s, endpoint{id: "rebuildInput", route: "POST " + oneInput + "/rebuild", summary: "Make the data tables again, from the edit log alone"}, s.rebuildInput)
}

func (s *Server) listHistory(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Branch   writ.Branch   `query:"branch" enum:"draft,published" doc:"Absent: the draft"`
	RowID    writ.RowID    `query:"rowId"`
	ColumnID writ.ColumnID `query:"columnId"`
	MemberID writ.MemberID `query:"memberId"`
	From     int64         `query:"from" minimum:"0" doc:"The number of the first edit"`
	To       int64         `query:"to" minimum:"0" doc:"The number of the last edit"`
	Paging
}) (Page[InputChange], error) {
	q := app.HistoryQuery{Branch: in.Branch, Limit: in.Limit, Want: editlog.Wanted{
		Row: in.RowID, Column: in.ColumnID, Member: in.MemberID, From: in.From, To: in.To,
	}}
	var err error
	if q.Before, err = versionAfter(in.Page); err != nil {
		return Page[InputChange]{}, err
	}
	list, more, err := s.app.InputHistory(ctx, actor, in.InputTableID, q)
	if err != nil {
		return Page[InputChange]{}, err
	}
	page := Page[InputChange]{Entries: make([]InputChange, len(list))}
	for i, c := range list {
		if page.Entries[i], err = showChange(c); err != nil {
			return Page[InputChange]{}, err
		}
	}
	if more && len(list) > 0 {
		next := strconv.FormatInt(list[len(list)-1].Num, 10)
		page.NextPage = &next
	}
	return page, nil
}

func (s *Server) restoreInput(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Retry
	EntryIn
	Body RestoreInput
}) (Restored, error) {
	return showRestored(s.app.RestoreInput(ctx, actor, in.InputTableID, app.Restoration{
		Branch: in.Branch, To: in.Body.To, Row: in.Body.RowID, Column: in.Body.ColumnID, Key: in.Key,
	}))
}

func (s *Server) undoInput(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Retry
	EntryIn
	Body UndoInput
}) (Restored, error) {
	return showRestored(s.app.UndoInput(ctx, actor, in.InputTableID, app.Reversal{
		Branch: in.Branch, Member: in.Body.MemberID, From: in.Body.From, To: in.Body.To, Key: in.Key,
	}))
}

func showRestored(r *app.Restored, err error) (Restored, error) {
	if err != nil {
		return Restored{}, err
	}
	out := Restored{Added: r.Added, Changed: r.Changed, Removed: r.Removed, Kept: entriesOf(r.Kept, showKept).Entries, Rows: []RowResult{}}
	if r.Answer == nil {
		return out, nil
	}
	out.FirstEdit, out.LastEdit = r.Answer.First, r.Answer.Last
	for _, row := range r.Answer.Rows {
		if len(row.Cells) > 0 {
			out.Rows = append(out.Rows, showRowResult(row))
		}
	}
	return out, nil
}

// DuplicateInput says where a duplicate goes.
type DuplicateInput struct {
	Name          string             `json:"name,omitempty" maxLength:"255" doc:"That of the original if absent"`
	ConnectionID  writ.ConnectionID  `json:"connectionId,omitempty" doc:"That of the original if absent"`
	DestinationID writ.DestinationID `json:"destinationId,omitempty"`
	FolderID      writ.FileID        `json:"folderId,omitempty" doc:"The folder that gets a new workbook with it; absent for your My documents"`
	DocumentID    writ.FileID        `json:"documentId,omitempty" doc:"The workbook or data model whose draft gets it as an element, instead of a new workbook"`
	InputMode     writ.InputMode     `json:"inputMode,omitempty" enum:"edit,explore,view"`
}

func (s *Server) duplicateInput(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	InBranch
	Body DuplicateInput
}) (InputTableState, error) {
	b := in.Body
	return inputAnswer(s.app.DuplicateInputTable(ctx, actor, in.InputTableID, in.Branch, app.InputDraft{
		Name: b.Name, Connection: b.ConnectionID, Destination: b.DestinationID, Folder: b.FolderID, Document: b.DocumentID, Mode: b.InputMode,
	}))
}

func (s *Server) moveInput(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Body struct {
		DestinationID writ.DestinationID `json:"destinationId,omitempty" doc:"May be absent where the connection has one in use"`
	}
}) (InputTableState, error) {
	return inputAnswer(s.app.MoveInputTable(ctx, actor, in.InputTableID, in.Body.DestinationID))
}

func (s *Server) rebuildInput(ctx context.Context, actor app.Actor, in *InputTablePath) (InputTable, error) {
	t, err := s.app.RebuildInputTable(ctx, actor, in.InputTableID)
	if err != nil {
		return InputTable{}, err
	}
	return showInputTable(t), nil
}
