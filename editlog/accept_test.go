package editlog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/writ-dev/writ"
)

// landed makes an entry that follows the one before it of its own term.
func landed(num, term int64, batch string, part, parts int) *Entry {
	e := entryOf(num, writ.BranchDraft, "ada", Edit{TakeOver: &TakeOver{}})
	e.Meta.Term, e.Meta.Part, e.Meta.Parts = term, part, parts
	e.Meta.Hash, e.Meta.Prev = fmt.Sprintf("%d/%d", num, term), fmt.Sprintf("%d/%d", num-1, term)
	if batch != "" {
		e.Meta.Batch = batch
	}
	return e
}

func names(entries []*Entry) []string {
	names := []string{}
	for _, e := range entries {
		names = append(names, fmt.Sprintf("%d/%d", e.Num, e.Meta.Term))
	}
	return names
}

func TestAccept(t *testing.T) {
	t.Parallel()
	one := func(num, term int64) *Entry { return landed(num, term, "", 1, 1) }
	for name, c := range map[string]struct {
		log  []*Entry
		want []string
	}{
		"nothing":                      {nil, []string{}},
		"in order":                     {[]*Entry{one(1, 1), one(2, 1), one(3, 2)}, []string{"1/1", "2/1", "3/2"}},
		"late at the same number":      {[]*Entry{one(1, 1), one(2, 2), one(2, 1)}, []string{"1/1", "2/2"}},
		"late, but earlier by time":    {[]*Entry{one(1, 1), one(2, 1), one(2, 2)}, []string{"1/1", "2/2"}},
		"late behind":                  {[]*Entry{one(1, 2), one(2, 1), one(2, 2), one(3, 1)}, []string{"1/2", "2/2"}},
		"twice":                        {[]*Entry{one(1, 1), one(1, 1), one(2, 1)}, []string{"1/1", "2/1"}},
		"a whole batch":                {[]*Entry{landed(1, 1, "b", 1, 2), landed(2, 1, "b", 2, 2), one(3, 1)}, []string{"1/1", "2/1", "3/1"}},
		"a batch cut off":              {[]*Entry{one(1, 1), landed(2, 1, "b", 1, 3), landed(3, 1, "b", 2, 3)}, []string{"1/1"}},
		"a batch without a middle":     {[]*Entry{landed(1, 1, "b", 1, 3), landed(3, 1, "b", 3, 3)}, []string{}},
		"a batch without its first":    {[]*Entry{landed(1, 1, "b", 2, 2), one(2, 1)}, []string{"2/1"}},
		"a batch cut by a taking over": {[]*Entry{landed(1, 1, "b", 1, 2), one(1, 2), landed(2, 1, "b", 2, 2), one(2, 2)}, []string{"1/2", "2/2"}},
		"a tail cut by a taking over":  {[]*Entry{landed(1, 1, "b", 1, 2), landed(2, 1, "b", 2, 2), one(2, 2)}, []string{"2/2"}},
		"two batches":                  {[]*Entry{landed(1, 1, "a", 1, 2), landed(2, 1, "b", 1, 2), landed(3, 1, "b", 2, 2)}, []string{"2/1", "3/1"}},
	} {
		if got := names(Accept(c.log)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

// An Acceptor that begins behind an accepted entry goes on as one that read all.
func TestAcceptorBeginsAnywhere(t *testing.T) {
	t.Parallel()
	log := []*Entry{
		landed(1, 1, "", 1, 1), landed(2, 1, "b", 1, 2), landed(3, 1, "b", 2, 2), landed(4, 1, "", 1, 1), landed(4, 3, "", 1, 1),
		landed(5, 1, "", 1, 1), landed(5, 3, "", 1, 1), landed(6, 2, "", 1, 1), landed(7, 3, "", 1, 1),
	}
	all := Accept(log)
	for i, from := range all {
		a := NewAcceptor(from.Num, from.Meta.Term, nil)
		var rest []*Entry
		for _, e := range log {
			rest = append(rest, a.Add(e)...)
		}
		if rest = append(rest, a.End()...); !slices.Equal(rest, all[i+1:]) {
			t.Errorf("after %d: %v, not %v", from.Num, names(rest), names(all[i+1:]))
		}
	}
}
