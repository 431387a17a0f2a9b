package app

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// PhaseWaiting is the phase of an import that no node works on yet; the other
// phases are those of ingest.Progress.
const PhaseWaiting = "waiting"

// progressPause lies between two broadcasts of how far an import is.
const progressPause = 200 * time.Millisecond

// progressBook holds how far imports are as their nodes broadcast it: newer than
// what the job keeps, and good to show, no more.
type progressBook struct {
	mu   sync.Mutex
	last map[writ.UploadID]ingest.Progress
}

// hear takes a broadcast down, and strikes out an upload that has come to another
// state.
func (b *progressBook) hear(n store.Notice) {
	noun, id := n.Event.Topic.Split()
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case n.Gap:
		clear(b.last)
	case noun != "upload":
	case n.Kept:
		delete(b.last, writ.UploadID(id))
	case n.Event.Kind == eventProgress:
		var p ingest.Progress
		if json.Unmarshal(n.Event.Data, &p) == nil {
			b.last[writ.UploadID(id)] = p
		}
	}
}

func (b *progressBook) get(id writ.UploadID) (ingest.Progress, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.last[id]
	return p, ok
}

// progressOf tells how far an upload that is importing has come.
func (a *App) progressOf(ctx context.Context, tx store.Tx, id writ.UploadID) (*ingest.Progress, error) {
	p := ingest.Progress{Phase: PhaseWaiting}
	j, err := unended(ctx, tx, kindImport, string(id))
	if err != nil || j == nil || j.State != writ.JobRunning {
		return &p, err
	}
	if heard, ok := a.progress.get(id); ok {
		return &heard, nil
	}
	if len(j.Progress) > 0 {
		err = json.Unmarshal(j.Progress, &p)
	}
	return &p, err
}

// broadcast tells everybody who follows the upload how far its import is, until
// stop is called. It never holds the import up.
func (a *App) broadcast(id writ.UploadID) (tell func(ingest.Progress), stop func()) {
	var newest atomic.Pointer[ingest.Progress]
	ctx, cancel := context.WithCancel(a.life)
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(progressPause)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if p := newest.Swap(nil); p != nil {
				a.sendProgress(ctx, id, *p)
			}
		}
	})
	return func(p ingest.Progress) { newest.Store(&p) }, func() { cancel(); done.Wait() }
}

func (a *App) sendProgress(ctx context.Context, id writ.UploadID, p ingest.Progress) {
	data, err := json.Marshal(p)
	if err == nil {
		err = a.store.Broadcast(ctx, writ.Event{Topic: writ.UploadTopic(id), Kind: eventProgress, Data: data})
	}
	if err != nil && ctx.Err() == nil {
		a.log.Debug("the progress of an import was not told", "upload", id, "error", err)
	}
}
