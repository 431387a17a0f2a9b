package access

import (
	"cmp"
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
	Parent  writ.FileID     // what lies in it; "" for everything
	Direct  bool            // only what lies right in Parent; at the top, what the member sees no parent of
	Kinds   []writ.FileKind // none for all
	Text    string          // a part of the name, whatever the case
	AtLeast writ.Level      // where the member has this level or more; "" for any
	Trash   bool            // instead, what is itself in the trash and the member may take out
	Sort    Order           // "" is ByName
	Desc    bool
	Cursor  string // next of the page before
	Limit   int    // of files on a page; 0 for all
}

// Page is a part of a list.
type Page struct {
	IDs  []writ.FileID
	Next string // "" on the last page
}

// List returns a page of the files that a member may see. CodeInvalid for a cursor
// that no page of such a list had.
func (w *World) List(q List) (Page, error) {
	s := search{List: q, text: strings.ToLower(q.Text), least: max(view, rankOf(q.AtLeast))}
	if q.Sort == "" {
		s.Sort = ByName
	}
	if err := s.parse(); err != nil {
		return Page{}, err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	s.lens = w.lens(w.members.find(q.Who))
	if !s.m.active() {
		return Page{}, nil
	}
	s.memo = make([]hold, len(w.files.rows))
	s.top = w.files.find(q.Parent)
	var found []ref
	for r := range w.files.rows {
		if s.matches(ref(r)) && s.after(ref(r)) && s.sees(ref(r)) {
			found = append(found, ref(r))
		}
	}
	slices.SortFunc(found, s.compare)
	page := Page{}
	for i, r := range found {
		if i == q.Limit && q.Limit > 0 {
			page.Next = s.cursor(found[i-1])
			break
		}
		page.IDs = append(page.IDs, w.files.id(r))
	}
	return page, nil
}

// search is a List on its way.
type search struct {
	List
	lens
	text  string
	least rank
	top   ref // Parent
	from  *mark
}

// mark is a place in a list: what the last file of a page is sorted by.
type mark struct {
	Name string      `json:"n"`
	Time int64       `json:"t,omitempty"`
	Kind kind        `json:"k,omitempty"`
	ID   writ.FileID `json:"i"`
}

func (s *search) parse() error {
	if s.Cursor == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(s.Cursor)
	if err == nil {
		err = json.Unmarshal(raw, &s.from)
	}
	if err != nil || s.from == nil {
		return writ.Invalid("access.List", "page", "page is not one that a list returned")
	}
	return nil
}

// mark is where a file is in the list.
func (s *search) mark(r ref) mark {
	f := s.w.files.at(r)
	m := mark{Name: f.name, ID: s.w.files.id(r)}
	switch s.Sort {
	case ByUpdated:
		m.Time = f.updated
	case ByCreated:
		m.Time = f.created
	case ByKind:
		m.Kind = f.kind
	}
	return m
}

func (s *search) cursor(r ref) string {
	raw, err := json.Marshal(s.mark(r))
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (m mark) compare(other mark) int {
	return cmp.Or(cmp.Compare(m.Time, other.Time), cmp.Compare(m.Kind, other.Kind), foldCompare(m.Name, other.Name), cmp.Compare(m.ID, other.ID))
}

func (s *search) compare(a, b ref) int {
	if s.Desc {
		a, b = b, a
	}
	return s.mark(a).compare(s.mark(b))
}

// after tells whether a file comes after the page before.
func (s *search) after(r ref) bool {
	if s.from == nil {
		return true
	}
	c := s.mark(r).compare(*s.from)
	return c > 0 && !s.Desc || c < 0 && s.Desc
}

// matches tells whether a file is one of those asked for, whoever asks.
func (s *search) matches(r ref) bool {
	f := s.w.files.at(r)
	if !f.known || s.Trash && !f.trashed || len(s.Kinds) > 0 && !slices.Contains(s.Kinds, f.fileKind()) {
		return false
	}
	switch {
	case s.Parent != "" && s.Direct && f.parent != s.top,
		s.Parent != "" && (r == s.top || s.top == 0 || !s.below(r, s.top)):
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
