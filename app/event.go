package app

import (
	"context"
	"encoding/json"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// The kinds of the events that the App appends. On a member's topic, eventUploads,
// eventTables and eventFiles say that a list of the member's has changed (on a team's
// topic eventFiles says so of everybody in it), and eventTeams that the member has come into a team, or out of one.
const (
	eventChanged  = "changed"
	eventRemoved  = "removed"
	eventProgress = "progress"
	eventUploads  = "uploads"
	eventTables   = "tables"
	eventFiles    = "files"
	eventTeams    = "teams"
)

// tell appends an event without data to a topic, in the transaction of what
// happened.
func tell(ctx context.Context, tx store.Tx, topic writ.Topic, kind string) error {
	return tx.Events.Append(ctx, &writ.Event{Topic: topic, Kind: kind})
}

// saveUpload saves an upload that has come to another state, and tells those who
// follow it.
func saveUpload(ctx context.Context, tx store.Tx, u *writ.Upload) error {
	if err := tx.Uploads.Update(ctx, u); err != nil {
		return err
	}
	return tellUpload(ctx, tx, u)
}

// tellUpload says that an upload has another state, and that the list of its
// member's uploads shows something else.
func tellUpload(ctx context.Context, tx store.Tx, u *writ.Upload) error {
	data, err := json.Marshal(struct {
		State writ.UploadState `json:"state"`
	}{u.State})
	if err != nil {
		return err
	}
	if err := tx.Events.Append(ctx, &writ.Event{Topic: writ.UploadTopic(u.ID), Kind: eventChanged, Data: data}); err != nil {
		return err
	}
	return tell(ctx, tx, writ.MemberTopic(u.Member), eventUploads)
}

// tellConnection says that connections, their destinations or their grants are
// others. Everybody may follow the topic, so the event does not say which one:
// that would tell of connections that somebody does not see.
func tellConnection(ctx context.Context, tx store.Tx) error {
	return tell(ctx, tx, writ.TopicConnections, eventChanged)
}
