package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/internal/flights"
)

// TestNodesAsOne goes from node to node as if they were one server: a session, the
// parts of an upload, its import, its progress and the table it becomes.
func TestNodesAsOne(t *testing.T) {
	c := clustered(t, 3)
	ada := c.welcome(t, c.nodes[0].url)
	var nodes struct{ Entries []struct{ IsThis bool } }
	for i, in := range c.nodes {
		if status, err := ada.get(in.url + "/v2/whoami"); err != nil || status != http.StatusOK {
			t.Errorf("node %d does not know the session: %d, %v", i, status, err)
		}
		if err := c.bearer(t).get(t.Context(), in.url+"/v2/nodes", &nodes); err != nil || len(nodes.Entries) != 3 || !nodes.Entries[i].IsThis {
			t.Errorf("node %d knows the nodes %+v, %v", i, nodes, err)
		}
	}
	file := filepath.Join(t.TempDir(), "parts.csv")
	if err := flights.Write(file, 100_000); err != nil {
		t.Fatal(err)
	}
	id := c.parts(t, file)
	events := c.follow(t, c.nodes[2].url, writ.UploadTopic(id))
	u, err := c.api(t, c.nodes[0].url).Import(t.Context(), id, client.Import{Connection: c.shop(t), Name: "parts"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if states := events(); !strings.HasSuffix(states, "importing done") {
		t.Errorf("node 2 told of the states %q", states)
	}
	for i, in := range c.nodes {
		out, err := os.Create(fmt.Sprintf("%s.%d", file, i))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.api(t, in.url).Export(t.Context(), u.Table, client.Export{Format: "csv"}, out); err != nil {
			t.Errorf("node %d: %v", i, err)
		}
		if _, err := out.Seek(0, 0); err != nil {
			t.Fatal(err)
		}
		compare(t, file, out)
		_ = out.Close()
	}
}

// parts announces a file on one node and sends each of its parts to another.
func (c *cluster) parts(t *testing.T, file string) writ.UploadID {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b := c.bearer(t)
	var u client.Upload
	if err := b.call(t.Context(), http.MethodPost, c.nodes[0].url+"/v2/uploads", map[string]any{"fileName": "parts.csv", "size": len(content)}, &u); err != nil {
		t.Fatal(err)
	}
	part := len(content)/7 + 1
	for offset := 0; offset < len(content); offset += part {
		address := c.nodes[offset/part%len(c.nodes)].url + "/v2/uploads/" + string(u.ID)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, address, bytes.NewReader(content[offset:min(offset+part, len(content))]))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+b.token)
		req.Header.Set("Content-Type", "application/offset+octet-stream")
		req.Header.Set("Upload-Offset", strconv.Itoa(offset))
		resp, err := b.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("the part at %d: %s", offset, resp.Status)
		}
	}
	return u.ID
}

// follow follows an upload over the live channel of a node. The function it
// returns waits for the upload's end and lists the states that were told.
func (c *cluster) follow(t *testing.T, address string, topic writ.Topic) (states func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ws, resp, err := websocket.Dial(ctx, strings.Replace(address, "http", "ws", 1)+"/v2/live", &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + c.bearer(t).token}},
	})
	if err != nil {
		t.Fatal(err, resp)
	}
	t.Cleanup(func() { _ = ws.CloseNow() })
	if err := ws.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `{"type":"follow","topics":[{"topic":%q}]}`, topic)); err != nil {
		t.Fatal(err)
	}
	next := func() (m struct {
		Type, Kind string
		Data       struct{ State string }
	}) {
		_, text, err := ws.Read(ctx)
		if err == nil {
			err = json.Unmarshal(text, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for next().Type != "following" {
	}
	return func() string {
		var told []string
		for len(told) == 0 || !writ.UploadState(told[len(told)-1]).Ended() {
			if m := next(); m.Type == "event" && m.Kind == "changed" {
				told = append(told, m.Data.State)
			}
		}
		return strings.Join(told, " ")
	}
}

// TestRollingRestart stops and starts each of three nodes in turn under load, as
// an upgrade does: no request fails.
func TestRollingRestart(t *testing.T) {
	c := clustered(t, 3)
	c.welcome(t, c.url)
	c.writ(t, nil, "upload", "testdata/rolling.csv", "--connection", "shop", "--name", "first table")
	l := c.load(t, 2000, false)
	l.acknowledged["first table"] = "testdata/rolling.csv"
	for i := range c.nodes {
		time.Sleep(time.Second) // under load
		c.end(t, i, syscall.SIGTERM)
		c.run(t, i)
	}
	time.Sleep(time.Second)
	l.end()
	requests, failed := c.balancer.count()
	for _, f := range failed {
		t.Errorf("failed: %s", f)
	}
	l.check(t)
	t.Logf("%d requests while 3 nodes were restarted, %d failed; %v", requests, len(failed), l.done)
}
