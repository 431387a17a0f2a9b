package main

import (
	"context"
	"net"
	"os"
	"time"

	"github.com/writ-dev/writ"
)

// thisNode is the server that listens on an address, as the others see it.
func (c serveCommand) thisNode(ctx context.Context, listening net.Addr) (writ.Node, error) {
	address, err := c.advertised(ctx, listening)
	if err != nil {
		return writ.Node{}, err
	}
	machine, err := os.Hostname()
	if err != nil {
		machine = "a machine without a name"
	}
	return writ.Node{
		ID: writ.NewID[writ.NodeID](), Name: machine + " " + listening.String(), Version: version(), Address: address, StartedAt: writ.SystemClock(),
	}, nil
}

type nodeCommand struct {
	List nodeList `cmd:"" help:"List the servers of an installation that run."`
}

type nodeList struct{ server }

// Run lists nodes.
func (c nodeList) Run(ctx context.Context, term *terminal) error {
	cl, err := c.open()
	if err != nil {
		return err
	}
	defer cl.Close()
	list, err := cl.Nodes(ctx)
	if err != nil {
		return err
	}
	if term.json {
		return term.document(list)
	}
	rows := make([][]any, len(list))
	for i, n := range list {
		this := ""
		if n.IsThis {
			this = "answered"
		}
		rows[i] = []any{n.Name, n.Address, n.Version, n.StartedAt.Local().Format(time.DateTime), n.LastSeenAt.Local().Format(time.DateTime), this}
	}
	return term.table([]any{"NAME", "ADDRESS", "VERSION", "STARTED", "LAST SEEN", ""}, rows)
}
