package access

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
)

// Order is what files are sorted by.
type Order string

// The orders. Files that are the same there are sorted by name, and then by id.
const (
	ByName    Order = "name" // whatever the case
	ByUpdated Order = "updated"
	ByCreated Order = "created"
	ByKind    Order = "kind" // in the order of the constants of writ.FileKind
)

// List asks for the files that a member may see.
type List struct {
	Who     writ.MemberID
	Parent  writ.FileID     // what lies in it, nothing unless the member may see it; "" for everything
	Direct  bool            // only what lies right in Parent; without one, what the member sees no folder around
	Kinds   []writ.FileKind // none for all
	Text    string          // a part of the name, whatever the case
	AtLeast writ.Level      // where the member has this level or more; "" for any
	Trash   bool            // instead, what is itself in the trash and the member may take out
	Sort    Order           // "" is ByName
	Desc    bool
	Cursor  string // Next of the page before
	Limit   int    // of files on a page; 0 for all
}

// Page is a part of a list.
type Page struct {
	IDs  []writ.FileID
	Next string // "" on the last page
}

// List returns a page of the files that a member may see. CodeInvalid for an order
// that does not exist, and for a cursor that no page of such a list had.
func (w *World) List(q List) (Page, error) {
	s, err := newSearch(q)
	if err != nil {
		return Page{}, err
	}
	found, ok := w.search(s)
	for !ok { // never twice: the order that was missing is there from now on
		w.arrange(s.Sort)
		found, ok = w.search(s)
	}
	return found, nil
}

// search returns a page, or false if it takes an order that is not there.
func (w *World) search(s *search) (Page, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s.lens = w.lens(w.members.find(s.Who))
	s.top = w.files.find(s.Parent)
	if !s.m.active() || s.Parent != "" && s.rank(s.top) == none {
		return Page{}, true
	}
	room := w.takeRoom()
	defer w.rooms.Put(room)
	s.memo, s.mine = room.memo, room.mine
	roots := s.roots()
	for _, r := range roots {
		s.mine.add(r)
	}
	var best []ref
	o := w.orders[s.Sort]
	switch found, all := s.gather(roots, room.seen); {
	case all:
		best = s.pick(found)
	case o == nil:
		return Page{}, false
	default:
		best = s.along(o)
	}
	var p Page
	if s.Limit > 0 && len(best) > s.Limit {
		best = best[:s.Limit]
		p.Next = s.cursor(best[s.Limit-1])
	}
	for _, r := range best {
		p.IDs = append(p.IDs, w.files.id(r))
	}
	return p, true
}

// search is a List on its way.
type search struct {
	List
	lens
	kinds [len(kinds)]bool
	text  []byte
	least rank
	top   ref   // Parent
	from  *mark // where the page before ended
}

func newSearch(q List) (*search, error) {
	const op = "access.List"
	s := &search{List: q, text: []byte(strings.ToLower(q.Text)), least: max(view, rankOf(q.AtLeast))}
	switch q.Sort {
	case ByName, ByUpdated, ByCreated, ByKind:
	case "":
		s.Sort = ByName
	default:
		return nil, writ.Invalid(op, "sort", "there is no order %q; choose name, updated, created or kind", q.Sort)
	}
	for k := range s.kinds {
		s.kinds[k] = len(q.Kinds) == 0 || slices.Contains(q.Kinds, kinds[k])
	}
	if q.Cursor == "" {
		return s, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(raw, &s.from)
	}
	if err != nil || s.from == nil {
		return nil, writ.Invalid(op, "page", "page is not one that a list returned")
	}
	return s, nil
}

func (s *search) cursor(r ref) string {
	raw, err := json.Marshal(s.w.mark(s.Sort, r))
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// pick returns the first of some files, one more than go on the page.
func (s *search) pick(found []ref) []ref {
	keep := s.Limit + 1
	var best []ref
	full := false // then best[keep-1] is the last that can still be on the page
	for _, r := range found {
		if !s.matches(r) || s.from != nil && !s.before(*s.from, s.w.mark(s.Sort, r)) || full && s.compare(best[keep-1], r) < 0 || !s.sees(r) {
			continue
		}
		if best = append(best, r); s.Limit > 0 && len(best) >= 2*keep {
			slices.SortFunc(best, s.compare)
			best, full = best[:keep], true
		}
	}
	slices.SortFunc(best, s.compare)
	if s.Limit > 0 && len(best) > keep {
		best = best[:keep]
	}
	return best
}

func (s *search) compare(a, b ref) int {
	if s.Desc {
		a, b = b, a
	}
	return s.w.mark(s.Sort, a).compare(s.w.mark(s.Sort, b))
}

// before tells whether a comes before b in this list.
func (s *search) before(a, b mark) bool {
	if s.Desc {
		a, b = b, a
	}
	return a.compare(b) < 0
}

// along returns the same as pick of all files there are, from a walk along an order.
func (s *search) along(o *order) []ref {
	var best []ref
	o.walk(s.from, s.Desc, func(e entry) bool {
		if s.glance(e) && s.matches(e.file) && s.sees(e.file) && (s.from == nil || s.w.files.id(e.file) != s.from.ID) {
			best = append(best, e.file)
		}
		return s.Limit == 0 || len(best) <= s.Limit
	})
	return best
}

// glance tells whether a file may be one that the member sees, by its entry alone.
func (s *search) glance(e entry) bool {
	if !s.kinds[e.kind] || s.Direct && s.Parent != "" && e.parent != s.top {
		return false
	}
	if s.mine.has(e.file) {
		return true
	}
	h := s.memo[e.parent] // gone for what is at the top
	if h == unknown {
		h = s.folder(e.parent)
	}
	return h > held && h < private
}

// matches tells whether a file is one of those asked for, whoever asks.
func (s *search) matches(r ref) bool {
	f := s.w.files.at(r)
	switch {
	case !f.known || !s.kinds[f.kind] || f.trashed != s.Trash,
		s.Parent != "" && s.Direct && f.parent != s.top,
		s.Parent != "" && (r == s.top || !s.below(r, s.top)):
		return false
	}
	return foldContains(f.name, s.text)
}

// sees tells whether the member may see a file in this list.
func (s *search) sees(r ref) bool {
	f := s.w.files.at(r)
	if s.Trash {
		return s.salvages(r, f).allows()
	}
	if s.rank(r) < s.least {
		return false
	}
	return s.Parent != "" || !s.Direct || f.parent == 0 || s.rank(f.parent) == none
}
