package inputtable

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/editlog"
	"github.com/writ-dev/writ/warehouse/driver"
)

// newBatch names the entries of one request.
func newBatch() string { return writ.NewID[string]() }

// noteKey notes the idempotency key of an entry.
func (o *opening) noteKey(e *editlog.Entry) {
	if e.Meta.Key == "" {
		return
	}
	k := o.keys[e.Meta.Key]
	if k == nil {
		k = &keyed{hash: e.Meta.Request, at: e.At, first: e.Num, last: e.Num}
		o.keys[e.Meta.Key] = k
	}
	k.first, k.last = min(k.first, e.Num), max(k.last, e.Num)
}

// readKeys reads the keys of the last two days: an older one is a new one.
func (o *opening) readKeys(ctx context.Context, p *place) error {
	since := o.ws.opt.Clock().Add(-2 * keyFor)
	var takeOvers, parts []*editlog.Entry
	r := driver.LogRange{Table: string(o.t.id), Since: since, Contains: `"key":`}
	err := p.log.Read(ctx, r, func(e *editlog.Entry) error {
		if e.Meta.Key != "" {
			parts = append(parts, e)
		}
		return nil
	})
	if err != nil || len(parts) == 0 {
		return err
	}
	r.Contains = `"takeOver":`
	err = p.log.Read(ctx, r, func(e *editlog.Entry) error {
		if e.Edit.TakeOver != nil {
			takeOvers = append(takeOvers, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	present := map[string]int{}
	for _, e := range parts {
		present[e.Meta.Batch]++
	}
	for _, e := range parts {
		if present[e.Meta.Batch] == e.Meta.Parts && !overtaken(e, takeOvers) {
			o.noteKey(e)
		}
	}
	return nil
}

// overtaken tells whether an entry is void because a later term began before it, as
// every term does, with takeOver.
func overtaken(e *editlog.Entry, takeOvers []*editlog.Entry) bool {
	for _, t := range takeOvers {
		if t.Num <= e.Num && t.Meta.Term > e.Meta.Term {
			return true
		}
	}
	return false
}

// forgetKeys forgets keys that are too old to be told from new ones.
func (t *table) forgetKeys(before time.Time) {
	for key, k := range t.keys {
		if k.job == nil && k.at.Before(before) {
			delete(t.keys, key)
		}
	}
}

// knownKey answers a job whose key was used before; false if it was not.
func (st *opened) knownKey(j *job) bool {
	key := j.key()
	if key == "" {
		return false
	}
	k := st.t.keys[key]
	switch {
	case k == nil && old(key, st.t.w.ws.opt.Clock()):
		j.fail(errStaleKey())
	case k == nil:
		return false
	case k.hash != j.hash:
		j.fail(writ.Errorf(writ.CodeConflict, opSubmit, "The idempotency key %s stands for another request already.", shown(key)).
			WithHint("Give every request a key of its own, and send a request again exactly as it was."))
	case k.job != nil:
		k.job.followers = append(k.job.followers, j)
	case st.t.w.ws.opt.Clock().Sub(k.at) > keyFor:
		j.fail(errStaleKey())
	default:
		st.answerAgain(j, k)
	}
	return true
}

// old tells whether a key says itself that it was made too long ago.
func old(key string, now time.Time) bool {
	at := writ.MadeAt(key)
	return !at.IsZero() && now.Sub(at) > keyFor
}

func errStaleKey() *writ.Error {
	return writ.Errorf(writ.CodeStale, opSubmit, "The idempotency key is more than a day old; what became of the request is no longer kept.").
		WithHint("Look at the rows, or at their history, and send what is missing with a new key.")
}
