package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/writ-dev/writ"
)

// ask asks the process that has locked the folder, and returns its answer.
func (f folder) ask(ctx context.Context, method, path string) (io.ReadCloser, error) {
	const op = "writ.control"
	socket := f.control()
	if target, err := os.Readlink(socket); err == nil {
		socket = target
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", socket)
	}}
	req, err := http.NewRequestWithContext(ctx, method, "http://writ"+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := transport.RoundTrip(req) //nolint:bodyclose // closing does
	if err != nil {
		transport.CloseIdleConnections()
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "The data folder %s is in use%s, which does not answer: %v", string(f), f.holder(), err).
			WithHint("Only a server can do this while it runs. If it is just starting or ending, try again; if it is another command of writ, wait for it.")
	}
	body := &closing{resp.Body, transport.CloseIdleConnections}
	if resp.StatusCode != http.StatusOK {
		var p writ.Problem
		err := json.NewDecoder(body).Decode(&p)
		if err != nil || p.Message == "" {
			err = writ.Wrap(writ.CodeUnsupported, op, err, "The server that runs on %s cannot do this", string(f)).
				WithHint("It may be of another version; restart it with this one.")
		} else {
			err = refusal(op, p)
		}
		return nil, errors.Join(err, body.Close())
	}
	return body, nil
}

// closing closes the connection with the answer.
type closing struct {
	io.ReadCloser
	also func()
}

// Close implements io.Closer.
func (c *closing) Close() error {
	err := c.ReadCloser.Close()
	c.also()
	return err
}
