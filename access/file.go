package access

import "github.com/writ-dev/writ"

// file is what decides about one file, what it is listed by, and its places in the
// chains of what lies together and of what somebody owns.
type file struct {
	// What levels come from is together, for a walk up reads little memory.
	parent  ref
	owner   ref
	creator ref
	kind    kind
	known   bool
	trashed bool
	cells   []cell // the grants on it, by grantee

	first   ref // of what lies in it
	beside  link
	kin     link // the other files of its owner
	name    string
	updated int64 // Unix microseconds
	created int64
}

// link is a place in a chain of files.
type link struct{ prev, next ref }

// kind is a writ.FileKind in one byte.
type kind uint8

var kinds = [...]writ.FileKind{writ.KindWorkspace, writ.KindHome, writ.KindFolder, writ.KindWorkbook, writ.KindDataModel, writ.KindDataset}

const (
	aWorkspace kind = iota
	aHome
	aFolder
	aWorkbook
	aDataModel
	aDataset
)

// kindOf returns the kind of a dataset, which gives the least, for one that does
// not exist.
func kindOf(k writ.FileKind) kind {
	for i, known := range kinds {
		if known == k {
			return kind(i)
		}
	}
	return aDataset
}

func (k kind) document() bool { return k >= aWorkbook }

func (k kind) levels() []writ.Level { return kinds[k].Levels() }

func (k kind) label() string { return kinds[k].Label() }

// PutFile adds or replaces a file: names, places and the trash change by it too.
func (w *World) PutFile(f *writ.File) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.files.intern(f.ID)
	row := w.files.at(r)
	if row.known {
		w.unlink(r)
	}
	row.name, row.kind = f.Name, kindOf(f.Kind)
	row.updated, row.created = f.UpdatedAt.UnixMicro(), f.CreatedAt.UnixMicro()
	row.parent, row.owner, row.creator = w.files.intern(f.Parent), w.members.intern(f.Owner), w.members.intern(f.Creator)
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

// link enters a file into the chains and orders that its row says.
func (w *World) link(r ref) {
	row := w.files.at(r)
	w.push(w.firstIn(row), r, beside)
	if row.owner != 0 {
		w.push(&w.members.at(row.owner).owned, r, kin)
	}
	if row.trashed {
		w.trash[r] = struct{}{}
		return
	}
	for _, o := range w.orders {
		o.insert(r)
	}
}

// unlink takes a file out of them.
func (w *World) unlink(r ref) {
	row := w.files.at(r)
	w.pull(w.firstIn(row), r, beside)
	if row.owner != 0 {
		w.pull(&w.members.at(row.owner).owned, r, kin)
	}
	if row.trashed {
		delete(w.trash, r)
		return
	}
	for _, o := range w.orders {
		o.remove(r)
	}
}

// firstIn is where the chain of the files that lie beside row begins.
func (w *World) firstIn(row *file) *ref {
	if row.parent == 0 {
		return &w.tops
	}
	return &w.files.at(row.parent).first
}

func beside(f *file) *link { return &f.beside }
func kin(f *file) *link    { return &f.kin }

// push enters a file at the head of a chain; of says which of its links is meant.
func (w *World) push(head *ref, r ref, of func(*file) *link) {
	*of(w.files.at(r)) = link{next: *head}
	if *head != 0 {
		of(w.files.at(*head)).prev = r
	}
	*head = r
}

// pull takes a file out of a chain.
func (w *World) pull(head *ref, r ref, of func(*file) *link) {
	at := of(w.files.at(r))
	if at.prev != 0 {
		of(w.files.at(at.prev)).next = at.next
	} else {
		*head = at.next
	}
	if at.next != 0 {
		of(w.files.at(at.next)).prev = at.prev
	}
	*at = link{}
}
