package inputtable

import (
	"context"
	"encoding/json"
	"maps"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/store"
)

// headsEvery is how often the store learns how far the logs are. The log may be
// ahead of what the store knows.
const headsEvery = 200 * time.Millisecond

// headKeeper tells the store how far the tables of a writer are.
type headKeeper struct {
	dirty  map[*opened]bool
	saving bool
	timer  bool // the next time is set
	now    bool
	failed bool // the store did not take them: it is asked again after a pause
}

func (h *headKeeper) touch(st *opened) { h.dirty[st] = true }

// hurry asks for a table to be saved at once, because its mark waits for that.
func (h *headKeeper) hurry(st *opened) { h.dirty[st], h.now = true, true }

// savedHead is a head on its way to the store.
type savedHead struct {
	st     *opened
	head   writ.InputHead
	states map[writ.Branch][]*editlog.State
	flags  map[writ.Branch]map[editlog.CellRef]*editlog.Flag
}

// saveHeads saves what has changed, at once if a mark waits for it, else when it is
// time.
func (w *writer) saveHeads() {
	h := &w.heads
	switch {
	case h.saving || h.failed || len(h.dirty) == 0:
	case h.now:
		w.saveAll()
	case !h.timer:
		h.timer = true
		w.later(headsEvery, func() {
			h.timer, h.now = false, true
		})
	}
}

func (w *writer) saveAll() {
	h := &w.heads
	h.saving, h.now = true, false
	at := w.ws.opt.Clock()
	var list []*savedHead
	for st := range h.dirty {
		st.t.saving = true
		list = append(list, st.head(at))
	}
	clear(h.dirty)
	w.async(func(ctx context.Context) func() {
		err := writeHeads(ctx, w.ws.opt.Store, list)
		return func() {
			h.saving = false
			w.headsSaved(list, err)
		}
	})
}

// head is what the store is told of a table.
func (st *opened) head(at time.Time) *savedHead {
	s := &savedHead{st: st, flags: st.flags, states: map[writ.Branch][]*editlog.State{}}
	s.head = writ.InputHead{Table: st.t.id, Num: st.logged, Term: st.term, Hash: st.hash, At: at}
	for name, b := range st.branches {
		snaps := st.snaps[name]
		for len(snaps) > 1 && snaps[1].Num <= b.mark.Num {
			snaps = snaps[1:]
		}
		st.snaps[name] = snaps
		s.states[name] = snaps
	}
	st.flags = map[writ.Branch]map[editlog.CellRef]*editlog.Flag{}
	return s
}

// writeHeads tells the store of heads, and of data tables that were made.
func writeHeads(ctx context.Context, st store.Store, list []*savedHead, made ...*writ.DataTable) error {
	for _, s := range list {
		state, err := json.Marshal(s.states)
		if err != nil {
			return err
		}
		s.head.State = state
	}
	return st.Write(ctx, func(tx store.Tx) error {
		for _, d := range made {
			if err := tx.InputTables.PutData(ctx, d); err != nil {
				return err
			}
		}
		for _, s := range list {
			err := tx.InputHeads.Put(ctx, &s.head)
			if writ.CodeOf(err) == writ.CodeNotFound {
				continue // deleted: nothing is kept of it but its log
			}
			if err != nil {
				return err
			}
			for name, flags := range s.flags {
				if err := writeFlags(ctx, tx, s.head.Table, name, flags); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func writeFlags(ctx context.Context, tx store.Tx, id writ.InputTableID, b writ.Branch, flags map[editlog.CellRef]*editlog.Flag) error {
	var put, gone []writ.InputFlag
	for ref, f := range flags {
		if f == nil {
			gone = append(gone, writ.InputFlag{Table: id, Branch: b, Row: ref.Row, Column: ref.Column})
		} else {
			put = append(put, inputFlag(id, b, f))
		}
	}
	if len(gone) > 0 {
		if err := tx.InputHeads.DeleteFlags(ctx, gone); err != nil {
			return err
		}
	}
	if len(put) == 0 {
		return nil
	}
	return tx.InputHeads.PutFlags(ctx, put)
}

func inputFlag(id writ.InputTableID, b writ.Branch, f *editlog.Flag) writ.InputFlag {
	return writ.InputFlag{
		Table: id, Branch: b, Row: f.Row, Column: f.Column, Num: f.Num, Rule: f.Rule, Reason: f.Reason,
		Type: f.Value.Type, Value: f.Value.Value, By: f.By, At: f.At,
	}
}

// headsSaved notes what the store knows now, or has it told again.
func (w *writer) headsSaved(list []*savedHead, err error) {
	stale := writ.CodeOf(err) == writ.CodeStale
	for _, s := range list {
		t := s.st.t
		t.saving = false
		w.touched[t] = true
		if t.st != s.st || w.tables[t.id] != t {
			continue
		}
		if stale { // somebody else writes
			w.loseLease()
			return
		}
		if err == nil {
			s.st.saved = s.head.Num
			continue
		}
		for name, flags := range s.flags {
			maps.Copy(flags, s.st.flags[name]) // what came since is newer
			s.st.flags[name] = flags
		}
		w.heads.touch(s.st)
	}
	if err != nil {
		w.ws.opt.Log.Warn("how far the edit logs are was not saved", "connection", w.conn, "error", err)
		w.heads.failed = true
		w.later(time.Second, func() { w.heads.failed, w.heads.now = false, true })
	}
}

// note remembers what the store has to know before a mark passes a change.
func (st *opened) note(name writ.Branch, c *change) {
	if c.snap != nil {
		if name == writ.BranchPublished && c.entry.Edit.Publish != nil {
			st.snaps[name] = nil
		}
		st.snaps[name] = append(st.snaps[name], c.snap)
	}
	if len(c.refs) == 0 {
		return
	}
	if st.flags[name] == nil {
		st.flags[name] = map[editlog.CellRef]*editlog.Flag{}
	}
	maps.Copy(st.flags[name], c.refs)
}
