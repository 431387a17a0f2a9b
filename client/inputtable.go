package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/writ-dev/writ"
)

// InputTable is an input table, with the columns of one of its versions where one
// was asked for.
type InputTable struct {
	ID             writ.InputTableID `json:"inputTableId"`
	Name           string            `json:"name"`
	Kind           writ.InputKind    `json:"kind"`
	Document       writ.FileID       `json:"documentId"`
	ConnectionName string            `json:"connectionName"`
	InputMode      writ.InputMode    `json:"inputMode"`
	IsPublished    bool              `json:"isPublished"`
	EntryBranch    writ.Branch       `json:"entryBranch"`
	MayEnter       bool              `json:"mayEnter"`
	Branch         writ.Branch       `json:"branch,omitempty"`
	Columns        []InputColumn     `json:"columns,omitempty"`
	Head           int64             `json:"head,omitempty"`
	Flags          int64             `json:"flags,omitempty"`
	UpdatedAt      time.Time         `json:"updatedAt"`
}

// InputColumn is a column of an input table.
type InputColumn struct {
	ID      writ.ColumnID   `json:"columnId"`
	Name    string          `json:"name"`
	Type    writ.InputType  `json:"type"`
	Rules   writ.InputRules `json:"rules"`
	Removed bool            `json:"removed,omitempty"`
}

// InputDraft is what an input table is made from.
type InputDraft struct {
	Name       string            `json:"name"`
	Kind       writ.InputKind    `json:"kind,omitempty"`
	Connection writ.ConnectionID `json:"connectionId"`
	Folder     writ.FileID       `json:"folderId,omitempty"`
	Document   writ.FileID       `json:"documentId,omitempty"`
	Mode       writ.InputMode    `json:"inputMode,omitempty"`
	Columns    []NewColumn       `json:"columns,omitempty"`
	Table      writ.TableID      `json:"tableId,omitempty"`
	Parent     *writ.InputParent `json:"parent,omitempty"`
}

// NewColumn is a column to add, as the last one if Before is "".
type NewColumn struct {
	Name   string          `json:"name"`
	Type   writ.InputType  `json:"type,omitempty"`
	Before writ.ColumnID   `json:"before,omitempty"`
	Rules  writ.InputRules `json:"rules,omitzero"`
}

// InputRow is a row of an input table; its cells are in the order of the columns.
type InputRow struct {
	ID        writ.RowID   `json:"rowId"`
	Cells     []writ.Value `json:"cells"`
	CreatedAt time.Time    `json:"createdAt"`
	CreatedBy string       `json:"createdBy"`
	UpdatedAt time.Time    `json:"updatedAt"`
	UpdatedBy string       `json:"updatedBy"`
	EditNum   int64        `json:"editNum"`
}

// InputRows is a page of the rows of an input table.
type InputRows struct {
	Columns  []InputColumn `json:"columns"`
	Rows     []InputRow    `json:"rows"`
	NextPage *string       `json:"nextPage"`
	Head     int64         `json:"head"`
}

// RowQuery asks for rows of an input table. Filter is JSON; AsOf is the number of an
// edit or a time, "" for now.
type RowQuery struct {
	Branch writ.Branch
	Filter string
	Sort   string
	AsOf   string
}

// RowChange is a change of one row.
type RowChange struct {
	Row     writ.RowID                        `json:"rowId,omitempty"`
	Values  map[writ.ColumnID]json.RawMessage `json:"values,omitempty"`
	IfMatch int64                             `json:"ifMatch,omitempty"`
	Match   []writ.ColumnID                   `json:"match,omitempty"`
}

// RowsAnswer says what became of a change of rows.
type RowsAnswer struct {
	FirstEdit int64       `json:"firstEdit"`
	LastEdit  int64       `json:"lastEdit"`
	Rows      []RowResult `json:"rows"`
	Repeated  bool        `json:"repeated,omitempty"`
}

// RowResult says what became of a change of one row.
type RowResult struct {
	Row     writ.RowID `json:"rowId"`
	Status  string     `json:"status"`
	EditNum int64      `json:"editNum"`
	Cells   []struct {
		Column  writ.ColumnID `json:"columnId"`
		Status  string        `json:"status"`
		Reason  string        `json:"reason,omitempty"`
		Current writ.Value    `json:"current"`
	} `json:"cells,omitempty"`
}

func inputPath(id writ.InputTableID) string { return "/v2/input-tables/" + url.PathEscape(string(id)) }

// InputTables returns the input tables that the member may see, the newest first.
func (c *Client) InputTables(ctx context.Context) ([]InputTable, error) {
	return all[InputTable](ctx, c, "/v2/input-tables", nil)
}

// InputTable returns an input table with the columns of a branch.
func (c *Client) InputTable(ctx context.Context, id writ.InputTableID, b writ.Branch) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodGet, inputPath(id), branchQuery(b), nil, t)
}

func branchQuery(b writ.Branch) url.Values {
	if b == "" {
		return nil
	}
	return url.Values{"branch": {string(b)}}
}

// CreateInputTable makes an input table.
func (c *Client) CreateInputTable(ctx context.Context, d InputDraft) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodPost, "/v2/input-tables", nil, d, t)
}

// DeleteInputTable deletes an input table.
func (c *Client) DeleteInputTable(ctx context.Context, id writ.InputTableID) error {
	return c.call(ctx, http.MethodDelete, inputPath(id), nil, nil, &struct{}{})
}

// EachInputRow calls fn for each page of rows.
func (c *Client) EachInputRow(ctx context.Context, id writ.InputTableID, q RowQuery, fn func(*InputRows) error) error {
	query := url.Values{"limit": {"1000"}}
	for name, value := range map[string]string{"branch": string(q.Branch), "filter": q.Filter, "sort": q.Sort, "asOf": q.AsOf} {
		if value != "" {
			query.Set(name, value)
		}
	}
	for {
		p := &InputRows{}
		if err := c.call(ctx, http.MethodGet, inputPath(id)+"/rows", query, nil, p); err != nil {
			return err
		}
		if err := fn(p); err != nil || p.NextPage == nil {
			return err
		}
		query.Set("page", *p.NextPage)
	}
}

// ChangeRows inserts ("POST"), updates ("PATCH"), upserts ("PUT") or deletes
// ("DELETE") rows, once for each key.
func (c *Client) ChangeRows(ctx context.Context, method string, id writ.InputTableID, b writ.Branch, key string, rows []RowChange) (*RowsAnswer, error) {
	a := &RowsAnswer{}
	return a, c.once(ctx, method, inputPath(id)+"/rows", branchQuery(b), key, map[string]any{"rows": rows}, a)
}

// once is call with an idempotency key, if key is not "".
func (c *Client) once(ctx context.Context, method, path string, query url.Values, key string, in, out any) error {
	r, err := withJSON(request{method: method, path: path, query: query}, in)
	if err != nil {
		return err
	}
	if key != "" {
		r.header.Set("Idempotency-Key", key)
	}
	return c.read(ctx, r, out)
}

// StreamRows sends a stream of changes of rows, a JSON object a line, and writes the
// answer to out as it comes. The stream is read once.
func (c *Client) StreamRows(ctx context.Context, id writ.InputTableID, b writ.Branch, key string, lines io.Reader, out io.Writer) error {
	if _, err := c.authorize(ctx); err != nil { // before the stream is touched
		return err
	}
	r := request{
		method: http.MethodPost, path: inputPath(id) + "/bulk", query: branchQuery(b),
		header: http.Header{"Content-Type": {"application/x-ndjson"}}, body: func() io.Reader { return lines },
	}
	if key != "" {
		r.header.Set("Idempotency-Key", key)
	}
	resp, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(out, resp.Body); err != nil {
		return writ.Wrap(writ.CodeUnavailable, "client.StreamRows", err, "The server broke off in the middle of the stream").
			WithHint("The lines without a result may have been logged or not. Send the same stream with the same idempotency key again.")
	}
	return nil
}

// AddColumn adds a column to the draft of an input table.
func (c *Client) AddColumn(ctx context.Context, id writ.InputTableID, n NewColumn) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodPost, inputPath(id)+"/columns", nil, n, t)
}

// ColumnPatch changes a column; what is nil stays.
type ColumnPatch struct {
	Name   *string         `json:"name,omitempty"`
	Type   *writ.InputType `json:"type,omitempty"`
	Before *writ.ColumnID  `json:"before,omitempty"`
}

// UpdateColumn renames, retypes or moves a column.
func (c *Client) UpdateColumn(ctx context.Context, id writ.InputTableID, column writ.ColumnID, p ColumnPatch) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodPatch, columnPath(id, column), nil, p, t)
}

// RemoveColumn removes a column; RestoreColumn brings it back.
func (c *Client) RemoveColumn(ctx context.Context, id writ.InputTableID, column writ.ColumnID) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodDelete, columnPath(id, column), nil, nil, t)
}

// RestoreColumn brings a removed column back with what it held.
func (c *Client) RestoreColumn(ctx context.Context, id writ.InputTableID, column writ.ColumnID) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodPost, columnPath(id, column)+"/restore", nil, nil, t)
}

// SetRules replaces the rules of a column.
func (c *Client) SetRules(ctx context.Context, id writ.InputTableID, column writ.ColumnID, rules writ.InputRules) (*InputTable, error) {
	t := &InputTable{}
	return t, c.call(ctx, http.MethodPut, columnPath(id, column)+"/rules", nil, rules, t)
}

func columnPath(id writ.InputTableID, column writ.ColumnID) string {
	return inputPath(id) + "/columns/" + url.PathEscape(string(column))
}

// RetypePreview says how many values of a column are none of another type.
type RetypePreview struct {
	Count int64 `json:"count"`
	First []struct {
		Row    writ.RowID `json:"rowId"`
		Value  writ.Value `json:"value"`
		Reason string     `json:"reason"`
	} `json:"first"`
}

// PreviewRetype looks for the values of a column that are none of a type.
func (c *Client) PreviewRetype(ctx context.Context, id writ.InputTableID, column writ.ColumnID, to writ.InputType) (*RetypePreview, error) {
	p := &RetypePreview{}
	return p, c.call(ctx, http.MethodPost, columnPath(id, column)+"/retype-preview", nil, map[string]any{"type": to}, p)
}

// InputFlag is a value that waits beside its cell because it breaks a rule.
type InputFlag struct {
	Row    writ.RowID     `json:"rowId"`
	Column writ.ColumnID  `json:"columnId"`
	Value  writ.Value     `json:"value"`
	Rule   writ.InputRule `json:"rule"`
	Reason string         `json:"reason"`
	By     string         `json:"by"`
	At     time.Time      `json:"at"`
}

// InputFlags returns all that wait beside the cells of a branch.
func (c *Client) InputFlags(ctx context.Context, id writ.InputTableID, b writ.Branch) ([]InputFlag, error) {
	return all[InputFlag](ctx, c, inputPath(id)+"/flags", branchQuery(b))
}
