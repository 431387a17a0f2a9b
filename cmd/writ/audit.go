package main

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

type auditCommand struct {
	server
	Since  string        `default:"24h" placeholder:"TIME" help:"From when on: a duration back from now such as 90m or 7d, or a time such as 2026-01-31T00:00:00Z (${default})."`
	Follow bool          `help:"Go on with what happens from now on, until interrupted."`
	Format string        `enum:"text,json" default:"text" help:"text, or json: one object per line (${default})."`
	Member writ.MemberID `placeholder:"ID" help:"Only what this member did or tried."`
	Action string        `placeholder:"NAME" help:"Only this action, such as app.CreateMember."`
	Noun   string        `placeholder:"NOUN" help:"Only what is about this kind of thing, such as file."`
	Object string        `placeholder:"ID" help:"Only what is about this thing."`
	Result string        `enum:",done,refused,failed" default:"" help:"Only done, refused or failed."`
	Text   string        `help:"Only entries with this text in the address, the action, the object's id or the reason."`
}

// Help teaches the command.
func (auditCommand) Help() string {
	return `Examples:
  writ audit --since 7d --result refused
  writ audit --follow --format json >> audit.jsonl`
}

// Run prints the entries, oldest first.
func (c auditCommand) Run(ctx context.Context, term *terminal) error {
	since, err := sinceWhen(c.Since, writ.SystemClock())
	if err != nil {
		return err
	}
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	q := client.AuditQuery{
		From: since, Member: c.Member, Action: c.Action, Noun: c.Noun, Object: c.Object, Result: c.Result, Phrase: c.Text,
	}
	show := func(e client.AuditEntry) error { return c.show(term, e) }
	if c.Follow {
		return cl.FollowAuditLog(ctx, q, show)
	}
	list, err := cl.AuditLog(ctx, q)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	for _, e := range list {
		if err := show(e); err != nil {
			return err
		}
	}
	return nil
}

func (c auditCommand) show(term *terminal, e client.AuditEntry) error {
	if c.Format == "json" || term.json {
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		return term.print("%s", text)
	}
	who := e.Email
	if who == "" {
		who = "-"
	}
	about := strings.TrimSuffix(e.Noun+"/"+e.ObjectID, "/")
	return term.print("%s", strings.TrimRight(strings.Join([]string{
		e.At.Local().Format(time.DateTime), string(e.Result), who, e.Action, about, e.Remote, e.Reason,
	}, "  "), " "))
}

// sinceWhen reads a time, or how long ago it is.
func sinceWhen(text string, now time.Time) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := time.ParseDuration(days + "h"); err == nil && n >= 0 {
			return now.Add(-24 * n), nil
		}
	}
	back, err := time.ParseDuration(text)
	if err != nil || back < 0 {
		return time.Time{}, usageError{writ.Invalid("writ.audit", "since", "--since %q is neither a duration such as 90m or 7d nor a time such as 2026-01-31T00:00:00Z", text)}
	}
	return now.Add(-back), nil
}
