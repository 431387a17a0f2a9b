package app

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/audit"
	"github.com/writ-dev/writ/store"
)

// auditAtOnce is how many entries are read, or removed, in one transaction.
const auditAtOnce = 1000

// AuditView is an entry with the names that people know its member and its object
// by now; "" where there is none any more.
type AuditView struct {
	*writ.AuditEntry
	MemberName, ObjectName string
}

// AuditLog returns entries newest first, before the id before ("" for the first
// page), at most limit.
func (a *App) AuditLog(ctx context.Context, actor Actor, f store.AuditFilter, before writ.AuditID, limit int) (views []AuditView, err error) {
	if err := a.ask(ctx, "app.AuditLog", actor, access.SeeAuditLog); err != nil {
		return nil, err
	}
	if err := a.writeAttempts(ctx); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err := tx.AuditLog.List(ctx, f, before, limit)
		if err != nil {
			return err
		}
		names := auditNames{tx: tx, known: map[[2]string]string{}}
		views = make([]AuditView, len(list))
		for i, e := range list {
			views[i].AuditEntry = e
			if views[i].MemberName, err = names.of(ctx, "member", string(e.Member)); err != nil {
				return err
			}
			if views[i].ObjectName, err = names.of(ctx, e.Noun, e.Object); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

// auditNames looks up what things are called, each once. Whoever may see the audit
// log may see the names in it.
type auditNames struct {
	tx    store.Tx
	known map[[2]string]string
}

func (n auditNames) of(ctx context.Context, noun, id string) (string, error) {
	key := [2]string{noun, id}
	if name, found := n.known[key]; found || id == "" {
		return name, nil
	}
	name, err := n.look(ctx, noun, id)
	if writ.CodeOf(err) == writ.CodeNotFound {
		name, err = "", nil
	}
	n.known[key] = name
	return name, err
}

func (n auditNames) look(ctx context.Context, noun, id string) (string, error) {
	switch noun {
	case "member":
		m, err := n.tx.Members.Get(ctx, writ.MemberID(id))
		if err != nil {
			return "", err
		}
		return m.Name(), nil
	case "file":
		f, err := n.tx.Files.Get(ctx, writ.FileID(id))
		if err != nil {
			return "", err
		}
		return f.Name, nil
	case "connection":
		c, err := n.tx.Connections.Get(ctx, writ.ConnectionID(id))
		if err != nil {
			return "", err
		}
		return c.Name, nil
	case "team":
		t, err := n.tx.Teams.Get(ctx, writ.TeamID(id))
		if err != nil {
			return "", err
		}
		return t.Name, nil
	case "table":
		t, err := n.tx.Tables.Get(ctx, writ.TableID(id))
		if err != nil {
			return "", err
		}
		return t.Name, nil
	case "accountType":
		t, err := n.tx.AccountTypes.Get(ctx, writ.AccountTypeID(id))
		if err != nil {
			return "", err
		}
		return string(t.Name), nil
	}
	return "", nil
}

// AuditFormat is a form in which the audit log is exported.
type AuditFormat string

// The forms: for spreadsheets, and exact.
const (
	AuditCSV  AuditFormat = "csv"
	AuditJSON AuditFormat = "json"
)

// ExportAuditLog writes all entries that fit to w, newest first, a page at a time.
// That somebody did is an entry, too.
func (a *App) ExportAuditLog(ctx context.Context, actor Actor, f store.AuditFilter, format AuditFormat, w io.Writer) error {
	const op = "app.ExportAuditLog"
	if err := a.ask(ctx, op, actor, access.SeeAuditLog); err != nil {
		return err
	}
	write := audit.WriteJSON
	if format == AuditCSV {
		write = audit.WriteCSV
	}
	if err := a.writeAttempts(ctx); err != nil {
		return err
	}
	on := &subject{details: []any{"format", format}}
	if err := a.note(ctx, op, actor, on); err != nil {
		return err
	}
	if format == AuditCSV {
		if err := audit.WriteHeader(w); err != nil {
			return err
		}
	}
	before := writ.AuditID("")
	for {
		list, err := a.auditPage(ctx, f, before)
		if err != nil {
			return err
		}
		if err := write(w, list); err != nil {
			return err
		}
		if len(list) < auditAtOnce {
			return nil
		}
		before = list[len(list)-1].ID
	}
}

func (a *App) auditPage(ctx context.Context, f store.AuditFilter, before writ.AuditID) (list []*writ.AuditEntry, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		list, err = tx.AuditLog.List(ctx, f, before, auditAtOnce)
		return err
	})
	return list, err
}

// How the audit log is followed: it is looked at every so often, and as far back as
// an entry may be older than one that was seen before it, because transactions take
// their time and the clocks of nodes differ.
const (
	followEvery = time.Second
	followBack  = 30 * time.Second
)

// FollowAuditLog calls emit with the entries that fit and are from since on, oldest
// first and each once, and then with new ones as they come, until ctx ends or f.To
// is long over. An empty list says that there is nothing more now; an error of emit
// ends it. It is the server's own: MayFollowAuditLog tells whether a member may hear
// it.
func (a *App) FollowAuditLog(ctx context.Context, f store.AuditFilter, since time.Time, emit func([]*writ.AuditEntry) error) error {
	seen := map[writ.AuditID]time.Time{}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		recent := a.clock().Add(-followBack)
		if err := a.emitSince(ctx, f, since, recent, seen, emit); err != nil || ctx.Err() != nil {
			return err
		}
		if recent.After(since) {
			since = recent
		}
		if f.To != 0 && f.To <= recent.UnixMicro() {
			return nil
		}
		maps.DeleteFunc(seen, func(_ writ.AuditID, at time.Time) bool { return at.Before(since) })
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// emitSince emits the entries from a time on that were not seen, a page at a time,
// and notes those of them that it will meet again: the recent ones.
func (a *App) emitSince(ctx context.Context, f store.AuditFilter, since, recent time.Time, seen map[writ.AuditID]time.Time, emit func([]*writ.AuditEntry) error) error {
	f.From = max(f.From, since.UnixMicro())
	for after, more := writ.AuditID(""), true; more; {
		var list []*writ.AuditEntry
		err := a.store.Read(ctx, func(tx store.Tx) (err error) {
			list, err = tx.AuditLog.After(ctx, f, after, auditAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		if more = len(list) == auditAtOnce; more {
			after = list[len(list)-1].ID
		}
		list = slices.DeleteFunc(list, func(e *writ.AuditEntry) bool { return !seen[e.ID].IsZero() })
		for _, e := range list {
			if !e.At.Before(recent) {
				seen[e.ID] = e.At
			}
		}
		if len(list) > 0 || !more {
			if err := emit(list); err != nil {
				return err
			}
		}
	}
	return nil
}

// MayFollowAuditLog says with a nil error that the actor may hear the audit log.
func (a *App) MayFollowAuditLog(ctx context.Context, actor Actor) error {
	return a.ask(ctx, "app.FollowAuditLog", actor, access.SeeAuditLog)
}

// CleanAuditLog removes entries that are older than the organization keeps them,
// and writes down how many.
func (a *App) CleanAuditLog(ctx context.Context) error {
	const op = "app.CleanAuditLog"
	s, err := a.settings(ctx)
	if err != nil {
		return err
	}
	before := a.clock().Add(-writ.Days(s.Retention.Audit))
	for {
		var n int64
		err := a.store.Write(ctx, func(tx store.Tx) error {
			if n, err = tx.AuditLog.DeleteBefore(ctx, before.UnixMicro(), auditAtOnce); err != nil || n == 0 {
				return err
			}
			return a.record(ctx, tx, op, Actor{Remote: onServer}, &subject{details: []any{"removed", n, "before", before}})
		})
		if err != nil || n < auditAtOnce {
			return err
		}
	}
}

// onServer is where what the server does by itself comes from.
const onServer = "server"
