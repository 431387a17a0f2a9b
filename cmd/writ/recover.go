package main

import (
	"context"
	"errors"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/auth"
)

type recoverCommand struct {
	metadata
	Email string `required:"" placeholder:"ADDRESS" help:"The e-mail address of an active Admin."`
}

// Help teaches the command.
func (recoverCommand) Help() string {
	return `For when no Admin gets in: the provider is gone, or a password is lost. It switches signing in with a password on, gives the Admin a one-time password, and ends that member's sessions. A server that runs on the folder notices at once. It is written down in the audit log.

Example:
  writ recover --data writ-data --email admin@localhost`
}

// Run recovers.
func (c recoverCommand) Run(ctx context.Context, term *terminal) (err error) {
	d, err := openDesk(ctx, folder(c.Data), c.Store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	password, err := auth.New(d.store, writ.SystemClock, auth.Options{}).Recover(ctx, c.Email)
	if err != nil {
		return err
	}
	return term.answer(map[string]string{"email": c.Email, "oneTimePassword": password},
		"Sign in as: %s\nOne-time password: %s", c.Email, password)
}
