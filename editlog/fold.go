package editlog

import (
	"time"

	"github.com/writ-dev/writ"
)

// Point is a point in the history of a table: after entry Num, or after the last
// entry not later than At. The zero Point is now.
type Point struct {
	Num int64
	At  time.Time
}

// Survey is what has to be known of a log before it is folded up to a point: which
// entries a hold takes the effect of away, whenever that was logged, and the last
// publish. It is given all accepted entries.
type Survey struct {
	Held    []int64
	Publish int64 // number of the last publish up to Num
	Num     int64 // of the last entry up to the point

	point     Point
	publishes []int64
}

// NewSurvey begins to survey a log.
func NewSurvey(p Point) *Survey { return &Survey{point: p} }

// Add takes the next accepted entry into account.
func (v *Survey) Add(e *Entry) {
	if e.Edit.Hold != nil {
		v.Held = append(v.Held, e.Edit.Hold.Num)
	}
	if e.Edit.Publish != nil {
		v.publishes = append(v.publishes, e.Num)
	}
	if v.point.Num > 0 && e.Num > v.point.Num || !v.point.At.IsZero() && e.At.After(v.point.At) {
		return
	}
	v.Num = e.Num
	for len(v.publishes) > 0 && v.publishes[0] <= v.Num {
		v.Publish, v.publishes = v.publishes[0], v.publishes[1:]
	}
}

// Folding makes a branch from the entries of a log, one after the other, so that a
// long log need not be in memory.
type Folding struct {
	s    *State
	v    *Survey
	only writ.RowID // the one row that is kept; "" for all
}

// NewFolding begins a branch of the log that v surveyed.
func NewFolding(b writ.Branch, v *Survey) *Folding {
	f := &Folding{s: NewState(b), v: v}
	f.s.alone = true
	for _, num := range v.Held {
		f.s.Skip[num] = true
	}
	return f
}

// Add folds the next accepted entry. It returns false, and does nothing, if that is
// behind the point that was surveyed.
func (f *Folding) Add(e *Entry) bool {
	if e.Num > f.v.Num {
		return false
	}
	if f.concerns(e) {
		f.s.Admit(e)
	}
	f.s.Num = e.Num
	return true
}

// concerns tells whether e has its effect in the branch: published is what all
// entries up to the last publish make, and the later ones of that branch.
func (f *Folding) concerns(e *Entry) bool {
	return e.Num <= f.v.Publish || f.s.Concerns(e)
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
	v := NewSurvey(Point{})
	for _, e := range accepted {
		v.Add(e)
	}
	f := NewFolding(b, v)
	for _, e := range accepted {
		f.Add(e)
	}
	return f.State()
}
