package access

import "github.com/writ-dev/writ"

// OwnedBy lists the documents that a member owns, those in the trash too, in no
// order.
func (w *World) OwnedBy(m writ.MemberID) []writ.FileID {
	w.mu.RLock()
	defer w.mu.RUnlock()
	who := w.members.find(m)
	if who == 0 {
		return nil
	}
	var list []writ.FileID
	for r := range w.files.rows {
		if f := w.files.at(ref(r)); f.known && f.document() && f.owner == who {
			list = append(list, w.files.id(ref(r)))
		}
	}
	return list
}
