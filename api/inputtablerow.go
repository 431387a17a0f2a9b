package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/inputtable"
)

// maxRowsBody is how large a change of rows may be: it has room for large cells.
const maxRowsBody = 16 << 20

// InputRow is a row of an input table. Its cells are in the order of the columns,
// each canonical text, or null.
type InputRow struct {
	RowID     writ.RowID   `json:"rowId"`
	Cells     []writ.Value `json:"cells"`
	CreatedAt time.Time    `json:"createdAt"`
	CreatedBy string       `json:"createdBy" doc:"An e-mail address"`
	UpdatedAt time.Time    `json:"updatedAt"`
	UpdatedBy string       `json:"updatedBy"`
	EditNum   int64        `json:"editNum" doc:"The edit that changed the row last: its version, for If-Match"`
	Flags     []InputFlag  `json:"flags,omitempty" doc:"Values that wait beside the cells of the row"`
}

// InputFlag is a value that breaks a rule. It is kept beside its cell until somebody
// mends or discards it.
type InputFlag struct {
	RowID    writ.RowID     `json:"rowId"`
	ColumnID writ.ColumnID  `json:"columnId"`
	Value    writ.Value     `json:"value"`
	Rule     writ.InputRule `json:"rule" enum:"type,required,unique,allowed,min,max,pattern"`
	Reason   string         `json:"reason" doc:"A sentence"`
	By       string         `json:"by" doc:"The e-mail address of who gave the value"`
	At       time.Time      `json:"at"`
	EditNum  int64          `json:"editNum"`
}

// InputRows is a page of the rows of an input table.
type InputRows struct {
	Branch   writ.Branch   `json:"branch" enum:"draft,published"`
	Columns  []InputColumn `json:"columns"`
	Rows     []InputRow    `json:"rows"`
	NextPage *string       `json:"nextPage"`
	Total    *int64        `json:"total,omitempty" doc:"All rows that the filter lets through, where count was asked for"`
	Head     int64         `json:"head" doc:"The number of the last edit that was logged"`
	Mark     int64         `json:"mark" doc:"The number of the last edit that the rows show"`
}

// RowInput is a change of one row.
type RowInput struct {
	RowID   writ.RowID                        `json:"rowId,omitempty" doc:"Of the row; of a new one, a UUID of your choice, or absent"`
	Values  map[writ.ColumnID]json.RawMessage `json:"values,omitempty" doc:"By the ids of columns: null, text, a number, true or false, or a list of texts for a multi-select. A value that breaks a rule is kept beside the cell and told as refused"`
	Seen    map[writ.ColumnID]json.RawMessage `json:"seen,omitempty" doc:"What you saw in cells that you change. A cell that holds something else by now, which is not your new value either, is a conflict"`
	IfMatch int64                             `json:"ifMatch,omitempty" minimum:"0" doc:"The editNum that the row has to have"`
	Place   *RowPlace                         `json:"place,omitempty" doc:"Where the row goes; absent: a new one goes last, another stays"`
	Match   []writ.ColumnID                   `json:"match,omitempty" doc:"Of an upsert: the columns that tell which row is meant"`
}

// RowPlace is a place among the rows: before or after another, first, or last.
type RowPlace struct {
	Before writ.RowID `json:"before,omitempty"`
	After  writ.RowID `json:"after,omitempty"`
	First  bool       `json:"first,omitempty"`
}

// RowsInput is a change of rows.
type RowsInput struct {
	InputTablePath
	Retry
	Branch  writ.Branch `query:"branch" enum:"draft,published" doc:"The version that you mean; another than the one in which rows are entered now is refused"`
	IfMatch string      `header:"If-Match" doc:"Of a single row: the editNum that it has to have, in quotes or without"`
	Body    struct {
		Rows  []RowInput      `json:"rows" doc:"At most 1,000; …/bulk takes any number"`
		Match []writ.ColumnID `json:"match,omitempty" doc:"Of an upsert: the columns that tell which row is meant, for those rows that do not say so themselves"`
	}
}

// RowsAnswer says what became of a change. It is durable in the warehouse.
type RowsAnswer struct {
	FirstEdit int64       `json:"firstEdit" doc:"The numbers of its first and last edit; 0 if nothing had to be logged"`
	LastEdit  int64       `json:"lastEdit"`
	Rows      []RowResult `json:"rows" doc:"What became of each row, in the order of the request"`
	Repeated  bool        `json:"repeated,omitempty" doc:"The same request had been logged before"`
}

// RowResult says what became of a change of one row.
type RowResult struct {
	RowID   writ.RowID        `json:"rowId"`
	Status  inputtable.Status `json:"status" enum:"logged,unchanged,refused,conflict,absent" doc:"logged: some or all of it was. unchanged: it was so already. refused: its values break rules and are kept beside their cells. conflict: somebody else has changed it since, nothing was done. absent: there is no such row"`
	EditNum int64             `json:"editNum" doc:"The version of the row from now on"`
	Cells   []CellResult      `json:"cells,omitempty" doc:"Those that are not as they were asked to be"`
}

// CellResult says why a cell is not as it was asked to be.
type CellResult struct {
	ColumnID writ.ColumnID     `json:"columnId"`
	Status   inputtable.Status `json:"status" enum:"logged,unchanged,refused,conflict,absent"`
	Rule     writ.InputRule    `json:"rule,omitempty"`
	Reason   string            `json:"reason,omitempty" doc:"A sentence"`
	Current  writ.Value        `json:"current" doc:"What the cell holds"`
}

func (s *Server) inputRowRoutes() {
	const rows = oneInput + "/rows"
	member(s, endpoint{id: "listInputRows", route: "GET " + rows, summary: "Read rows: filtered, sorted, page by page"}, s.listInputRows)
	member(s, endpoint{id: "insertInputRows", route: "POST " + rows, summary: "Insert rows", body: maxRowsBody}, s.changeRows(inputtable.Insert))
	member(s, endpoint{id: "updateInputRows", route: "PATCH " + rows, summary: "Change cells of rows, or move rows", body: maxRowsBody}, s.changeRows(inputtable.Update))
	member(s, endpoint{id: "upsertInputRows", route: "PUT " + rows, summary: "Change the rows that are there and insert the others", body: maxRowsBody}, s.changeRows(inputtable.Upsert))
	member(s, endpoint{id: "deleteInputRows", route: "DELETE " + rows, summary: "Delete rows; their history stays", body: maxRowsBody}, s.changeRows(inputtable.Delete))
	s.bulkRoute()
}

func (s *Server) listInputRows(ctx context.Context, actor app.Actor, in *struct {
	InputTablePath
	InBranch
	AsOf   string   `query:"asOf" doc:"The rows as they were: after the edit of this number, or at this time"`
	Filter string   `query:"filter" doc:"JSON: {\"column\": \"c1\", \"op\": \"=\", \"value\": \"x\"}, or {\"and\": […]} or {\"or\": […]} of such. op is one of = != < <= > >= contains startsWith isNull notNull in. Besides the ids of columns there are ID, CREATED_AT, CREATED_BY, UPDATED_AT, UPDATED_BY and EDIT_NUM"`
	Sort   []string `query:"sort" doc:"Columns, such as c2,-c1: - sorts downwards. Absent: in the order that people gave the rows"`
	Page   string   `query:"page" doc:"nextPage of the page before; absent for the first"`
	Limit  int      `query:"limit" default:"200" minimum:"1" maximum:"1000"`
	Count  bool     `query:"count" doc:"Whether to count all rows that the filter lets through"`
}) (InputRows, error) {
	q := app.InputQuery{Branch: in.Branch, AsOf: in.AsOf, Sort: in.Sort, Page: in.Page, Limit: in.Limit, Count: in.Count}
	var err error
	if q.Where, err = readFilter(in.Filter); err != nil {
		return InputRows{}, err
	}
	p, err := s.app.InputRows(ctx, actor, in.InputTableID, q)
	if err != nil {
		return InputRows{}, err
	}
	return InputRows{
		Branch: p.Branch, Columns: entriesOf(p.Columns, showInputColumn).Entries, Rows: entriesOf(p.Rows, showInputRow).Entries,
		NextPage: optional(p.Next), Total: p.Total, Head: p.Head, Mark: p.Mark,
	}, nil
}

// readFilter reads a filter strictly: a name that it does not have is a mistake.
func readFilter(text string) (*app.InputFilter, error) {
	if text == "" {
		return nil, nil
	}
	f := &app.InputFilter{}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil || d.More() {
		return nil, writ.Wrap(writ.CodeInvalid, "api.readFilter", err, "The filter is not what a filter looks like in JSON.").
			WithHint(`Filters look like {"column":"c1","op":"=","value":"x"}, or {"and":[…]} of such.`)
	}
	return f, nil
}

func showInputRow(r app.InputRow) InputRow {
	return InputRow{
		RowID: r.ID, Cells: orEmpty(r.Cells), CreatedAt: r.CreatedAt, CreatedBy: r.CreatedBy, UpdatedAt: r.UpdatedAt, UpdatedBy: r.UpdatedBy,
		EditNum: r.Num, Flags: entriesOf(r.Flags, showInputFlag).Entries,
	}
}

func showInputFlag(f writ.InputFlag) InputFlag {
	return InputFlag{RowID: f.Row, ColumnID: f.Column, Value: f.Value, Rule: f.Rule, Reason: f.Reason, By: f.By, At: f.At, EditNum: f.Num}
}

// changeRows makes the handler of one operation.
func (s *Server) changeRows(do inputtable.Operation) func(context.Context, app.Actor, *RowsInput) (RowsAnswer, error) {
	return func(ctx context.Context, actor app.Actor, in *RowsInput) (RowsAnswer, error) {
		edit := app.RowEdit{Branch: in.Branch, Key: in.Key, Rows: make([]inputtable.RowChange, len(in.Body.Rows))}
		for i, r := range in.Body.Rows {
			edit.Rows[i] = r.change(do)
			if do == inputtable.Upsert && len(r.Match) == 0 {
				edit.Rows[i].Match = in.Body.Match
			}
		}
		if err := in.ifMatch(edit.Rows); err != nil {
			return RowsAnswer{}, err
		}
		answer, err := s.app.EditRows(ctx, actor, in.InputTableID, edit)
		if err != nil {
			return RowsAnswer{}, err
		}
		out := showRowsAnswer(answer)
		if len(edit.Rows) == 1 && len(out.Rows) == 1 && out.Rows[0].Status == inputtable.Conflict {
			return RowsAnswer{}, conflictProblem(ctx, edit.Rows[0], out.Rows)
		}
		return out, nil
	}
}

func (r RowInput) change(do inputtable.Operation) inputtable.RowChange {
	c := inputtable.RowChange{Do: do, Row: r.RowID, Values: r.Values, Seen: r.Seen, Match: r.Match, IfMatch: r.IfMatch}
	if r.Place != nil {
		c.Place = &inputtable.Place{Before: r.Place.Before, After: r.Place.After, First: r.Place.First}
	}
	return c
}

// ifMatch puts the header into the one row that it is about.
func (in *RowsInput) ifMatch(rows []inputtable.RowChange) error {
	if in.IfMatch == "" {
		return nil
	}
	n, err := strconv.ParseInt(strings.Trim(in.IfMatch, `"`), 10, 64)
	switch {
	case err != nil || n < 1:
		return writ.Invalid("api.ifMatch", "If-Match", "If-Match is not the editNum of a row, such as 42.")
	case len(rows) != 1:
		return writ.Invalid("api.ifMatch", "If-Match", "If-Match is about one row, and these are %d.", len(rows)).WithHint("Give each its ifMatch.")
	}
	rows[0].IfMatch = n
	return nil
}

// conflictProblem is the answer to a change of one row that conflicts: 412 where the
// row was to have a version, else 409.
func conflictProblem(ctx context.Context, change inputtable.RowChange, rows []RowResult) *Problem {
	p := newProblem(ctx, http.StatusConflict, writ.CodeConflict, "Somebody else has changed the row since you saw it; nothing of yours was done.")
	if change.IfMatch != 0 && rows[0].EditNum != change.IfMatch {
		p.Status, p.Title, p.Code = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed), writ.CodeStale
	}
	p.Hint = "rows says what it holds by now. Decide which value is right, and send that."
	p.Rows = rows
	return p
}

func showRowsAnswer(a *inputtable.Answer) RowsAnswer {
	out := RowsAnswer{FirstEdit: a.First, LastEdit: a.Last, Repeated: a.Repeated, Rows: make([]RowResult, len(a.Rows))}
	for i, r := range a.Rows {
		out.Rows[i] = showRowResult(r)
	}
	return out
}

func showRowResult(r inputtable.RowResult) RowResult {
	out := RowResult{RowID: r.Row, Status: r.Status, EditNum: r.Num}
	for _, c := range r.Cells {
		out.Cells = append(out.Cells, CellResult{ColumnID: c.Column, Status: c.Status, Rule: c.Rule, Reason: c.Reason, Current: c.Current.Value})
	}
	return out
}
