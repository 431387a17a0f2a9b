package app

import (
	"context"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/jobs"
	"github.com/writ-dev/writ/store"
)

// The kinds of jobs. Their names are in the store.
const (
	kindImport = "import" // its key is the upload
	kindSweep  = "sweep"  // its key is the connection
	kindMail   = "mail"   // its key is the notification
	kindAsk    = "ask"    // its key is the request for access
	// kindDelivery sends a table by mail; its key is the schedule, "" if it was ordered once.
	kindDelivery = "delivery"
	// kindPublishInput publishes an input table; its key is that.
	kindPublishInput = "publishInput"
)

// What one node does at the same time. An import uses every core while it reads,
// so more of them would only take memory.
const (
	maxWorkers    = 6
	maxImports    = 2
	maxMails      = 2
	maxDeliveries = 2
)

// newQueue makes the queue that does the App's jobs.
func (a *App) newQueue() *jobs.Queue {
	return jobs.New(jobs.Options{
		Store: a.store, Log: a.log, Clock: a.clock, Node: a.node.ID, Workers: maxWorkers, Lease: a.lease,
		Limits: a.jobLimits, Backoff: backoff, Retention: a.jobRetention,
		Cleaners: []func(context.Context) error{a.CleanUploads, a.wrapTables, a.CleanVersions, a.CleanObjects, a.CleanTrash, a.CleanNotifications, a.CleanAuditLog, a.clearBlobs, a.CleanInputTables, a.findOrphans},
	},
		jobs.Handler{Kind: kindImport, AtOnce: maxImports, Run: a.runImport, Ended: a.importEnded},
		jobs.Handler{Kind: kindSweep, Run: a.runSweep},
		jobs.Handler{Kind: kindMail, AtOnce: maxMails, Run: a.runMail},
		jobs.Handler{Kind: kindAsk, Run: a.runAsk},
		jobs.Handler{Kind: kindPublishInput, Run: a.runPublishInput},
		jobs.Handler{Kind: kindDelivery, AtOnce: maxDeliveries, Run: a.runDelivery, Ended: a.deliveryEnded},
	)
}

// askSettings is how long the queue waits for the settings of the organization.
const askSettings = 2 * time.Second

// decided returns the settings; the defaults if they cannot be had now.
func (a *App) decided() writ.Settings {
	ctx, cancel := context.WithTimeout(a.life, askSettings)
	defer cancel()
	s, err := a.settings(ctx)
	if err != nil {
		return writ.DefaultSettings()
	}
	return s
}

func (a *App) jobLimits() (perConnection, perMember int) {
	l := a.decided().Limits
	return l.ConnectionImports, l.MemberImports
}

func (a *App) jobRetention() jobs.Retention {
	return jobs.Retention{Jobs: writ.Days(a.decided().Retention.Jobs)}
}

// backoff tries a warehouse that could not be swept every minute. An input table
// that could not be published is tried again at once for a while, because another
// node has its edit log, and that may get the job next. All else is as the queue does.
func backoff(j *writ.Job) time.Duration {
	switch {
	case j.Kind == kindSweep:
		return time.Minute
	case j.Kind == kindPublishInput && j.Term < 20:
		return 200 * time.Millisecond
	case j.Kind == kindPublishInput:
		return 10 * time.Second
	}
	return jobs.Backoff(j)
}

// unended returns the job of that kind and key that has not ended, nil if there
// is none.
func unended(ctx context.Context, tx store.Tx, kind, key string) (*writ.Job, error) {
	j, err := tx.Jobs.ByKey(ctx, kind, key)
	if writ.CodeOf(err) == writ.CodeNotFound || err == nil && j.State.Ended() {
		return nil, nil
	}
	return j, err
}

// Await waits until the import of an upload, if there is one, has ended, on
// whatever node it runs. It tells nothing about the upload, so it asks for
// nothing.
func (a *App) Await(ctx context.Context, id writ.UploadID) error {
	var j *writ.Job
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		j, err = unended(ctx, tx, kindImport, string(id))
		return err
	})
	if err != nil || j == nil {
		return err
	}
	return a.awaitJob(ctx, j.ID)
}

// lookEvery is how often a job that is waited for is looked at if no event says
// that it has ended.
const lookEvery = time.Second

// awaitJob waits until a job has ended.
func (a *App) awaitJob(ctx context.Context, id writ.JobID) error {
	news := make(chan struct{}, 1)
	defer a.store.Subscribe(func(n store.Notice) {
		if n.Gap || n.Kept && n.Event.Topic == writ.JobTopic(id) {
			select {
			case news <- struct{}{}:
			default: // there is word already
			}
		}
	})()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		var j *writ.Job
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			j, err = tx.Jobs.Get(ctx, id)
			return err
		})
		if writ.CodeOf(err) == writ.CodeNotFound || err == nil && j.State.Ended() {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case <-news:
		case <-tick.C:
		case <-ctx.Done():
			return writ.Wrap(writ.CodeCanceled, "app.Await", ctx.Err(), "The import is still under way.")
		}
	}
}

// nodeLives tells whether a server was seen lately.
func nodeLives(ctx context.Context, tx store.Tx, id writ.NodeID) (bool, error) {
	list, err := tx.Nodes.List(ctx, nodeAge)
	return slices.ContainsFunc(list, func(n *writ.Node) bool { return n.ID == id }), err
}
