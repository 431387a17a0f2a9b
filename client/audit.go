package client

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/writ-dev/writ"
)

// AuditEntry says that somebody did or tried something.
type AuditEntry struct {
	ID        writ.AuditID     `json:"auditId"`
	At        time.Time        `json:"at"`
	MemberID  writ.MemberID    `json:"memberId"`
	Email     string           `json:"email"`
	Action    string           `json:"action"`
	Noun      string           `json:"noun"`
	ObjectID  string           `json:"objectId"`
	Result    writ.AuditResult `json:"result"`
	Reason    string           `json:"reason"`
	Remote    string           `json:"remote"`
	RequestID string           `json:"requestId"`
	Details   json.RawMessage  `json:"details"`
}

// AuditQuery narrows the audit log; what is empty does not.
type AuditQuery struct {
	From                                 time.Time
	Member                               writ.MemberID
	Action, Noun, Object, Result, Phrase string
}

func (q AuditQuery) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"memberId": string(q.Member), "action": q.Action, "noun": q.Noun, "objectId": q.Object, "result": q.Result, "text": q.Phrase,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if !q.From.IsZero() {
		v.Set("from", q.From.UTC().Format(time.RFC3339Nano))
	}
	return v
}

// AuditLog returns the entries that fit, oldest first.
func (c *Client) AuditLog(ctx context.Context, q AuditQuery) ([]AuditEntry, error) {
	list, err := all[AuditEntry](ctx, c, "/v2/audit-log", q.values())
	slices.Reverse(list)
	return list, err
}

// FollowAuditLog calls emit with the entries that fit, oldest first, and with new
// ones as they come, until ctx ends, emit fails, or the server breaks off.
func (c *Client) FollowAuditLog(ctx context.Context, q AuditQuery, emit func(AuditEntry) error) error {
	const op = "client.FollowAuditLog"
	resp, err := c.send(ctx, request{method: http.MethodGet, path: "/v2/audit-log/stream", query: q.values()})
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue // nothing new
		}
		var e AuditEntry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return writ.Wrap(writ.CodeUnavailable, op, err, "The answer of %s is not what this version of writ expects", c.base)
		}
		if err := emit(e); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return writ.Wrap(writ.CodeUnavailable, op, lines.Err(), "The server broke off").WithHint("Go on with --since and the time of the last entry.")
}
