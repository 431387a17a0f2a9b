package auth

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// signInKey is where it lies in the store how members may sign in.
const signInKey = "organization.signIn"

// SignInSettings returns how members may sign in; the defaults if nobody has
// decided.
func SignInSettings(ctx context.Context, tx store.Tx) (writ.SignIn, error) {
	text, found, err := tx.Settings.Get(ctx, signInKey)
	if err != nil || !found {
		return writ.DefaultSignIn(), err
	}
	var s writ.SignIn
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("auth: the sign-in settings: %w", err)
	}
	return s, nil
}

// SaveSignInSettings replaces how members may sign in, and tells those who follow
// the settings.
func SaveSignInSettings(ctx context.Context, tx store.Tx, s writ.SignIn) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := tx.Settings.Set(ctx, signInKey, text); err != nil {
		return err
	}
	return tx.Events.Append(ctx, &writ.Event{Topic: writ.TopicSettings, Kind: "changed"})
}

// Recover lets an Admin sign in where nobody can any more: passwords count again,
// and the member with that address has a new one-time password. It is for whoever
// has the server itself. An address that is no active Admin's is CodeNotFound.
func (s *Service) Recover(ctx context.Context, email string) (oneTimePassword string, err error) {
	const op = "auth.Recover"
	email, err = writ.NormalizeEmail(email)
	if err != nil {
		return "", err
	}
	err = s.st.Write(ctx, func(tx store.Tx) error {
		m, err := tx.Members.ByEmail(ctx, email)
		if writ.CodeOf(err) == writ.CodeNotFound || err == nil && (m.Deactivated || m.AccountType != writ.AccountAdmin) {
			return writ.Errorf(writ.CodeNotFound, op, "No active Admin has the address %s.", email)
		}
		if err != nil {
			return err
		}
		settings, err := SignInSettings(ctx, tx)
		if err != nil {
			return err
		}
		opened := !settings.Password
		if opened {
			settings.Password, settings.UpdatedBy, settings.UpdatedAt = true, "", s.clock()
			settings.Version++
			if err := SaveSignInSettings(ctx, tx, settings); err != nil {
				return err
			}
		}
		oneTimePassword = s.cost.giveOneTimePassword(m)
		m.UpdatedAt = s.clock()
		if err := signedOut(ctx, tx, m); err != nil {
			return err
		}
		return tx.AuditLog.Append(ctx, s.entry(op, onServer, m, writ.AuditDone, "", "passwordSignInSwitchedOn", opened))
	})
	return oneTimePassword, err
}
