package auth

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// recentFor is how long the member of an access token is believed without asking the
// store again. What ends a token on another node ends it here after that.
const recentFor = 500 * time.Millisecond

// maxRecent is how many tokens are remembered before all are forgotten.
const maxRecent = 10_000

// recent remembers whom access tokens stood for a moment ago.
type recent struct {
	mu     sync.Mutex
	tokens map[[sha256.Size]byte]*recentToken
}

// recentToken is one of them. Whoever holds its lock asks the store for all who wait.
type recentToken struct {
	mu     sync.Mutex
	member *writ.Member // nil if nothing is known
	until  time.Time
}

func (r *recent) token(text string) *recentToken {
	key := sha256.Sum256([]byte(text))
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tokens[key]
	if t == nil {
		if r.tokens == nil || len(r.tokens) == maxRecent {
			r.tokens = map[[sha256.Size]byte]*recentToken{}
		}
		t = &recentToken{}
		r.tokens[key] = t
	}
	return t
}

// AuthenticateRecent is Authenticate as it was at most half a second ago, for
// requests that are too many to ask the store each time. The member must not be
// changed.
func (s *Service) AuthenticateRecent(ctx context.Context, token string) (*writ.Member, error) {
	r := s.recent.token(token)
	r.mu.Lock()
	defer r.mu.Unlock()
	now := s.clock()
	if r.member != nil && now.Before(r.until) && r.until.Sub(now) <= recentFor {
		return r.member, nil
	}
	r.member = nil
	err := s.st.Read(ctx, func(tx store.Tx) error {
		t, m, err := s.bearer(ctx, tx, token, writ.TokenAccess)
		if m != nil {
			r.member, r.until = m, now.Add(recentFor)
			if t.ExpiresAt.Before(r.until) {
				r.until = t.ExpiresAt
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.member == nil {
		return nil, errToken()
	}
	return r.member, nil
}

// Forget has AuthenticateRecent ask the store about every token again, because
// something was changed here that may have ended one.
func (s *Service) Forget() {
	s.recent.mu.Lock()
	defer s.recent.mu.Unlock()
	s.recent.tokens = nil
}

// errToken is the answer to a token that stands for nobody.
func errToken() *writ.Error {
	return writ.Errorf(writ.CodeUnauthenticated, "auth.Authenticate", "Token missing or malformed")
}
