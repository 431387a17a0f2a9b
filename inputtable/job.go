package inputtable

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
)

// The states of a job, as its Submit and the writer both see them.
const (
	waiting   int32 = iota
	taken           // its entries may reach the log
	abandoned       // nobody waits for it any more; nothing was logged
)

// job is a request on its way through a writer.
type job struct {
	ctx   context.Context
	req   *Request
	hash  string // of the request
	state atomic.Int32
	done  chan outcome

	// Owned by the writer.
	since     time.Duration // when it came, by Uptime
	hold      *holdNow      // of a job that the writer has given itself
	parsed    *parsed
	tries     int    // appends that took it and failed
	batch     string // of its last append
	unsure    bool   // nobody knows whether that append landed
	answer    *Answer
	followers []*job // later ones with the same key
}

// outcome is what Submit returns.
type outcome struct {
	answer *Answer
	err    error
}

func newJob(ctx context.Context, r *Request, hash string) *job {
	return &job{ctx: ctx, req: r, hash: hash, done: make(chan outcome, 1)}
}

// finish answers a job and those that wait for the same answer.
func (j *job) finish(a *Answer, err error) {
	j.done <- outcome{a, err}
	for _, f := range j.followers {
		f.finish(repeated(a), err)
	}
	j.followers = nil
}

// repeated is an answer as it is given to the same request once more.
func repeated(a *Answer) *Answer {
	if a == nil {
		return nil
	}
	again := *a
	again.Repeated = true
	return &again
}

// fail answers a job with an error, CodeUncertain if it may have been logged all the
// same.
func (j *job) fail(err error) {
	if j.unsure {
		err = uncertain(err)
	}
	j.finish(nil, err)
}

func uncertain(cause error) error {
	return writ.Wrap(writ.CodeUncertain, opSubmit, cause, "The connection was lost while the edit was being logged; it may be there or not.").
		WithHint("Send the same request with the same idempotency key again: it is logged once.")
}

// submit hands a job to the writer and waits for its end.
func (w *writer) submit(ctx context.Context, j *job) (*Answer, error) {
	select {
	case w.jobs <- j:
	case <-w.draining:
		return nil, errStopping(opSubmit)
	case <-ctx.Done():
		return nil, canceled(ctx)
	}
	select {
	case o := <-j.done:
		return o.answer, o.err
	case <-w.ended: // it may have come too late to be seen
		select {
		case o := <-j.done:
			return o.answer, o.err
		default:
			return nil, errStopping(opSubmit)
		}
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(waiting, abandoned) {
		return nil, canceled(ctx)
	}
	select {
	case o := <-j.done:
		return o.answer, o.err
	default:
		return nil, uncertain(context.Cause(ctx))
	}
}

func canceled(ctx context.Context) error {
	return writ.Wrap(writ.CodeCanceled, opSubmit, context.Cause(ctx), "The edit was given up before it was logged.")
}

// take claims a job for an append; false if nobody waits for it any more.
func (j *job) take() bool {
	return j.state.CompareAndSwap(waiting, taken) || j.state.Load() == taken
}

// checkRequest checks the form of a request and returns its hash.
func checkRequest(r *Request) (string, error) {
	const op = opSubmit
	operations := 0
	for _, set := range []bool{len(r.Rows) > 0, r.Column != nil, r.Publish != nil, r.Discard != nil, r.Release != 0} {
		if set {
			operations++
		}
	}
	switch {
	case operations != 1:
		return "", writ.Invalid(op, "", "A request does exactly one of these: change rows, change a column, publish, discard, release.")
	case r.Branch != writ.BranchDraft && r.Branch != writ.BranchPublished:
		return "", writ.Invalid(op, "branch", "The branch is %q or %q.", writ.BranchDraft, writ.BranchPublished)
	case r.Branch == writ.BranchPublished && (r.Column != nil || r.Publish != nil):
		return "", writ.Invalid(op, "branch", "Columns are changed, and tables published, in the draft.")
	case len(r.Rows) > maxRequestRows:
		return "", writ.Invalid(op, "rows", "A request changes at most %d rows; this one has %d.", maxRequestRows, len(r.Rows)).
			WithHint("Send them in several requests.")
	}
	if r.Key == "" {
		return "", nil
	}
	content, err := json.Marshal(struct {
		Branch  writ.Branch
		Rows    []RowChange
		Column  *ColumnChange
		Publish any
		Discard any
		Release int64
	}{r.Branch, r.Rows, r.Column, r.Publish, r.Discard, r.Release})
	if err != nil {
		return "", writ.Wrap(writ.CodeInvalid, op, err, "A value of the request is not valid JSON.")
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// maxRequestRows bounds what one request holds in memory.
const maxRequestRows = 200_000
