package api

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestProblemsHaveOneShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "a@example.org")
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		code                     writ.Code
		field                    string
	}{
		{"nobody", "GET", "/v2/members", "", 401, writ.CodeUnauthenticated, ""},
		{"no route", "GET", "/v2/nothing", "", 404, writ.CodeNotFound, ""},
		{"wrong method", "PUT", "/v2/whoami", "", 404, writ.CodeNotFound, ""},
		{"not there", "GET", "/v2/tables/0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d", "", 404, writ.CodeNotFound, ""},
		{"no JSON", "POST", "/v2/members", "{", 400, writ.CodeInvalid, "body"},
		{"unknown field", "POST", "/v2/credentials", `{"name":"x","colour":"red"}`, 400, writ.CodeInvalid, "colour"},
		{"missing field", "POST", "/v2/uploads", `{"fileName":"x"}`, 400, writ.CodeInvalid, "body"},
		{"wrong type", "POST", "/v2/uploads", `{"fileName":"x","size":"big"}`, 400, writ.CodeInvalid, "size"},
		{"wrong query", "GET", "/v2/members?limit=0", "", 400, writ.CodeInvalid, "limit"},
		{"too many rows", "GET", "/v2/tables/x/rows?limit=1001", "", 400, writ.CodeInvalid, "limit"},
		{"account type", "POST", "/v2/members", `{"email":"b@example.org","firstName":"","lastName":"","memberType":"King"}`, 400, writ.CodeInvalid, "memberType"},
		{"platform", "POST", "/v2/connections", `{"name":"x","details":{"type":"oracle"}}`, 400, writ.CodeInvalid, "details.type"},
		{"form field", "POST", "/v2/connections", `{"name":"x","details":{"type":"postgres","hots":"h"}}`, 400, writ.CodeInvalid, "details.hots"},
		{"form value", "POST", "/v2/connections", `{"name":"x","details":{"type":"postgres","host":["h"]}}`, 400, writ.CodeInvalid, "details.host"},
		{"write access", "POST", "/v2/connections", `{"name":"x","details":{"type":"postgres","writeAccess":{"scheme":"x"}}}`, 400, writ.CodeInvalid, "details.writeAccess.scheme"},
	} {
		t.Run(c.name, func(t *testing.T) {
			by := admin
			if c.status == 401 {
				by = nil
			}
			a := w.do(by, c.method, c.path, c.body).want(c.status)
			a.t = t
			if p := a.problem(); p.Code != c.code || p.Field != c.field {
				t.Errorf("got code %s, field %q, want %s, %q: %s", p.Code, p.Field, c.code, c.field, a.body)
			}
		})
	}
}

func TestUnforeseenErrorsShowNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.server.mux.HandleFunc("GET /test/panic", func(http.ResponseWriter, *http.Request) { panic("hunter2 leaked") })
	w.server.mux.HandleFunc("GET /test/internal", func(rw http.ResponseWriter, r *http.Request) {
		w.server.writeProblem(rw, r, writ.Errorf(writ.CodeInternal, "test", "hunter2 in a message"))
	})
	for _, path := range []string{"/test/panic", "/test/internal"} {
		a := w.do(nil, "GET", path, "").want(500)
		p := a.problem()
		if strings.Contains(string(a.body), "hunter2") || p.Code != writ.CodeInternal {
			t.Errorf("%s answers %s", path, a.body)
		}
		if !slices.ContainsFunc(strings.Split(w.log.String(), "\n"), func(line string) bool {
			return strings.Contains(line, p.RequestID) && strings.Contains(line, "hunter2")
		}) {
			t.Errorf("%s: no line of the log says why under request %s", path, p.RequestID)
		}
	}
}

func TestConnectionsAsSigmaWritesThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "a@example.org")
	var c Connection
	w.do(admin, "POST", "/v2/connections", `{"name":"s","details":{"type":"postgres","host":"127.0.0.1","port":5433,"database":"d","user":"u",
		"password":{"type":"plain","value":"p"},"useTls":false}}`).want(201).read(&c)
	if c.Type != writ.PlatformPostgres || c.Details["port"] != "5433" || c.Details["tlsMode"] != "disable" || len(c.SecretsSet) != 1 || c.WriteAccess {
		t.Errorf("got %+v", c)
	}
}

// TestNoSecretComesBack makes a connection with secrets and looks for them in
// every answer to a GET, and in the log.
func TestNoSecretComesBack(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t-0f-the-warehouse"
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "a@example.org")
	details := `{"type":"postgres","host":"127.0.0.1","port":"1","database":"d","user":"u","password":"` + secret + `"`
	made := w.do(admin, "POST", "/v2/connections", `{"name":"far","details":`+details+`}}`).want(201)
	var c Connection
	made.read(&c)
	if len(c.SecretsSet) == 0 {
		t.Fatalf("the secret was not kept: %s", made.body)
	}
	answers := map[string]answerOf{
		"create":  made,
		"bad":     w.do(admin, "POST", "/v2/connections", `{"name":"far","details":`+details+`,"wrong":"`+secret+`"}}`),
		"bad too": w.do(admin, "POST", "/v2/connections", `{"name":7,"`+secret+`":1,"details":`+details+`}}`),
		"test":    w.do(admin, "POST", "/v2/connections/test", `{"name":"far","details":`+details+`}}`),
		"check":   w.do(admin, "POST", "/v2/connections/check", `{"name":"far","details":`+details+`,"writeAccess":{"writeSchema":"w"}}}`),
		"script":  w.do(admin, "POST", "/v2/connections/grant-script", `{"name":"far","details":`+details+`,"writeAccess":{"writeSchema":"w"}}}`),
	}
	for _, pattern := range w.server.mux.patterns {
		method, path, _ := strings.Cut(pattern, " ")
		if method == "GET" && !strings.Contains(path, "{file") {
			path = strings.NewReplacer("{connectionId}", string(c.ConnectionID), "{$}", "").Replace(path)
			if strings.HasSuffix(path, "/stream") {
				path += "?to=2020-01-01T00:00:00Z" // it would not end
			}
			answers[path] = w.do(admin, method, path, "")
		}
	}
	for name, a := range answers {
		// A name that the sender made up is theirs and may come back as such.
		if strings.Contains(string(a.body), secret) && name != "bad too" {
			t.Errorf("%s shows the secret: %s", name, a.body)
		}
	}
	for _, hidden := range []string{secret, admin.secret, w.password} {
		if strings.Contains(w.log.String(), hidden) {
			t.Errorf("the log shows %q", hidden)
		}
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[string]bool{}
	for _, pattern := range w.server.mux.patterns {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok {
			method, path = "GET", "/nothing"
		}
		path = strings.NewReplacer("{$}", "", "{file...}", "app.js").Replace(path)
		a := w.do(nil, method, path, "")
		csp := a.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self' 'nonce-", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s: %q", pattern, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") || seen[csp] {
			t.Errorf("%s: the policy is unsafe or its nonce was used before: %q", pattern, csp)
		}
		seen[csp] = true
		if a.header.Get("X-Request-Id") == "" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers are missing: %v", pattern, a.header)
		}
		for _, page := range []string{"<script>", " style=", " onclick="} {
			if strings.Contains(string(a.body), page) {
				t.Errorf("%s has %q, which its policy forbids", pattern, page)
			}
		}
	}
}

func TestOpenAPIDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	served := w.do(nil, "GET", "/openapi.json", "").want(200)
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string `json:"summary"`
			Security    []map[string][]string
			Responses   map[string]any
			RequestBody map[string]any `json:"requestBody"`
			Parameters  []struct{ Name, In string }
		} `json:"paths"`
		Components struct {
			Schemas         map[string]any
			SecuritySchemes map[string]any
		}
	}
	served.read(&doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("the document is of version %q", doc.OpenAPI)
	}
	ids := map[string]string{}
	for path, operations := range doc.Paths {
		for method, op := range operations {
			route := strings.ToUpper(method) + " " + path
			if op.OperationID == "" || op.Summary == "" || ids[op.OperationID] != "" {
				t.Errorf("%s has no id of its own or no summary: %+v", route, op)
			}
			ids[op.OperationID] = route
			if (len(op.Security) == 0) != (path == "/v2/auth/token") {
				t.Errorf("%s: security is %v", route, op.Security)
			}
			if op.Responses["default"] == nil {
				t.Errorf("%s does not document its problems", route)
			}
			for _, part := range strings.Split(path, "/") {
				name, ok := strings.CutPrefix(part, "{")
				name = strings.TrimSuffix(name, "}")
				if ok && !strings.Contains(jsonOf(t, op.Parameters), `"`+name+`"`) {
					t.Errorf("%s does not document %s", route, name)
				}
			}
		}
	}
	for _, ref := range refs(served.body) {
		if doc.Components.Schemas[ref] == nil {
			t.Errorf("the document refers to the schema %q, which is not there", ref)
		}
	}
	printed, err := Document("test")
	fatal(t, err)
	if strings.TrimSpace(string(printed)) != strings.TrimSpace(string(served.body)) {
		t.Error("the document that is printed is not the one that is served")
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	fatal(t, err)
	return string(b)
}

// refs lists the schemas a document refers to.
func refs(doc []byte) []string {
	var names []string
	for _, part := range strings.Split(string(doc), `"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names = append(names, name)
	}
	return names
}

func TestUploadPartsStartWhereTheLastEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountBuild, "b@example.org")
	var u Upload
	w.do(p, "POST", "/v2/uploads", `{"fileName":"a.csv","size":8}`).want(201).read(&u)
	part := func(offset int, body string) answerOf {
		return w.do(p, "PATCH", "/v2/uploads/"+string(u.UploadID), body, offsetHeader, strconv.Itoa(offset), "Content-Type", "application/offset+octet-stream")
	}
	first := part(0, "a,b\n")
	first.want(200).read(&u)
	if u.Received != 4 || u.State != writ.UploadReceiving || first.header.Get(offsetHeader) != "4" {
		t.Fatalf("after the first part: %+v, next at %q", u, first.header.Get(offsetHeader))
	}
	wrong := part(2, "xxxx")
	if prob := wrong.want(409).problem(); prob.Offset == nil || *prob.Offset != 4 || wrong.header.Get(offsetHeader) != "4" {
		t.Errorf("a part at the wrong place is not told the right one: %s %v", wrong.body, wrong.header)
	}
	part(4, "1,2\n").want(200).read(&u)
	if u.State != writ.UploadReady || u.SHA256 == nil {
		t.Errorf("the upload is complete but %+v", u)
	}
}

func TestExportIsWhatWasUploaded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountBuild, "b@example.org")
	const file = "id,big,note\n1,1234567890123456789012345,\n2,-1,\"\"\n3,0,\"a \"\"quoted\"\", comma\"\n"
	id := w.table(p, "Näme; with \"quotes\"", file)
	got := w.do(p, "GET", "/v2/tables/"+id+"/export", "").want(200)
	if string(got.body) != file {
		t.Errorf("got\n%swant\n%s", got.body, file)
	}
	if d := got.header.Get("Content-Disposition"); !strings.HasSuffix(d, "; filename*=UTF-8''N%C3%A4me%3B%20with%20_quotes_.csv") {
		t.Errorf("the file is called %q", d)
	}
	for format, want := range map[string]string{"xlsx": "PK\x03\x04", "parquet": "PAR1", "csv&formulas=protected": "id,big"} {
		if got := w.do(p, "GET", "/v2/tables/"+id+"/export?format="+format, "").want(200); !strings.HasPrefix(string(got.body), want) {
			t.Errorf("as %s: %.20q", format, got.body)
		}
	}
	w.do(p, "GET", "/v2/tables/"+id+"/export?format=xls", "").want(400)
	lines := strings.Split(strings.TrimSpace(string(w.do(p, "GET", "/v2/tables/"+id+"/export?format=json", "").want(200).body)), "\n")
	if len(lines) != 3 || lines[0] != `{"id":"1","big":"1234567890123456789012345","note":null}` {
		t.Errorf("as JSON: %q", lines)
	}
	var rows Rows
	w.do(p, "GET", "/v2/tables/"+id+"/rows?after=1&limit=1", "").want(200).read(&rows)
	if rows.Total != 3 || len(rows.Rows) != 1 || rows.Rows[0].Number != 2 || rows.Rows[0].Cells[2] != writ.Text("") {
		t.Errorf("the window after row 1 is %+v", rows)
	}
}

func TestListsComeInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.member(writ.AccountAdmin, "a@example.org")
	for i := range 4 {
		w.member(writ.AccountView, "v"+strconv.Itoa(i)+"@example.org")
	}
	var seen []string
	for path := "/v2/members?limit=2"; path != ""; {
		var p Page[Member]
		w.do(admin, "GET", path, "").want(200).read(&p)
		if len(p.Entries) > 2 {
			t.Fatalf("a page of two has %d entries", len(p.Entries))
		}
		for _, m := range p.Entries {
			seen = append(seen, m.Email)
		}
		path = ""
		if p.NextPage != nil {
			path = "/v2/members?limit=2&page=" + *p.NextPage
		}
	}
	if len(seen) != 6 {
		t.Errorf("the pages hold %v", seen)
	}
	w.do(admin, "GET", "/v2/connections?page=nonsense", "").want(400)
}

func TestTokensOfCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.member(writ.AccountView, "v@example.org")
	ask := func(body string, headers ...string) answerOf {
		return w.do(nil, "POST", "/v2/auth/token", body, append([]string{"Content-Type", formType}, headers...)...)
	}
	var tokens Tokens
	ask("grant_type=client_credentials&client_id=" + p.clientID + "&client_secret=" + p.secret).want(200).read(&tokens)
	if tokens.TokenType != "bearer" || tokens.ExpiresIn != 3600 {
		t.Errorf("got %+v", tokens)
	}
	w.do(nil, "GET", "/v2/whoami", "", "Authorization", "bearer "+tokens.AccessToken).want(200)
	w.do(nil, "GET", "/v2/whoami", "", "Authorization", "Bearer "+tokens.RefreshToken).want(401)
	var more Tokens
	ask("grant_type=refresh_token&refresh_token=" + tokens.RefreshToken).want(200).read(&more)
	ask("grant_type=refresh_token&refresh_token=" + tokens.RefreshToken).want(401) // it works once
	ask("grant_type=client_credentials&client_id=" + p.clientID + "&client_secret=wrong").want(401).problem()
	ask("grant_type=password").want(400).problem()
}

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *Options) {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	a := w.do(nil, "GET", "/v2/whoami", "", "X-Request-Id", "from-the-proxy", "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.1.1.1")
	if id := a.header.Get("X-Request-Id"); id != "from-the-proxy" {
		t.Errorf("the request id became %q", id)
	}
	if !strings.Contains(w.log.String(), `"remote":"203.0.113.9"`) {
		t.Errorf("the client is not in the log: %s", w.log)
	}
	if id := w.do(nil, "GET", "/v2/whoami", "", "X-Request-Id", "bad id\"").header.Get("X-Request-Id"); len(id) != 36 {
		t.Errorf("a request id that cannot be trusted became %q", id)
	}
	plain := newWorld(t)
	if id := plain.do(nil, "GET", "/v2/whoami", "", "X-Request-Id", "mine").header.Get("X-Request-Id"); id == "mine" {
		t.Error("the request id of a stranger was believed")
	}
}

func TestDrainingIsNotReady(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do(nil, "GET", "/readyz", "").want(200)
	w.server.Drain()
	w.do(nil, "GET", "/readyz", "").want(503).problem()
	w.do(nil, "GET", "/healthz", "").want(200)
}

func TestMetricsCountRoutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.do(nil, "GET", "/v2/tables/x", "").want(401)
	text := string(w.do(nil, "GET", "/metrics", "").want(200).body)
	for _, line := range []string{`writ_http_request_duration_seconds_count{route="GET /v2/tables/{tableId}",status="401"} 1`, "writ_upload_bytes_total", "go_goroutines", "process_"} {
		if !strings.Contains(text, line) {
			t.Errorf("the figures lack %s", line)
		}
	}
}
