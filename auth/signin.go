package auth

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// SignIn returns the member with this e-mail address and password. remote is
// the network address the attempt comes from. Whether the member is unknown,
// deactivated or the password wrong, the error is the same CodeUnauthenticated
// and takes the same time; after too many failures it is CodeExhausted.
func (s *Service) SignIn(ctx context.Context, email, password, remote string) (*writ.Member, error) {
	const op = "auth.SignIn"
	var found *writ.Member
	ok, err := s.attempt(ctx, op, memberKey(email), remote, func() (ok bool, err error) {
		found, err = s.byPassword(ctx, email, password)
		return found != nil, err
	})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, writ.Errorf(writ.CodeUnauthenticated, op, "The e-mail address or the password is wrong.")
	}
	return found, nil
}

// byPassword returns the active member with this address and password, nil if
// there is none. It always checks one hash.
func (s *Service) byPassword(ctx context.Context, email, password string) (*writ.Member, error) {
	var m *writ.Member
	if normal, err := writ.NormalizeEmail(email); err == nil {
		m, err = s.member(ctx, func(ms store.Members) (*writ.Member, error) { return ms.ByEmail(ctx, normal) })
		if err != nil {
			return nil, err
		}
	}
	hash := s.decoy
	if m != nil && m.PasswordHash != "" {
		hash = m.PasswordHash
	}
	if !checkBounded(hash, password) || m == nil || m.Deactivated {
		return nil, nil
	}
	return m, nil
}

// checkBounded checks a password that may be of any length.
func checkBounded(hash, password string) bool {
	return len(password) <= maxPassword && CheckPassword(hash, password)
}

// memberKey and credentialKey are what attempts at a member and at an API
// credential count as: apart from each other, and short whatever was sent.
func memberKey(email string) string {
	return digest("member " + strings.ToLower(strings.TrimSpace(email)))
}
func credentialKey(id string) string { return digest("credential " + id) }

// attempt runs try, which hashes and tells whether an identity was proven, as
// far as account and remote have not failed too often. A failure counts against
// both.
func (s *Service) attempt(ctx context.Context, op, account, remote string, try func() (bool, error)) (bool, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return false, writ.Wrap(writ.CodeCanceled, op, ctx.Err(), "The request was canceled.")
	}
	now, address := s.clock(), addressKey(remote)
	if wait := max(s.accounts.wait(now, account), s.addresses.wait(now, address)); wait > 0 {
		return false, tooMany(op, wait)
	}
	ok, err := try()
	if err == nil && !ok {
		s.accounts.fail(now, account)
		s.addresses.fail(now, address)
	}
	return ok, err
}

// ChangePassword replaces a member's password and ends all sessions and tokens,
// the caller's own too: put the returned member into the session anew. A wrong
// old password is CodeInvalid on oldPassword and counts as a failed sign-in; a
// new one that breaks a rule is CodeInvalid on newPassword.
func (s *Service) ChangePassword(ctx context.Context, id writ.MemberID, oldPassword, newPassword, remote string) (*writ.Member, error) {
	const op = "auth.ChangePassword"
	m, err := s.member(ctx, func(ms store.Members) (*writ.Member, error) { return ms.Get(ctx, id) })
	if err != nil {
		return nil, err
	}
	if m == nil || m.Deactivated {
		return nil, writ.Errorf(writ.CodeUnauthenticated, op, "Sign in first.")
	}
	var hash string
	ok, err := s.attempt(ctx, op, memberKey(m.Email), remote, func() (bool, error) {
		if !checkBounded(m.PasswordHash, oldPassword) {
			return false, nil
		}
		if err := checkNewPassword(op, m, oldPassword, newPassword); err != nil {
			return true, err
		}
		hash = s.cost.Hash(newPassword)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, writ.Invalid(op, "oldPassword", "The old password is wrong.")
	}
	m.PasswordHash = hash
	m.MustChangePassword = false
	m.Epoch++
	m.UpdatedAt = s.clock()
	return m, s.st.Write(ctx, func(tx store.Tx) error { return signedOut(ctx, tx, m) })
}
