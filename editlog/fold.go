package editlog

import (
	"github.com/writ-dev/writ"
)

// Folding makes a branch from the entries of a log, one after the other, so that a
// long log need not be in memory. What it takes to know before is what Survey finds.
type Folding struct {
	s *State
	v Survey
}

// Survey is what has to be known of a log before it is folded: entries that a hold
// takes the effect of away, and the last publish.
type Survey struct {
	Held    []int64
	Publish int64
}

// Add takes the next accepted entry into account.
func (v *Survey) Add(e *Entry) {
	if e.Edit.Hold != nil {
		v.Held = append(v.Held, e.Edit.Hold.Num)
	}
	if e.Edit.Publish != nil {
		v.Publish = e.Num
	}
}

// NewFolding begins a branch of the log that v surveyed.
func NewFolding(b writ.Branch, v Survey) *Folding {
	f := &Folding{s: NewState(b), v: v}
	f.s.alone = true
	for _, num := range v.Held {
		f.s.Skip[num] = true
	}
	return f
}

// Add folds the next accepted entry.
func (f *Folding) Add(e *Entry) {
	if e.Num <= f.v.Publish || f.s.Concerns(e) {
		f.s.Admit(e)
	}
	f.s.Num = e.Num
}

// State is the branch after the entries that were added. No more may be.
func (f *Folding) State() *State {
	f.s.alone = false
	return f.s
}

// Fold is what a branch is after all entries of a table that were accepted, in
// their order: the reference meaning of a log. The draft is what all of them make;
// the published branch what those up to the last publish make, and the later ones of
// that branch.
func Fold(accepted []*Entry, b writ.Branch) *State {
	var v Survey
	for _, e := range accepted {
		v.Add(e)
	}
	f := NewFolding(b, v)
	for _, e := range accepted {
		f.Add(e)
	}
	return f.State()
}
