package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/store"
)

// TestMayFollow tries every kind of topic as its owner, as somebody else with
// the same account type, and as each account type.
func TestMayFollow(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	upload := writ.UploadTopic(w.send(w.build(), "a.csv", "a\n1\n").ID)
	job := &writ.Job{ID: writ.NewID[writ.JobID](), Kind: "test", Member: w.build().Member.ID, MaxAttempts: 1}
	w.ok(w.store.Write(ctx, func(tx store.Tx) error { return tx.Jobs.Insert(ctx, job) }))
	own := writ.MemberTopic(w.build().Member.ID)
	team := writ.TeamTopic(w.team("Finance", w.build(), w.as(writ.AccountView)))
	types := writ.AccountTypes()
	for topic, may := range map[writ.Topic][]writ.AccountType{
		own:                   {writ.AccountBuild},
		upload:                {writ.AccountBuild},
		team:                  {writ.AccountBuild, writ.AccountView},
		writ.JobTopic(job.ID): {writ.AccountAdmin, writ.AccountBuild},
		writ.TopicConnections: types,
		writ.TopicObjects:     {writ.AccountAdmin},
		writ.TopicSettings:    {writ.AccountAdmin},
		writ.TopicNodes:       {writ.AccountAdmin},
		"job/none":            nil, "upload/none": nil, "team/none": nil, "team/": nil, "member/": nil, "upload": nil, "weather": nil, "objects/1": nil, "": nil,
	} {
		for _, at := range types {
			err := w.MayFollow(ctx, w.as(at), topic)
			allowed := strings.Contains(joined(may), string(at))
			if (err == nil) != allowed {
				t.Errorf("%s follows %q: %v, want allowed %t", at, topic, err, allowed)
			}
			if code := writ.CodeOf(err); err != nil && code != writ.CodeNotFound && code != writ.CodeForbidden {
				t.Errorf("%s follows %q: %v", at, topic, err)
			}
		}
		refused(t, w.MayFollow(ctx, app.Actor{}, topic), writ.CodeUnauthenticated)
	}
}

func joined(types []writ.AccountType) (s string) {
	for _, at := range types {
		s += string(at) + " "
	}
	return s
}

// TestEvents says which topics hear of what.
func TestEvents(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), t.Context()
	member := writ.MemberTopic(w.build().Member.ID)
	u := w.send(w.build(), "a.csv", "a\n1\n")
	done := w.load(w.build(), u.ID, app.ImportRequest{Connection: w.embedded().ID, Name: "x"})
	w.heard(writ.UploadTopic(u.ID), `changed {"state":"ready"}, changed {"state":"importing"}, changed {"state":"done"}`)
	w.heard(member, "uploads, uploads, uploads, uploads, tables")
	w.ok(w.DeleteTable(ctx, w.build(), done.Table))
	w.heard(member, "uploads, uploads, uploads, uploads, tables, tables")

	m, _, err := w.CreateMember(ctx, w.admin(), app.MemberDraft{Email: "new@example.org", AccountType: writ.AccountBuild})
	w.ok(err)
	act := writ.AccountAct
	must[*app.MemberView](t)(w.UpdateMember(ctx, w.admin(), m.ID, app.MemberPatch{AccountType: &act}))
	must[string](t)(w.ResetPassword(ctx, w.admin(), m.ID))
	c, _, err := w.CreateCredential(ctx, app.Actor{Member: &m.Member}, "robot")
	w.ok(err)
	w.ok(w.RevokeCredential(ctx, app.Actor{Member: &m.Member}, c.ID))
	w.heard(writ.MemberTopic(m.ID), "changed, changed, changed, changed")

	draft := draftOf(w.embedded())
	draft.Description = "other"
	must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), w.embedded().ID, draft))
	w.heard(writ.TopicConnections, "changed") // not which one: others hear it too
}

// heard checks the events of a topic, written as their kinds and data.
func (w *world) heard(topic writ.Topic, want string) {
	w.t.Helper()
	var parts []string
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) error {
		list, _, err := tx.Events.After(context.Background(), topic, 0, 1000)
		for _, e := range list {
			parts = append(parts, strings.TrimSpace(e.Kind+" "+string(e.Data)))
		}
		return err
	}))
	if got := strings.Join(parts, ", "); got != want {
		w.t.Errorf("%s heard %s, want %s", topic, got, want)
	}
}
