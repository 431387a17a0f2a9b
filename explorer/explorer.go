package explorer

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Explorer browses one warehouse with the rights of its service account. It
// remembers listings until they are asked for afresh. Safe for concurrent use.
type Explorer struct {
	w     *warehouse.Warehouse
	clock writ.Clock

	mu       sync.Mutex
	listings map[string]Listing
}

// View is what one member may see of a warehouse. Hidden are the paths that
// nobody sees; Sees and Reads ask about the member's data access, and nil allows
// everything.
type View struct {
	Hidden []writ.Path
	Sees   func(writ.Path) bool // that something is there
	Reads  func(writ.Path) bool // its columns and rows
}

// Listing is what lies below a path, as it was at AsOf.
type Listing struct {
	Entries []driver.Entry
	AsOf    time.Time
}

// maxListings bounds what an Explorer remembers; beyond it, it forgets all.
const maxListings = 1000

// New makes an Explorer of w.
func New(w *warehouse.Warehouse, clock writ.Clock) *Explorer {
	return &Explorer{w: w, clock: clock, listings: map[string]Listing{}}
}

// Browse lists the children of parent that the view shows. With refresh it asks
// the warehouse even if it remembers. An absent parent and one that the view does
// not show are the same CodeNotFound.
func (e *Explorer) Browse(ctx context.Context, v View, parent writ.Path, refresh bool) (Listing, error) {
	const op = "explorer.Browse"
	if len(parent) >= len(e.w.Spec().Capabilities.Levels) || !e.sees(v, parent) {
		return Listing{}, notFound(op, parent)
	}
	l, err := e.list(ctx, parent, refresh)
	if err != nil {
		return Listing{}, absent(op, parent, err)
	}
	return Listing{Entries: e.visible(l.Entries, func(p writ.Path) bool { return e.sees(v, p) }), AsOf: l.AsOf}, nil
}

// list returns the whole listing of parent, hidden entries included.
func (e *Explorer) list(ctx context.Context, parent writ.Path, refresh bool) (Listing, error) {
	key := strings.Join(parent, "\x00")
	e.mu.Lock()
	l, ok := e.listings[key]
	e.mu.Unlock()
	if ok && !refresh {
		return l, nil
	}
	l = Listing{AsOf: e.clock()}
	var err error
	if l.Entries, err = e.w.List(ctx, writ.ServiceAccount(), parent); err != nil {
		return Listing{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.listings) >= maxListings {
		clear(e.listings)
	}
	e.listings[key] = l
	return l, nil
}

// maxSearch bounds how many names are fetched to find enough visible ones.
const maxSearch = 20_000

// Search returns tables and views whose name contains text, whatever the case,
// at most limit of them. What the view does not show does not count towards the
// limit.
func (e *Explorer) Search(ctx context.Context, v View, text string, limit int) ([]driver.Entry, error) {
	for fetch := limit; ; fetch *= 4 {
		found, err := e.w.Search(ctx, writ.ServiceAccount(), text, fetch)
		if err != nil {
			return nil, err
		}
		visible := e.visible(found, func(p writ.Path) bool { return e.reads(v, p) })
		if len(visible) >= limit || len(found) < fetch || fetch >= maxSearch {
			return visible[:min(len(visible), limit)], nil
		}
	}
}

// Describe returns the columns of a table or view that lies where Browse leads;
// nobody reads, for example, the catalogs of the warehouse, which tell what is
// hidden.
func (e *Explorer) Describe(ctx context.Context, v View, path writ.Path) ([]driver.Column, error) {
	const op = "explorer.Describe"
	if len(path) != len(e.w.Spec().Capabilities.Levels) || !e.reads(v, path) {
		return nil, notFound(op, path)
	}
	if _, err := e.Browse(ctx, v, path.Parent(), false); err != nil {
		return nil, absent(op, path, err)
	}
	columns, err := e.w.Describe(ctx, writ.ServiceAccount(), path)
	return columns, absent(op, path, err)
}

// Preview returns the first rows of a table or view, at most limit, in whatever
// order the warehouse gives them.
func (e *Explorer) Preview(ctx context.Context, v View, path writ.Path, limit int) (*warehouse.Page, error) {
	const op = "explorer.Preview"
	columns, err := e.Describe(ctx, v, path)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	page, err := e.w.Select(ctx, writ.ServiceAccount(), driver.Window{Path: path, Columns: names, Limit: limit})
	if err != nil {
		return nil, absent(op, path, err)
	}
	for i := range page.Columns {
		page.Columns[i].Native = columns[i].Native // a result often lacks it
	}
	return page, nil
}

// Lookup tells what lies at a path, spelled as the warehouse does: a schema or
// database, a table or a view. A name in another case will do where the warehouse
// has none in this.
func (e *Explorer) Lookup(ctx context.Context, v View, path writ.Path) (driver.Entry, error) {
	const op = "explorer.Lookup"
	if len(path) == 0 {
		return driver.Entry{}, notFound(op, path)
	}
	parent := path.Parent()
	if len(parent) > 0 {
		above, err := e.Lookup(ctx, v, parent)
		if err != nil {
			return driver.Entry{}, absent(op, path, err)
		}
		parent = above.Path
	}
	siblings, err := e.Browse(ctx, v, parent, true)
	if err != nil {
		return driver.Entry{}, absent(op, path, err)
	}
	at := slices.IndexFunc(siblings.Entries, func(s driver.Entry) bool { return s.Path.Name() == path.Name() })
	if at < 0 {
		at = slices.IndexFunc(siblings.Entries, func(s driver.Entry) bool { return e.same(s.Path.Name(), path.Name()) })
	}
	if at < 0 {
		return driver.Entry{}, notFound(op, path)
	}
	return siblings.Entries[at], nil
}

// visible leaves out what is not shown.
func (e *Explorer) visible(entries []driver.Entry, shown func(writ.Path) bool) []driver.Entry {
	out := make([]driver.Entry, 0, len(entries))
	for _, entry := range entries {
		if shown(entry.Path) {
			out = append(out, entry)
		}
	}
	return out
}

// sees tells whether a view shows that something is at path.
func (e *Explorer) sees(v View, path writ.Path) bool {
	return !e.hides(v.Hidden, path) && (v.Sees == nil || v.Sees(path))
}

// reads tells whether a view shows what is in the table or view at path.
func (e *Explorer) reads(v View, path writ.Path) bool {
	return !e.hides(v.Hidden, path) && (v.Reads == nil || v.Reads(path))
}

// hides tells whether path lies at or below one of the hidden paths.
func (e *Explorer) hides(hidden []writ.Path, path writ.Path) bool {
	for _, h := range hidden {
		if len(h) > 0 && len(h) <= len(path) && e.prefix(h, path) {
			return true
		}
	}
	return false
}

func (e *Explorer) prefix(h, path writ.Path) bool {
	for i := range h {
		if !e.same(h[i], path[i]) {
			return false
		}
	}
	return true
}

// same compares names as the warehouse does.
func (e *Explorer) same(a, b string) bool {
	if e.w.Spec().Capabilities.FoldsNames {
		return strings.EqualFold(a, b)
	}
	return a == b
}

// absent gives the warehouse's "not found" the words of a hidden path.
func absent(op string, path writ.Path, err error) error {
	if writ.CodeOf(err) == writ.CodeNotFound {
		return notFound(op, path)
	}
	return err
}

func notFound(op string, path writ.Path) error {
	return writ.Errorf(writ.CodeNotFound, op, "There is no %q in this warehouse, or it may not be seen.", path.String())
}
