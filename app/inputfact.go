package app

import (
	"cmp"
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
)

// inputFacts is what is decided by about an input table besides the world.
type inputFacts struct {
	table     *writ.InputTable
	conn      *writ.Connection
	hidden    []writ.Path       // places in the warehouse that members are not told of
	published *document.Element // in what readers see; nil if it is not there
	drafted   *document.Element
}

// entry is the branch in which rows are entered now, and what it takes.
func (f *inputFacts) entry() (writ.Branch, access.Action) {
	switch f.mode() {
	case writ.EnterExplore:
		return writ.BranchPublished, access.EnterExplore
	case writ.EnterView:
		return writ.BranchPublished, access.EnterView
	}
	return writ.BranchDraft, access.EnterDraft
}

// mode is the data entry permission: that of what is published.
func (f *inputFacts) mode() writ.InputMode {
	if f.published == nil {
		return writ.EnterDraft
	}
	return f.published.Entry()
}

// readBranch is the branch that is read where none is asked for.
func (f *inputFacts) readBranch() writ.Branch {
	if f.published == nil {
		return writ.BranchDraft
	}
	return writ.BranchPublished
}

// known tells whether a member may know of the input table: what is in a draft is
// for those who can edit it.
func (f *inputFacts) known(w *access.World, actor Actor) bool {
	do := access.ViewDocument
	if f.published == nil {
		do = access.EditDocument
	}
	return w.May(access.Question{Who: actor.Member.ID, Do: do, File: f.table.Document})
}

func (f *inputFacts) view(w *access.World, actor Actor) *InputTableView {
	may := func(do access.Action) bool {
		return w.May(access.Question{Who: actor.Member.ID, Do: do, File: f.table.Document})
	}
	branch, do := f.entry()
	v := &InputTableView{
		InputTable: *f.table, ConnectionName: f.conn.Name, Mode: f.mode(), Published: f.published != nil,
		Entry: branch, MayEnter: may(do), MayEdit: may(access.EditDocument),
	}
	e := f.published
	if v.MayEdit {
		e = cmp.Or(f.drafted, f.published)
	}
	if e != nil {
		v.Element = string(e.ID)
	}
	return v
}

// columnID is the id of the column that was made as the nth.
func columnID(n int) writ.ColumnID { return writ.ColumnID("c" + strconv.Itoa(n)) }

// element names the element in which a branch is entered, for the edit log.
func (f *inputFacts) element(b writ.Branch) string {
	e := f.drafted
	if b == writ.BranchPublished {
		e = f.published
	}
	if e == nil {
		return ""
	}
	return string(e.ID)
}

// writable refuses edits where the connection takes none.
func (f *inputFacts) writable(op string) error {
	switch {
	case f.conn.Archived:
		return writ.Errorf(writ.CodeConflict, op, "The input table is still in its warehouse, but the connection %s is deleted.", f.conn.Name).
			WithHint("An Admin can restore it under Administration, Connections.")
	case !f.conn.WriteAccess:
		return writeAccessOff(op, f.conn)
	}
	return nil
}

// author is who edits, as the edit log names them. Rows are written with the service
// account: connections where members act as themselves have no input tables yet.
func author(actor Actor) inputtable.Author {
	return inputtable.Author{Member: actor.Member.ID, Email: actor.Member.Email, As: writ.ServiceAccount()}
}

// inputPlaces is the content of a document's published version and of its draft.
type inputPlaces struct{ published, draft *document.Content }

// factReader reads the facts of input tables in one transaction, and the content of
// each document once.
type factReader struct {
	tx        store.Tx
	documents map[writ.FileID]*inputPlaces
}

func (r factReader) facts(ctx context.Context, t *writ.InputTable) (*inputFacts, error) {
	f := &inputFacts{table: t}
	var err error
	if f.conn, err = r.tx.Connections.Get(ctx, t.Connection); err != nil {
		return nil, err
	}
	list, err := r.tx.Connections.Destinations(ctx, t.Connection)
	if err != nil {
		return nil, err
	}
	f.hidden = pathsOf(list)
	p, err := r.places(ctx, t.Document)
	if err != nil {
		return nil, err
	}
	f.published, f.drafted = p.element(p.published, t.ID), p.element(p.draft, t.ID)
	return f, nil
}

func (*inputPlaces) element(c *document.Content, id writ.InputTableID) *document.Element {
	if c == nil {
		return nil
	}
	if e, ok := c.Input(id); ok {
		return &e
	}
	return nil
}

func (r factReader) places(ctx context.Context, id writ.FileID) (*inputPlaces, error) {
	if p := r.documents[id]; p != nil {
		return p, nil
	}
	file, err := r.tx.Files.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	published, err := publishedContent(ctx, r.tx, file)
	if err != nil {
		return nil, err
	}
	p := &inputPlaces{}
	if published != nil {
		if p.published, err = document.Read(file.Kind, published); err != nil {
			return nil, err
		}
	}
	draft, err := r.tx.Drafts.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	p.draft, err = document.Read(file.Kind, draft.Content)
	r.documents[id] = p
	return p, err
}

// loadInput reads the facts of one input table.
func (a *App) loadInput(ctx context.Context, id writ.InputTableID) (f *inputFacts, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		t, err := tx.InputTables.Get(ctx, id)
		if err != nil {
			return err
		}
		f, err = factReader{tx: tx, documents: map[writ.FileID]*inputPlaces{}}.facts(ctx, t)
		return err
	})
	return f, err
}

// inputBook keeps the facts of the input tables that are in use for freshFor, as the
// world is kept: an edit must not take a transaction of the store. A change made
// here empties it.
type inputBook struct {
	mu    sync.Mutex
	pages map[writ.InputTableID]*inputPage
}

// maxInputPages is when the book begins anew.
const maxInputPages = 10_000

// inputPage is the page of one input table. Whoever holds its lock reads for all who
// wait.
type inputPage struct {
	mu    sync.Mutex
	facts *inputFacts
	at    time.Time
}

func (b *inputBook) page(id writ.InputTableID) *inputPage {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[id]
	if p == nil {
		if b.pages == nil || len(b.pages) == maxInputPages {
			b.pages = map[writ.InputTableID]*inputPage{}
		}
		p = &inputPage{}
		b.pages[id] = p
	}
	return p
}

// empty forgets everything; what is being read meanwhile is not kept.
func (b *inputBook) empty() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages = nil
}

// get returns facts that were true at most freshFor ago.
func (b *inputBook) get(ctx context.Context, clock writ.Clock, id writ.InputTableID, load func(context.Context, writ.InputTableID) (*inputFacts, error)) (*inputFacts, error) {
	p := b.page(id)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := clock()
	if age := now.Sub(p.at); p.facts != nil && age >= 0 && age < freshFor {
		return p.facts, nil
	}
	f, err := load(ctx, id)
	if err != nil {
		return nil, err
	}
	p.facts, p.at = f, now
	return f, nil
}
