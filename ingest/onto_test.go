package ingest

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

func TestCheckKey(t *testing.T) {
	t.Parallel()
	columns := []writ.TableColumn{{Name: "id"}, {Name: "a"}, {Name: "a"}, {Name: "Name"}}
	for _, c := range []struct{ key, refusal string }{
		{"id", ""},
		{"name", ""},
		{"id,Name", ""},
		{"b", `no column "b"`},
		{"a", `several columns named "a"`},
		{"id,id", `"id" twice`},
	} {
		err := CheckKey(columns, strings.Split(c.key, ","))
		if (err == nil) != (c.refusal == "") || err != nil && !strings.Contains(err.Error(), c.refusal) {
			t.Errorf("key %s: got %v, want %q", c.key, err, c.refusal)
		}
	}
}
