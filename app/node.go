package app

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// How often a node says that it lives, after how long without a word it no longer
// counts among those that run, and how long its good-bye may take.
const (
	beatEvery    = 5 * time.Second
	nodeAge      = 15 * time.Second
	leaveTimeout = 3 * time.Second
)

// NodeView is a node, and whether it is the one that answers.
type NodeView struct {
	writ.Node
	This bool
}

// Nodes returns the servers that work on this installation, in the order they
// started.
func (a *App) Nodes(ctx context.Context, actor Actor) ([]NodeView, error) {
	if err := a.ask(ctx, "app.Nodes", actor, access.ManageOrganization); err != nil {
		return nil, err
	}
	var list []*writ.Node
	err := a.store.Read(ctx, func(tx store.Tx) (err error) {
		list, err = tx.Nodes.List(ctx, nodeAge)
		return err
	})
	if err != nil {
		return nil, err
	}
	views := make([]NodeView, len(list))
	for i, n := range list {
		views[i] = NodeView{Node: *n, This: n.ID == a.node.ID}
	}
	return views, nil
}

// join tells the others that this node is there and, until the App closes, that
// it lives.
func (a *App) join(ctx context.Context) error {
	if a.node.ID == "" {
		return nil
	}
	err := a.store.Write(ctx, func(tx store.Tx) error {
		if err := a.beat(ctx, tx); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicNodes, eventChanged)
	})
	if err != nil {
		return err
	}
	if !a.begin() {
		return writ.Wrap(writ.CodeUnavailable, "app.join", errClosing, "The server is stopping.")
	}
	go func() {
		defer a.work.Done()
		a.keepBeating()
		a.leave(context.WithoutCancel(a.life))
	}()
	return nil
}

func (a *App) beat(ctx context.Context, tx store.Tx) error {
	n := a.node
	return tx.Nodes.Beat(ctx, &n)
}

func (a *App) keepBeating() {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-a.life.Done():
			return
		case <-tick.C:
		}
		err := a.store.Write(a.life, func(tx store.Tx) error { return a.beat(a.life, tx) })
		if err == nil {
			err = a.repay(a.life)
		}
		if err != nil && a.life.Err() == nil {
			a.log.Warn("the other nodes could not be told how this one is; it is tried again", "error", err)
		}
	}
}

// leave tells the others that this node has stopped. If it cannot, they see by
// its silence.
func (a *App) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	err := a.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.Nodes.Delete(ctx, a.node.ID); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicNodes, eventChanged)
	})
	if err != nil {
		a.log.WarnContext(ctx, "the other nodes could not be told that this one stops", "error", err)
	}
}
