package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"os"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/audit"
	"github.com/writ-dev/writ/internal/lifecycle"
	"github.com/writ-dev/writ/store"
)

// auditOut is where the audit log is written to as it grows. Entries may come a
// little out of order, so it remembers what it has of the last of them.
type auditOut struct {
	to    io.Writer
	start time.Time // of what is wanted
	last  time.Time // of what is there
	has   map[writ.AuditID]time.Time
}

// How a file is gone on with: by what lies at its end, and what may have come before
// that with an earlier time.
const (
	auditTail = 1 << 20
	auditBack = time.Minute
)

// auditPause is how long a server waits that could not write the audit log.
const auditPause = 10 * time.Second

// tellAudit writes the audit log to where --audit-log says, until the server stops.
func (c serveCommand) tellAudit(a *app.App, term *terminal, log *slog.Logger, started *lifecycle.Stack) error {
	if c.AuditLog == "" {
		return nil
	}
	out := &auditOut{to: term.out, start: writ.SystemClock(), has: map[writ.AuditID]time.Time{}}
	shut := func() error { return nil }
	if c.AuditLog != "stdout" {
		f, err := os.OpenFile(c.AuditLog, os.O_RDWR|os.O_CREATE, 0o600)
		if err == nil {
			err = out.resume(f)
		}
		if err != nil {
			return writ.Wrap(writ.CodeUnavailable, "writ.serve", err, "The audit log cannot be written to %s: %v", c.AuditLog, err).
				WithHint("Choose another file with --audit-log.")
		}
		shut = f.Close
	}
	life, end := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		out.keep(life, a, log)
	}()
	started.Push("audit log", func(context.Context) error {
		end()
		<-done
		return shut()
	})
	return nil
}

// keep writes until ctx ends, and tries again what has failed.
func (o *auditOut) keep(ctx context.Context, a *app.App, log *slog.Logger) {
	for {
		from := o.last.Add(-auditBack)
		if from.Before(o.start) {
			from = o.start
		}
		err := a.FollowAuditLog(ctx, store.AuditFilter{}, from, o.write)
		if ctx.Err() != nil {
			return
		}
		log.Error("the audit log could not be written out; it is tried again", "error", err)
		select {
		case <-time.After(auditPause):
		case <-ctx.Done():
		}
	}
}

// write adds entries that are not there yet.
func (o *auditOut) write(list []*writ.AuditEntry) error {
	for _, e := range list {
		if !o.has[e.ID].IsZero() {
			continue
		}
		if err := audit.WriteJSON(o.to, []*writ.AuditEntry{e}); err != nil {
			return err
		}
		o.note(e.ID, e.At)
	}
	maps.DeleteFunc(o.has, func(_ writ.AuditID, at time.Time) bool { return at.Before(o.last.Add(-auditBack)) })
	return nil
}

// note remembers that an entry is there.
func (o *auditOut) note(id writ.AuditID, at time.Time) {
	o.has[id] = at
	if at.After(o.last) {
		o.last = at
	}
}

// resume goes to the end of a file and finds out what it has. A line that a crash
// cut off is cut away. A new file begins with what happens now.
func (o *auditOut) resume(f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	from := max(0, size-auditTail)
	tail := make([]byte, size-from)
	if _, err := f.ReadAt(tail, from); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	whole := bytes.LastIndexByte(tail, '\n') + 1
	if err := f.Truncate(from + int64(whole)); err != nil {
		return err
	}
	o.to = f
	for line := range bytes.Lines(tail[:whole]) {
		var l audit.Line
		if json.Unmarshal(line, &l) != nil {
			continue // the first may be cut
		}
		o.note(l.AuditID, l.At)
	}
	if !o.last.IsZero() {
		o.start = o.last.Add(-auditBack)
	}
	_, err = f.Seek(0, io.SeekEnd)
	return err
}
