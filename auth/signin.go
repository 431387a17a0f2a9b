package auth

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// actSignIn is the action of every sign-in, by whatever means, in the audit log.
const actSignIn = "auth.SignIn"

// whyOff is why no password does.
const whyOff = "Signing in with a password is switched off."

// SignIn returns the member with this e-mail address and password. Whether the
// member is unknown, deactivated or the password wrong, the error is the same
// CodeUnauthenticated and takes the same time; after too many failures it is
// CodeExhausted.
func (s *Service) SignIn(ctx context.Context, email, password string, from Origin) (*writ.Member, error) {
	p, err := s.attempt(ctx, actSignIn, memberKey(email), from, func() (proof, error) { return s.byPassword(ctx, email, password) })
	switch {
	case err != nil:
		return nil, err
	case p.why == whyOff:
		return nil, writ.Errorf(writ.CodeUnauthenticated, actSignIn, "%s", whyOff).WithHint("Sign in through the provider.")
	case !p.ok:
		return nil, writ.Errorf(writ.CodeUnauthenticated, actSignIn, "The e-mail address or the password is wrong.")
	}
	return p.member, s.note(ctx, s.entry(actSignIn, from, p.member, writ.AuditDone, "", "with", "password"))
}

// byPassword finds the active member with this address and password. It always
// checks one hash.
func (s *Service) byPassword(ctx context.Context, email, password string) (proof, error) {
	var m *writ.Member
	var ways writ.SignIn
	err := s.st.Read(ctx, func(tx store.Tx) (err error) {
		m = nil
		if ways, err = SignInSettings(ctx, tx); err != nil {
			return err
		}
		if normal, err := writ.NormalizeEmail(email); err == nil {
			if m, err = tx.Members.ByEmail(ctx, normal); err != nil {
				m = nil
				return unlessAbsent(err)
			}
		}
		return nil
	})
	if err != nil {
		return proof{}, err
	}
	hash := s.decoy
	if m != nil && m.PasswordHash != "" {
		hash = m.PasswordHash
	}
	right := checkBounded(hash, password)
	p := proof{member: m}
	switch {
	case !ways.Password:
		p.why = whyOff
	case m == nil:
		p.why = "No member has this e-mail address."
	case !right:
		p.why = "The password is wrong."
	case m.Deactivated:
		p.why = "The member is deactivated."
	default:
		p.ok = true
	}
	return p, nil
}

// checkBounded checks a password that may be of any length.
func checkBounded(hash, password string) bool {
	return len(password) <= maxPassword && CheckPassword(hash, password)
}

// ChangePassword replaces a member's password and ends all sessions and tokens,
// the caller's own too: put the returned member into the session anew. A wrong
// old password is CodeInvalid on oldPassword and counts as a failed sign-in; a
// new one that breaks a rule is CodeInvalid on newPassword.
func (s *Service) ChangePassword(ctx context.Context, id writ.MemberID, oldPassword, newPassword string, from Origin) (*writ.Member, error) {
	const op = "auth.ChangePassword"
	m, err := s.member(ctx, func(ms store.Members) (*writ.Member, error) { return ms.Get(ctx, id) })
	if err != nil {
		return nil, err
	}
	if m == nil || m.Deactivated {
		return nil, writ.Errorf(writ.CodeUnauthenticated, op, "Sign in first.")
	}
	p, err := s.attempt(ctx, op, memberKey(m.Email), from, func() (proof, error) {
		if !checkBounded(m.PasswordHash, oldPassword) {
			return proof{member: m, why: "The old password is wrong."}, nil
		}
		return proof{member: m, ok: true}, checkNewPassword(op, m, oldPassword, newPassword)
	})
	if err != nil {
		return nil, err
	}
	if !p.ok {
		return nil, writ.Invalid(op, "oldPassword", "The old password is wrong.")
	}
	m.PasswordHash = s.cost.Hash(newPassword)
	m.MustChangePassword = false
	m.Epoch++
	m.UpdatedAt = s.clock()
	changed := *m // Write may run this again, and saving raises the version
	err = s.st.Write(ctx, func(tx store.Tx) error {
		*m = changed
		if err := signedOut(ctx, tx, m); err != nil {
			return err
		}
		return tx.AuditLog.Append(ctx, s.entry(op, from, m, writ.AuditDone, ""))
	})
	return m, err
}
