package access

import (
	"github.com/writ-dev/writ"
)

// file is what decides about one file, what it is listed by, and its places in the
// chains of what lies together and of what somebody owns.
type file struct {
	name    string
	updated int64 // Unix microseconds
	created int64
	cells   []cell // the grants on it, by grantee
	parent  ref
	owner   ref
	creator ref
	first   ref // of what lies in it
	beside  link
	kin     link // the other files of its owner
	kind    kind
	known   bool
	trashed bool
}

// link is a place in a chain of files.
type link struct{ prev, next ref }

// kind is a writ.FileKind in one byte.
type kind uint8

var kinds = [...]writ.FileKind{writ.KindWorkspace, writ.KindHome, writ.KindFolder, writ.KindWorkbook, writ.KindDataModel, writ.KindDataset}

func kindOf(k writ.FileKind) kind {
	for i, known := range kinds {
		if known == k {
			return kind(i)
		}
	}
	return kind(len(kinds) - 1)
}

func (f *file) fileKind() writ.FileKind { return kinds[f.kind] }

func (f *file) document() bool { return f.fileKind().Document() }

// PutFile adds or replaces a file: names, places and the trash change by it too.
func (w *World) PutFile(f *writ.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	parent, owner, creator := w.files.intern(f.Parent), w.members.intern(f.Owner), w.members.intern(f.Creator)
	r := w.files.intern(f.ID)
	row := w.files.at(r)
	if row.known {
		w.unlink(r)
	}
	row.name, row.kind = f.Name, kindOf(f.Kind)
	row.updated, row.created = f.UpdatedAt.UnixMicro(), f.CreatedAt.UnixMicro()
	row.parent, row.owner, row.creator = parent, owner, creator
	row.known, row.trashed = true, f.Trashed()
	w.link(r)
}

// RemoveFile removes a file with the grants on it.
func (w *World) RemoveFile(id writ.FileID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.files.find(id)
	if r == 0 {
		return
	}
	row := w.files.at(r)
	for len(row.cells) > 0 {
		w.removeGrant(row.cells[len(row.cells)-1].grant)
	}
	if row.known {
		w.unlink(r)
	}
	if row.first == 0 {
		w.files.drop(id)
		return
	}
	*row = file{first: row.first} // what lies in it is still to be removed, or moved
}

// link enters a file into the chains that its row says.
func (w *World) link(r ref) {
	row := w.files.at(r)
	push(w.files.rows, w.firstIn(row), r, func(f *file) *link { return &f.beside })
	if row.owner != 0 {
		push(w.files.rows, &w.members.at(row.owner).owned, r, func(f *file) *link { return &f.kin })
	}
	if row.trashed {
		w.trash[r] = struct{}{}
	}
}

// unlink takes a file out of them.
func (w *World) unlink(r ref) {
	row := w.files.at(r)
	pull(w.files.rows, w.firstIn(row), r, func(f *file) *link { return &f.beside })
	if row.owner != 0 {
		pull(w.files.rows, &w.members.at(row.owner).owned, r, func(f *file) *link { return &f.kin })
	}
	delete(w.trash, r)
}

// firstIn is where the chain of the files that lie beside row begins.
func (w *World) firstIn(row *file) *ref {
	if row.parent == 0 {
		return &w.tops
	}
	return &w.files.at(row.parent).first
}

// push enters a file at the head of a chain.
func push(rows []file, head *ref, r ref, of func(*file) *link) {
	*of(&rows[r]) = link{next: *head}
	if *head != 0 {
		of(&rows[*head]).prev = r
	}
	*head = r
}

// pull takes a file out of a chain.
func pull(rows []file, head *ref, r ref, of func(*file) *link) {
	at := *of(&rows[r])
	if at.prev != 0 {
		of(&rows[at.prev]).next = at.next
	} else {
		*head = at.next
	}
	if at.next != 0 {
		of(&rows[at.next]).prev = at.prev
	}
	*of(&rows[r]) = link{}
}
