package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// caller makes calls of the HTTP API. It knows nothing of the project's own
// client, so that no mistake there hides one here, and remembers every answer
// that blames the server.
type caller struct {
	base       string
	id, secret string
	http       *http.Client

	mu     sync.Mutex
	token  string
	faults []string // answers of 500 and above
}

func newCaller(base string) *caller {
	return &caller{base: base, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}}
}

// refusal is an answer that is no success, or the problem of an upload.
type refusal struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Field   string `json:"field"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (r *refusal) Error() string { return fmt.Sprintf("%s (%s)", r.Message, r.Code) }

// ready waits until the server says that it is.
func (c *caller) ready(ctx context.Context) error {
	for {
		resp, err := c.http.Get(c.base + "/readyz")
		if err != nil {
			return err
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		if err := pause(ctx, 10*time.Millisecond); err != nil {
			return err
		}
	}
}

func (c *caller) get(ctx context.Context, path string, out any) error {
	return c.call(ctx, http.MethodGet, path, nil, out)
}

// call sends in as JSON, if it is not nil, and reads the answer into out, if that
// is not nil. An answer that is no success is a *refusal.
func (c *caller) call(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	answer, err := c.send(ctx, method, path, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("%s %s answered no JSON: %w", method, path, err)
	}
	return nil
}

// send makes a call, once more with a fresh token if the first was refused, and
// returns the body of the answer.
func (c *caller) send(ctx context.Context, method, path string, header http.Header, body []byte) ([]byte, error) {
	for again := false; ; again = true {
		token, err := c.authorize(ctx, again)
		if err != nil {
			return nil, err
		}
		resp, err := c.do(ctx, method, path, header, body, token)
		if err != nil {
			return nil, err
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		switch {
		case resp.StatusCode == http.StatusUnauthorized && !again:
		case resp.StatusCode < 300:
			return answer, err
		default:
			return nil, c.refused(method, path, resp.StatusCode, answer)
		}
	}
}

// do sends one request; the caller closes the body of the answer.
func (c *caller) do(ctx context.Context, method, path string, header http.Header, body []byte, token string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = header.Clone()
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return c.http.Do(req)
}

func (c *caller) refused(method, path string, status int, answer []byte) error {
	if status >= 500 {
		c.mu.Lock()
		c.faults = append(c.faults, fmt.Sprintf("%s %s answered %d: %s", method, path, status, answer))
		c.mu.Unlock()
	}
	r := &refusal{Status: status}
	if err := json.Unmarshal(answer, r); err != nil || r.Code == "" {
		return fmt.Errorf("%s %s answered %d: %s", method, path, status, answer)
	}
	return r
}

// authorize returns the access token, a new one if there is none or it counts no
// more.
func (c *caller) authorize(ctx context.Context, fresh bool) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && !fresh {
		return c.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.id}, "client_secret": {c.secret}}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	resp, err := c.do(ctx, http.MethodPost, "/v2/auth/token", header, []byte(form.Encode()), "")
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var t struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&t); err != nil || t.AccessToken == "" {
		return "", fmt.Errorf("no token: status %d, %w", resp.StatusCode, err)
	}
	c.token = t.AccessToken
	return c.token, nil
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
