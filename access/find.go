package access

import (
	"strings"

	"github.com/writ-dev/writ"
)

// Find returns what lies at a path of names in a workspace, such as
// "Plan/2026/Budget", outside the trash. Names may hold slashes and several things
// may have one name, so it can be more than one. It is for those who manage access
// everywhere.
func (w *World) Find(path string) []writ.FileID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.findIn(w.tops, path, nil)
}

// findIn adds what lies at a path that begins with one of the files of a chain.
func (w *World) findIn(r ref, path string, found []writ.FileID) []writ.FileID {
	for ; r != 0; r = w.files.at(r).beside.next {
		f := w.files.at(r)
		rest, ok := strings.CutPrefix(path, f.name)
		switch {
		case !ok, !f.known, f.trashed, f.kind == aHome:
		case rest == "":
			found = append(found, w.files.id(r))
		case rest[0] == '/':
			found = w.findIn(f.first, rest[1:], found)
		}
	}
	return found
}
