package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/store"
)

// signInSecret is where the sealed secret of the provider's client lies. The vault
// knows settings whose key begins so, and seals them anew when its key changes.
const signInSecret = "vault.signIn"

// SignInView is how members may sign in, as Admins see it.
type SignInView struct {
	writ.SignIn
	HasSecret bool // of the provider's client
}

// SignInDraft replaces how members may sign in. A nil Secret keeps the one there is,
// as long as the issuer and the client are the same.
type SignInDraft struct {
	writ.SignIn
	Secret *string
}

// maxSecret is how long the secret of a client may be, in bytes.
const maxSecret = 4096

// askAdmin refuses everybody but an Admin: whoever decides how members sign in
// could sign in as any of them.
func (a *App) askAdmin(ctx context.Context, op string, actor Actor) error {
	if err := a.ask(ctx, op, actor, access.ManageOrganization); err != nil {
		return err
	}
	if actor.Member.AccountType == writ.AccountAdmin {
		return nil
	}
	err := writ.Errorf(writ.CodeForbidden, op, "Only an Admin may decide how members sign in.")
	a.refused(ctx, op, actor, err)
	return err
}

// SignInSettings returns how members may sign in.
func (a *App) SignInSettings(ctx context.Context, actor Actor) (v SignInView, err error) {
	if err := a.askAdmin(ctx, "app.SignInSettings", actor); err != nil {
		return v, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		v, err = signInView(ctx, tx)
		return err
	})
	return v, err
}

func signInView(ctx context.Context, tx store.Tx) (v SignInView, err error) {
	if v.SignIn, err = auth.SignInSettings(ctx, tx); err != nil {
		return v, err
	}
	sealed, _, err := tx.Settings.Get(ctx, signInSecret)
	v.HasSecret = len(sealed) > 0
	return v, err
}

// SaveSignIn replaces how members may sign in, if d.Version is still theirs. It is
// refused where no Admin could sign in any more.
func (a *App) SaveSignIn(ctx context.Context, actor Actor, d SignInDraft) (v SignInView, err error) {
	const op = "app.SaveSignIn"
	if err := a.askAdmin(ctx, op, actor); err != nil {
		return v, err
	}
	if err := d.check(op); err != nil {
		return v, err
	}
	on := &subject{noun: "organization"}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		old, err := signInView(ctx, tx)
		if err != nil {
			return err
		}
		if old.Version != d.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the sign-in settings meanwhile.").WithHint("Load them again and repeat the change.")
		}
		if err := a.keepSignInSecret(ctx, op, tx, old, d); err != nil {
			return err
		}
		if err := checkSignInNames(ctx, op, tx, d.Provider); err != nil {
			return err
		}
		if err := adminGetsIn(ctx, op, tx, d.SignIn, ""); err != nil {
			return err
		}
		on.details = signInDetails(d)
		saved := d.SignIn
		saved.Version, saved.UpdatedBy, saved.UpdatedAt = old.Version+1, actor.Member.ID, a.clock()
		if err := auth.SaveSignInSettings(ctx, tx, saved); err != nil {
			return err
		}
		v, err = signInView(ctx, tx)
		return err
	})
	return v, err
}

// check refuses what is wrong by itself.
func (d SignInDraft) check(op string) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if d.Secret != nil && (*d.Secret == "" || len(*d.Secret) > maxSecret) {
		return writ.Invalid(op, "provider.clientSecret", "The client secret is empty, or longer than %d bytes.", maxSecret)
	}
	return nil
}

// signInDetails is what the audit log says about new settings.
func signInDetails(d SignInDraft) []any {
	details := []any{"password", d.Password, "provider", d.Provider != nil}
	if p := d.Provider; p != nil {
		details = append(details, "issuer", p.Issuer, "clientId", p.ClientID, "domains", p.Domains, "provision", p.Provision,
			"groupClaim", p.GroupClaim, "teams", p.Teams, "newSecret", d.Secret != nil)
	}
	return details
}

// keepSignInSecret seals a new secret, or makes sure that the old one goes where it
// was meant for. Without a provider there is none.
func (a *App) keepSignInSecret(ctx context.Context, op string, tx store.Tx, old SignInView, d SignInDraft) error {
	switch {
	case d.Provider == nil:
		return tx.Settings.Delete(ctx, signInSecret)
	case d.Secret == nil:
		return sameClient(op, old, d.Provider)
	}
	sealed, err := a.vault.Renew(ctx, tx, signInSecret, a.vault.Seal(signInSecret, []byte(*d.Secret)))
	if err != nil {
		return err
	}
	return tx.Settings.Set(ctx, signInSecret, sealed)
}

// sameClient says with a nil error that the secret there is may be sent to p.
func sameClient(op string, old SignInView, p *writ.OpenIDProvider) error {
	if old.HasSecret && old.Provider != nil && old.Provider.Issuer == p.Issuer && old.Provider.ClientID == p.ClientID {
		return nil
	}
	return writ.Invalid(op, "provider.clientSecret", "The client secret is missing.").
		WithHint("Enter the secret that this provider gave for this client id.")
}

// checkSignInNames refuses teams and an account type that are not there.
func checkSignInNames(ctx context.Context, op string, tx store.Tx, p *writ.OpenIDProvider) error {
	if p == nil {
		return nil
	}
	for _, t := range p.Teams {
		if _, err := tx.Teams.Get(ctx, t.Team); writ.CodeOf(err) == writ.CodeNotFound {
			return writ.Invalid(op, "provider.teams", "The team that the group %q becomes is not there.", t.Group)
		} else if err != nil {
			return err
		}
	}
	if p.Provision == "" {
		return nil
	}
	t, err := typeNamed(ctx, op, tx, p.Provision)
	switch {
	case writ.CodeOf(err) == writ.CodeInvalid:
		return writ.Invalid(op, "provider.provision", "There is no account type %q.", p.Provision)
	case err == nil:
		p.Provision = t.Name
	}
	return err
}

// adminGetsIn says with a nil error that an active Admin other than except could
// sign in with such settings: by a password, or because the provider has vouched for
// one already.
func adminGetsIn(ctx context.Context, op string, tx store.Tx, s writ.SignIn, except writ.MemberID) error {
	if s.Password {
		return nil
	}
	var failed error
	admin, err := firstAdmin(ctx, tx, func(m *writ.Member) bool {
		if m.ID == except {
			return false
		}
		known, err := knownAt(ctx, tx, m.ID, s.Provider.Issuer)
		failed = err
		return err != nil || known
	})
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case admin == nil:
		return writ.Errorf(writ.CodeConflict, op, "Without passwords, nobody could administer Writ any more: no Admin who stays has signed in through the provider yet.").
			WithHint("Let an Admin sign in through the provider while passwords are on.")
	}
	return nil
}

// knownAt tells whether a member has signed in through a provider.
func knownAt(ctx context.Context, tx store.Tx, id writ.MemberID, issuer string) (bool, error) {
	list, err := tx.Identities.Of(ctx, id)
	return slices.ContainsFunc(list, func(i writ.Identity) bool { return i.Issuer == issuer }), err
}

// Ways is how somebody who is not signed in may do so.
type Ways struct {
	Password bool
	Provider string // the label of its button; "" if there is none
}

// SignInWays tells anybody how to sign in.
func (a *App) SignInWays(ctx context.Context) (w Ways, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		s, err := auth.SignInSettings(ctx, tx)
		w.Password = s.Password
		if s.Provider != nil {
			w.Provider = s.Provider.Label
		}
		return err
	})
	return w, err
}

// SignInParty is Writ as the organization's provider knows it, but for the redirect
// URI; CodeNotFound if there is no provider.
func (a *App) SignInParty(ctx context.Context) (p auth.Party, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		s, err := auth.SignInSettings(ctx, tx)
		if err == nil && s.Provider == nil {
			err = writ.Errorf(writ.CodeNotFound, "app.SignInParty", "There is no provider to sign in through.")
		}
		if err != nil {
			return err
		}
		p, err = a.party(ctx, tx, s.Provider)
		return err
	})
	return p, err
}

// party opens the secret that there is.
func (a *App) party(ctx context.Context, tx store.Tx, p *writ.OpenIDProvider) (auth.Party, error) {
	party := auth.Party{Issuer: p.Issuer, ClientID: p.ClientID, Scopes: p.Scopes, GroupClaim: p.GroupClaim}
	sealed, found, err := tx.Settings.Get(ctx, signInSecret)
	if err != nil || !found {
		return party, err
	}
	secret, err := a.vault.Open(signInSecret, sealed)
	party.Secret = string(secret)
	return party, err
}

// TrySignIn returns Writ as a provider would know it by a draft, to be tried before
// it is saved.
func (a *App) TrySignIn(ctx context.Context, actor Actor, d SignInDraft) (p auth.Party, err error) {
	const op = "app.TrySignIn"
	if err := a.askAdmin(ctx, op, actor); err != nil {
		return p, err
	}
	if err := d.check(op); err != nil {
		return p, err
	}
	if d.Provider == nil {
		return p, writ.Invalid(op, "provider", "There is no provider to try.")
	}
	on := &subject{noun: "organization", details: []any{"issuer", d.Provider.Issuer, "clientId", d.Provider.ClientID}}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		old, err := signInView(ctx, tx)
		if err == nil && d.Secret == nil {
			err = sameClient(op, old, d.Provider)
		}
		if err != nil {
			return err
		}
		p, err = a.party(ctx, tx, d.Provider)
		return err
	})
	if d.Secret != nil {
		p.Secret = *d.Secret
	}
	return p, err
}
