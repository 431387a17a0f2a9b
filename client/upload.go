package client

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
)

// Upload is a file on its way into a table.
type Upload struct {
	ID       writ.UploadID    `json:"uploadId"`
	FileName string           `json:"fileName"`
	Size     int64            `json:"size"`
	Received int64            `json:"received"`
	State    writ.UploadState `json:"state"`
	Table    writ.TableID     `json:"tableId"`
	Problem  *writ.Problem    `json:"problem"`
	Progress *Progress        `json:"progress"`
	Result   UploadResult     `json:"result"`

	SchemaChanges []writ.SchemaChange `json:"schemaChanges"` // that were not accepted
	Remembered    *Remembered         `json:"remembered"`    // of an earlier file of its source; nil if nothing is
}

// Remembered is what the member chose for an earlier file. Options is the JSON
// document that an Import takes.
type Remembered struct {
	FileName  string          `json:"fileName"`
	Options   json.RawMessage `json:"options"`
	UpdatedAt time.Time       `json:"updatedAt"`
}

// Progress is how far an import is.
type Progress struct {
	Phase      string    `json:"phase"`
	StartedAt  time.Time `json:"startedAt"` // of the phase
	Bytes      int64     `json:"bytes"`
	TotalBytes int64     `json:"totalBytes"`
	Rows       int64     `json:"rows"`
	TotalRows  int64     `json:"totalRows"`
}

// UploadResult is what an import counted.
type UploadResult struct {
	RowsRead     int64 `json:"rowsRead"`
	RowsLoaded   int64 `json:"rowsLoaded"`
	RowsRejected int64 `json:"rowsRejected"`
	RowsInserted int64 `json:"rowsInserted"` // that went after others in a table
	RowsUpdated  int64 `json:"rowsUpdated"`  // that took the place of others
}

// Target is a connection that may be uploaded to.
type Target struct {
	Connection   writ.ConnectionID `json:"connectionId"`
	Name         string            `json:"name"`
	Destinations []struct {
		ID    writ.DestinationID `json:"destinationId"`
		Label string             `json:"label"`
	} `json:"destinations"`
}

// Import says where a new table goes and what it is called, or how the rows of
// which Table change. OnReject is "stop" or "load", OnSchemaChange "stop" or
// "accept".
type Import struct {
	Connection     writ.ConnectionID  `json:"connectionId,omitempty"`
	Destination    writ.DestinationID `json:"destinationId,omitempty"`
	Name           string             `json:"name,omitempty"`
	Folder         writ.FileID        `json:"folderId,omitempty"`   // that gets a workbook with the table; My documents if both are empty
	Document       writ.FileID        `json:"documentId,omitempty"` // that gets the table as an element
	Options        json.RawMessage    `json:"options,omitempty"`
	OnReject       string             `json:"onReject,omitempty"`
	MaxRejects     int64              `json:"maxRejects,omitempty"` // rows, with "load"; 0 is no limit
	Change         writ.TableChange   `json:"change,omitempty"`
	Table          writ.TableID       `json:"tableId,omitempty"`
	Key            []string           `json:"key,omitempty"` // labels, for an upsert
	OnSchemaChange string             `json:"onSchemaChange,omitempty"`
}

// Targets lists where the member may upload to.
func (c *Client) Targets(ctx context.Context) ([]Target, error) {
	var l entries[Target]
	err := c.call(ctx, http.MethodGet, "/v2/upload-targets", nil, nil, &l)
	return l.Entries, err
}

// What a part may be, and how long to wait before a broken one is tried again.
const (
	partBytes   = 32 << 20
	partRetries = 7                      // together longer than it takes to see that a server has died
	retryDelay  = 100 * time.Millisecond // doubled with each failure
)

// Send announces a file of size bytes and sends it in parts. When a part breaks
// off it asks how much has arrived and goes on there. sent, if not nil, is told
// the bytes that have arrived.
func (c *Client) Send(ctx context.Context, fileName string, file io.ReaderAt, size int64, sent func(int64)) (*Upload, error) {
	return c.sendUntil(ctx, fileName, file, size, size, sent)
}

// sendUntil is Send as far as the byte until.
func (c *Client) sendUntil(ctx context.Context, fileName string, file io.ReaderAt, size, until int64, sent func(int64)) (*Upload, error) {
	u := &Upload{}
	err := c.call(ctx, http.MethodPost, "/v2/uploads", nil, map[string]any{"fileName": fileName, "size": size}, u)
	for failures := 0; err == nil && u.Received < until; {
		if sent != nil {
			sent(u.Received)
		}
		partErr := c.sendPart(ctx, u, file, until)
		if partErr == nil {
			failures = 0
			continue
		}
		if failures++; failures > partRetries || !broken(partErr) {
			return u, partErr
		}
		if err = wait(ctx, retryDelay<<failures); err == nil {
			err = c.resume(ctx, u, partErr)
		}
	}
	return u, err
}

// sendPart sends the next part of the file and updates u.
func (c *Client) sendPart(ctx context.Context, u *Upload, file io.ReaderAt, until int64) error {
	offset := u.Received
	length := min(partBytes, until-offset)
	return c.read(ctx, request{
		method: http.MethodPatch, path: uploadPath(u.ID),
		header: http.Header{
			"Content-Type":  {"application/offset+octet-stream"},
			"Upload-Offset": {strconv.FormatInt(offset, 10)},
		},
		body: func() io.Reader { return io.NewSectionReader(file, offset, length) },
	}, u)
}

// broken tells whether trying again may help: the connection broke, or the
// server has more or less of the file than was thought.
func broken(err error) bool {
	var p *Problem
	if errors.As(err, &p) {
		return p.Offset != nil
	}
	return writ.CodeOf(err) == writ.CodeUnavailable
}

// resume finds out where the upload goes on.
func (c *Client) resume(ctx context.Context, u *Upload, partErr error) error {
	var p *Problem
	if errors.As(partErr, &p) && p.Offset != nil {
		u.Received = *p.Offset
		return nil
	}
	now, err := c.Upload(ctx, u.ID)
	if err != nil {
		return partErr
	}
	*u = *now
	return nil
}

// Upload returns an upload as it is now.
func (c *Client) Upload(ctx context.Context, id writ.UploadID) (*Upload, error) {
	u := &Upload{}
	return u, c.call(ctx, http.MethodGet, uploadPath(id), nil, nil, u)
}

// Uploads lists the member's own uploads, the newest first.
func (c *Client) Uploads(ctx context.Context) ([]Upload, error) {
	return all[Upload](ctx, c, "/v2/uploads", nil)
}

// Cancel stops an upload; nothing of it stays.
func (c *Client) Cancel(ctx context.Context, id writ.UploadID) error {
	return c.call(ctx, http.MethodDelete, uploadPath(id), nil, nil, &Upload{})
}

// How often a running import is asked for: soon at first, so that small files
// are quick.
const (
	firstPoll = 20 * time.Millisecond
	lastPoll  = time.Second
)

// Import imports an upload that has arrived and waits until it has ended;
// progress, if not nil, is told how far it is. An import that failed is an error
// with the code and the words of the server.
func (c *Client) Import(ctx context.Context, id writ.UploadID, in Import, progress func(Progress)) (*Upload, error) {
	u := &Upload{}
	if err := c.call(ctx, http.MethodPost, uploadPath(id)+"/import", nil, in, u); err != nil {
		return nil, err
	}
	for delay := firstPoll; !u.State.Ended(); delay = min(2*delay, lastPoll) {
		if progress != nil && u.Progress != nil {
			progress(*u.Progress)
		}
		if err := wait(ctx, delay); err != nil {
			return nil, err
		}
		var err error
		if u, err = c.Upload(ctx, id); err != nil {
			return nil, err
		}
	}
	return u, ended(u)
}

// ended returns why an upload did not become a table.
func ended(u *Upload) error {
	const op = "client.Import"
	switch {
	case u.State == writ.UploadDone:
		return nil
	case u.Problem != nil:
		doc, err := json.Marshal(u.Problem)
		if err != nil {
			return writ.Wrap(writ.CodeInternal, op, err, "The problem could not be written")
		}
		return &writ.Error{Code: u.Problem.Code, Op: op, Field: u.Problem.Field, Message: u.Problem.Message, Hint: u.Problem.Hint,
			Err: &Problem{Document: doc}}
	}
	return writ.Errorf(writ.CodeCanceled, op, "The upload was canceled")
}

func uploadPath(id writ.UploadID) string { return "/v2/uploads/" + url.PathEscape(string(id)) }

// wait waits for d or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return writ.Wrap(writ.CodeCanceled, "client.wait", context.Cause(ctx), "Canceled")
	}
}
