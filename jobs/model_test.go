package jobs_test

import (
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// model is a store in memory that lives on the clock of its test, as far as a
// Queue needs one. Its own clock is far from everybody else's.
type model struct {
	mu      sync.Mutex
	now     state
	luck    *rand.Rand
	hearing map[*view]func(store.Notice)
}

// state is what a transaction sees and leaves.
type state struct {
	jobs   map[writ.JobID]writ.Job
	counts map[string]int // kept by what the tests do in transactions
}

func (s state) clone() state { return state{maps.Clone(s.jobs), maps.Clone(s.counts)} }

func newModel(seed uint64) *model {
	return &model{
		now:     state{jobs: map[writ.JobID]writ.Job{}, counts: map[string]int{}},
		luck:    rand.New(rand.NewPCG(seed, seed)),
		hearing: map[*view]func(store.Notice){},
	}
}

func (*model) clock() time.Time { return time.Now().Add(1000 * time.Hour).UTC() }

func (m *model) random(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.luck.IntN(n)
}

// weather is how well a node reaches the store.
type weather int

const (
	fine    weather = iota
	refused         // every call fails at once
	hanging         // no call is answered
	slow            // questions and answers take up to four seconds each
	late            // questions arrive at once, answers take two seconds
	foggy           // every third commit is not answered, whether it happened or not
	weathers
)

// view is the store as one node reaches it.
type view struct {
	*model
	mu      sync.Mutex
	weather weather
}

func (v *view) set(w weather) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.weather = w
}

func (v *view) outlook() weather {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.weather
}

// way is what a question, or its answer, meets on its way.
func (v *view) way(ctx context.Context, answer bool) error {
	wait := time.Duration(0)
	switch v.outlook() {
	case late:
		if answer {
			wait = 2 * time.Second
		}
	case refused:
		return writ.Errorf(writ.CodeUnavailable, "model", "refused")
	case hanging:
		wait = 1000 * time.Hour
	case slow:
		wait = time.Duration(v.random(4000)) * time.Millisecond
	}
	select {
	case <-ctx.Done():
		return writ.Wrap(writ.CodeUnavailable, "model", ctx.Err(), "took too long")
	case <-time.After(wait):
		return nil
	}
}

func (v *view) Read(ctx context.Context, fn func(store.Tx) error) error {
	if err := v.way(ctx, false); err != nil {
		return err
	}
	return v.transact(fn, false)
}

func (v *view) Write(ctx context.Context, fn func(store.Tx) error) error {
	if err := v.way(ctx, false); err != nil {
		return err
	}
	fog := v.outlook() == foggy && v.random(3) == 0
	err := v.transact(fn, !fog || v.random(2) == 0)
	if err != nil {
		return err
	}
	if fog {
		return writ.Errorf(writ.CodeUncertain, "model", "not answered")
	}
	return v.way(ctx, true)
}

// transact runs fn, now and then a second time as after a conflict.
func (v *view) transact(fn func(store.Tx) error, commit bool) error {
	m := v.model
	m.mu.Lock()
	tx := m.begin()
	err := fn(tx.stores())
	if err == nil && m.luck.IntN(10) == 0 {
		tx = m.begin()
		err = fn(tx.stores())
	}
	if err == nil && commit {
		m.now = tx.state
	}
	hearing := maps.Clone(m.hearing)
	m.mu.Unlock()
	if err != nil || !commit {
		return err
	}
	for to, fn := range hearing {
		if to.outlook() != fine {
			continue // it hears nothing, and not even that
		}
		for _, n := range tx.notices {
			fn(n)
		}
	}
	return nil
}

func (v *view) Subscribe(fn func(store.Notice)) (stop func()) {
	v.model.mu.Lock()
	defer v.model.mu.Unlock()
	v.hearing[v] = fn
	return func() {
		v.model.mu.Lock()
		defer v.model.mu.Unlock()
		delete(v.hearing, v)
	}
}

func (v *view) Broadcast(ctx context.Context, _ writ.Event) error { return v.way(ctx, true) }
func (v *view) Backup(context.Context, string) error              { panic("not needed") }
func (v *view) Close() error                                      { panic("not needed") }
func (m *model) begin() *modelTx                                  { return &modelTx{state: m.now.clone(), clock: m.clock()} }
func (t *modelTx) stores() store.Tx {
	return store.Tx{Jobs: modelJobs{tx: t}, Schedules: modelSchedules{tx: t}, Events: modelEvents{tx: t}, Settings: modelCounts{tx: t}}
}
func (modelSchedules) Due(context.Context, int) ([]*writ.Schedule, error) { return nil, nil }

// modelTx is one transaction.
type modelTx struct {
	state
	clock   time.Time
	notices []store.Notice
}

type modelSchedules struct {
	store.Schedules
	tx *modelTx
}

func (s modelSchedules) Put(_ context.Context, v *writ.Schedule) error {
	v.UpdatedAt = s.tx.clock
	return nil
}

type modelEvents struct {
	store.Events
	tx *modelTx
}

func (e modelEvents) Append(_ context.Context, v *writ.Event) error {
	e.tx.notices = append(e.tx.notices, store.Notice{Event: *v, Kept: true})
	return nil
}

// modelCounts counts how often a key was set.
type modelCounts struct {
	store.Settings
	tx *modelTx
}

func (c modelCounts) Set(_ context.Context, key string, _ []byte) error {
	c.tx.counts[key]++
	return nil
}

// modelJobs keeps to what store.Jobs says, in other words than the real ones do.
type modelJobs struct {
	store.Jobs
	tx *modelTx
}

func stale() error { return writ.Errorf(writ.CodeStale, "model", "somebody else has it") }

func (s modelJobs) Insert(_ context.Context, j *writ.Job) error {
	j.State, j.CreatedAt, j.UpdatedAt = writ.JobQueued, s.tx.clock, s.tx.clock
	if j.RunAt.IsZero() {
		j.RunAt = s.tx.clock
	}
	s.tx.jobs[j.ID] = *j
	return nil
}

func (s modelJobs) Get(_ context.Context, id writ.JobID) (*writ.Job, error) {
	j, ok := s.tx.jobs[id]
	if !ok {
		return nil, writ.Errorf(writ.CodeNotFound, "model", "no such job")
	}
	return &j, nil
}

func (s modelJobs) Claim(_ context.Context, c store.Claim) (*writ.Job, error) {
	free := func(j writ.Job) bool {
		return j.State == writ.JobQueued && !j.RunAt.After(s.tx.clock) || j.State == writ.JobRunning && !j.LeaseUntil.After(s.tx.clock)
	}
	for _, id := range slices.Sorted(maps.Keys(s.tx.jobs)) {
		j := s.tx.jobs[id]
		if !free(j) || !slices.Contains(c.Kinds, j.Kind) {
			continue
		}
		j.State, j.Node, j.UpdatedAt, j.LeaseUntil = writ.JobRunning, c.Node, s.tx.clock, s.tx.clock.Add(c.Lease)
		j.Term, j.Attempt = j.Term+1, j.Attempt+1
		s.tx.jobs[id] = j
		return &j, nil
	}
	return nil, nil
}

// held returns a job that runs under a term.
func (s modelJobs) held(id writ.JobID, term int64) (writ.Job, error) {
	j, ok := s.tx.jobs[id]
	if !ok || j.Term != term || j.State != writ.JobRunning {
		return j, stale()
	}
	return j, nil
}

func (s modelJobs) Renew(_ context.Context, id writ.JobID, term int64, lease time.Duration, _ json.RawMessage) (bool, error) {
	j, err := s.held(id, term)
	if err == nil {
		j.LeaseUntil = s.tx.clock.Add(lease)
		s.tx.jobs[id] = j
	}
	return j.Canceling, err
}

func (s modelJobs) Settle(_ context.Context, v *writ.Job) error {
	j, err := s.held(v.ID, v.Term)
	if err == nil {
		j.State, j.Problem, j.Attempt, j.RunAt, j.UpdatedAt = v.State, v.Problem, v.Attempt, v.RunAt, s.tx.clock
		s.tx.jobs[v.ID] = j
	}
	return err
}

func (s modelJobs) Cancel(_ context.Context, id writ.JobID) (*writ.Job, error) {
	j := s.tx.jobs[id]
	if j.State == writ.JobQueued {
		j.State = writ.JobCanceled
	}
	j.Canceling = j.Canceling || j.State == writ.JobRunning || j.State == writ.JobCanceled
	s.tx.jobs[id] = j
	return &j, nil
}
