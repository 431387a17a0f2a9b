package ingest

import (
	"bytes"
	"errors"
	"testing"

	"github.com/writ-dev/writ"
)

// FuzzPreviewOfArchives previews archives of any bytes, whole and as a beginning.
func FuzzPreviewOfArchives(f *testing.F) {
	f.Add([]byte(gzipped(f, "a,b\n1,2\n")))
	f.Add([]byte(zipped(f, "x/a.csv", "a,b\n1,2\n")))
	f.Add([]byte(rawZip(f, "a.csv", "a,b\n1,2\n")))
	f.Add([]byte(workbookOf(f, rowsOf([]any{"a", "b"}, []any{1, "x"}))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("\x1f\x8b")) && !bytes.HasPrefix(data, []byte("PK")) {
			t.Skip("no archive")
		}
		for _, whole := range []bool{true, false} {
			_, err := MakePreview(data, whole, "f", Options{})
			var e *writ.Error
			if err != nil && (!errors.As(err, &e) || e.Code == writ.CodeInternal) {
				t.Fatalf("whole %v: %v", whole, err)
			}
		}
	})
}
