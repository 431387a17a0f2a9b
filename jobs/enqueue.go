package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// defaultAttempts is how often a job is tried where it does not say.
const defaultAttempts = 5

// Enqueue adds a job in the caller's transaction; workers of every node wake when
// it has committed. The job gets an ID and MaxAttempts if it has none; its RunAt
// says when it is due, the zero time that it is at once. CodeConflict if one of
// the same kind and key has not ended: on PostgreSQL the transaction is lost then.
func Enqueue(ctx context.Context, tx store.Tx, j *writ.Job) error {
	if j.ID == "" {
		j.ID = writ.NewID[writ.JobID]()
	}
	if j.MaxAttempts == 0 {
		j.MaxAttempts = defaultAttempts
	}
	if err := tx.Jobs.Insert(ctx, j); err != nil {
		return err
	}
	return announce(ctx, tx, j)
}

// Cancel ends a queued job, with its Handler.Ended, or asks a running one to
// stop, in the caller's transaction; it returns the job as it is then. One that
// has ended stays as it is. CodeNotFound if there is none.
func (q *Queue) Cancel(ctx context.Context, tx store.Tx, id writ.JobID) (*writ.Job, error) {
	before, err := tx.Jobs.Get(ctx, id)
	if err != nil || before.State.Ended() || before.Canceling && before.State == writ.JobRunning {
		return before, err
	}
	j, err := tx.Jobs.Cancel(ctx, id)
	if err != nil {
		return nil, err
	}
	if j.State.Ended() {
		err = q.ended(ctx, tx, j)
	} else {
		err = announce(ctx, tx, j)
	}
	if err != nil {
		return nil, err
	}
	return j, nil
}

// ended does what belongs to the end of a job, or of an attempt, in its
// transaction.
func (q *Queue) ended(ctx context.Context, tx store.Tx, j *writ.Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = q.panicked("jobs.Ended", j, p)
		}
	}()
	if h := q.handlers[j.Kind]; h.Ended != nil {
		if err := h.Ended(ctx, tx, j); err != nil {
			return err
		}
	}
	return announce(ctx, tx, j)
}

// panicked logs a panic of a handler and makes an error of it. It is called while
// the stack is still there.
func (q *Queue) panicked(op string, j *writ.Job, p any) error {
	q.opt.Log.Error("a job panicked", "op", op, "job", j.ID, "kind", j.Kind, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	return writ.Errorf(writ.CodeInternal, op, "The handler panicked.")
}

// News is the data of the events of a job's topic.
type News struct {
	State     writ.JobState `json:"state"`
	Canceling bool          `json:"canceling,omitempty"`
}

// announce tells of a job that it is there to be taken, is to stop, or has ended.
func announce(ctx context.Context, tx store.Tx, j *writ.Job) error {
	data, err := json.Marshal(News{State: j.State, Canceling: j.Canceling})
	if err != nil {
		return err
	}
	kind := "changed"
	if j.State.Ended() {
		kind = "ended"
	}
	return tx.Events.Append(ctx, &writ.Event{Topic: writ.JobTopic(j.ID), Kind: kind, Data: data})
}
