package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

type healthcheckCommand struct {
	Addr string `default:"127.0.0.1:7480" placeholder:"HOST:PORT" env:"WRIT_ADDR" help:"Where the server listens (${default})."`
}

// Help teaches the command.
func (healthcheckCommand) Help() string {
	return `Asks a server on this machine whether it is ready, as a container's health check does. Exit status 0 if it is.`
}

// healthTimeout is how long an answer may take.
const healthTimeout = 3 * time.Second

// Run asks.
func (c healthcheckCommand) Run(ctx context.Context, term *terminal) error {
	const op = "writ.healthcheck"
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return usageError{err}
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return usageError{err}
	}
	direct := &http.Transport{DisableKeepAlives: true} // no proxy of the environment stands between
	resp, err := direct.RoundTrip(req)
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "No server answers at %s: %v", c.Addr, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	if err != nil || resp.StatusCode != http.StatusOK {
		return writ.Errorf(writ.CodeUnavailable, op, "The server at %s is not ready: %s", c.Addr, strings.TrimSpace(string(text)))
	}
	return term.answer(map[string]bool{"ready": true}, "ready")
}
