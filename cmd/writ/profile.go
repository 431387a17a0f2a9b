package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// server says where a client command goes. What neither the command line nor the
// environment says comes from the profile. The secret has no flag: other users
// of the machine can see those.
type server struct {
	URL      string `env:"WRIT_URL" placeholder:"URL" help:"The address of the server."`
	ClientID string `env:"WRIT_CLIENT_ID" placeholder:"ID" help:"The API credential; its secret is in WRIT_CLIENT_SECRET."`
}

// profile is what writ login remembers.
type profile struct {
	URL          string `json:"url"`
	ClientID     string `json:"clientId"`
	ClientSecret string `json:"clientSecret"`
}

// open returns a client of the server.
func (s server) open() (*client.Client, error) {
	p := profile{URL: s.URL, ClientID: s.ClientID, ClientSecret: os.Getenv("WRIT_CLIENT_SECRET")}
	if p.URL == "" || p.ClientID == "" || p.ClientSecret == "" {
		kept, err := readProfile()
		if err != nil {
			return nil, err
		}
		if p.URL == "" {
			p.URL = kept.URL
		}
		// A secret belongs to its id and its server; it is never sent elsewhere.
		if p.URL == kept.URL && (p.ClientID == "" || p.ClientID == kept.ClientID) && p.ClientSecret == "" {
			p.ClientID, p.ClientSecret = kept.ClientID, kept.ClientSecret
		}
	}
	if p.URL == "" || p.ClientID == "" || p.ClientSecret == "" {
		return nil, usageError{errors.New("no server is known: set WRIT_URL, WRIT_CLIENT_ID and WRIT_CLIENT_SECRET, or run writ login")}
	}
	return client.New(p.URL, p.ClientID, p.ClientSecret)
}

// profilePath is where the profile is kept, "" if this user has no such place.
func profilePath() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "writ", "profile.json")
}

// readProfile returns the profile, an empty one if there is none.
func readProfile() (profile, error) {
	var p profile
	path := profilePath()
	if path == "" {
		return p, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return p, writ.Wrap(writ.CodeUnavailable, "writ.readProfile", err, "The profile %s cannot be read", path).
			WithHint("Run writ login again.")
	}
	return p, nil
}

// save keeps the profile where only its user can read it.
func (p profile) save() (path string, err error) {
	if path = profilePath(); path == "" {
		return "", errors.New("this user has no folder for settings; set HOME")
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	tmp := path + ".new" // a fresh file has the mode asked for, an old one keeps its own
	if err := os.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.WriteFile(tmp, append(text, '\n'), 0o600); err != nil {
		return "", err
	}
	return path, os.Rename(tmp, path)
}

type loginCommand struct {
	URL      string `env:"WRIT_URL" required:"" placeholder:"URL" help:"The address of the server."`
	ClientID string `env:"WRIT_CLIENT_ID" placeholder:"ID" help:"The API credential; asked for if absent."`
}

// Help teaches the command.
func (loginCommand) Help() string {
	return `Make an API credential in the web app under your name (or with writ credential create), then:
  writ login --url https://writ.example.com
The secret is asked for, or read from standard input; it is never a flag, because other users of this machine can see those.`
}

// Run asks for a credential, tries it and remembers it.
func (c loginCommand) Run(ctx context.Context, term *terminal) (err error) {
	p := profile{URL: c.URL, ClientID: c.ClientID}
	if p.ClientID == "" {
		if p.ClientID, err = term.line("Client id: "); err != nil {
			return err
		}
	}
	if p.ClientSecret, err = term.secret("Client secret: "); err != nil {
		return err
	}
	cl, err := client.New(p.URL, p.ClientID, p.ClientSecret)
	if err != nil {
		return err
	}
	defer cl.Close()
	email, err := cl.Whoami(ctx)
	if err != nil {
		return err
	}
	path, err := p.save()
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, "writ.login", err, "The profile cannot be saved: %v", err)
	}
	return term.answer(map[string]string{"url": p.URL, "email": email, "profile": path}, "Signed in to %s as %s. Remembered in %s.", p.URL, email, path)
}
