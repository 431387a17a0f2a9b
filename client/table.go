package client

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
)

// Table is a CSV table.
type Table struct {
	ID             writ.TableID `json:"tableId"`
	Name           string       `json:"name"`
	Document       writ.FileID  `json:"documentId"` // whose element it is
	ConnectionName string       `json:"connectionName"`
	Version        int64        `json:"version"`
	UpdatedAt      time.Time    `json:"updatedAt"`
	Rows           int64        `json:"rows"`
	Columns        []struct {
		Name string    `json:"name"`
		Type writ.Type `json:"type"`
	} `json:"columns"`
}

// Table returns one of the member's tables.
func (c *Client) Table(ctx context.Context, id writ.TableID) (*Table, error) {
	t := &Table{}
	return t, c.call(ctx, http.MethodGet, tablePath(id), nil, nil, t)
}

// Tables returns all of the member's tables, the newest first.
func (c *Client) Tables(ctx context.Context) ([]Table, error) {
	return all[Table](ctx, c, "/v2/tables", nil)
}

// Export says what is to be exported: the current version if Version is 0. Format
// is "csv", "json", "xlsx" or "parquet". With Protect, texts of a CSV file that a
// spreadsheet would run are made harmless.
type Export struct {
	Format  string
	Version int64
	Protect bool
}

// Export streams every row of a table to w. An answer that breaks off is an error,
// never a short table.
func (c *Client) Export(ctx context.Context, id writ.TableID, what Export, w io.Writer) error {
	const op = "client.Export"
	query := url.Values{"format": {what.Format}, "version": {strconv.FormatInt(what.Version, 10)}}
	if what.Protect {
		query.Set("formulas", "protected")
	}
	resp, err := c.send(ctx, request{method: http.MethodGet, path: tablePath(id) + "/export", query: query})
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	out := &sink{w: w}
	if _, err := io.Copy(out, resp.Body); err != nil {
		if out.err != nil {
			return writ.Wrap(writ.CodeUnavailable, op, err, "The rows cannot be written: %v", out.err)
		}
		return writ.Wrap(writ.CodeUnavailable, op, err, "The server broke off in the middle; what was written is not the whole table").
			WithHint("Try again; the server's log says why.")
	}
	return nil
}

// sink remembers whether it was the writer that failed.
type sink struct {
	w   io.Writer
	err error
}

// Write implements io.Writer.
func (s *sink) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		s.err = err
	}
	return n, err
}

func tablePath(id writ.TableID) string { return "/v2/tables/" + url.PathEscape(string(id)) }
