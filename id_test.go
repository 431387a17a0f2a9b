package writ

import (
	"testing"
	"time"
)

func TestMadeAt(t *testing.T) {
	t.Parallel()
	before := time.Now().Truncate(time.Millisecond)
	at := MadeAt(NewID[TableID]())
	if at.Before(before) || at.After(time.Now()) || at.Location() != time.UTC {
		t.Errorf("an id made just now says %v", at)
	}
	if got, want := MadeAt("0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d"), time.UnixMilli(0x0190f5c47d2a).UTC(); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, id := range []string{
		"", "x", "0190F5C4-7D2A-7B3C-8000-3D1F2A4B5C6D", "{0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d}",
		"0190f5c47d2a7b3c80003d1f2a4b5c6d", "f47ac10b-58cc-4372-a567-0e02b2c3d479",
	} {
		if got := MadeAt(id); !got.IsZero() {
			t.Errorf("%q was made at %v", id, got)
		}
	}
}
