package app_test

import (
	"io"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/export"
)

// TestDiscretion lets a warehouse refuse, with words that name the hidden
// destination, its user and its database. A member who may only use the connection
// is told what happened and none of the names; an Admin is told all.
func TestDiscretion(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.furnished(w)
	w.give(conn.ID, w.builder(), writ.DataUse)
	table := w.table(w.build(), conn.ID, "a\n1\n")
	fails := func(door string, actor app.Actor, err error, word string) {
		t.Helper()
		if err == nil {
			t.Errorf("%s worked", door)
			return
		}
		p := writ.ProblemOf(err)
		text := p.Message + p.Hint
		if tells := strings.Contains(text, word); tells != (actor.Member == w.admin().Member) || p.Code == writ.CodeInternal {
			t.Errorf("%s tells %s: %q", door, actor.Member.AccountType, text)
		}
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: the log lacks %q: %v", door, word, err)
		}
	}
	l.server.Exec(t, l.database, "REVOKE ALL ON SCHEMA "+l.quoted()+" FROM "+l.user.Name)
	for _, actor := range []app.Actor{w.build(), w.admin()} {
		u := w.load(actor, w.send(actor, "b.csv", "a\n1\n").ID, app.ImportRequest{Connection: conn.ID, Name: "b"})
		if u.State != writ.UploadFailed || strings.Contains(u.Problem.Message, l.schema) != (actor.Member == w.admin().Member) {
			t.Errorf("the import of %s is %s: %+v", actor.Member.AccountType, u.State, u.Problem)
		}
	}
	_, err := w.Rows(ctx, w.build(), table.ID, 0, 1)
	fails("Rows", w.build(), err, l.schema)
	fails("Export", w.build(), w.ExportTable(ctx, w.build(), table.ID, export.Form{Format: export.CSV}, io.Discard), l.schema)
	fails("Delete", w.build(), w.DeleteTable(ctx, w.build(), table.ID), l.schema)

	w.restart() // closes the sessions
	l.server.Exec(t, l.database, "ALTER ROLE "+l.user.Name+" NOLOGIN")
	for _, actor := range []app.Actor{w.build(), w.admin()} {
		_, err := w.Browse(ctx, actor, conn.ID, writ.Path{"sales"}, true)
		fails("Browse", actor, err, l.user.Name)
	}
}

// TestDiscretionOfChanges moves the destination of a connection on, takes a table
// away that lies in the old one, and appends to it: the member is told of neither.
func TestDiscretionOfChanges(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.furnished(w)
	w.give(conn.ID, w.builder(), writ.DataUse)
	table := w.table(w.build(), conn.ID, "a\n1\n")
	next := *l
	next.schema = "elsewhere"
	next.grant(w, next.draft())
	draft := draftOf(must[*app.ConnectionView](t)(w.Connection(ctx, w.admin(), conn.ID)))
	draft.Destination, draft.AcknowledgeAffected = writ.Path{next.schema}, true
	must[*app.ConnectionView](t)(w.UpdateConnection(ctx, w.admin(), conn.ID, draft))
	l.server.Exec(t, l.database, "DROP TABLE "+l.quoted()+`."`+table.Path.Name()+`"`)
	u := w.change(table, writ.ChangeAppend, "a\n2\n")
	if u.State != writ.UploadFailed || strings.Contains(u.Problem.Message+u.Problem.Hint, l.schema) {
		t.Errorf("the append is %s: %+v", u.State, u.Problem)
	}
}
