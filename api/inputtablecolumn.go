package api

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/inputtable"
)

// ColumnAnswer is what became of a change of a column: the input table as it is then.
type ColumnAnswer struct {
	InputTableState
	ColumnID writ.ColumnID `json:"columnId" doc:"The column that was changed"`
	LastEdit int64         `json:"lastEdit" doc:"The number of the edit; 0 if nothing had to be changed"`
}

// ColumnPatch changes a column; what is absent stays.
type ColumnPatch struct {
	Name   *string         `json:"name,omitempty" minLength:"1" maxLength:"255"`
	Type   *writ.InputType `json:"type,omitempty" enum:"text,integer,decimal,date,timestamp,checkbox,single-select,multi-select" doc:"Values that do not fit it are kept beside their cells"`
	Before *writ.ColumnID  `json:"before,omitempty" doc:"The column that it moves before; \"\" makes it the last"`
}

// ColumnPath names a column of an input table.
type ColumnPath struct {
	InputTablePath
	ColumnID writ.ColumnID `path:"columnId" doc:"Such as c1"`
}

// FlagPage is a page of the values that wait beside their cells.
type FlagPage struct {
	Page[InputFlag]
	Total int64 `json:"total"`
}

func (s *Server) inputColumnRoutes() {
	const columns, one = oneInput + "/columns", oneInput + "/columns/{columnId}"
	member(s, endpoint{id: "addInputColumn", route: "POST " + columns, summary: "Add a column to the draft"}, s.addColumn)
	member(s, endpoint{id: "updateInputColumn", route: "PATCH " + one, summary: "Rename, retype or move a column of the draft"}, s.updateColumn)
	member(s, endpoint{id: "removeInputColumn", route: "DELETE " + one, summary: "Remove a column from the draft; what it holds is kept"}, s.removeColumn)
	member(s, endpoint{id: "restoreInputColumn", route: "POST " + one + "/restore", summary: "Bring a removed column back with what it held"}, s.restoreColumn)
	member(s, endpoint{id: "setInputRules", route: "PUT " + one + "/rules", summary: "Replace the rules of a column; values that are there stay"}, s.setRules)
	member(s, endpoint{id: "previewRetype", route: "POST " + one + "/retype-preview", summary: "Count the values that would be none of another type, and show the first of them"}, s.previewRetype)
	member(s, endpoint{id: "listInputFlags", route: "GET " + oneInput + "/flags", summary: "List the values that wait beside their cells because they break rules"}, s.listFlags)
	member(s, endpoint{id: "discardInputFlags", route: "POST " + oneInput + "/flags/discard", summary: "Forget values that wait beside their cells"}, s.discardFlags)
}

func (s *Server) changeColumn(ctx context.Context, actor app.Actor, id writ.InputTableID, key string, column writ.ColumnID, c inputtable.ColumnChange) (ColumnAnswer, error) {
	state, answer, err := s.app.ChangeInputColumn(ctx, actor, id, key, c)
	if err != nil {
		return ColumnAnswer{}, err
	}
	shown, err := inputAnswer(state, nil)
	if answer.Column != "" {
		column = answer.Column
	}
	return ColumnAnswer{InputTableState: shown, ColumnID: column, LastEdit: answer.Last}, err
}

func (s *Server) addColumn(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Retry
	Body NewInputColumn
}) (ColumnAnswer, error) {
	c := newColumn(in.Body)
	return s.changeColumn(ctx, actor, in.InputTableID, in.Key, "", inputtable.ColumnChange{Add: &c})
}

func (s *Server) updateColumn(ctx context.Context, actor app.Actor, in *struct {
	ColumnPath
	Retry
	Body ColumnPatch
}) (ColumnAnswer, error) {
	u := &editlog.UpdateColumn{ID: in.ColumnID, Name: in.Body.Name, Type: in.Body.Type, Before: in.Body.Before}
	return s.changeColumn(ctx, actor, in.InputTableID, in.Key, in.ColumnID, inputtable.ColumnChange{Update: u})
}

func (s *Server) removeColumn(ctx context.Context, actor app.Actor, in *struct {
	ColumnPath
	Retry
}) (ColumnAnswer, error) {
	return s.changeColumn(ctx, actor, in.InputTableID, in.Key, in.ColumnID, inputtable.ColumnChange{Remove: in.ColumnID})
}

func (s *Server) restoreColumn(ctx context.Context, actor app.Actor, in *struct {
	ColumnPath
	Retry
}) (ColumnAnswer, error) {
	return s.changeColumn(ctx, actor, in.InputTableID, in.Key, in.ColumnID, inputtable.ColumnChange{Restore: in.ColumnID})
}

func (s *Server) setRules(ctx context.Context, actor app.Actor, in *struct {
	ColumnPath
	Retry
	Body writ.InputRules
}) (ColumnAnswer, error) {
	r := &editlog.SetRules{ID: in.ColumnID, Rules: in.Body}
	return s.changeColumn(ctx, actor, in.InputTableID, in.Key, in.ColumnID, inputtable.ColumnChange{SetRules: r})
}

func (s *Server) previewRetype(ctx context.Context, actor app.Actor, in *struct {
	ColumnPath
	Body struct {
		Type writ.InputType `json:"type" enum:"text,integer,decimal,date,timestamp,checkbox,single-select,multi-select"`
	}
}) (inputtable.Misfits, error) {
	m, err := s.app.PreviewRetype(ctx, actor, in.InputTableID, in.ColumnID, in.Body.Type)
	if err != nil {
		return inputtable.Misfits{}, err
	}
	return *m, nil
}

func (s *Server) listFlags(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	InBranch
	Paging
}) (FlagPage, error) {
	row, column, _ := strings.Cut(in.Page, " ")
	after := editlog.CellRef{Row: writ.RowID(row), Column: writ.ColumnID(column)}
	list, total, err := s.app.InputFlags(ctx, actor, in.InputTableID, in.Branch, after, in.Limit+1)
	if err != nil {
		return FlagPage{}, err
	}
	key := func(f writ.InputFlag) string { return string(f.Row) + " " + string(f.Column) }
	return FlagPage{Page: pageOf(list, in.Limit, key, showInputFlag), Total: total}, nil
}

func (s *Server) discardFlags(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	Retry
	Branch writ.Branch `query:"branch" enum:"draft,published" doc:"Absent: the version in which rows are entered now"`
	Body   struct {
		Cells []editlog.CellRef `json:"cells" minItems:"1" maxItems:"1000" doc:"{row, column} of each"`
	}
}) (RowsAnswer, error) {
	a, err := s.app.DiscardFlags(ctx, actor, in.InputTableID, in.Branch, in.Key, editlog.Discard{Cells: in.Body.Cells})
	if err != nil {
		return RowsAnswer{}, err
	}
	return showRowsAnswer(a), nil
}
