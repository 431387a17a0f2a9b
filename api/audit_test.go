package api

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/audit"
	"github.com/writ-dev/writ/store"
)

// unwritten are the routes that are no reads and leave no entry although they
// succeed: they change nothing, or nothing that is anybody else's.
var unwritten = []string{
	"POST /logout", "POST /password", // by a token, which they do not serve
	"POST /v2/connections/grant-script", "POST /v2/connections/check", "POST /v2/connections/test", "POST /v2/connections/{connectionId}/affected",
	"POST /v2/connection/{connectionId}/lookup", "POST /v2/connections/{connectionId}/scan",
	"PATCH /v2/uploads/{uploadId}", "POST /v2/uploads/{uploadId}/preview", "DELETE /v2/uploads/{uploadId}/remembered",
	"POST /v2/accountTypes/{accountTypeId}/what-if", "POST /v2/notifications/read", "POST /v2/files/{fileId}/what-if", "POST /v2/access/decide",
	"POST /v2/input-tables/{inputTableId}/columns/{columnId}/retype-preview",
	"PUT /v2/favorites/{fileId}", "DELETE /v2/favorites/{fileId}",
}

// written are the reads that leave an entry when they succeed.
var written = []string{"GET /v2/tables/{tableId}/export", "GET /v2/audit-log/export"}

// unasked are the routes that answer 403 for another reason than the asker's rights:
// what is everybody's own, and write access that is off.
var unasked = []string{
	"GET /v2/members/{memberId}/files", "GET /v2/members/{memberId}/files/recents", "GET /v2/members/{memberId}/files/favorites",
	"POST /v2/connections/{connectionId}/check",
}

// attempt is a request of the matrix and how it ended.
type attempt struct {
	route, actor, request string
	status                int
}

// TestEveryChangeIsWrittenDown sends the requests of the access matrix and looks in
// the audit log for each that changed something, and for each that was forbidden.
func TestEveryChangeIsWrittenDown(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	var tried []attempt
	for _, r := range rules {
		for i, p := range c.actors {
			things := []belongings{c.other}
			if r.own != "" {
				things = append(things, c.own[i])
			}
			for _, b := range things {
				a := c.try(r, p, b)
				tried = append(tried, attempt{r.route, actorNames[i], a.header.Get("X-Request-Id"), a.status})
			}
		}
	}
	results := map[string][]writ.AuditResult{}
	for _, e := range c.w.auditLog() {
		results[e.RequestID] = append(results[e.RequestID], e.Result)
	}
	for _, a := range tried {
		read := strings.HasPrefix(a.route, "GET ") || !strings.Contains(a.route, " ")
		var want writ.AuditResult
		switch {
		case a.actor == "nobody":
			continue
		case a.status == http.StatusForbidden && slices.Contains(unasked, a.route):
			continue
		case a.status == http.StatusForbidden:
			want = writ.AuditRefused
		case a.status < 300 && (!read && !slices.Contains(unwritten, a.route) || slices.Contains(written, a.route)):
			want = writ.AuditDone
		case a.status < 300 && len(results[a.request]) > 0 && slices.Contains(results[a.request], writ.AuditDone):
			t.Errorf("%s as %s answered %d and is written down as %v, which nobody expects", a.route, a.actor, a.status, results[a.request])
			continue
		default:
			continue
		}
		if !slices.Contains(results[a.request], want) {
			t.Errorf("%s as %s answered %d and is written down as %v, want %s", a.route, a.actor, a.status, results[a.request], want)
		}
	}
}

// auditLog returns the whole log, newest first, as a program reads it.
func (w *world) auditLog() (all []audit.Line) {
	w.t.Helper()
	reader := app.Actor{Member: &writ.Member{AccountType: writ.AccountAdmin}}
	before := writ.AuditID("")
	for {
		list, err := w.app.AuditLog(w.t.Context(), reader, store.AuditFilter{}, before, 1000)
		fatal(w.t, err)
		for _, v := range list {
			all = append(all, audit.LineOf(v.AuditEntry))
			before = v.ID
		}
		if len(list) < 1000 {
			return all
		}
	}
}

func TestAuditLogIsFilteredAndNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "boss@example.org")
	ann := w.member(writ.AccountView, "ann@example.org")
	w.do(admin, "PATCH", "/v2/members/"+string(ann.id), `{"firstName":"Ann"}`).want(200)
	w.do(ann, "GET", "/v2/members", "").want(403)
	var page Page[AuditEntry]
	for query, want := range map[string]int{
		"?action=app.UpdateMember":                                             1,
		"?action=app.UpdateMember&result=refused":                              0,
		"?noun=member&objectId=" + string(ann.id) + "&action=app.UpdateMember": 1,
		"?memberId=" + string(ann.id) + "&result=refused":                      1,
		"?text=MAY%20NOT":            1,
		"?text=%25":                  0,
		"?from=2100-01-01T00:00:00Z": 0,
		"?to=2001-01-01T00:00:00Z":   0,
	} {
		w.do(admin, "GET", "/v2/audit-log"+query, "").want(200).read(&page)
		if len(page.Entries) != want {
			t.Errorf("%s: %d entries, want %d: %+v", query, len(page.Entries), want, page.Entries)
		}
	}
	w.do(admin, "GET", "/v2/audit-log?action=app.UpdateMember", "").read(&page)
	if e := page.Entries[0]; e.Email != "boss@example.org" || e.MemberName != "boss@example.org" || e.ObjectName != "Ann" || e.Remote != "127.0.0.1" || e.RequestID == "" {
		t.Errorf("the entry is %+v", e)
	}
	w.do(admin, "GET", "/v2/audit-log?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z", "").want(400)
	all := w.auditLog()
	until := all[0].At.Format(time.RFC3339Nano) // what comes later is not of the list
	seen := map[writ.AuditID]bool{}
	for next := ""; ; {
		w.do(admin, "GET", "/v2/audit-log?limit=3&to="+until+"&page="+next, "").want(200).read(&page)
		for _, e := range page.Entries {
			if seen[e.AuditID] {
				t.Fatalf("%s comes twice", e.AuditID)
			}
			seen[e.AuditID] = true
		}
		if page.NextPage == nil {
			break
		}
		next = *page.NextPage
	}
	if len(seen) != len(all)-1 {
		t.Errorf("%d entries came in pages, want %d", len(seen), len(all)-1)
	}
}

func TestAuditLogIsExported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "=cmd@example.org")
	w.do(admin, "POST", "/v2/credentials", `{"name":"more"}`).want(200)
	rows, err := csv.NewReader(strings.NewReader(string(w.do(admin, "GET", "/v2/audit-log/export", "").want(200).body))).ReadAll()
	fatal(t, err)
	if !slices.Equal(rows[0], audit.Header()) || len(rows) < 3 || rows[1][3] != "'=cmd@example.org" || rows[1][4] != "app.ExportAuditLog" {
		t.Errorf("the export is %q", rows)
	}
	n := 0
	lines := bufio.NewScanner(strings.NewReader(string(w.do(admin, "GET", "/v2/audit-log/export?format=json&action=app.ExportAuditLog", "").want(200).body)))
	for ; lines.Scan(); n++ {
		var l audit.Line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil || l.Email != "=cmd@example.org" || l.Action != "app.ExportAuditLog" {
			t.Errorf("%v in %s", err, lines.Text())
		}
	}
	if n != 2 {
		t.Errorf("%d lines, want both exports", n)
	}
}

// TestAuditLogIsFollowed reads a stream while things happen, until the reader's
// rights end.
func TestAuditLogIsFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, busy := w.member(writ.AccountAdmin, "boss@example.org"), w.member(writ.AccountBuild, "busy@example.org")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.http.URL+"/v2/audit-log/stream?action=app.CreateCredential", nil)
	fatal(t, err)
	req.Header.Set("Authorization", "Bearer "+admin.token())
	resp, err := w.http.Client().Do(req)
	fatal(t, err)
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	if !lines.Scan() || lines.Text() != "" {
		t.Fatalf("it begins with %q", lines.Text())
	}
	var names []string
	for i := range 3 {
		w.do(busy, "POST", "/v2/credentials", fmt.Sprintf(`{"name":"c%d"}`, i)).want(200)
	}
	for len(names) < 3 && lines.Scan() {
		if lines.Text() == "" {
			continue
		}
		var l audit.Line
		fatal(t, json.Unmarshal(lines.Bytes(), &l))
		names = append(names, fmt.Sprint(l.Details["name"]))
	}
	if !slices.Equal(names, []string{"c0", "c1", "c2"}) {
		t.Errorf("it told %v", names)
	}
	w.setType(admin.id, writ.AccountView)
	w.do(busy, "POST", "/v2/credentials", `{"name":"after"}`).want(200)
	for lines.Scan() {
		if lines.Text() != "" {
			t.Errorf("after the rights ended: %s", lines.Text())
		}
	}
}

// TestAuditLogCannotBeChanged asks for every other method.
func TestAuditLogCannotBeChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "boss@example.org")
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		if a := w.do(admin, method, "/v2/audit-log", "{}"); a.status != 404 && a.status != 405 {
			t.Errorf("%s answers %d", method, a.status)
		}
	}
}
