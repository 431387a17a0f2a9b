package client

import (
	"context"
	"net/http"
	"time"

	"github.com/writ-dev/writ"
)

// Node is one running server of an installation.
type Node struct {
	ID         writ.NodeID `json:"nodeId"`
	Name       string      `json:"name"`
	Address    string      `json:"address"` // where the other nodes reach it; "" for one that is alone
	Version    string      `json:"version"`
	StartedAt  time.Time   `json:"startedAt"`
	LastSeenAt time.Time   `json:"lastSeenAt"`
	IsThis     bool        `json:"isThis"` // it answered
}

// Nodes returns the servers that run, in the order they started.
func (c *Client) Nodes(ctx context.Context) ([]Node, error) {
	var list entries[Node]
	if err := c.call(ctx, http.MethodGet, "/v2/nodes", nil, nil, &list); err != nil {
		return nil, err
	}
	return list.Entries, nil
}
