package app

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
)

// eventRows and eventColumns say on the topic of an input table that rows, or columns,
// rules and refused values, are others.
const (
	eventRows    = "rows"
	eventColumns = "columns"
)

// toldEvery is how long what happens to input tables is gathered before it is told:
// whoever types sees it at once anyhow.
const toldEvery = 50 * time.Millisecond

// toldRows is how many rows one event names at most.
const toldRows = 100

// inputNews gathers what has happened to input tables until it is told.
type inputNews struct {
	wake chan struct{}

	mu     sync.Mutex
	events map[inputBranch]inputtable.Event
}

type inputBranch struct {
	table  writ.InputTableID
	branch writ.Branch
}

func newInputNews() inputNews {
	return inputNews{wake: make(chan struct{}, 1), events: map[inputBranch]inputtable.Event{}}
}

// add takes one event and returns at once.
func (n *inputNews) add(e inputtable.Event) {
	n.mu.Lock()
	at := inputBranch{e.Table, e.Branch}
	if old, ok := n.events[at]; ok {
		e.Rows = slices.Concat(old.Rows, e.Rows)
		e.Columns = e.Columns || old.Columns
	}
	e.Rows = e.Rows[:min(len(e.Rows), toldRows+1)]
	n.events[at] = e
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // it wakes already
	}
}

func (n *inputNews) take() map[inputBranch]inputtable.Event {
	n.mu.Lock()
	defer n.mu.Unlock()
	events := n.events
	n.events = map[inputBranch]inputtable.Event{}
	return events
}

// keepTelling tells all nodes what happens to input tables, until the App closes.
func (a *App) keepTelling() {
	for {
		select {
		case <-a.life.Done():
			return
		case <-a.news.wake:
		}
		for _, e := range a.news.take() {
			if err := a.tellInput(a.life, e); err != nil && a.life.Err() == nil {
				a.log.Warn("those who look at an input table could not be told that it is another", "input", e.Table, "error", err)
			}
		}
		select {
		case <-a.life.Done():
			return
		case <-time.After(toldEvery):
		}
	}
}

// inputEvent is the data of an event about an input table. Of a draft it tells nothing
// but that it is another: those who may not see it follow the topic as well.
type inputEvent struct {
	Branch writ.Branch  `json:"branch"`
	Head   int64        `json:"head,omitempty"`
	Mark   int64        `json:"mark,omitempty"`
	Rows   []writ.RowID `json:"rowIds,omitempty"` // of those that were changed
	More   bool         `json:"more,omitempty"`   // there are others
}

func (a *App) tellInput(ctx context.Context, e inputtable.Event) error {
	told := inputEvent{Branch: e.Branch}
	if e.Branch == writ.BranchPublished {
		told.Head, told.Mark = e.Head, e.Mark
		told.Rows, told.More = e.Rows[:min(len(e.Rows), toldRows)], len(e.Rows) > toldRows
	}
	data, err := json.Marshal(told)
	if err != nil {
		return err
	}
	kind := eventRows
	if e.Columns {
		kind = eventColumns
	}
	return a.store.Broadcast(ctx, writ.Event{Topic: writ.InputTopic(e.Table), Kind: kind, Data: data})
}
