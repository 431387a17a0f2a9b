package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/writ-dev/writ"
)

// Jobs is the queue of work that outlives a request. Every method that needs the
// time takes the store's own, so that nodes whose clocks differ agree on leases.
type Jobs interface {
	// Insert adds a job as queued, due at its RunAt (at once if zero); CodeConflict
	// if one of the same kind and key has not ended.
	Insert(ctx context.Context, j *writ.Job) error
	Get(ctx context.Context, id writ.JobID) (*writ.Job, error)
	// ByKey returns the newest job of that kind and key, ended or not.
	ByKey(ctx context.Context, kind, key string) (*writ.Job, error)
	// Runs returns the jobs of that kind and key, ended or not, newest first, at most
	// limit.
	Runs(ctx context.Context, kind, key string, limit int) ([]*writ.Job, error)
	// List returns jobs in one of the states (none means all), newest first, before
	// the id before ("" for the first page), at most limit.
	List(ctx context.Context, before writ.JobID, limit int, states ...writ.JobState) ([]*writ.Job, error)
	// Claim takes the job that has been due longest among those queued and those
	// whose lease has run out, makes it running, and raises its Term and Attempt. One
	// that is to stop is among the latter: whoever takes it ends it. It is nil if
	// there is none.
	Claim(ctx context.Context, c Claim) (*writ.Job, error)
	// Renew prolongs the lease of a running job and keeps what it reports (nil
	// leaves the last report). canceling tells whether somebody asked for the job
	// to stop. CodeStale if term is no longer the job's, or it has ended.
	Renew(ctx context.Context, id writ.JobID, term int64, lease time.Duration, progress json.RawMessage) (canceling bool, err error)
	// Settle gives a running job the State, Problem, Attempt and RunAt of j; a state
	// that is an end sets EndedAt, in j too. CodeStale if j.Term is no longer the job's, or
	// it has ended: then whoever asks must not do anything else either.
	Settle(ctx context.Context, j *writ.Job) error
	// Cancel ends a queued job and asks a running one to stop; the job as it is
	// then. One that has ended stays as it is.
	Cancel(ctx context.Context, id writ.JobID) (*writ.Job, error)
	// Abandon ends the leases of all running jobs, so that they can be claimed at
	// once. It is for a server that has the store to itself and has just started.
	Abandon(ctx context.Context) error
	// DeleteBefore removes jobs that ended before the time, in Unix microseconds.
	DeleteBefore(ctx context.Context, endedAt int64) error
}

// Claim says which jobs a worker takes. A lease is how long it may be silent.
// PerConnection is how many jobs of one connection may run at the same time on
// all nodes together, PerMember likewise of one member; 0 is no limit. Jobs
// without a connection, or without a member, do not count.
type Claim struct {
	Kinds         []string
	Node          writ.NodeID
	Lease         time.Duration
	PerConnection int
	PerMember     int
}

// Schedules keeps what is done again and again.
type Schedules interface {
	// Put inserts a schedule, or replaces the one of the same kind and key but for
	// its id and NextAt, which stays if Cron and Zone do.
	Put(ctx context.Context, s *writ.Schedule) error
	ByKey(ctx context.Context, kind, key string) (*writ.Schedule, error)
	// Due returns the schedules whose NextAt has come and that are not paused, in
	// its order, at most limit.
	Due(ctx context.Context, limit int) ([]*writ.Schedule, error)
	// Advance records that a schedule ran at last and runs next at next, both in
	// Unix microseconds; CodeStale if somebody else has advanced it since it had the
	// NextAt that s says.
	Advance(ctx context.Context, s *writ.Schedule, last, next int64) error
	List(ctx context.Context) ([]*writ.Schedule, error)
	Delete(ctx context.Context, id writ.ScheduleID) error
}

// Nodes keeps which servers work on the store.
type Nodes interface {
	// Beat records that a node lives, now by the store's clock; its first beat
	// inserts it.
	Beat(ctx context.Context, n *writ.Node) error
	// List returns nodes whose last beat is at most age old, in the order they
	// started.
	List(ctx context.Context, age time.Duration) ([]*writ.Node, error)
	// Delete removes a node that stops; it need not be there.
	Delete(ctx context.Context, id writ.NodeID) error
	// DeleteBefore removes nodes whose last beat is older than age.
	DeleteBefore(ctx context.Context, age time.Duration) error
}

// Events keeps, for a while, what happened on each topic, so that whoever was
// away can read on.
type Events interface {
	// Append adds an event to its topic, gives it its Seq and At, and tells every
	// node once the transaction has committed. Events of one topic are numbered in
	// the order in which their transactions commit; numbers rise, with gaps.
	Append(ctx context.Context, e *writ.Event) error
	// After returns the events of a topic that come after seq, in their order, at
	// most limit. complete is false if events after seq may be no longer kept: the
	// one at seq is not there, so neither 0 nor an invented number is ever complete.
	After(ctx context.Context, topic writ.Topic, seq int64, limit int) (list []writ.Event, complete bool, err error)
	// Last returns the number of a topic's newest event, 0 if it has none.
	Last(ctx context.Context, topic writ.Topic) (int64, error)
	// DeleteBefore removes events older than age, but never the newest one of
	// writ.TopicAccess, so that a server that has followed it goes on from there.
	DeleteBefore(ctx context.Context, age time.Duration) error
}

// Notice is one call to a subscriber.
type Notice struct {
	Event writ.Event // of an appended event, Data over 7,000 bytes may be missing: read it from Tx.Events
	Kept  bool       // appended, as opposed to broadcast
	Gap   bool       // no event: some may have been missed
}

// DataGrants keeps who may do what with the data of connections.
type DataGrants interface {
	// Insert adds a grant; CodeConflict if the same one, whatever its level, is
	// there already.
	Insert(ctx context.Context, g *writ.DataGrant) error
	Get(ctx context.Context, id writ.DataGrantID) (*writ.DataGrant, error)
	// SetLevel changes the level of a grant.
	SetLevel(ctx context.Context, id writ.DataGrantID, level writ.DataLevel) error
	Delete(ctx context.Context, id writ.DataGrantID) error
	// ListByConnection returns every grant on a connection and on what is in it, in
	// the order they were made.
	ListByConnection(ctx context.Context, c writ.ConnectionID) ([]*writ.DataGrant, error)
	// ListByMember returns what reaches a member: the member's own grants, those of
	// the member's teams and those of all members, on every connection.
	ListByMember(ctx context.Context, m writ.MemberID) ([]*writ.DataGrant, error)
}
