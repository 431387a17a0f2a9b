package ingest

import (
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/writ-dev/writ"
)

// RejectPage is a piece of a reject list. Next is the number of its last entry, nil
// if there are no more.
type RejectPage struct {
	Entries []NumberedReject
	Total   int64
	Next    *int64
}

// NumberedReject is an entry of a reject list; they count from 1. Of a long value
// the beginning is there.
type NumberedReject struct {
	Number int64
	Reject
}

// maxListedValue is how much of a value a RejectPage has, in bytes.
const maxListedValue = 1000

// ReadRejects reads the entries after that number, at most limit, from a reject
// list as Stage makes it. An error of list is returned as it is; CodeInternal
// means that it is no reject list.
func ReadRejects(ctx context.Context, list io.Reader, after int64, limit int) (*RejectPage, error) {
	p := &RejectPage{Entries: []NumberedReject{}}
	g := newGrammar(canonicalDialect)
	number := int64(-1) // of the header, then of the entry at hand
	var cells []cell
	collect := func(b *block) error {
		for pos := 0; pos < len(b.data); {
			var bad fault
			cells, pos, bad = g.record(b.data, pos, cells)
			if number++; number == 0 {
				continue
			}
			if bad != faultNone || len(cells) != 4 || b.overlong {
				return writ.Errorf(writ.CodeInternal, "ingest.ReadRejects", "Entry %d of the list of rejected values cannot be read.", number).
					WithHint("Download the list instead.")
			}
			if number > after && len(p.Entries) < limit {
				r, err := g.reject(b.data, cells)
				if err != nil {
					return err
				}
				p.Entries = append(p.Entries, NumberedReject{Number: number, Reject: r})
			}
		}
		return nil
	}
	feed := func(s *splitter) error {
		_, err := s.ReadFrom(list)
		return err
	}
	if err := flow(ctx, g, feed, func(*block) {}, collect); err != nil {
		return nil, err
	}
	p.Total = max(number, 0)
	if n := len(p.Entries); n > 0 && p.Entries[n-1].Number < p.Total {
		p.Next = &p.Entries[n-1].Number
	}
	return p, nil
}

// reject reads an entry of a reject list.
func (g *grammar) reject(data []byte, cells []cell) (Reject, error) {
	var texts [4]string
	for i, c := range cells {
		texts[i] = string(g.text(data, c, new([]byte)))
	}
	line, err := strconv.ParseInt(texts[0], 10, 64)
	if err != nil {
		return Reject{}, fmt.Errorf("ingest: a list of rejected values: %w", err)
	}
	return Reject{Line: line, Column: texts[1], Value: clip(texts[2], maxListedValue), Reason: texts[3]}, nil
}
