package access

import "github.com/writ-dev/writ"

// OwnedBy lists the documents that a member owns, those in the trash too, in no
// order.
func (w *World) OwnedBy(m writ.MemberID) []writ.FileID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var list []writ.FileID
	for r := w.members.at(w.members.find(m)).owned; r != 0; r = w.files.at(r).kin.next {
		if w.files.at(r).kind.document() {
			list = append(list, w.files.id(r))
		}
	}
	return list
}
