package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Node is one running server of the installation.
type Node struct {
	NodeID     writ.NodeID `json:"nodeId"`
	Name       string      `json:"name" doc:"Its machine, and the address it listens on there"`
	Address    string      `json:"address" doc:"Where the other nodes reach it; empty for a server that is the only one"`
	Version    string      `json:"version"`
	StartedAt  time.Time   `json:"startedAt"`
	LastSeenAt time.Time   `json:"lastSeenAt" doc:"When it last said that it lives, by the metadata store's clock"`
	IsThis     bool        `json:"isThis" doc:"It is the one that answered"`
}

func (s *Server) nodeRoutes() {
	member(s, endpoint{id: "listNodes", route: "GET /v2/nodes", summary: "List the servers that run, in the order they started"}, s.listNodes)
}

func (s *Server) listNodes(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[Node], error) {
	list, err := s.app.Nodes(ctx, actor)
	return entriesOf(list, showNode), err
}

func showNode(n app.NodeView) Node {
	return Node{NodeID: n.ID, Name: n.Name, Address: n.Address, Version: n.Version, StartedAt: n.StartedAt, LastSeenAt: n.SeenAt, IsThis: n.This}
}
