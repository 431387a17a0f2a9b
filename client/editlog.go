package client

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/writ-dev/writ"
)

// EditLog is the edit log of a connection.
type EditLog struct {
	Connection     writ.ConnectionID `json:"connectionId"`
	ConnectionName string            `json:"connectionName"`
	Path           writ.Path         `json:"path"`
	Problem        *struct {
		Message string `json:"message"`
	} `json:"problem"`
	InputTables []struct {
		ID   writ.InputTableID `json:"inputTableId"`
		Name string            `json:"name"`
	} `json:"inputTables"`
}

// Verification is what was found in the edits of one input table.
type Verification struct {
	Table    writ.InputTableID `json:"inputTableId"`
	Name     string            `json:"name"`
	EditNum  int64             `json:"editNum"`
	Hash     string            `json:"hash"`
	Damaged  bool              `json:"damaged"`
	Count    int               `json:"count"`
	Findings []struct {
		EditNum int64  `json:"editNum"`
		Kind    string `json:"kind"`
		Text    string `json:"text"`
	} `json:"findings"`
}

// EditLogs returns the edit logs of all connections.
func (c *Client) EditLogs(ctx context.Context) ([]EditLog, error) {
	var l entries[EditLog]
	err := c.call(ctx, http.MethodGet, "/v2/edit-logs", nil, nil, &l)
	return l.Entries, err
}

func editLogPath(id writ.ConnectionID) string { return "/v2/edit-logs/" + url.PathEscape(string(id)) }

func ofInput(table writ.InputTableID) url.Values {
	if table == "" {
		return nil
	}
	return url.Values{"inputTableId": {string(table)}}
}

// VerifyEditLog verifies the edits of one input table, or of all if table is "".
func (c *Client) VerifyEditLog(ctx context.Context, id writ.ConnectionID, table writ.InputTableID) ([]Verification, error) {
	var l entries[Verification]
	err := c.call(ctx, http.MethodPost, editLogPath(id)+"/verify", ofInput(table), nil, &l)
	return l.Entries, err
}

// ExportEditLog writes the rows of an edit log to w as they are stored, a JSON object
// a line. An answer that breaks off is an error.
func (c *Client) ExportEditLog(ctx context.Context, id writ.ConnectionID, table writ.InputTableID, w io.Writer) error {
	resp, err := c.send(ctx, request{method: http.MethodPost, path: editLogPath(id) + "/export", query: ofInput(table)})
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return writ.Wrap(writ.CodeUnavailable, "client.ExportEditLog", err, "The server broke off in the middle; what was written is not the whole log").WithHint("Try again.")
	}
	return nil
}

// RebuildInputTable makes the data tables of an input table again, from the edit log.
func (c *Client) RebuildInputTable(ctx context.Context, id writ.InputTableID) error {
	return c.call(ctx, http.MethodPost, inputPath(id)+"/rebuild", nil, nil, &struct{}{})
}
