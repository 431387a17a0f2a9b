package editlog

import (
	"github.com/writ-dev/writ"
)

// Fold is what a branch is after all entries of a table that were accepted, in
// their order: the reference meaning of a log. The draft is what all of them make;
// the published branch what those up to the last publish make, and the later ones of
// that branch.
func Fold(accepted []*Entry, b writ.Branch) *State {
	s := NewState(b)
	for _, e := range accepted {
		if h := e.Edit.Hold; h != nil {
			s.Skip[h.Num] = true
		}
	}
	published := lastPublish(accepted)
	for _, e := range accepted {
		if e.Num <= published || s.Concerns(e) {
			s.Admit(e)
		}
		s.Num = e.Num
	}
	return s
}

func lastPublish(accepted []*Entry) int64 {
	var last int64
	for _, e := range accepted {
		if e.Edit.Publish != nil {
			last = e.Num
		}
	}
	return last
}
