package app_test

import (
	"maps"
	"testing"

	"github.com/writ-dev/writ"
)

// TestStoredPasswordStaysAtItsAddress says that nobody who does not know it can
// have the stored password sent to a host of their own.
func TestStoredPasswordStaysAtItsAddress(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	conn := l.connect(w)
	draft := l.draft()
	password := draft.Values["password"]
	delete(draft.Values, "password")
	draft.Version = conn.Version
	for field, value := range map[string]string{"host": "localhost", "port": "1"} {
		moved := draft
		moved.Values = maps.Clone(draft.Values)
		moved.Values[field] = value
		_, err := w.TestConnection(ctx, w.admin(), conn.ID, moved)
		refused(t, err, writ.CodeInvalid, "typed again")
		_, err = w.CheckWriteAccess(ctx, w.admin(), conn.ID, moved)
		refused(t, err, writ.CodeInvalid, "typed again")
		_, err = w.UpdateConnection(ctx, w.admin(), conn.ID, moved)
		refused(t, err, writ.CodeInvalid, "typed again")
		moved.Values["password"] = password
		_, err = w.TestConnection(ctx, w.admin(), conn.ID, moved)
		w.ok(err)
	}
	_, err := w.UpdateConnection(ctx, w.admin(), conn.ID, draft)
	w.ok(err)
}
