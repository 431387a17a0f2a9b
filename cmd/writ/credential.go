package main

import (
	"context"
	"errors"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

type credentialCommand struct {
	Create credentialCreate `cmd:"" help:"Make an API credential for a member; its secret is shown this once."`
	List   credentialList   `cmd:"" help:"List the API credentials of a member."`
	Revoke credentialRevoke `cmd:"" help:"Revoke an API credential of a member, and its tokens."`
}

// owner is whose credentials a command is about.
type owner struct {
	metadata
	Email string `required:"" placeholder:"ADDRESS" help:"The e-mail address of the member."`
}

// open returns the desk and the member as actor.
func (o owner) open(ctx context.Context) (*desk, app.Actor, error) {
	d, err := openDesk(ctx, folder(o.Data), o.Store)
	if err != nil {
		return nil, app.Actor{}, err
	}
	actor, err := d.member(ctx, o.Email)
	if err != nil {
		return nil, app.Actor{}, errors.Join(err, d.Close())
	}
	return d, actor, nil
}

type credentialCreate struct {
	owner
	Name string `default:"command line" help:"What it is for, to find it again."`
}

// Help teaches the command.
func (credentialCreate) Help() string {
	return `Example, for a script:
  writ credential create --data writ-data --email admin@localhost --json`
}

// Run makes a credential.
func (c credentialCreate) Run(ctx context.Context, term *terminal) (err error) {
	d, actor, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	made, secret, err := d.app.CreateCredential(ctx, actor, c.Name)
	if err != nil {
		return err
	}
	return term.answer(map[string]string{"clientId": string(made.ID), "clientSecret": secret, "name": made.Name},
		"WRIT_CLIENT_ID=%s\nWRIT_CLIENT_SECRET=%s", made.ID, secret)
}

type credentialList struct{ owner }

// listedCredential is a credential as it is printed.
type listedCredential struct {
	ClientID   writ.CredentialID `json:"clientId"`
	Name       string            `json:"name"`
	CreatedAt  time.Time         `json:"createdAt"`
	LastUsedAt *time.Time        `json:"lastUsedAt"`
	RevokedAt  *time.Time        `json:"revokedAt"`
}

// Run lists the credentials of a member.
func (c credentialList) Run(ctx context.Context, term *terminal) (err error) {
	d, actor, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	list, err := d.app.Credentials(ctx, actor)
	if err != nil {
		return err
	}
	out := make([]listedCredential, 0, len(list))
	rows := make([][]any, 0, len(list))
	for _, a := range list {
		out = append(out, listedCredential{a.ID, a.Name, a.CreatedAt, given(a.LastUsedAt), given(a.RevokedAt)})
		rows = append(rows, []any{a.ID, a.Name, day(a.CreatedAt), day(a.LastUsedAt), day(a.RevokedAt)})
	}
	if term.json {
		return term.document(out)
	}
	return term.table([]any{"CLIENT ID", "NAME", "MADE", "LAST USED", "REVOKED"}, rows)
}

type credentialRevoke struct {
	owner
	ClientID string `arg:"" help:"The client id."`
}

// Run revokes a credential.
func (c credentialRevoke) Run(ctx context.Context, term *terminal) (err error) {
	d, actor, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.app.RevokeCredential(ctx, actor, writ.CredentialID(c.ClientID)); err != nil {
		return err
	}
	return term.answer(map[string]string{"clientId": c.ClientID}, "Revoked.")
}

// given is nil for the zero time.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// day shows a moment to people, "-" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}
