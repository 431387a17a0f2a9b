package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// withinSecond is how soon a change made on one node has to hold on the others.
const withinSecond = time.Second

// TestChangesReachOtherNodes takes things away on one node and demands that the
// other refuses them within a second.
func TestChangesReachOtherNodes(t *testing.T) {
	c := clustered(t, 2)
	here, there := c.nodes[0].url, c.nodes[1].url
	admin := c.bearer(t)
	p := &people{t: t, c: c, admin: admin, here: here, there: there}
	t.Run("deactivated member", func(t *testing.T) {
		ann := p.join(t, "Build")
		ann.may(t, http.MethodGet, "/v2/uploads")
		p.patch(t, ann, map[string]any{"isArchived": true})
		ann.mayNot(t, http.StatusUnauthorized, http.MethodGet, "/v2/uploads")
	})
	t.Run("changed account type", func(t *testing.T) {
		ann := p.join(t, "Build")
		ann.may(t, http.MethodGet, "/v2/uploads")
		p.patch(t, ann, map[string]any{"memberType": "View"})
		ann.mayNot(t, http.StatusForbidden, http.MethodGet, "/v2/uploads")
	})
	t.Run("sign-out everywhere", func(t *testing.T) {
		ann := p.join(t, "Build")
		ann.may(t, http.MethodGet, "/v2/whoami")
		if status, err := ann.do(here, http.MethodPost, "/v2/auth/sign-out-everywhere"); err != nil || status != http.StatusOK {
			t.Fatalf("status %d, %v", status, err)
		}
		ann.mayNot(t, http.StatusUnauthorized, http.MethodGet, "/v2/whoami")
	})
	t.Run("revoked credential", func(t *testing.T) {
		var made struct{ ClientID, ClientSecret string }
		p.must(t, http.MethodPost, "/v2/credentials", map[string]any{"name": "short"}, &made)
		b := newBearer(t, there, made.ClientID, made.ClientSecret)
		if err := b.get(t.Context(), there+"/v2/whoami", nil); err != nil {
			t.Fatal(err)
		}
		p.must(t, http.MethodDelete, "/v2/credentials/"+made.ClientID, nil, nil)
		soon(t, http.StatusUnauthorized, func(ctx context.Context) error { return b.get(ctx, there+"/v2/whoami", nil) })
	})
	t.Run("removed data access", func(t *testing.T) {
		ann := p.join(t, "Build")
		grants := "/v2/connections/" + string(c.shop(t)) + "/grants"
		var given struct{ Entries []struct{ GrantID string } }
		p.must(t, http.MethodPost, grants, map[string]any{"grants": []any{
			map[string]any{"grantee": map[string]any{"memberId": ann.id}, "permission": "usage"},
		}}, &given)
		explorer := "/v2/connections/" + string(c.shop(t)) + "/explorer"
		ann.may(t, http.MethodGet, explorer)
		p.must(t, http.MethodDelete, grants+"/"+given.Entries[0].GrantID, nil, nil)
		ann.mayNot(t, http.StatusNotFound, http.MethodGet, explorer)
	})
	t.Run("connection", func(t *testing.T) { p.connection(t) })
}

// people are members who look at one node while an Admin acts on the other.
type people struct {
	t           *testing.T
	c           *cluster
	admin       *bearer
	here, there string
}

// person is a member with a session.
type person struct {
	*browser
	id    string
	there string
}

// must does something on the one node that has to work.
func (p *people) must(t *testing.T, method, path string, in, out any) {
	t.Helper()
	if err := p.admin.call(t.Context(), method, p.here+path, in, out); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

// join makes a member who is signed in on the other node.
func (p *people) join(t *testing.T, accountType string) *person {
	t.Helper()
	email := fmt.Sprintf("ann-%d@example.org", time.Now().UnixNano())
	var made struct{ MemberID, OneTimePassword string }
	p.must(t, http.MethodPost, "/v2/members", map[string]any{"email": email, "firstName": "Ann", "lastName": "", "memberType": accountType}, &made)
	return &person{browser: firstSignIn(t, p.there, email, made.OneTimePassword), id: made.MemberID, there: p.there}
}

func (p *people) patch(t *testing.T, who *person, change map[string]any) {
	t.Helper()
	p.must(t, http.MethodPatch, "/v2/members/"+who.id, change, nil)
}

// do asks a node with the member's session.
func (w *person) do(address, method, path string) (status int, err error) {
	req, err := http.NewRequest(method, address+path, nil)
	if err != nil {
		return 0, err
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

func (w *person) may(t *testing.T, method, path string) {
	t.Helper()
	if status, err := w.do(w.there, method, path); err != nil || status != http.StatusOK {
		t.Fatalf("%s %s: %d, %v", method, path, status, err)
	}
}

// mayNot demands that the other node soon answers with a status.
func (w *person) mayNot(t *testing.T, want int, method, path string) {
	t.Helper()
	soon(t, want, func(context.Context) error {
		status, err := w.do(w.there, method, path)
		if err == nil && status >= 300 {
			err = &statusError{status: status}
		}
		return err
	})
}

// soon asks until the answer has a status, within a second.
func soon(t *testing.T, want int, ask func(context.Context) error) {
	t.Helper()
	start := time.Now()
	for {
		err := ask(t.Context())
		took := time.Since(start)
		var refused *statusError
		if errors.As(err, &refused) && refused.status == want {
			t.Logf("refused after %v", took.Round(time.Millisecond))
			return
		}
		if took > withinSecond {
			t.Fatalf("after %v: %v, want status %d", took, err, want)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// connection changes a connection that the other node has open.
func (p *people) connection(t *testing.T) {
	var made struct {
		ConnectionID string
		Version      int64
	}
	user := p.c.server.NewUser(t)
	values := p.c.server.Values("postgres", user)
	details := map[string]any{"type": "postgres"}
	for name, value := range values {
		details[name] = value
	}
	draft := map[string]any{"name": "pond", "details": details}
	p.must(t, http.MethodPost, "/v2/connections", draft, &made)
	path := "/v2/connections/" + made.ConnectionID
	look := func(ctx context.Context) error { return p.admin.get(ctx, p.there+path+"/explorer?refresh=true", nil) }
	for _, change := range []struct {
		field, value string
		want         int
	}{
		{"password", "wrong", http.StatusUnprocessableEntity},
		{"port", "1", http.StatusServiceUnavailable},
	} {
		t.Run(change.field, func(t *testing.T) {
			if err := look(t.Context()); err != nil {
				t.Fatal(err)
			}
			details[change.field], details["password"] = change.value, map[bool]string{true: change.value, false: user.Password}[change.field == "password"]
			draft["version"] = made.Version
			p.must(t, http.MethodPut, path, draft, &made)
			soon(t, change.want, look)
			details[change.field], details["password"] = values[change.field], user.Password
			draft["version"] = made.Version
			p.must(t, http.MethodPut, path, draft, &made)
		})
	}
	t.Run("calls under way", func(t *testing.T) { p.underWay(t, path, draft, details, made.Version, user.Password) })
	t.Run("write access", func(t *testing.T) { p.writeAccess(t) })
}

// underWay changes a connection while the other node reads from it: the call ends.
func (p *people) underWay(t *testing.T, path string, draft, details map[string]any, version int64, password string) {
	p.c.server.Exec(t, "postgres", "CREATE OR REPLACE VIEW public.slow AS SELECT 1 AS one, pg_sleep(60)::text AS two", "GRANT SELECT ON public.slow TO PUBLIC")
	t.Cleanup(func() { p.c.server.Exec(t, "postgres", "DROP VIEW public.slow") })
	ended := make(chan error, 1)
	go func() {
		ended <- p.admin.get(context.WithoutCancel(t.Context()), p.there+path+"/explorer/preview?path=public&path=slow", nil)
	}()
	admin := p.c.server.Admin(t, "postgres")
	eventually(t, func() error {
		busy, err := texts(t.Context(), admin, "SELECT query FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%slow%' AND pid <> pg_backend_pid()")
		if err == nil && len(busy) == 0 {
			err = errors.New("nobody reads")
		}
		return err
	})
	details["password"] = "changed"
	draft["version"] = version
	start := time.Now()
	p.must(t, http.MethodPut, path, draft, nil)
	select {
	case err := <-ended:
		t.Logf("it ended after %v: %v", time.Since(start).Round(time.Millisecond), err)
		if err == nil {
			t.Error("it read on")
		}
	case <-time.After(withinSecond):
		t.Error("a call goes on with a password that no longer counts")
	}
}

// writeAccess switches write access off: the other node takes no import.
func (p *people) writeAccess(t *testing.T) {
	shop := "/v2/connections/" + string(p.c.shop(t))
	cl := p.c.api(t, p.there)
	sent, err := send(t.Context(), cl, "testdata/rolling.csv")
	if err != nil {
		t.Fatal(err)
	}
	var now struct {
		Details map[string]any
		Version int64
	}
	p.must(t, http.MethodGet, shop, nil, &now)
	now.Details["type"] = "postgres"
	p.must(t, http.MethodPut, shop, map[string]any{"name": "shop", "details": now.Details, "version": now.Version}, nil)
	soon(t, http.StatusForbidden, func(ctx context.Context) error {
		return p.admin.call(ctx, http.MethodPost, p.there+"/v2/uploads/"+string(sent.ID)+"/import", map[string]any{"connectionId": string(p.c.shop(t)), "name": "x"}, nil)
	})
}
