package app_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// TestNodes sees a node come and go, and hears of both.
func TestNodes(t *testing.T) {
	t.Parallel()
	w := bareWorld(t)
	joined := w.newest(writ.TopicNodes)
	list, err := w.Nodes(t.Context(), w.admin())
	w.ok(err)
	if len(list) != 1 || !list[0].This || list[0].Name != "here" || list[0].SeenAt.IsZero() {
		t.Fatalf("the nodes are %+v", list)
	}
	first := list[0].ID
	w.restart()
	if list, err = w.Nodes(t.Context(), w.admin()); err != nil || len(list) != 1 || list[0].ID == first {
		t.Errorf("after a restart the nodes are %+v, %v", list, err)
	}
	if joined == 0 || w.newest(writ.TopicNodes) <= joined {
		t.Error("nobody was told")
	}
}

// newest returns the number of the newest event of a topic.
func (w *world) newest(topic writ.Topic) (seq int64) {
	w.t.Helper()
	w.ok(w.store.Read(w.t.Context(), func(tx store.Tx) (err error) {
		seq, err = tx.Events.Last(w.t.Context(), topic)
		return err
	}))
	return seq
}
