package ingest

import (
	"strings"
	"testing"
)

// TestCommentsAreNoHalvesOfRecords wants lines that begin as comments do, and as
// records with line breaks do, never to be passed over silently: what is left of
// the record would be another one.
func TestCommentsAreNoHalvesOfRecords(t *testing.T) {
	t.Parallel()
	const half = "#2,\"x\ny,z\"\n"
	st, data, err := stage(t, "a,b\n1,q\n"+half+half+half+"5,q\n", Options{}, anyPlatform)
	if err != nil {
		t.Fatal(err)
	}
	if st.RowsRead != 5 || st.Dialect.Comment != "" || strings.Count(data, half) != 3 {
		t.Errorf("%d rows read with %+v: %q", st.RowsRead, st.Dialect, data)
	}

	late := "# by hand\n# on a Sunday\n# in haste\na,b\n" + strings.Repeat("1,q\n", 100_000) + half
	if _, _, err := stage(t, late, Options{}, anyPlatform); err == nil || !strings.Contains(err.Error(), "Line 100005 begins with # as comments do, but opens a quote") {
		t.Errorf("a record late in the file: %v", err)
	}
	if st, _, err = stage(t, late, Options{Comment: "#"}, anyPlatform); err != nil || st.RowsRead != 100_001 {
		t.Errorf("a comment by choice: %v", err)
	}
}
