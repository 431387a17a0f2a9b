package main

import (
	"strings"
	"testing"
)

// TestUploadFlags says which flags of upload go together, before anything is asked
// of a server.
func TestUploadFlags(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change changeFlags
		upload uploadCommand
		want   string
	}{
		"nothing":                     {want: "missing flags"},
		"a destination of nothing":    {upload: uploadCommand{Destination: "d"}, want: "missing flags"},
		"a destination and a table":   {change: changeFlags{Append: "t"}, upload: uploadCommand{Destination: "d"}, want: "leave --connection"},
		"a connection and a table":    {change: changeFlags{Replace: "t"}, upload: uploadCommand{Connection: "c"}, want: "leave --connection"},
		"a name for a table":          {change: changeFlags{Replace: "t"}, upload: uploadCommand{Name: "n"}, want: "leave --connection"},
		"an upsert without a key":     {change: changeFlags{Upsert: "t"}, want: "--key=NAME"},
		"a key without an upsert":     {change: changeFlags{Append: "t", Key: []string{"k"}}, want: "--upsert only"},
		"a key of a table to be made": {change: changeFlags{Key: []string{"k"}}, upload: uploadCommand{Connection: "c"}, want: "--upsert only"},
	} {
		tc.upload.File, tc.upload.changeFlags = "no such file", tc.change
		err := tc.upload.Run(t.Context(), &terminal{})
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
	}
}
