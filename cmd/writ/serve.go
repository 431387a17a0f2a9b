package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/lifecycle"
)

type serveCommand struct {
	metadata
	files
	Config       kong.ConfigFlag `placeholder:"FILE" env:"WRIT_CONFIG" help:"A JSON object with these flags by name; the command line and the environment go before it."`
	Addr         string          `default:"127.0.0.1:7480" placeholder:"HOST:PORT" env:"WRIT_ADDR" help:"Where to listen (${default})."`
	BaseURL      string          `placeholder:"URL" env:"WRIT_BASE_URL" help:"The address as browsers see it, where it is not the one listened on; https makes cookies secure."`
	TrustedProxy []string        `placeholder:"NETWORK" env:"WRIT_TRUSTED_PROXY" help:"Networks of the proxies in front, such as 10.0.0.0/8; their X-Forwarded-For and X-Request-Id are believed."`
	AllowHost    []string        `placeholder:"HOST" env:"WRIT_ALLOW_HOST" help:"The hosts that connections may lead to: names, *.example.com, addresses or networks. None given: all. Addresses at which clouds describe themselves, such as 169.254.169.254, are always refused."`
	MultiNode    bool            `env:"WRIT_MULTI_NODE" help:"This server is one of several on the same metadata store. It needs --store with PostgreSQL, a --blob that all of them reach, and the same keys.json in every data folder; there is no embedded warehouse then."`
	Advertise    string          `placeholder:"URL" env:"WRIT_ADVERTISE" help:"Where the other nodes reach this one, such as http://10.0.0.5:7480, with --multi-node. Left out, it is the address listened on; where that is every address of the machine, the one that leads to the metadata store."`
	MaxUpload    byteSize        `default:"10GiB" placeholder:"SIZE" env:"WRIT_MAX_UPLOAD" help:"The largest file that may be uploaded (${default})."`
	AuditLog     string          `placeholder:"FILE" env:"WRIT_AUDIT_LOG" help:"Where to write the audit log as it grows, as JSON lines, besides the metadata: a file, or stdout. A file is gone on with where it ended. It holds what happens on all nodes, so one of them is enough."`
	LogFormat    string          `enum:"text,json" default:"text" env:"WRIT_LOG_FORMAT" help:"text or json (${default})."`
	LogLevel     slog.Level      `default:"info" env:"WRIT_LOG_LEVEL" help:"debug, info, warn or error (${default})."`
	DrainDelay   time.Duration   `default:"0s" env:"WRIT_DRAIN_DELAY" help:"How long a server that is told to stop goes on serving while /readyz refuses, so that a proxy in front sends new requests elsewhere first (${default})."`
	DrainTimeout time.Duration   `default:"20s" env:"WRIT_DRAIN_TIMEOUT" help:"How long requests under way may take to end when the server stops (${default})."`
}

// Help teaches the command.
func (serveCommand) Help() string {
	return `The first start makes the data folder, the Admin admin@localhost with a one-time password (printed once), and the connection "embedded" with sample data. Nothing else has to run.

Examples:
  writ serve --data writ-data
  writ serve --data /var/lib/writ --addr 0.0.0.0:7480 --base-url https://writ.example.com --trusted-proxy 10.0.0.0/8

The metadata is kept in the data folder, or in PostgreSQL where WRIT_STORE names a database; writ migrate moves it. One server at a time uses a store and a folder; with --multi-node several use a store, each with a folder of its own.

Keep a copy of keys.json in the data folder: without it the passwords of connections cannot be read again.`
}

// settleTimeout is how long all that stops after the requests may take: imports,
// warehouses, the store.
const settleTimeout = 10 * time.Second

// Run serves until ctx ends, then lets requests under way end and stops.
func (c serveCommand) Run(ctx context.Context, term *terminal) (err error) {
	if err := c.shareable(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, "writ.serve", err, "Cannot listen on %s: %v", c.Addr, err).
			WithHint("Choose another with --addr, or stop what listens there.")
	}
	base, err := c.base(listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	log := c.logger(term)
	var started lifecycle.Stack
	started.Push("listener", func(context.Context) error { return closed(listener.Close()) })
	defer func() {
		// The stop is bounded on its own: ctx has ended by then.
		bound, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.DrainTimeout+settleTimeout)
		defer cancel()
		err = errors.Join(err, started.Stop(bound))
	}()
	if base.Scheme != "https" && !loopback(listener.Addr()) {
		log.Warn("listening beyond this machine without https: passwords travel in clear; put a proxy with TLS in front and set --base-url", "address", listener.Addr().String())
	}
	here, err := c.thisNode(ctx, listener.Addr())
	if err != nil {
		return err
	}
	h, err := c.build(ctx, term, log, base, here, &started)
	if err != nil {
		return err
	}
	return c.serve(ctx, term, log, h, listener, &started)
}

// serve answers requests until ctx ends.
func (c serveCommand) serve(ctx context.Context, term *terminal, log *slog.Logger, h *house, listener net.Listener, started *lifecycle.Stack) error {
	server := h.api.HTTP()
	failed := make(chan error, 1)
	log.Info("serving", "address", listener.Addr().String(), "base", h.base.String(), "version", version())
	go func() { failed <- server.Serve(listener) }()
	started.Push("requests", func(ctx context.Context) error {
		h.api.Drain()
		drain, cancel := context.WithTimeout(ctx, c.DrainTimeout)
		defer cancel()
		if err := server.Shutdown(drain); err != nil {
			return errors.Join(err, server.Close())
		}
		return nil
	})
	if h.password == "" { // the first start has said it already
		if err := term.print("Address: %s", h.base); err != nil {
			return err
		}
	}
	c.tell(log, stateReady)
	select {
	case <-h.lost:
		return writ.Errorf(writ.CodeUnavailable, "writ.serve", "The connection that kept the metadata store for this server was lost, so the server has ended: another may take the store now").
			WithHint("Start it again once PostgreSQL can be reached; what was saved is there.")
	case err := <-failed:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return fmt.Errorf("writ: serving ended: %w", err)
	case <-ctx.Done():
		log.Info("stopping", "after", c.DrainDelay, "within", c.DrainTimeout)
		h.api.Drain()
		c.tell(log, stateStopping)
		select {
		case <-time.After(c.DrainDelay):
		case <-h.lost: // nothing can be served any more
		}
		return nil
	}
}

// tell tells the service manager how the server is; that it does not hear changes
// nothing here.
func (serveCommand) tell(log *slog.Logger, state string) {
	if err := tellManager(state); err != nil {
		log.Warn("the service manager cannot be told", "state", state, "error", err)
	}
}

// closed forgives closing a listener that its server has closed already.
func closed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// base is the address as browsers see it, spelled as they spell it in the header
// Origin (RFC 6454, 6.2): in lower case and without the scheme's own port.
func (c serveCommand) base(listening net.Addr) (*url.URL, error) {
	if c.BaseURL == "" {
		host, port, err := net.SplitHostPort(listening.String())
		if err != nil {
			return nil, err
		}
		if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
			host = "localhost"
		}
		return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}, nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" ||
		u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return nil, usageError{fmt.Errorf("--base-url %q is not an address like https://writ.example.com", c.BaseURL)}
	}
	host := strings.ToLower(u.Host)
	if standard := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; u.Port() != "" {
		host = strings.TrimSuffix(host, standard)
	}
	return &url.URL{Scheme: u.Scheme, Host: host}, nil
}

func (c serveCommand) proxies() ([]netip.Prefix, error) {
	list := make([]netip.Prefix, 0, len(c.TrustedProxy))
	for _, text := range c.TrustedProxy {
		if ip, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, usageError{fmt.Errorf("--trusted-proxy %q is not an address or a network like 10.0.0.0/8", text)}
		}
		list = append(list, p)
	}
	return list, nil
}

func (c serveCommand) logger(term *terminal) *slog.Logger {
	opt := &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: redact}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(term.err, opt))
	}
	return slog.New(slog.NewTextHandler(term.err, opt))
}

// redact is the last net under a rule that holds elsewhere: secrets are never
// given to a logger. An attribute with the name of one is blotted out.
func redact(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case "password", "secret", "clientSecret", "token", "authorization", "cookie":
		return slog.String(a.Key, "…")
	}
	return a
}

func loopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
