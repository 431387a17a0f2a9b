package api

import (
	"time"

	"github.com/writ-dev/writ"
)

// Page is one page of a list. NextPage is handed back as the query parameter
// page to get the next one; it is null on the last.
type Page[T any] struct {
	Entries  []T     `json:"entries"`
	NextPage *string `json:"nextPage"`
}

// Entries is a list that always comes whole.
type Entries[T any] struct {
	Entries []T `json:"entries"`
}

// Paging is the input of every list that comes in pages.
type Paging struct {
	Page  string `query:"page" doc:"nextPage of the page before; absent for the first"`
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"1000"`
}

// pageOf cuts items, of which one more than limit was asked for, to a page whose
// nextPage is the key of its last item.
func pageOf[T, E any](items []T, limit int, key func(T) string, show func(T) E) Page[E] {
	page := Page[E]{Entries: make([]E, 0, min(limit, len(items)))}
	for i, item := range items {
		if i == limit {
			next := key(items[i-1])
			page.NextPage = &next
			break
		}
		page.Entries = append(page.Entries, show(item))
	}
	return page
}

// pageAfter drops the items up to and including the one whose key is after; all
// of them stay if after is "".
func pageAfter[T any](items []T, after string, key func(T) string) ([]T, error) {
	if after == "" {
		return items, nil
	}
	for i, item := range items {
		if key(item) == after {
			return items[i+1:], nil
		}
	}
	return nil, writ.Invalid("api.page", "page", "page is not the nextPage of this list, or its last entry is gone").
		WithHint("Start again without page.")
}

// entriesOf shows a whole list.
func entriesOf[T, E any](items []T, show func(T) E) Entries[E] {
	e := Entries[E]{Entries: make([]E, len(items))}
	for i, item := range items {
		e.Entries[i] = show(item)
	}
	return e
}

// optionalTime is nil for the zero time.
func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// optional is nil for "".
func optional[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}
