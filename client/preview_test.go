package client_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/writ-dev/writ/client"
)

func TestPreviewOfABeginning(t *testing.T) {
	t.Parallel()
	var parts []string
	c := serve(t, map[string]http.HandlerFunc{
		"POST /v2/uploads": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"uploadId":"u","size":10,"received":0}`)
		},
		"PATCH /v2/uploads/u": func(w http.ResponseWriter, r *http.Request) {
			part, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			parts = append(parts, string(part))
			fmt.Fprint(w, `{"uploadId":"u","size":10,"received":4}`)
		},
		"POST /v2/uploads/u/preview": func(w http.ResponseWriter, r *http.Request) {
			var in struct{ Options client.Options }
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Options.NullTokens[0] != "NA" {
				t.Errorf("options %+v %v", in.Options, err)
			}
			fmt.Fprint(w, `{"columns":[{"index":0,"name":"a","type":{"kind":"text"},"choices":[{"kind":"date","format":"dd/MM/yyyy"}]}],"rows":[["1"]]}`)
		},
	})
	u, err := c.SendBeginning(t.Context(), "f.csv", strings.NewReader("a,b\n1,2\n3,"), 10, 4)
	if err != nil || fmt.Sprintf("%q", parts) != `["a,b\n"]` {
		t.Fatalf("sent %q, %v", parts, err)
	}
	p, err := c.Preview(t.Context(), u.ID, client.Options{NullTokens: []string{"NA"}})
	if err != nil || p.Columns[0].Choices[0].Format != "dd/MM/yyyy" || !strings.Contains(string(p.Document), `"rows"`) {
		t.Errorf("preview %+v %v", p, err)
	}
}

func TestRejectsInPages(t *testing.T) {
	t.Parallel()
	c := serve(t, map[string]http.HandlerFunc{
		"GET /v2/uploads/u/rejects/page": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"entries":[{"number":8,"line":3,"column":"a","value":%q,"reason":"no"}],"total":9,"next":8}`, r.URL.RawQuery)
		},
	})
	r, err := c.Rejects(t.Context(), "u", 7, 1)
	if err != nil || r.Total != 9 || r.Next == nil || *r.Next != 8 || r.Entries[0].Value != "after=7&limit=1" || r.Entries[0].Line != 3 {
		t.Errorf("%+v %v", r, err)
	}
}
