package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/writ-dev/writ"
)

// Rejects is a piece of the list of the values that an import rejected. Next is
// what Rejects takes as after for the next piece, nil in the last.
type Rejects struct {
	Entries []Reject `json:"entries"`
	Total   int64    `json:"total"` // values in the whole list
	Next    *int64   `json:"next"`
}

// Reject is one value, or one row, that was rejected. They are numbered from 1.
type Reject struct {
	Number int64  `json:"number"`
	Line   int64  `json:"line"`
	Column string `json:"column"` // "" if the whole row is at fault
	Value  string `json:"value"`  // the beginning of a long one
	Reason string `json:"reason"`
}

// Rejects returns the rejected values of an upload after that number, at most
// limit.
func (c *Client) Rejects(ctx context.Context, id writ.UploadID, after int64, limit int) (*Rejects, error) {
	r := &Rejects{}
	q := url.Values{"after": {strconv.FormatInt(after, 10)}, "limit": {strconv.Itoa(limit)}}
	return r, c.call(ctx, http.MethodGet, uploadPath(id)+"/rejects/page", q, nil, r)
}
