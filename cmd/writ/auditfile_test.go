package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
)

// TestAuditFileIsGoneOnWith cuts a file off in the middle of a line and goes on with
// it: nothing is there twice, and nothing is half there.
func TestAuditFileIsGoneOnWith(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	now := writ.SystemClock()
	entry := func(i int) *writ.AuditEntry {
		return &writ.AuditEntry{ID: writ.NewID[writ.AuditID](), At: now.Add(time.Duration(i) * time.Second), Action: "app.Test"}
	}
	first, second, third := entry(0), entry(1), entry(2)
	open := func() (*os.File, *auditOut) {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		o := &auditOut{start: now.Add(time.Hour), has: map[writ.AuditID]time.Time{}}
		if err := o.resume(f); err != nil {
			t.Fatal(err)
		}
		return f, o
	}
	f, o := open()
	if !o.start.Equal(now.Add(time.Hour)) {
		t.Errorf("a new file begins at %v", o.start)
	}
	if err := o.write([]*writ.AuditEntry{first, second}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"auditId":"cut of`); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	f, o = open()
	if want := second.At.Add(-auditBack); !o.start.Equal(want) {
		t.Errorf("it goes on from %v, want %v", o.start, want)
	}
	if err := o.write([]*writ.AuditEntry{first, second, third}); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	for i, e := range []*writ.AuditEntry{first, second, third} {
		if len(lines) != 3 || !strings.Contains(lines[i], string(e.ID)) {
			t.Fatalf("the file holds %q", lines)
		}
	}
}

func TestSinceWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"90m": now.Add(-90 * time.Minute), "7d": now.AddDate(0, 0, -7), "2026-01-31T00:00:00Z": time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC),
	} {
		if got, err := sinceWhen(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "yesterday", "-1h", "-1d", "2026-01-31"} {
		if _, err := sinceWhen(text, now); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
