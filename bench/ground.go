package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/blob"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/vault"
)

// ground is where permissions are measured: the organization in memory and in both
// metadata stores, each made when it is first needed. What it makes is in dir.
type ground struct {
	dir    string
	world  *access.World
	server *testpg.Server
	edits  *editSite
}

func (g *ground) memory() *access.World {
	if g.world == nil {
		g.world = newWorld()
	}
	return g.world
}

// close stops what was started.
func (g *ground) close() error {
	if g.edits != nil {
		g.edits.server.stop()
	}
	if g.server == nil {
		return nil
	}
	return g.server.Stop()
}

// site is an installation that holds the organization, and how its metadata are
// opened while no server has them.
type site struct {
	installation
	open func(ctx context.Context) (store.Store, error)
}

func (g *ground) sqlite(context.Context) (site, error) {
	data := filepath.Join(g.dir, "organization")
	path := filepath.Join(data, "writ.db")
	return site{
		installation{data: data, fill: func() error { return settle(context.Background(), path) }},
		func(ctx context.Context) (store.Store, error) { return sqlite.Open(ctx, path) },
	}, nil
}

// waiting is a PostgreSQL that waits for the disk as one in production does.
func (g *ground) waiting(ctx context.Context) (_ *testpg.Server, err error) {
	if g.server == nil {
		g.server, err = testpg.Start(ctx, "fsync=on", "synchronous_commit=on", "full_page_writes=on", "ssl=off", "max_connections=200")
	}
	return g.server, err
}

func (g *ground) postgres(ctx context.Context) (s site, err error) {
	server, err := g.waiting(ctx)
	if err != nil {
		return s, err
	}
	url, data := server.URL, filepath.Join(g.dir, "organization-postgres")
	return site{
		installation{data: data, args: []string{"--store", url}, fill: func() error { return settlePostgres(ctx, psql{url: url}, data) }},
		func(ctx context.Context) (store.Store, error) { return postgres.Open(ctx, url, data) },
	}, nil
}

// work runs do with the site's App, in this process, and its metadata.
func (s site) work(ctx context.Context, dir string, do func(*app.App, store.Store) error) (err error) {
	bin, err := build(ctx, dir)
	if err != nil {
		return err
	}
	if err := s.make(ctx, bin); err != nil {
		return err
	}
	st, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	v, err := vault.Open(s.data)
	if err != nil {
		return err
	}
	blobs, err := blob.OpenDir(filepath.Join(s.data, "blob"))
	if err != nil {
		return err
	}
	staging, err := os.MkdirTemp(dir, "staging-")
	if err != nil {
		return err
	}
	a := app.New(app.Deps{Store: st, Vault: v, Blob: blobs, Staging: staging, Clock: writ.SystemClock, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Node: writ.Node{ID: writ.NewID[writ.NodeID](), Name: "bench", StartedAt: writ.SystemClock()}, Alone: true})
	defer func() { err = errors.Join(err, a.Close(ctx)) }()
	if err := a.Start(ctx); err != nil {
		return err
	}
	return do(a, st)
}
