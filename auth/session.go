package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// How long a browser session lasts: without any request, and in all.
const (
	sessionIdle     = 12 * time.Hour
	sessionLifetime = 7 * 24 * time.Hour
)

// sessionTouch is how stale the time of the last request may get. Writing it at
// every request would cost each of them a durable transaction.
const sessionTouch = 5 * time.Minute

// Keys of what a session holds.
const (
	keyMember = "member"
	keyEpoch  = "epoch"
	keySeen   = "seen"   // Unix seconds of the last request, at most sessionTouch old
	keyOpenID = "openid" // the member came through a provider
)

// newSessions makes the manager without scs.New, whose default store starts a
// goroutine that nobody can end.
func newSessions(st store.Store, clock writ.Clock) *scs.SessionManager {
	return &scs.SessionManager{
		Lifetime:         sessionLifetime,
		Store:            sessionStore{st, clock},
		Codec:            scs.GobCodec{},
		HashTokenInStore: true,
		Cookie: scs.SessionCookie{
			Name:     "session",
			Path:     "/",
			HttpOnly: true,
			Persist:  true,
			SameSite: http.SameSiteLaxMode,
		},
		ErrorFunc: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "The session could not be read. Try again.", http.StatusInternalServerError)
		},
	}
}

// Sessions returns the manager of the browser sessions; package api sets its
// cookie and its ErrorFunc and wraps its handlers in LoadAndSave. Idle sessions are ended by
// SessionMember, not by the manager's own IdleTimeout, which writes at every
// request.
func (s *Service) Sessions() *scs.SessionManager { return s.sessions }

// PutMember makes the session in ctx the session of m, who has given a password,
// under a new token.
func (s *Service) PutMember(ctx context.Context, m *writ.Member) error { return s.put(ctx, m, false) }

// PutOpenIDMember is PutMember for whom a provider vouches: in the session, nothing
// has to be done about a password that works once.
func (s *Service) PutOpenIDMember(ctx context.Context, m *writ.Member) error {
	return s.put(ctx, m, true)
}

func (s *Service) put(ctx context.Context, m *writ.Member, byOpenID bool) error {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keyMember, string(m.ID))
	s.sessions.Put(ctx, keyEpoch, m.Epoch)
	s.sessions.Put(ctx, keySeen, s.clock().Unix())
	s.sessions.Put(ctx, keyOpenID, byOpenID)
	_, _, err := s.sessions.Commit(context.WithValue(ctx, beginKey{}, true))
	return err
}

// beginKey marks the context of the one commit that may add a session. All
// others only replace: a request that ends after its member has signed out must
// not bring the session back.
type beginKey struct{}

// SignOut ends the session in ctx, if there is one, and says so to every node, so
// that what hangs on it ends as well.
func (s *Service) SignOut(ctx context.Context, from Origin) error {
	id := writ.MemberID(s.sessions.GetString(ctx, keyMember))
	if err := s.sessions.Destroy(ctx); err != nil || id == "" {
		return err
	}
	return s.st.Write(ctx, func(tx store.Tx) error {
		m, err := tx.Members.Get(ctx, id)
		if err != nil {
			return unlessAbsent(err)
		}
		if err := tellChanged(ctx, tx, id); err != nil {
			return err
		}
		return tx.AuditLog.Append(ctx, s.entry("auth.SignOut", from, m, writ.AuditDone, ""))
	})
}

// SessionMember returns the member whose session is in ctx, as stored now. It is
// CodeUnauthenticated if nobody is signed in, the session was idle for too long,
// the member was deactivated, or signed out everywhere since.
func (s *Service) SessionMember(ctx context.Context) (*writ.Member, error) {
	m, idle, err := s.standing(ctx)
	if err != nil {
		return nil, err
	}
	if m == nil {
		if err := s.sessions.Destroy(ctx); err != nil {
			return nil, err
		}
		return nil, errEnded()
	}
	if idle > sessionTouch {
		s.sessions.Put(ctx, keySeen, s.clock().Unix())
	}
	return m, nil
}

// Glance returns the member of the session with that token, as SessionMember
// would, and leaves the session as it is: to look whether it still stands is not
// to use it.
func (s *Service) Glance(ctx context.Context, token string) (*writ.Member, error) {
	ctx, err := s.sessions.Load(ctx, token)
	if err != nil {
		return nil, err
	}
	m, _, err := s.standing(ctx)
	if err == nil && m == nil {
		err = errEnded()
	}
	return m, err
}

// standing returns the member of the session in ctx and for how long the session
// was idle; nil if it no longer holds.
func (s *Service) standing(ctx context.Context) (m *writ.Member, idle time.Duration, err error) {
	id := writ.MemberID(s.sessions.GetString(ctx, keyMember))
	if id == "" {
		return nil, 0, writ.Errorf(writ.CodeUnauthenticated, "auth.SessionMember", "Sign in first.")
	}
	m, err = s.member(ctx, func(ms store.Members) (*writ.Member, error) { return ms.Get(ctx, id) })
	if err != nil {
		return nil, 0, err
	}
	idle = s.clock().Sub(time.Unix(s.sessions.GetInt64(ctx, keySeen), 0))
	if m == nil || m.Deactivated || m.Epoch != s.sessions.GetInt64(ctx, keyEpoch) || idle > sessionIdle {
		return nil, idle, nil
	}
	if s.sessions.GetBool(ctx, keyOpenID) {
		m.MustChangePassword = false // the password had nothing to do with it
	}
	return m, idle, nil
}

func errEnded() *writ.Error {
	return writ.Errorf(writ.CodeUnauthenticated, "auth.SessionMember", "The session has ended; sign in again.")
}

// sessionStore keeps scs sessions in the metadata store. The tokens it is given
// are hashed already (HashTokenInStore).
type sessionStore struct {
	st    store.Store
	clock writ.Clock
}

// FindCtx returns the data of a session that has not expired.
func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.st.Read(ctx, func(tx store.Tx) error {
		data, found, err = tx.Sessions.Find(ctx, token, s.clock().UnixMicro())
		return err
	})
	return data, found, err
}

// CommitCtx replaces a session, or adds one where ctx says that it begins. One
// that has ended meanwhile stays so.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.st.Write(ctx, func(tx store.Tx) error {
		if ctx.Value(beginKey{}) == nil {
			if _, found, err := tx.Sessions.Find(ctx, token, s.clock().UnixMicro()); err != nil || !found {
				return err
			}
		}
		return tx.Sessions.Put(ctx, token, data, expiry.UnixMicro())
	})
}

// DeleteCtx removes a session, if it is there.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.st.Write(ctx, func(tx store.Tx) error { return tx.Sessions.Delete(ctx, token) })
}

// Find, Commit and Delete complete scs.Store; the manager calls their Ctx forms.

// Find is FindCtx without a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}
