package writ

import (
	"encoding/json"
	"time"
)

// JobState is how far a job has come.
type JobState string

// A job is queued until a worker takes it, runs, and ends in one of three ways.
// One that is to be tried again is queued again.
const (
	JobQueued   JobState = "queued"
	JobRunning  JobState = "running"
	JobDone     JobState = "done"
	JobFailed   JobState = "failed"
	JobCanceled JobState = "canceled"
)

// Ended tells whether nothing more will happen to the job.
func (s JobState) Ended() bool { return s == JobDone || s == JobFailed || s == JobCanceled }

// Job is work that outlives the request that asked for it. A node works on it as
// long as its lease lasts; Term rises whenever a node takes it, so that one that
// comes back late is told apart from the one that took over.
type Job struct {
	ID          JobID
	Kind        string       // what to do: the name of its handler
	Key         string       // at most one job of a kind and key that has not ended; "" for no such limit
	Connection  ConnectionID // whose warehouse it uses; "" for none
	Member      MemberID     // who asked for it; "" for the server itself
	Args        json.RawMessage
	State       JobState
	Attempt     int // how many times it was taken, this time included
	MaxAttempts int
	RunAt       time.Time // not before
	Term        int64
	Node        NodeID          // who runs it, or ran it last
	LeaseUntil  time.Time       // by the store's clock
	Canceling   bool            // somebody asked for it to stop
	Progress    json.RawMessage // what it last reported
	Problem     *Problem        // why it failed, or why its last attempt did
	CreatedAt   time.Time
	UpdatedAt   time.Time
	EndedAt     time.Time
}

// Schedule makes a job of its kind again and again. There is one schedule for a
// kind and key.
type Schedule struct {
	ID         ScheduleID
	Kind       string
	Key        string
	Connection ConnectionID
	Owner      MemberID // as whom its jobs run; "" for the server itself
	Args       json.RawMessage
	Cron       string // five fields: minute, hour, day of month, month, day of week
	Zone       string // the time zone of Cron, by its IANA name
	Paused     bool
	NextAt     time.Time
	LastAt     time.Time // zero if it never ran
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// Node is one running server.
type Node struct {
	ID        NodeID
	Name      string // of its machine, and its address there, for people
	Version   string
	Address   string // where other nodes reach it: http://host:port; "" if it does not say
	StartedAt time.Time
	SeenAt    time.Time // by the store's clock
}
