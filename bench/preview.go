package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	previewLimit = 1.0     // seconds
	previewSize  = 1 << 30 // bytes of the whole file
	previewHead  = 1 << 20 // bytes of it that have arrived
)

// preview measures how long after the first MiB of a large file has arrived it can
// be seen how the file reads; the ratio is against the limit.
func preview(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	csv, err := flightsFile().file(dir)
	if err != nil {
		return nil, nil, "", err
	}
	f, err := os.Open(csv)
	if err != nil {
		return nil, nil, "", err
	}
	defer f.Close()
	head := make([]byte, previewHead)
	if _, err := io.ReadFull(f, head); err != nil {
		return nil, nil, "", err
	}
	bin, err := build(ctx, dir)
	if err != nil {
		return nil, nil, "", err
	}
	data := filepath.Join(dir, "previews")
	s, err := serve(ctx, bin, installation{data: data})
	if err != nil {
		return nil, nil, "", err
	}
	defer s.stop()
	c := caller{base: s.base}
	if err := c.signIn(ctx, bin, data); err != nil {
		return nil, nil, "", err
	}
	for range rounds {
		seconds, err := c.preview(ctx, head)
		if err != nil {
			return nil, nil, "", err
		}
		raw, ours = append(raw, previewLimit), append(ours, seconds)
	}
	return raw, ours, fmt.Sprintf("raw is the limit; 1 MiB of %d has arrived", previewSize>>20), nil
}

// caller calls the API of a server.
type caller struct{ base, token string }

// signIn takes a token for a new API credential of the administrator.
func (c *caller) signIn(ctx context.Context, bin, data string) error {
	out, err := exec.CommandContext(ctx, bin, "credential", "create", "--data", data, "--email", "admin@localhost", "--json").Output()
	if err != nil {
		return fmt.Errorf("create a credential: %w", err)
	}
	var credential struct{ ClientID, ClientSecret string }
	if err := json.Unmarshal(out, &credential); err != nil {
		return err
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {credential.ClientID}, "client_secret": {credential.ClientSecret}}
	var answer struct {
		Token string `json:"access_token"`
	}
	err = c.call(ctx, http.MethodPost, "/v2/auth/token", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(form.Encode()), &answer)
	c.token = answer.Token
	return err
}

// preview announces a file, sends its beginning, and returns the seconds from then
// to the preview.
func (c *caller) preview(ctx context.Context, head []byte) (seconds float64, err error) {
	asJSON := http.Header{"Content-Type": {"application/json"}}
	announced := fmt.Appendf(nil, `{"fileName":"flights.csv","size":%d}`, previewSize)
	var upload struct{ UploadID string }
	if err := c.call(ctx, http.MethodPost, "/v2/uploads", asJSON, announced, &upload); err != nil {
		return 0, err
	}
	path := "/v2/uploads/" + upload.UploadID
	part := http.Header{"Content-Type": {"application/offset+octet-stream"}, "Upload-Offset": {"0"}}
	if err := c.call(ctx, http.MethodPatch, path, part, head, nil); err != nil {
		return 0, err
	}
	var seen struct{ Rows []any }
	seconds, err = timed(func() error { return c.call(ctx, http.MethodPost, path+"/preview", asJSON, []byte("{}"), &seen) })
	if err == nil && len(seen.Rows) == 0 {
		err = fmt.Errorf("the preview has no rows")
	}
	return seconds, err
}

// call sends body and reads the answer into out unless that is nil.
func (c *caller) call(ctx context.Context, method, path string, header http.Header, body []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = header.Clone()
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s: %s", method, path, resp.Status, strings.TrimSpace(string(answer)))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}
