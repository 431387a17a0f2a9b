package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
)

// editSite is a server with connections to a PostgreSQL that waits for the disk as
// one in production does, and somebody who is signed in.
type editSite struct {
	server *server
	pg     *testpg.Server
	token  string
}

// editing returns the site, which is made when it is first needed.
func (g *ground) editing(ctx context.Context) (*editSite, error) {
	if g.edits != nil {
		return g.edits, nil
	}
	pg, err := g.waiting(ctx)
	if err != nil {
		return nil, err
	}
	bin, err := build(ctx, g.dir)
	if err != nil {
		return nil, err
	}
	in := installation{data: filepath.Join(g.dir, "editing")}
	if err := in.make(ctx, bin); err != nil {
		return nil, err
	}
	id, secret, err := credential(ctx, bin, in.data)
	if err != nil {
		return nil, err
	}
	s := &editSite{pg: pg}
	if s.server, err = serve(ctx, bin, in); err != nil {
		return nil, err
	}
	g.edits = s
	s.token, err = token(ctx, s.server.base, id, secret)
	return s, err
}

// credential makes an API credential of the first Admin.
func credential(ctx context.Context, bin, data string) (id, secret string, err error) {
	out, err := exec.CommandContext(ctx, bin, "credential", "create", "--data", data, "--email", "admin@localhost", "--json").Output()
	if err != nil {
		return "", "", fmt.Errorf("credential create: %w", err)
	}
	var made struct{ ClientID, ClientSecret string }
	err = json.Unmarshal(out, &made)
	return made.ClientID, made.ClientSecret, err
}

// token gets an access token for a credential.
func token(ctx context.Context, base, id, secret string) (string, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v2/auth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var t struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&t); err != nil {
		return "", err
	}
	if t.AccessToken == "" {
		return "", errors.New("no token: " + resp.Status)
	}
	return t.AccessToken, nil
}

// connect adds a connection to the PostgreSQL at an address, which writes into a
// schema of the same name.
func (s *editSite) connect(ctx context.Context, name, host, port string) (writ.ConnectionID, error) {
	if err := (psql{url: s.pg.URL}).run(ctx, "CREATE SCHEMA "+name); err != nil {
		return "", err
	}
	details := map[string]any{"type": "postgres", "writeAccess": map[string]string{"writeSchema": name}}
	for field, value := range s.pg.Values("postgres", s.pg.Superuser) {
		details[field] = value
	}
	details["host"], details["port"], details["tlsMode"] = host, port, "disable"
	delete(details, "caCertificate")
	var made struct {
		ID writ.ConnectionID `json:"connectionId"`
	}
	return made.ID, s.post(ctx, "/v2/connections", map[string]any{"name": name, "details": details}, &made)
}

// sheet returns an input table on a connection that goes straight to the PostgreSQL.
func (s *editSite) sheet(ctx context.Context, name string) (*sheet, error) {
	c, err := s.connect(ctx, name, s.pg.Host, s.pg.Port)
	if err != nil {
		return nil, err
	}
	return s.newSheet(ctx, c)
}

func (s *editSite) address() string { return strings.TrimPrefix(s.server.base, "http://") }
