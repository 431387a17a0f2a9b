package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// connectionOf returns the connection whose edit log a request is about, "" for
// every other request.
func (f *forwarder) connectionOf(r *http.Request) (writ.ConnectionID, error) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if len(parts) < 2 || parts[0] != "v2" {
		return "", nil
	}
	switch {
	case parts[1] == "input-tables" && len(parts) > 2:
		conn, err := f.leaders.InputConnection(r.Context(), writ.InputTableID(parts[2]))
		if writ.CodeOf(err) == writ.CodeNotFound {
			return "", nil // what is not there is answered here
		}
		return conn, err
	case parts[1] == "input-tables" && r.Method == http.MethodPost:
		return connectionIn(r), nil
	case parts[1] == "edit-logs" && len(parts) > 2:
		return writ.ConnectionID(parts[2]), nil
	}
	return "", nil
}

// connectionIn returns the connection that the body of a request names, and leaves
// the body as it was.
func connectionIn(r *http.Request) writ.ConnectionID {
	head, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = failing{err}
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), rest), r.Body}
	var named struct {
		Connection writ.ConnectionID `json:"connectionId"`
	}
	if err := json.Unmarshal(head, &named); err != nil {
		return "" // whoever reads it says what is wrong
	}
	return named.Connection
}

// failing is a body that broke off.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) { return 0, f.err }

// forwardHeader tells a node where a request that another passes on came from, under
// the seal of the keys that all nodes have, and nobody else.
const forwardHeader = "Writ-Forwarded"

// forwardAge is how old such a word may be; clocks of nodes may differ.
const forwardAge = 5 * time.Minute

// origin is what a node tells another of a request that it passes on.
type origin struct {
	Remote  string    `json:"remote"`
	Request string    `json:"request"`
	At      time.Time `json:"at"`
}

// forwardOf binds a seal to one request.
func forwardOf(r *http.Request) string { return "forward " + r.Method + " " + r.URL.Path }

func (f *forwarder) seal(r *http.Request, x *exchange) string {
	text, err := json.Marshal(origin{x.remote, x.id, f.s.opt.Clock()})
	if err != nil {
		return "" // a text, a text and a time always are JSON
	}
	return base64.RawURLEncoding.EncodeToString(f.vault.Seal(forwardOf(r), text))
}

// origin returns where a request came from that another node passes on; ok is false
// for all others, whatever they claim.
func (f *forwarder) origin(r *http.Request) (o origin, ok bool) {
	claim := r.Header.Get(forwardHeader)
	if claim == "" {
		return o, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(claim)
	if err != nil {
		return o, false
	}
	text, err := f.vault.Open(forwardOf(r), sealed)
	if err != nil {
		f.s.log.Warn("a request pretends to come from another node", "remote", hostOf(r.RemoteAddr), "error", err)
		return o, false
	}
	if err := json.Unmarshal(text, &o); err != nil {
		return origin{}, false
	}
	age := f.s.opt.Clock().Sub(o.At)
	return o, age < forwardAge && age > -forwardAge
}
