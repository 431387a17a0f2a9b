package access

import (
	"slices"

	"github.com/writ-dev/writ"
)

// Path lists what a file lies in, from the top down, as far as the member may see
// it, and at its end the file itself.
func (w *World) Path(who writ.MemberID, f writ.FileID) []writ.FileID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	l := w.lens(w.members.find(who))
	var out []writ.FileID
	for r, n := w.files.find(f), 0; r != 0 && n <= writ.MaxDepth+1; n++ {
		if l.rank(r) > none {
			out = append(out, w.files.id(r))
		}
		r = w.files.at(r).parent
	}
	slices.Reverse(out)
	return out
}
