package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/store/sqlstore"
)

// metadata is where an installation keeps its metadata: in its data folder, or
// in the PostgreSQL that the URL names. The URL holds a password, so it is never
// printed.
type metadata struct {
	dataFolder
	Store string `env:"WRIT_STORE" placeholder:"URL" help:"Keep the metadata in PostgreSQL: postgres://user:password@host/database. Better set WRIT_STORE: other users of this machine can see flags."`
}

// engine is a metadata store of either kind.
type engine interface {
	store.Store
	MovedTo(ctx context.Context) (string, error)
	MoveTo(ctx context.Context, to *sqlstore.Store, where string) (rows int64, err error)
	CopyTo(ctx context.Context, to *sqlstore.Store, version int64) error
	SQL() *sqlstore.Store
	String() string
}

// openEngine opens the store of a data folder, at a URL or, without one, in the
// folder, whether or not it is the right one.
func openEngine(ctx context.Context, f folder, url string) (engine, error) {
	if url != "" {
		st, err := postgres.Open(ctx, url, string(f))
		if err != nil {
			return nil, err
		}
		return st, nil
	}
	st, err := sqlite.Open(ctx, f.store())
	if err != nil {
		return nil, err
	}
	return st, nil
}

// openMetadata opens the store of a data folder and refuses one that is not in
// use: a mistake would split an installation in two.
func openMetadata(ctx context.Context, f folder, url string) (engine, error) {
	if url != "" {
		if err := f.movedAway(ctx); err != nil {
			return nil, err
		}
	}
	st, err := openEngine(ctx, f, url)
	if err != nil {
		return nil, err
	}
	if err := stillHere(ctx, st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// stillHere refuses a store that was moved to another one.
func stillHere(ctx context.Context, st engine) error {
	where, err := st.MovedTo(ctx)
	if err == nil && where != "" {
		err = writ.Errorf(writ.CodeConflict, "writ.metadata", "The metadata was moved from %s to %s", st, where).
			WithHint("Name that one: set WRIT_STORE for PostgreSQL, and nothing for the data folder. To go back, use writ migrate.")
	}
	return err
}

// movedAway refuses a folder that has metadata of its own, for a store elsewhere.
func (f folder) movedAway(ctx context.Context) (err error) {
	if _, err := os.Stat(f.store()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	st, err := openEngine(ctx, f, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	where, err := st.MovedTo(ctx)
	if err == nil && where == "" {
		err = writ.Errorf(writ.CodeConflict, "writ.metadata", "The metadata of this installation is in %s", st).
			WithHint("Leave out --store and WRIT_STORE, or move the metadata first: writ migrate --data %s --to postgres", string(f))
	}
	return err
}

// notLost refuses a folder that has keys but no metadata: a server would make a
// new installation beside the one that is kept elsewhere.
func (f folder) notLost() error {
	_, noKeys := os.Stat(f.keys())
	_, noStore := os.Stat(f.store())
	if noKeys == nil && errors.Is(noStore, fs.ErrNotExist) {
		return writ.Errorf(writ.CodeConflict, "writ.metadata", "The data folder %s has keys but no metadata", string(f)).
			WithHint("If the metadata is in PostgreSQL, set WRIT_STORE; if it was lost, use writ restore.")
	}
	return nil
}

// held takes a PostgreSQL store for this process; a file is its data folder's.
func held(ctx context.Context, st engine, holder string) error {
	p, ok := st.(*postgres.Store)
	if !ok {
		return nil
	}
	_, err := p.Hold(ctx, holder) // a command is over before it would matter that the lock is lost
	return err
}
