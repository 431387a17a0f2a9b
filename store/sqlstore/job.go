package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// jobs implements store.Jobs.
type jobs struct{ t *tx }

func (jobs) table() table[writ.Job] {
	return table[writ.Job]{
		name: "jobs", noun: "job", taken: "This is being done already.",
		columns: []string{"id", "kind", "key", "connection_id", "member_id", "args", "state", "attempt", "max_attempts", "run_at",
			"term", "node_id", "lease_until", "canceling", "progress", "problem", "created_at", "updated_at", "ended_at"},
		fields: func(j *writ.Job) []any {
			return []any{&j.ID, &j.Kind, &j.Key, optional[writ.ConnectionID]{&j.Connection}, optional[writ.MemberID]{&j.Member},
				raw{&j.Args}, &j.State, &j.Attempt, &j.MaxAttempts, instant{&j.RunAt}, &j.Term, optional[writ.NodeID]{&j.Node},
				instant{&j.LeaseUntil}, flag{&j.Canceling}, raw{&j.Progress}, document[*writ.Problem]{&j.Problem},
				instant{&j.CreatedAt}, instant{&j.UpdatedAt}, instant{&j.EndedAt}}
		},
	}
}

func (s jobs) Insert(ctx context.Context, j *writ.Job) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	j.State, j.CreatedAt = writ.JobQueued, time.UnixMicro(now).UTC()
	j.UpdatedAt = j.CreatedAt
	if j.RunAt.IsZero() {
		j.RunAt = j.CreatedAt
	}
	return s.table().insert(ctx, s.t, j)
}

func (s jobs) Get(ctx context.Context, id writ.JobID) (*writ.Job, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s jobs) ByKey(ctx context.Context, kind, key string) (*writ.Job, error) {
	return s.table().one(ctx, s.t, "ByKey", "WHERE kind = $1 AND key = $2 ORDER BY id DESC LIMIT 1", kind, key)
}

func (s jobs) Runs(ctx context.Context, kind, key string, limit int) ([]*writ.Job, error) {
	return s.table().all(ctx, s.t, "Runs", "WHERE kind = $1 AND key = $2 ORDER BY id DESC LIMIT $3", kind, key, limit)
}

func (s jobs) List(ctx context.Context, before writ.JobID, limit int, states ...writ.JobState) ([]*writ.Job, error) {
	condition, args := in("state", 2, states)
	if before != "" {
		condition, args = fmt.Sprintf("id < $%d AND ", len(args)+2)+condition, append(args, before)
	}
	return s.table().all(ctx, s.t, "List", "WHERE "+condition+" ORDER BY id DESC LIMIT $1", append([]any{limit}, args...)...)
}

// due finds the job to take among the few that have not ended, in the words of
// the index jobs_by_due. One whose lease has run out may be taken, and does not
// count among those that run.
const due = `
WHERE state IN ('queued', 'running') AND run_at <= $1 AND (state = 'queued' OR lease_until <= $1)
AND ($2 = 0 OR connection_id IS NULL OR connection_id NOT IN (
	SELECT r.connection_id FROM jobs r WHERE r.state = 'running' AND r.lease_until > $1 AND r.connection_id IS NOT NULL
	GROUP BY r.connection_id HAVING count(*) >= $2))
AND ($3 = 0 OR member_id IS NULL OR member_id NOT IN (
	SELECT r.member_id FROM jobs r WHERE r.state = 'running' AND r.lease_until > $1 AND r.member_id IS NOT NULL
	GROUP BY r.member_id HAVING count(*) >= $3))
AND `

func (s jobs) Claim(ctx context.Context, c store.Claim) (*writ.Job, error) {
	now, err := s.t.now(ctx)
	if err != nil || len(c.Kinds) == 0 {
		return nil, err
	}
	condition, args := in("kind", 4, c.Kinds)
	found, err := s.table().all(ctx, s.t, "Claim", due+condition+" ORDER BY run_at, id LIMIT 1",
		append([]any{now, c.PerConnection, c.PerMember}, args...)...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	j := found[0]
	j.State, j.Node, j.UpdatedAt = writ.JobRunning, c.Node, time.UnixMicro(now).UTC()
	j.LeaseUntil = time.UnixMicro(now + c.Lease.Microseconds()).UTC()
	j.Term++
	j.Attempt++
	return j, s.table().set(ctx, s.t, "Claim",
		"state = $2, node_id = $3, lease_until = $4, term = $5, attempt = $6, updated_at = $7 WHERE id = $1",
		j.ID, j.State, j.Node, instant{&j.LeaseUntil}, j.Term, j.Attempt, instant{&j.UpdatedAt})
}

func (s jobs) Renew(ctx context.Context, id writ.JobID, term int64, lease time.Duration, progress json.RawMessage) (canceling bool, err error) {
	now, err := s.t.now(ctx)
	if err != nil {
		return false, err
	}
	row := s.t.q.QueryRowContext(ctx, `
		UPDATE jobs SET lease_until = $3, progress = coalesce($4, progress), updated_at = $5
		WHERE id = $1 AND term = $2 AND state = 'running' RETURNING canceling`,
		id, term, now+lease.Microseconds(), raw{&progress}, now)
	err = row.Scan(flag{&canceling})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, s.lost("Renew")
	case err != nil:
		return false, s.t.s.failed("store.jobs.Renew", err)
	}
	return canceling, nil
}

func (s jobs) Settle(ctx context.Context, j *writ.Job) error {
	now, err := s.t.now(ctx)
	if err != nil {
		return err
	}
	j.UpdatedAt, j.EndedAt = time.UnixMicro(now).UTC(), time.Time{}
	if j.State.Ended() {
		j.EndedAt = j.UpdatedAt
	}
	n, err := s.t.exec(ctx, "store.jobs.Settle", `
		UPDATE jobs SET state = $3, problem = $4, attempt = $5, run_at = $6, updated_at = $7, ended_at = $8
		WHERE id = $1 AND term = $2 AND state = 'running'`,
		j.ID, j.Term, j.State, document[*writ.Problem]{&j.Problem}, j.Attempt, instant{&j.RunAt}, instant{&j.UpdatedAt}, instant{&j.EndedAt})
	if err == nil && n == 0 {
		err = s.lost("Settle")
	}
	return err
}

func (s jobs) lost(method string) error {
	return writ.Errorf(writ.CodeStale, "store.jobs."+method, "Another server has taken over this job, or it has ended.")
}

func (s jobs) Cancel(ctx context.Context, id writ.JobID) (*writ.Job, error) {
	now, err := s.t.now(ctx)
	if err != nil {
		return nil, err
	}
	_, err = s.t.exec(ctx, "store.jobs.Cancel", `
		UPDATE jobs SET canceling = 1, updated_at = $2, ended_at = CASE state WHEN 'queued' THEN CAST($2 AS BIGINT) END,
			state = CASE state WHEN 'queued' THEN 'canceled' ELSE state END
		WHERE id = $1 AND state IN ('queued', 'running')`, id, now)
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, id)
}

func (s jobs) Abandon(ctx context.Context) error {
	_, err := s.t.exec(ctx, "store.jobs.Abandon", "UPDATE jobs SET lease_until = 0 WHERE state = 'running'")
	return err
}

func (s jobs) DeleteBefore(ctx context.Context, endedAt int64) error {
	_, err := s.t.exec(ctx, "store.jobs.DeleteBefore", "DELETE FROM jobs WHERE ended_at < $1", endedAt)
	return err
}
