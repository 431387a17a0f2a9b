package client_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve answers like a Writ server: tokens by itself, the rest by routes.
func serve(t *testing.T, routes map[string]http.HandlerFunc) *client.Client {
	t.Helper()
	tokens := 0
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v2/auth/token", func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("client_id") != "id" || r.PostFormValue("client_secret") != "secret" {
			refuse(w, 401, writ.CodeUnauthenticated)
			return
		}
		tokens++
		fmt.Fprintf(w, `{"access_token":"token-%d"}`, tokens)
	})
	for pattern, h := range routes {
		mux.HandleFunc(pattern, h)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	c, err := client.New(s.URL+"/", "id", "secret")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func refuse(w http.ResponseWriter, status int, code writ.Code) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"code":%q,"message":"no","field":"f","hint":"mend it","requestId":"r-1","status":%d}`, code, status)
}

func TestProblemsBecomeErrors(t *testing.T) {
	t.Parallel()
	c := serve(t, map[string]http.HandlerFunc{
		"GET /v2/tables/x": func(w http.ResponseWriter, _ *http.Request) { refuse(w, 404, writ.CodeNotFound) },
		"GET /v2/tables/y": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) },
	})
	_, err := c.Table(t.Context(), "x")
	var e *writ.Error
	var p *client.Problem
	if !errors.As(err, &e) || e.Code != writ.CodeNotFound || e.Message != "no" || e.Field != "f" || e.Hint != "mend it" ||
		!errors.As(err, &p) || p.RequestID != "r-1" || !json.Valid(p.Document) {
		t.Errorf("got %#v", err)
	}
	if _, err := c.Table(t.Context(), "y"); writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("an answer of something else: %v", err)
	}
}

func TestAnEndedTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	calls := 0
	c := serve(t, map[string]http.HandlerFunc{
		"GET /v2/whoami": func(w http.ResponseWriter, r *http.Request) {
			calls++
			if r.Header.Get("Authorization") == "Bearer token-1" {
				refuse(w, 401, writ.CodeUnauthenticated)
				return
			}
			fmt.Fprint(w, `{"email":"a@b"}`)
		},
		"GET /v2/tables/x": func(w http.ResponseWriter, _ *http.Request) { calls++; refuse(w, 401, writ.CodeUnauthenticated) },
	})
	if email, err := c.Whoami(t.Context()); err != nil || email != "a@b" || calls != 2 {
		t.Errorf("got %q, %v after %d calls", email, err, calls)
	}
	calls = 0
	if _, err := c.Table(t.Context(), "x"); writ.CodeOf(err) != writ.CodeUnauthenticated || calls != 2 {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

func TestSendGoesOnWhereItBroke(t *testing.T) {
	t.Parallel()
	const content = "a,b\n1,2\n3,4\n"
	var got bytes.Buffer
	breaks := 2
	show := func(w io.Writer) {
		fmt.Fprintf(w, `{"uploadId":"u","size":%d,"received":%d,"state":"receiving"}`, len(content), got.Len())
	}
	c := serve(t, map[string]http.HandlerFunc{
		"POST /v2/uploads":  func(w http.ResponseWriter, _ *http.Request) { show(w) },
		"GET /v2/uploads/u": func(w http.ResponseWriter, _ *http.Request) { show(w) },
		"PATCH /v2/uploads/u": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upload-Offset") != fmt.Sprint(got.Len()) {
				t.Errorf("a part begins at %s, not %d", r.Header.Get("Upload-Offset"), got.Len())
			}
			if breaks--; breaks >= 0 { // some of it arrives, then the connection breaks
				_, _ = io.CopyN(&got, r.Body, 4)
				panic(http.ErrAbortHandler)
			}
			_, _ = io.Copy(&got, r.Body)
			show(w)
		},
	})
	u, err := c.Send(t.Context(), "a.csv", strings.NewReader(content), int64(len(content)), nil)
	if err != nil || u.Received != int64(len(content)) || got.String() != content {
		t.Errorf("got %+v, %v; the server has %q", u, err, got.String())
	}
}

func TestSendStopsAtARefusal(t *testing.T) {
	t.Parallel()
	tries := 0
	c := serve(t, map[string]http.HandlerFunc{
		"POST /v2/uploads": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"uploadId":"u","size":4}`) },
		"PATCH /v2/uploads/u": func(w http.ResponseWriter, _ *http.Request) {
			tries++
			refuse(w, 507, writ.CodeExhausted)
		},
	})
	_, err := c.Send(t.Context(), "a.csv", strings.NewReader("abcd"), 4, nil)
	if writ.CodeOf(err) != writ.CodeExhausted || tries != 1 {
		t.Errorf("got %v after %d tries", err, tries)
	}
}

func TestAShortExportIsAnError(t *testing.T) {
	t.Parallel()
	c := serve(t, map[string]http.HandlerFunc{
		"GET /v2/tables/x/export": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, "a\n1\n")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
	})
	var out bytes.Buffer
	if err := c.Export(t.Context(), "x", client.Export{Format: "csv"}, &out); writ.CodeOf(err) != writ.CodeUnavailable || out.String() != "a\n1\n" {
		t.Errorf("got %v after %q", err, out.String())
	}
}

func TestImportTellsWhyItFailed(t *testing.T) {
	t.Parallel()
	polls := 0
	c := serve(t, map[string]http.HandlerFunc{
		"POST /v2/uploads/u/import": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"uploadId":"u","state":"importing"}`) },
		"GET /v2/uploads/u": func(w http.ResponseWriter, _ *http.Request) {
			if polls++; polls < 3 {
				fmt.Fprint(w, `{"uploadId":"u","state":"importing","progress":{"phase":"loading","rows":7}}`)
				return
			}
			fmt.Fprint(w, `{"uploadId":"u","state":"failed","problem":{"code":"rejected","message":"the disk is full there","hint":"ask"}}`)
		},
	})
	var seen []client.Progress
	_, err := c.Import(t.Context(), "u", client.Import{}, func(p client.Progress) { seen = append(seen, p) })
	var e *writ.Error
	if !errors.As(err, &e) || e.Code != writ.CodeRejected || e.Message != "the disk is full there" || e.Hint != "ask" {
		t.Errorf("got %#v", err)
	}
	if len(seen) != 2 || seen[0].Rows != 7 {
		t.Errorf("progress was %+v", seen)
	}
}

func TestListsAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	c := serve(t, map[string]http.HandlerFunc{
		"GET /v2/tables": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("page") == "" {
				fmt.Fprint(w, `{"entries":[{"tableId":"1"}],"nextPage":"1"}`)
				return
			}
			fmt.Fprint(w, `{"entries":[{"tableId":"2"}],"nextPage":null}`)
		},
	})
	if list, err := c.Tables(t.Context()); err != nil || len(list) != 2 || list[1].ID != "2" {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestAddressesAreChecked(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:7480", "ftp://x", "http://", "::"} {
		if _, err := client.New(address, "", ""); writ.CodeOf(err) != writ.CodeInvalid {
			t.Errorf("New(%q) returned %v", address, err)
		}
	}
}
