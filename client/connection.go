package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/writ-dev/writ"
)

// Connection is a configured way to reach a warehouse. Of secrets it is only told
// which are set; Writebacks are its write destinations, those in use first.
type Connection struct {
	ID          writ.ConnectionID `json:"connectionId"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Type        writ.Platform     `json:"type"`
	Details     map[string]string `json:"details"`
	SecretsSet  []string          `json:"secretsSet"`
	WriteAccess bool              `json:"writeAccess"`
	IsArchived  bool              `json:"isArchived"`
	Version     int64             `json:"version"`
	Writebacks  []struct {
		Values  map[string]string `json:"values"`
		Retired bool              `json:"retired"`
	} `json:"writebacks"`
}

// ConnectionDraft is a connection to be made or replaced. Details holds type, the
// platform's fields, and writeAccess with the fields of the destination; a secret
// that is not in it stays. Version is the one that a change was made from.
type ConnectionDraft struct {
	Name        string         `json:"name"`
	Description string         `json:"description,omitempty"`
	Details     map[string]any `json:"details"`
	Version     int64          `json:"version,omitempty"`
}

// Platform describes a kind of warehouse by the form of its connections.
type Platform struct {
	Platform    writ.Platform `json:"platform"`
	Embedded    bool          `json:"embedded"`
	Fields      []Field       `json:"fields"`
	Destination []Field       `json:"destination"`
}

// Field is a field of a connection form.
type Field struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default"`
}

// Secret tells whether the value of the field is never sent back.
func (f Field) Secret() bool { return f.Type == "secret" || f.Type == "secretText" }

// Platforms describes the platforms.
func (c *Client) Platforms(ctx context.Context) ([]Platform, error) {
	var out entries[Platform]
	err := c.call(ctx, http.MethodGet, "/v2/platforms", nil, nil, &out)
	return out.Entries, err
}

// TestResult says whether a connection works: Read is SUCCESS or FAILED, Write
// also DISABLED. Step names what failed.
type TestResult struct {
	Read    string `json:"read"`
	Write   string `json:"write"`
	Step    string `json:"step"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// Report is what the check of write access found; Status is ok, failed or
// skipped.
type Report struct {
	OK      bool `json:"ok"`
	Results []struct {
		Title     string `json:"title"`
		Privilege string `json:"privilege"`
		Status    string `json:"status"`
		Statement string `json:"statement"`
		Message   string `json:"message"`
		Hint      string `json:"hint"`
	} `json:"results"`
	Warnings []string `json:"warnings"`
}

// Connections lists the connections the member may see, by name.
func (c *Client) Connections(ctx context.Context) ([]Connection, error) {
	return all[Connection](ctx, c, "/v2/connections", nil)
}

// CreateConnection adds a connection.
func (c *Client) CreateConnection(ctx context.Context, draft ConnectionDraft) (*Connection, error) {
	out := &Connection{}
	return out, c.call(ctx, http.MethodPost, "/v2/connections", nil, draft, out)
}

// UpdateConnection replaces a connection.
func (c *Client) UpdateConnection(ctx context.Context, id writ.ConnectionID, draft ConnectionDraft) (*Connection, error) {
	out := &Connection{}
	return out, c.call(ctx, http.MethodPut, connectionPath(id), nil, draft, out)
}

// TestConnection tries a connection as it is saved.
func (c *Client) TestConnection(ctx context.Context, id writ.ConnectionID) (*TestResult, error) {
	out := &TestResult{}
	return out, c.call(ctx, http.MethodGet, connectionPath(id)+"/test", nil, nil, out)
}

// DeleteConnection archives a connection; with force also one that tables live on.
func (c *Client) DeleteConnection(ctx context.Context, id writ.ConnectionID, force bool) error {
	return c.call(ctx, http.MethodDelete, connectionPath(id), url.Values{"force": {strconv.FormatBool(force)}}, nil, &struct{}{})
}

// CheckConnection proves each privilege of the saved destination by doing.
func (c *Client) CheckConnection(ctx context.Context, id writ.ConnectionID) (*Report, error) {
	out := &Report{}
	return out, c.call(ctx, http.MethodPost, connectionPath(id)+"/check", nil, nil, out)
}

func connectionPath(id writ.ConnectionID) string {
	return "/v2/connections/" + url.PathEscape(string(id))
}
