package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/writ-dev/writ"
)

// ManagedObject is one thing that Writ made in a warehouse. Table is what it
// holds, nil if it holds none; Bytes is nil where nobody knows.
type ManagedObject struct {
	ID             writ.ObjectID    `json:"objectId"`
	Name           string           `json:"name"`
	Path           writ.Path        `json:"path"`
	ConnectionName string           `json:"connectionName"`
	State          writ.ObjectState `json:"state"`
	IsOrphan       bool             `json:"isOrphan"`
	Finding        *writ.Finding    `json:"finding"`
	Why            string           `json:"why"`
	Bytes          *int64           `json:"bytes"`
	DropAt         *time.Time       `json:"dropAt"`
	CreatedAt      time.Time        `json:"createdAt"`
}

// ObjectFilter narrows a list of managed objects; its zero value takes all.
// Finding is orphan, missing or returned.
type ObjectFilter struct {
	Connection writ.ConnectionID
	State      writ.ObjectState
	Finding    string
	Text       string
}

// ManagedObjects lists the ledger, newest first.
func (c *Client) ManagedObjects(ctx context.Context, f ObjectFilter) ([]ManagedObject, error) {
	q := url.Values{}
	for name, value := range map[string]string{
		"connectionId": string(f.Connection), "state": string(f.State), "finding": f.Finding, "text": f.Text,
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return all[ManagedObject](ctx, c, "/v2/managed-objects", q)
}

// QuarantineObject puts an orphan aside; RestoreObject brings it back.
func (c *Client) QuarantineObject(ctx context.Context, id writ.ObjectID) (*ManagedObject, error) {
	return c.object(ctx, http.MethodPost, id, "/quarantine", nil)
}

// RestoreObject gives a quarantined object its name back.
func (c *Client) RestoreObject(ctx context.Context, id writ.ObjectID) (*ManagedObject, error) {
	return c.object(ctx, http.MethodPost, id, "/restore", nil)
}

// DropObject drops an object that nothing owns, for good. confirm is its name.
func (c *Client) DropObject(ctx context.Context, id writ.ObjectID, confirm string) (*ManagedObject, error) {
	return c.object(ctx, http.MethodDelete, id, "", url.Values{"confirm": {confirm}})
}

func (c *Client) object(ctx context.Context, method string, id writ.ObjectID, action string, query url.Values) (*ManagedObject, error) {
	var o ManagedObject
	return &o, c.call(ctx, method, "/v2/managed-objects/"+url.PathEscape(string(id))+action, query, nil, &o)
}

// Scan is what a look into a connection's warehouse found.
type Scan struct {
	ScannedAt *time.Time `json:"scannedAt"`
	Objects   int        `json:"objects"`
	Strangers []struct {
		Path writ.Path `json:"path"`
		Kind string    `json:"kind"`
	} `json:"strangers"`
	Problem *writ.Problem `json:"problem"`
}

// StartScan looks into a connection's warehouse and compares it with the ledger.
func (c *Client) StartScan(ctx context.Context, id writ.ConnectionID) (*Scan, error) {
	var s Scan
	return &s, c.call(ctx, http.MethodPost, "/v2/connections/"+url.PathEscape(string(id))+"/scan", nil, nil, &s)
}
