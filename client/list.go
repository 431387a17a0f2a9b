package client

import (
	"context"
	"maps"
	"net/http"
	"net/url"
)

// entries is a list that comes whole.
type entries[T any] struct {
	Entries []T `json:"entries"`
}

// page is one page of a list.
type page[T any] struct {
	Entries  []T     `json:"entries"`
	NextPage *string `json:"nextPage"`
}

// all reads every page of a list.
func all[T any](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	q := url.Values{"limit": {"1000"}}
	maps.Copy(q, query)
	var list []T
	for {
		var p page[T]
		if err := c.call(ctx, http.MethodGet, path, q, nil, &p); err != nil {
			return nil, err
		}
		list = append(list, p.Entries...)
		if p.NextPage == nil {
			return list, nil
		}
		q.Set("page", *p.NextPage)
	}
}
