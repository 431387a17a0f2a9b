package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/api"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/auth"
	"github.com/writ-dev/writ/internal/lifecycle"
	"github.com/writ-dev/writ/internal/sample"
	"github.com/writ-dev/writ/live"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/vault"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/web"
)

// house is the whole server, wired.
type house struct {
	api      *api.Server
	base     *url.URL
	password string                // the one-time password of the first Admin, if just made
	lost     <-chan struct{}       // closed when another server may take the metadata store
	missing  atomic.Pointer[error] // of one of several nodes: why it may not write at present
}

// build opens the data folder and wires everything that serves from it. What it
// starts lands on started, also when it fails half way.
func (c serveCommand) build(ctx context.Context, term *terminal, log *slog.Logger, base *url.URL, here writ.Node, started *lifecycle.Stack) (*house, error) {
	proxies, err := c.proxies()
	if err != nil {
		return nil, err
	}
	f := folder(c.Data)
	if err := f.notHalf(); err != nil {
		return nil, err
	}
	if c.Store == "" {
		if err := f.notLost(); err != nil {
			return nil, err
		}
	}
	if err := f.prepare(); err != nil {
		return nil, err
	}
	holder := "writ serve at " + base.String()
	unlock, err := f.lock(holder)
	if err != nil {
		return nil, err
	}
	started.Push("lock", func(context.Context) error { return unlock() })
	h := &house{base: base}
	st, err := c.openStore(ctx, f, holder, h, log, started)
	if err != nil {
		return nil, err
	}
	sealed, err := openVault(ctx, f, st)
	if err != nil {
		return nil, c.sameKeys(err)
	}
	hosts, err := driver.ParseHosts(c.AllowHost, nil)
	if err != nil {
		return nil, err
	}
	authority := auth.New(st, writ.SystemClock, auth.Options{Hosts: hosts})
	if err := h.welcome(ctx, term, authority); err != nil {
		return nil, err
	}
	a, drivers, err := c.startApp(ctx, f, st, sealed, base, here, log, started)
	if err != nil {
		return nil, err
	}
	if err := c.tellAudit(a, term, log, started); err != nil {
		return nil, err
	}
	organization, err := organizationID(ctx, st)
	if err != nil {
		return nil, err
	}
	hub := live.New(live.Options{Store: st, Clock: writ.SystemClock, Log: log, Node: here.ID, Version: version()})
	started.Push("live channel", hub.Close)
	opt := api.Options{
		BaseURL: base, TrustedProxies: proxies, Organization: organization, Version: version(),
		Platforms: specs(drivers), Web: web.FS(), Live: hub, Clock: writ.SystemClock, Log: log,
		Ready: func(r *http.Request) error { return h.ready(r.Context(), st) },
	}
	if c.MultiNode {
		opt.Leaders, opt.Vault = a, sealed
	}
	h.api, err = api.New(a, authority, opt)
	return h, err
}

// readyTimeout is how long the metadata store may take to show that it answers.
const readyTimeout = 2 * time.Second

// ready says with a nil error that the metadata store can be used.
func (h *house) ready(ctx context.Context, st store.Store) error {
	if missing := h.missing.Load(); missing != nil {
		return *missing
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return st.Read(ctx, func(store.Tx) error { return nil })
}

// openStore opens the metadata and takes it for this server.
func (c serveCommand) openStore(ctx context.Context, f folder, holder string, h *house, log *slog.Logger, started *lifecycle.Stack) (store.Store, error) {
	st, err := openMetadata(ctx, f, c.Store)
	if err != nil {
		return nil, err
	}
	started.Push("store", func(context.Context) error { return st.Close() })
	return st, c.take(ctx, st, holder, h, log)
}

// openVault opens the vault of a folder and proves that it fits the store.
func openVault(ctx context.Context, f folder, st store.Store) (*vault.Vault, error) {
	v, err := vault.Open(string(f))
	if err != nil {
		return nil, err
	}
	return v, v.Prove(ctx, st)
}

// startApp starts the use cases with all platforms, and gives a new data folder
// its embedded connection.
func (c serveCommand) startApp(ctx context.Context, f folder, st store.Store, v *vault.Vault, base *url.URL, here writ.Node, log *slog.Logger, started *lifecycle.Stack) (*app.App, map[writ.Platform]driver.Driver, error) {
	files, err := c.open(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	embedded := duckdb.New(duckdb.Options{Dir: f.warehouse(), Staging: f.staging()})
	started.Push("embedded warehouse", func(context.Context) error { return embedded.Close() })
	drivers := platforms(embedded)
	hosts, err := driver.ParseHosts(c.AllowHost, nil)
	if err != nil {
		return nil, nil, err
	}
	a := app.New(app.Deps{
		Store: st, Vault: v, Blob: files, Staging: f.staging(), Drivers: drivers,
		Clock: writ.SystemClock, Log: log, MaxUpload: int64(c.MaxUpload), Hosts: hosts, Node: here, Alone: !c.MultiNode,
		BaseURL: base.String(),
	})
	started.Push("imports", a.Close)
	if err := a.Start(ctx); err != nil {
		return nil, nil, err
	}
	if err := c.furnish(ctx, a); err != nil {
		return nil, nil, err
	}
	started.Push("control", startControl(f, &control{
		backup: backupSource{folder: f, store: st, embedded: embedded, now: writ.SystemClock},
		keys:   keyring{vault: v, store: st, shared: c.Store != "", here: here.ID}, log: log,
	}))
	return a, drivers, nil
}

// furnish gives a new installation its embedded warehouse, unless it is to have
// several nodes.
func (c serveCommand) furnish(ctx context.Context, a *app.App) error {
	if c.MultiNode {
		return a.WithoutEmbedded(ctx)
	}
	return a.Bootstrap(ctx, app.BootstrapOptions{EmbeddedFile: embeddedFile, Sample: sample.CSV(), SampleName: sample.Name})
}

// welcome makes the Admin of a new data folder and tells how to sign in, this
// once: before anything else can fail, because the password is kept nowhere.
func (h *house) welcome(ctx context.Context, term *terminal, authority *auth.Service) error {
	email, password, created, err := authority.CreateFirstAdmin(ctx)
	if err != nil || !created {
		return err
	}
	h.password = password
	return term.print("Address: %s\nSign in as: %s\nOne-time password: %s", h.base, email, password)
}

const organizationSetting = "organization.id"

// organizationID returns the id of this installation, made at the first start.
func organizationID(ctx context.Context, st store.Store) (id string, err error) {
	err = st.Write(ctx, func(tx store.Tx) error {
		value, found, err := tx.Settings.Get(ctx, organizationSetting)
		if err != nil || found {
			id = string(value)
			return err
		}
		id = writ.NewID[string]()
		return tx.Settings.Set(ctx, organizationSetting, []byte(id))
	})
	return id, err
}
