package auth

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Origin is where an attempt comes from: the network address, and the request it
// was part of.
type Origin struct {
	Remote, Request string
}

// onServer is the origin of what is done by whoever has the server itself.
var onServer = Origin{Remote: "server"}

// entry says that somebody proved, or failed to prove, to be the member m; nil is
// nobody whom we know. What was typed in is never part of it: people type passwords
// into any field. Details are names and values in turn.
func (s *Service) entry(action string, from Origin, m *writ.Member, result writ.AuditResult, reason string, details ...any) *writ.AuditEntry {
	e := &writ.AuditEntry{
		ID: writ.NewID[writ.AuditID](), At: s.clock(), Action: action, Result: result, Reason: reason,
		Remote: from.Remote, Request: from.Request, Details: writ.AuditDetails(details...),
	}
	if m != nil {
		e.Member, e.Email, e.Noun, e.Object = m.ID, m.Email, "member", string(m.ID)
	}
	return e
}

// ofCredential makes an entry one about an API credential.
func ofCredential(e *writ.AuditEntry, id writ.CredentialID) *writ.AuditEntry {
	e.Noun, e.Object = "credential", string(id)
	return e
}

// note appends an entry where nothing else is changed.
func (s *Service) note(ctx context.Context, e *writ.AuditEntry) error {
	return s.st.Write(ctx, func(tx store.Tx) error { return tx.AuditLog.Append(ctx, e) })
}
