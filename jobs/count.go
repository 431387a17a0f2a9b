package jobs

import "github.com/writ-dev/writ"

// Count is what became of the jobs of one kind on this node since it started.
// Retried counts attempts after which a job was queued again.
type Count struct {
	Done, Failed, Canceled, Retried int64
	Running                         int // now
}

// Counts returns the counts of each kind that this node has a handler for.
func (q *Queue) Counts() map[string]Count {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := make(map[string]Count, len(q.kinds))
	for _, kind := range q.kinds {
		all[kind] = q.counts[kind]
	}
	for r := range q.runs {
		c := all[r.job.Kind]
		c.Running++
		all[r.job.Kind] = c
	}
	return all
}

func (q *Queue) count(kind string, state writ.JobState) {
	q.mu.Lock()
	defer q.mu.Unlock()
	c := q.counts[kind]
	switch state {
	case writ.JobDone:
		c.Done++
	case writ.JobFailed:
		c.Failed++
	case writ.JobCanceled:
		c.Canceled++
	case writ.JobQueued:
		c.Retried++
	}
	q.counts[kind] = c
}
