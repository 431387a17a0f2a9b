package app

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/document"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// What is published of a document is published of its input tables: the transaction
// that publishes owes each of them a job, which logs it. So it happens once, whatever
// ends in between.

// publishAttempts is how often a warehouse is tried: for as long as it takes.
const publishAttempts = 1 << 30

// publishPatience is how long whoever publishes a document waits for its input
// tables.
const publishPatience = 5 * time.Second

// owePublish has the input tables of content published. A job that is there already
// publishes what is newest; one that is just running looks once more before it ends.
func (a *App) owePublish(ctx context.Context, tx store.Tx, by writ.MemberID, c *document.Content) (owed []writ.JobID, err error) {
	for _, e := range c.InputTables() {
		t, err := present(tx.InputTables.Get(ctx, e.Source.InputTable))
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue // deleted; the element says so
		}
		j, err := unended(ctx, tx, kindPublishInput, string(t.ID))
		if err == nil && j == nil {
			j = &writ.Job{Kind: kindPublishInput, Key: string(t.ID), Member: by, MaxAttempts: publishAttempts}
			err = jobs.Enqueue(ctx, tx, j)
		}
		if err != nil {
			return nil, err
		}
		owed = append(owed, j.ID)
	}
	return owed, nil
}

// awaitPublish waits for input tables that are being published, but not for long.
func (a *App) awaitPublish(ctx context.Context, owed []writ.JobID) {
	ctx, cancel := context.WithTimeout(ctx, publishPatience)
	defer cancel()
	for _, id := range owed {
		if err := a.awaitJob(ctx, id); err != nil {
			a.log.InfoContext(ctx, "an input table is still being published", "job", id, "error", err)
		}
	}
}

// errNewer says that a document was published again while its input table was.
var errNewer = errors.New("app: there is a newer version to publish")

// runPublishInput does the job of publishing an input table.
func (a *App) runPublishInput(ctx context.Context, r *jobs.Run) error {
	id := writ.InputTableID(r.Job().Key)
	for {
		p, err := a.publishable(ctx, r.Job())
		if err == nil && p != nil {
			err = a.publishInput(ctx, p)
		}
		if err != nil {
			return err
		}
		err = r.Finish(ctx, func(tx store.Tx) error {
			t, err := present(tx.InputTables.Get(ctx, id))
			if err != nil || t == nil || p == nil {
				return err
			}
			f, err := tx.Files.Get(ctx, t.Document)
			if err == nil && f.Published != p.number {
				err = errNewer
			}
			return err
		})
		if !errors.Is(err, errNewer) {
			return err
		}
	}
}

// inputPublication is an input table and the version of its document that is to be
// its own.
type inputPublication struct {
	facts  *inputFacts
	number int64
	by     Actor
}

// publishable returns what is to be published now, nil if nothing is.
func (a *App) publishable(ctx context.Context, j *writ.Job) (p *inputPublication, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		p = nil
		t, err := present(tx.InputTables.Get(ctx, writ.InputTableID(j.Key)))
		if err != nil || t == nil {
			return err
		}
		facts, err := factReader{tx: tx, documents: map[writ.FileID]*inputPlaces{}}.facts(ctx, t)
		if err != nil || facts.published == nil {
			return err
		}
		f, err := tx.Files.Get(ctx, t.Document)
		if err != nil {
			return err
		}
		m, err := tx.Members.Get(ctx, j.Member)
		p = &inputPublication{facts: facts, number: f.Published, by: Actor{Member: m, RequestID: string(j.ID)}}
		return err
	})
	return p, err
}

// publishInput logs that a version is published. The same version again changes
// nothing.
func (a *App) publishInput(ctx context.Context, p *inputPublication) error {
	r := p.facts.request(p.by, writ.BranchDraft, RowEdit{Key: "publish " + string(p.facts.table.Document) + " " + strconv.FormatInt(p.number, 10)})
	r.Publish = &editlog.Publish{Number: p.number}
	answer, err := a.writers.Submit(tagged(ctx, p.by), r)
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, "app.publishInput", err, "The input table %s is not published yet; it is tried again.", p.facts.table.Name)
	}
	a.log.InfoContext(ctx, "published", "input", p.facts.table.ID, "number", p.number, "edit", answer.Last)
	return nil
}
