package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"time"
)

// trial is one file and what must come of it.
type trial struct {
	id       string
	level    string // must, should, may; "" where the material ranks nothing
	checks   string // what it is about, in the words of the material
	fileName string // as the upload calls it
	data     []byte // nil: what is in the file at path
	path     string
	options  options
	thorough bool                  // read the table with `writ rows` as well, and load the exact export anew
	judge    func(*outcome) string // says what is wrong
	// inspect looks at more of the table; what it finds is a fault. nil: nothing.
	inspect func(ctx context.Context, s *server, table string) error
}

// options is what the user states, as the API takes it.
type options struct {
	Encoding   string   `json:"encoding,omitempty"`
	Delimiter  string   `json:"delimiter,omitempty"`
	Quote      string   `json:"quote,omitempty"`
	Escape     string   `json:"escape,omitempty"`
	Header     *bool    `json:"header,omitempty"`
	SkipLines  *int     `json:"skipLines,omitempty"`
	Comment    string   `json:"comment,omitempty"`
	NullTokens []string `json:"nullTokens,omitempty"`
	Columns    []choice `json:"columns,omitempty"`
}

// choice makes the column of the file with that index, counted from 0, that kind.
type choice struct {
	Index   int    `json:"index"`
	Include bool   `json:"include"`
	Kind    string `json:"kind"`

	typed string // the kind that was found
}

// upload is the state of an upload.
type upload struct {
	UploadID string
	State    string
	TableID  string
	Problem  *refusal
	Result   struct{ RowsRead, RowsLoaded, RowsRejected int64 }
}

// refusing are the codes with which a file may be refused; any other is a fault.
var refusing = []string{"invalid", "unsupported", "exhausted"}

// visit takes a file to one platform and back. An error is a fault of the server,
// whatever the file.
func (s *server) visit(ctx context.Context, p place, t *trial) (*outcome, error) {
	data := t.data
	if data == nil {
		var err error
		if data, err = os.ReadFile(t.path); err != nil {
			return nil, err
		}
	}
	u, err := s.load(ctx, p, t, io.NewSectionReader(bytes.NewReader(data), 0, int64(len(data))))
	var no *refusal
	if errors.As(err, &no) && slices.Contains(refusing, no.Code) && no.Status < 500 {
		return &outcome{refusal: no}, nil
	}
	if err != nil {
		return nil, err
	}
	o, err := s.look(ctx, u, t, data)
	if err == nil && t.inspect != nil {
		err = t.inspect(ctx, s, u.TableID)
	}
	return o, errors.Join(err, s.call(ctx, http.MethodDelete, "/v2/tables/"+u.TableID, nil, nil))
}

// load uploads, previews and imports a file. Rows that do not fit are left out:
// the list of rejects has to account for them.
func (s *server) load(ctx context.Context, p place, t *trial, file *io.SectionReader) (*upload, error) {
	u := &upload{}
	if err := s.call(ctx, http.MethodPost, "/v2/uploads", map[string]any{"fileName": t.fileName, "size": file.Size()}, u); err != nil {
		return nil, err
	}
	path := "/v2/uploads/" + u.UploadID
	err := s.sendParts(ctx, path, file)
	if err == nil {
		u, err = s.importUpload(ctx, path, p, t)
	}
	if err != nil {
		if e := s.call(ctx, http.MethodDelete, path, nil, nil); e != nil && !ended(e) {
			return nil, e
		}
	}
	return u, err
}

// ended tells whether a call was refused because the upload is over already.
func ended(err error) bool {
	var no *refusal
	return errors.As(err, &no) && no.Code == "conflict"
}

// partBytes is how much of a file goes with one request.
const partBytes = 16 << 20

func (s *server) sendParts(ctx context.Context, path string, file *io.SectionReader) error {
	part := make([]byte, min(partBytes, file.Size()))
	for offset := int64(0); offset < file.Size(); {
		n, err := file.ReadAt(part, offset)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		header := http.Header{"Content-Type": {"application/offset+octet-stream"}, "Upload-Offset": {strconv.FormatInt(offset, 10)}}
		if _, err := s.send(ctx, http.MethodPatch, path, header, part[:n]); err != nil {
			return err
		}
		offset += int64(n)
	}
	return nil
}

// importUpload previews an upload, imports it and waits for the end.
func (s *server) importUpload(ctx context.Context, path string, p place, t *trial) (*upload, error) {
	previewed := s.call(ctx, http.MethodPost, path+"/preview", map[string]any{"options": t.options}, nil)
	u := &upload{}
	err := s.call(ctx, http.MethodPost, path+"/import", map[string]any{
		"connectionId": p.connection, "name": t.id, "options": t.options, "onReject": "load",
	}, u)
	if err != nil {
		return nil, err
	}
	for delay := 10 * time.Millisecond; u.State == "importing"; delay = min(2*delay, time.Second) {
		if err := pause(ctx, delay); err != nil {
			return nil, err
		}
		u = &upload{}
		if err := s.get(ctx, path, u); err != nil {
			return nil, err
		}
	}
	switch {
	case u.State == "failed" && u.Problem != nil:
		return nil, u.Problem
	case u.State != "done":
		return nil, fmt.Errorf("the upload ended as %q without a problem", u.State)
	case previewed != nil:
		return nil, fmt.Errorf("the preview refuses what the import loads: %w", previewed)
	}
	return u, nil
}

// look reads a table in each form and checks that they agree.
func (s *server) look(ctx context.Context, u *upload, t *trial, data []byte) (*outcome, error) {
	o, first := &outcome{}, window{}
	path := "/v2/tables/" + u.TableID
	err := errors.Join(
		s.get(ctx, path+"/certificate", &o.certificate),
		s.get(ctx, path, &struct{ Columns *[]column }{&o.columns}),
		s.get(ctx, path+"/rows?limit=1000", &first),
	)
	if err != nil {
		return nil, err
	}
	if o.export, err = s.send(ctx, http.MethodGet, path+"/export?format=csv", http.Header{}, nil); err != nil {
		return nil, err
	}
	if o.rows, o.nulls, err = readTable(o.export); err != nil {
		return nil, err
	}
	if u.Result.RowsRejected > 0 {
		list, err := s.send(ctx, http.MethodGet, "/v2/uploads/"+u.UploadID+"/rejects", http.Header{}, nil)
		if err != nil {
			return nil, err
		}
		if o.rejects, _, err = readTable(list); err != nil {
			return nil, err
		}
	}
	if t.thorough && len(o.export) < large {
		printed, err := s.writ(ctx, "rows", u.TableID)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(printed, o.export) {
			return nil, fmt.Errorf("`writ rows` prints %d bytes and the API exports %d", len(printed), len(o.export))
		}
	}
	return o, o.sound(data, first)
}
