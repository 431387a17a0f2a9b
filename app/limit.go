package app

import (
	"context"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// roomFor refuses another upload of size bytes to a member who has too many, or
// too much, under way.
func (a *App) roomFor(ctx context.Context, op string, tx store.Tx, m writ.MemberID, size int64) error {
	s, err := settingsOf(ctx, tx)
	if err != nil {
		return err
	}
	n, bytes, err := tx.Uploads.Open(ctx, m)
	switch {
	case err != nil:
		return err
	case n >= s.Limits.MemberUploads:
		return writ.Errorf(writ.CodeExhausted, op, "You have %d uploads that have not ended; more are not allowed at a time.", n).
			WithHint("Import or cancel some of them, or ask an Admin for a higher limit.")
	case bytes+size > s.Limits.MemberUploadBytes:
		return writ.Errorf(writ.CodeExhausted, op, "Your uploads that have not ended would come to %s; %s are allowed.", shownBytes(bytes+size), shownBytes(s.Limits.MemberUploadBytes)).
			WithHint("Import or cancel some of them, or ask an Admin for a higher limit.")
	}
	return nil
}

// shownBytes writes a size as people read it, rounded up: "1.5 GiB".
func shownBytes(n int64) string {
	unit, value := "bytes", float64(n)
	for _, next := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if value < 1024 {
			break
		}
		unit, value = next, value/1024
	}
	if value == float64(int64(value)) {
		return fmt.Sprintf("%d %s", int64(value), unit)
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}
