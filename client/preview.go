package client

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/writ-dev/writ"
)

// Options are what is chosen about the reading of a file; what is absent the
// server finds out. An Import takes them as JSON.
type Options struct {
	Encoding   string         `json:"encoding,omitempty"`
	Delimiter  string         `json:"delimiter,omitempty"`
	Quote      string         `json:"quote,omitempty"` // "none" for none
	Escape     string         `json:"escape,omitempty"`
	Sheet      string         `json:"sheet,omitempty"`
	Header     *bool          `json:"header,omitempty"`
	SkipLines  *int           `json:"skipLines,omitempty"`
	Comment    string         `json:"comment,omitempty"` // "none" for none
	NullTokens []string       `json:"nullTokens,omitempty"`
	Columns    []ColumnChoice `json:"columns,omitempty"`
}

// ColumnChoice is what is chosen about one column of the file, counted from 0.
// Kind "" lets the values decide.
type ColumnChoice struct {
	Index   int       `json:"index"`
	Include bool      `json:"include"`
	Kind    writ.Kind `json:"kind,omitempty"`
	Format  string    `json:"format,omitempty"`
}

// Preview is how the beginning of a file reads. Document is the whole answer of
// the server.
type Preview struct {
	Undecided string          `json:"undecided"` // "encoding" if that has to be chosen first
	Dialect   PreviewDialect  `json:"dialect"`
	Columns   []PreviewColumn `json:"columns"`
	Encodings []struct {
		Name   string `json:"name"`
		Sample string `json:"sample"`
	} `json:"encodings"`
	Partial  bool            `json:"partial"` // the file goes on; types may change
	Warnings []string        `json:"warnings"`
	Document json.RawMessage `json:"-"`
}

// PreviewDialect is how a file is written.
type PreviewDialect struct {
	Encoding  string `json:"encoding"`
	Delimiter string `json:"delimiter"`
	Quote     string `json:"quote"`
	Escape    string `json:"escape"`
	LineEnd   string `json:"lineEnd"`
	Header    bool   `json:"header"`
	SkipLines int    `json:"skipLines"`
	Comment   string `json:"comment"`
	Container string `json:"container"`
	Sheet     string `json:"sheet"`
}

// PreviewColumn is a column of the file, with what it could be as well.
type PreviewColumn struct {
	Index   int       `json:"index"`
	Name    string    `json:"name"`
	Type    writ.Type `json:"type"`
	Note    string    `json:"note"`
	Choices []struct {
		Kind      writ.Kind `json:"kind"`
		Format    string    `json:"format"`
		Label     string    `json:"label"`
		Fits      int64     `json:"fits"`
		Of        int64     `json:"of"`
		Ambiguous bool      `json:"ambiguous"`
	} `json:"choices"`
	Tokens []struct {
		Token string `json:"token"`
		Count int64  `json:"count"`
	} `json:"tokens"`
}

// PreviewBytes is how much of a file has to have arrived for a Preview, or all of
// a shorter one. Of a workbook all has to.
const PreviewBytes = 1 << 20

// SendBeginning is Send for the first n bytes of the file.
func (c *Client) SendBeginning(ctx context.Context, fileName string, file io.ReaderAt, size, n int64) (*Upload, error) {
	return c.sendUntil(ctx, fileName, file, size, min(n, size), nil)
}

// Preview shows how an upload reads with these options.
func (c *Client) Preview(ctx context.Context, id writ.UploadID, opt Options) (*Preview, error) {
	const op = "client.Preview"
	p := &Preview{}
	if err := c.call(ctx, http.MethodPost, uploadPath(id)+"/preview", nil, map[string]any{"options": opt}, &p.Document); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(p.Document, p); err != nil {
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "The answer of %s is not what this version of writ expects", c.base)
	}
	return p, nil
}
