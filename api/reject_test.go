package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// TestRejectsComeInPages imports a file of which most does not fit: every value
// at fault is listed, and a limit on the rows stops the import.
func TestRejectsComeInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountBuild, "b@example.org")
	id := w.upload(p, "a,b\n1,31.12.2026\nx,y\n2,z\n")
	start := func(maxRejects int) *Upload {
		t.Helper()
		w.do(p, "POST", "/v2/uploads/"+id+"/import", fmt.Sprintf(
			`{"connectionId":%q,"name":"T","onReject":"load","maxRejects":%d,"options":{"columns":[`+
				`{"index":0,"include":true,"kind":"integer"},{"index":1,"include":true,"kind":"date","format":"dd.MM.yyyy"}]}}`,
			w.embedded, maxRejects)).want(202)
		fatal(t, w.app.Await(t.Context(), writ.UploadID(id)))
		var u Upload
		w.do(p, "GET", "/v2/uploads/"+id, "").want(200).read(&u)
		return &u
	}
	if u := start(1); u.State != writ.UploadFailed || !strings.Contains(u.Problem.Message, "More than 1 row does not fit") {
		t.Fatalf("%s: %+v", u.State, u.Problem)
	}
	if u := start(2); u.State != writ.UploadDone || u.Result.RowsRejected != 2 || u.Result.RowsLoaded != 1 {
		t.Fatalf("%s: %+v %+v", u.State, u.Problem, u.Result)
	}
	var seen []string
	after := int64(0)
	for {
		var page Rejects
		w.do(p, "GET", fmt.Sprintf("/v2/uploads/%s/rejects/page?after=%d&limit=2", id, after), "").want(200).read(&page)
		for _, r := range page.Entries {
			seen = append(seen, fmt.Sprintf("%d:%d%s=%s", r.Number, r.Line, r.Column, r.Value))
		}
		if page.Total != 3 {
			t.Errorf("total %d", page.Total)
		}
		if page.Next == nil {
			break
		}
		after = *page.Next
	}
	if got := strings.Join(seen, " "); got != "1:3a=x 2:3b=y 3:4b=z" {
		t.Errorf("rejects %s", got)
	}
	w.do(p, "POST", "/v2/uploads/"+w.upload(p, "a\n1\n")+"/import", fmt.Sprintf(`{"connectionId":%q,"name":"T","maxRejects":-1}`, w.embedded)).want(400)
}
