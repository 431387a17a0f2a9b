package auth

import (
	"context"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// proof is how an attempt to prove an identity came out. Why is for the audit log
// alone: whoever tries is not told whom we know.
type proof struct {
	ok         bool
	member     *writ.Member      // whose identity it is about, nil if nobody's
	credential writ.CredentialID // likewise
	why        string
}

// memberKey and credentialKey are what attempts at a member and at an API
// credential count as: apart from each other, and short whatever was sent.
func memberKey(email string) string {
	return digest("member " + strings.ToLower(strings.TrimSpace(email)))
}
func credentialKey(id string) string { return digest("credential " + id) }

// attempt runs try, which hashes and tells whether an identity was proven, as
// far as account and remote have not failed too often. A failure counts against
// both and is written down.
func (s *Service) attempt(ctx context.Context, op, account string, from Origin, try func() (proof, error)) (proof, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return proof{}, writ.Wrap(writ.CodeCanceled, op, ctx.Err(), "The request was canceled.")
	}
	now, address := s.clock(), addressKey(from.Remote)
	if err := s.locked(ctx, op, now, from, account, address); err != nil {
		return proof{}, err
	}
	p, err := try()
	if err != nil || p.ok {
		return p, err
	}
	s.accounts.fail(now, account)
	s.addresses.fail(now, address)
	locked := max(s.accounts.wait(now, account), s.addresses.wait(now, address)) > 0
	e := s.entry(op, from, p.member, writ.AuditRefused, p.why, "lockedOut", locked)
	if p.credential != "" {
		ofCredential(e, p.credential)
	}
	return p, s.note(ctx, e)
}

// locked refuses an attempt after too many failures. It is written down once in a
// while: an attacker who goes on must not fill the log.
func (s *Service) locked(ctx context.Context, op string, now time.Time, from Origin, account, address string) error {
	key, wait := address, s.addresses.wait(now, address)
	if w := s.accounts.wait(now, account); w > wait {
		key, wait = account, w
	}
	if wait <= 0 {
		return nil
	}
	if s.told.wait(now, key) == 0 {
		s.told.fail(now, key)
		e := s.entry(op, from, nil, writ.AuditRefused, "Locked out after too many failed attempts; more of them within a minute are not written down.")
		if err := s.note(ctx, e); err != nil {
			return err
		}
	}
	return tooMany(op, wait)
}
