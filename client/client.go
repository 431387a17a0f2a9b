package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/writ-dev/writ"
)

// Client speaks to one server as the member whose credential it has. It is safe
// for concurrent use.
type Client struct {
	base         *url.URL
	clientID     string
	clientSecret string
	http         *http.Client

	mu    sync.Mutex
	token string // the access token, "" before the first call and after a refusal
}

// answerTimeout is how long a server may be silent before it answers.
const answerTimeout = 4 * time.Minute

// New makes a Client of the server at address, such as http://127.0.0.1:7480.
// Nothing is sent yet.
func New(address, clientID, clientSecret string) (*Client, error) {
	const op = "client.New"
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, writ.Invalid(op, "url", "%q is not the address of a server", address).
			WithHint("Addresses look like http://127.0.0.1:7480 or https://writ.example.com.")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = answerTimeout
	return &Client{base: base, clientID: clientID, clientSecret: clientSecret, http: &http.Client{Transport: transport}}, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// request is one call of the API. Its body can be read again, for a second try
// with a fresh token.
type request struct {
	method, path string
	query        url.Values
	header       http.Header
	body         func() io.Reader
}

// call sends in as JSON, if it is not nil, and reads the answer into out.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	r := request{method: method, path: path, query: query}
	if in != nil {
		var err error
		if r, err = withJSON(r, in); err != nil {
			return err
		}
	}
	return c.read(ctx, r, out)
}

// withJSON gives a request a body.
func withJSON(r request, in any) (request, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return r, writ.Wrap(writ.CodeInternal, "client.call", err, "The request could not be written")
	}
	r.header = http.Header{"Content-Type": {"application/json"}}
	r.body = func() io.Reader { return bytes.NewReader(b) }
	return r, nil
}

// read sends r and reads the answer into out.
func (c *Client) read(ctx context.Context, r request, out any) error {
	resp, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	defer drain(resp)
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return writ.Wrap(writ.CodeUnavailable, "client.read", err, "The answer of %s is not what this version of writ expects", c.base)
	}
	return nil
}

// send sends r with a token, once more with a fresh one if the first was
// refused, and returns an answer whose status means success.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	for retried := false; ; retried = true {
		token, err := c.authorize(ctx)
		if err != nil {
			return nil, err
		}
		resp, err := c.do(ctx, r, "Bearer "+token)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode < 300 {
			return resp, nil
		}
		err = problemOf(resp)
		drain(resp)
		if resp.StatusCode != http.StatusUnauthorized || retried {
			return nil, err
		}
		c.forget(token)
	}
}

// do sends r with the given Authorization.
func (c *Client) do(ctx context.Context, r request, authorization string) (*http.Response, error) {
	const op = "client.do"
	var body io.Reader
	if r.body != nil {
		body = r.body()
	}
	u := c.base.JoinPath(r.path)
	u.RawQuery = r.query.Encode()
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "The request could not be made")
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, writ.Wrap(writ.CodeCanceled, op, cause, "Canceled")
		}
		return nil, writ.Wrap(writ.CodeUnavailable, op, err, "The server at %s cannot be reached: %v", c.base, plainCause(err)).
			WithHint("Check the address and that the server is running.")
	}
	return resp, nil
}

// plainCause leaves out method and address, which the message has already.
func plainCause(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// tokens is the answer of the token endpoint.
type tokens struct {
	AccessToken string `json:"access_token"`
}

// authorize returns the access token, asking for one if there is none.
func (c *Client) authorize(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" {
		return c.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.clientID}, "client_secret": {c.clientSecret}}
	resp, err := c.do(ctx, request{
		method: http.MethodPost, path: "/v2/auth/token",
		header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		body:   func() io.Reader { return strings.NewReader(form.Encode()) },
	}, "")
	if err != nil {
		return "", err
	}
	defer drain(resp)
	if resp.StatusCode != http.StatusOK {
		return "", problemOf(resp)
	}
	var t tokens
	if err := json.NewDecoder(resp.Body).Decode(&t); err != nil || t.AccessToken == "" {
		return "", writ.Wrap(writ.CodeUnavailable, "client.authorize", err, "%s does not answer like a Writ server", c.base)
	}
	c.token = t.AccessToken
	return c.token, nil
}

// forget drops a token that was refused, unless another has replaced it.
func (c *Client) forget(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token == token {
		c.token = ""
	}
}

// drain reads what is left of a small answer, so that its connection is used
// again.
func drain(resp *http.Response) {
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	_ = resp.Body.Close()
}
