package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/postgres"
)

type migrateCommand struct {
	metadata
	From string `placeholder:"STORE" help:"Move the metadata from here: sqlite (the data folder), postgres (the URL in WRIT_STORE) or a URL. Left out, the one that --to is not."`
	To   string `placeholder:"STORE" help:"Move the metadata to here, which must be empty."`
}

// Help teaches the command.
func (migrateCommand) Help() string {
	return `Without --to, brings the metadata up to this version of Writ, as a starting server does, too; a copy of how it was stays in the data folder.

With --to, copies the metadata into another store in one transaction, compares both row by row, and marks the old one, which otherwise stays as it is, so that it is not used again by mistake. Stop the server first. A move that was interrupted can be run again. The data folder goes on holding the keys, uploads under way and the embedded warehouse.

Examples:
  writ migrate --data writ-data
  WRIT_STORE=postgres://writ:password@db/writ writ migrate --data writ-data --from sqlite --to postgres
  WRIT_STORE=postgres://writ:password@db/writ writ migrate --data writ-data --to sqlite`
}

// Run migrates the schema, or moves the metadata.
func (c migrateCommand) Run(ctx context.Context, term *terminal) (err error) {
	from, to, err := c.ends()
	if err != nil {
		return usageError{err}
	}
	f := folder(c.Data)
	if err := f.exists(from); err != nil {
		return err
	}
	unlock, err := f.lock("writ migrate")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if c.To != "" {
		return move(ctx, term, f, from, to)
	}
	st, err := openMetadata(ctx, f, from)
	if err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	return term.answer(map[string]string{"status": "current"}, "The metadata is up to date.")
}

// ends returns the URLs of both ends, "" for the data folder.
func (c migrateCommand) ends() (from, to string, err error) {
	if c.To == "" {
		if c.From != "" {
			return "", "", errors.New("--from needs --to")
		}
		return c.Store, "", nil
	}
	if to, err = c.end("--to", c.To); err != nil {
		return "", "", err
	}
	name := c.From
	switch {
	case name != "":
	case to == "":
		name = "postgres"
	default:
		name = "sqlite"
	}
	if from, err = c.end("--from", name); err != nil {
		return "", "", err
	}
	if from == to {
		return "", "", errors.New("--from and --to are the same store")
	}
	return from, to, nil
}

// end reads one end.
func (c migrateCommand) end(flag, name string) (url string, err error) {
	switch {
	case name == "sqlite":
		return "", nil
	case name == "postgres" && c.Store != "":
		return c.Store, nil
	case name == "postgres":
		return "", fmt.Errorf("%s postgres needs the URL: set WRIT_STORE=postgres://user:password@host/database", flag)
	case postgres.IsURL(name):
		return name, nil
	}
	return "", fmt.Errorf("%s takes sqlite, postgres or a URL that begins with postgres://", flag)
}

// move moves the metadata of a folder that is ours alone.
func move(ctx context.Context, term *terminal, f folder, fromURL, toURL string) (err error) {
	from, err := openEngine(ctx, f, fromURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if err := held(ctx, from, "writ migrate"); err != nil {
		return err
	}
	if err := stillHere(ctx, from); err != nil {
		return err
	}
	if toURL == "" {
		if err := firstCopy(ctx, from, f); err != nil {
			return err
		}
	}
	to, err := openEngine(ctx, f, toURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if err := held(ctx, to, "writ migrate"); err != nil {
		return err
	}
	rows, err := from.MoveTo(ctx, to.SQL(), to.String())
	if err != nil {
		return occupied(err, f, toURL)
	}
	how := "with WRIT_STORE set"
	if toURL == "" {
		how = "without WRIT_STORE"
	}
	return term.answer(map[string]any{"from": from.String(), "to": to.String(), "rows": rows},
		"Moved %s from %s to %s and compared them.\nThe old store stays as it is, marked as moved. Start the server %s.",
		countOf(rows, "row", "rows"), from, to, how)
}

// firstCopy makes the file that the metadata moves to, whole or not at all: half
// a file would look like an installation. MoveTo finds it and compares.
func firstCopy(ctx context.Context, from engine, f folder) error {
	if _, err := os.Stat(f.store()); !errors.Is(err, fs.ErrNotExist) {
		return err // there already: MoveTo decides
	}
	return from.Backup(ctx, f.store())
}

// occupied says how to make room.
func occupied(err error, f folder, toURL string) error {
	var e *writ.Error
	if !errors.As(err, &e) || e.Code != writ.CodeConflict {
		return err
	}
	if toURL == "" {
		return e.WithHint("Take %s and the files beside it that begin like it to another place first; nothing is ever overwritten.", f.store())
	}
	return e.WithHint("Name another database, or another schema with ?search_path=NAME at the end of the URL; nothing is ever overwritten.")
}
