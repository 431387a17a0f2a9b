package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// editor is a client of the row API with a connection of its own. It writes requests
// that were made before and looks only at the status of the answers, so that what it
// takes itself does not count.
type editor struct {
	conn net.Conn
	in   *bufio.Reader
}

func newEditor(ctx context.Context, address string) (*editor, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &editor{conn: c, in: bufio.NewReader(c)}, nil
}

func (e *editor) close() { _ = e.conn.Close() }

// send sends a request and waits for its answer.
func (e *editor) send(request []byte) error {
	if _, err := e.conn.Write(request); err != nil {
		return err
	}
	return e.answer()
}

// answer reads an answer, which has to be a success.
func (e *editor) answer() error {
	status, length := "", -1
	for {
		line, err := e.line()
		if err != nil {
			return err
		}
		switch name, value, _ := strings.Cut(line, ": "); {
		case status == "":
			status = line
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil {
				return err
			}
		case line == "":
			return e.body(status, length)
		}
	}
}

// line reads a line without its end.
func (e *editor) line() (string, error) {
	line, err := e.in.ReadSlice('\n')
	return strings.TrimRight(string(line), "\r\n"), err
}

// body reads the body of an answer, which is in chunks if no length was told.
func (e *editor) body(status string, length int) error {
	var text []byte
	for chunks := length < 0; chunks || length > 0; {
		if chunks {
			size, err := e.line()
			if err != nil {
				return err
			}
			n, err := strconv.ParseUint(size, 16, 31)
			if err != nil {
				return err
			}
			length, chunks = int(n)+len("\r\n"), n > 0
		}
		piece := make([]byte, length)
		if _, err := io.ReadFull(e.in, piece); err != nil {
			return err
		}
		text, length = append(text, piece...), 0
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200") {
		return fmt.Errorf("%s: %s", status, text)
	}
	return nil
}

// sheet is an input table of the bench: text in its second column is edited.
type sheet struct {
	site *editSite
	id   writ.InputTableID
	rows []writ.RowID
}

// sheetRows is how many rows a sheet has.
const sheetRows = 10_000

// edit makes a request that writes text into n rows, each n-th times seven further on
// from the row at.
func (s *sheet) edit(at, n int, text string) []byte {
	var b strings.Builder
	b.WriteString(`{"rows":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"rowId":%q,"values":{"c2":%q}}`, s.rows[(at+i*7)%len(s.rows)], text)
	}
	b.WriteString(`]}`)
	return s.site.request(http.MethodPatch, "/v2/input-tables/"+string(s.id)+"/rows", b.String())
}

// newSheet makes an input table and fills it.
func (s *editSite) newSheet(ctx context.Context, connection writ.ConnectionID) (*sheet, error) {
	columns := []map[string]string{}
	for _, c := range [][2]string{{"Name", "text"}, {"City", "text"}, {"Price", "decimal"}, {"Count", "integer"}, {"Day", "date"}} {
		columns = append(columns, map[string]string{"name": c[0], "type": c[1]})
	}
	var made struct {
		ID writ.InputTableID `json:"inputTableId"`
	}
	if err := s.post(ctx, "/v2/input-tables", map[string]any{"name": "Bench", "kind": "empty", "connectionId": connection, "columns": columns}, &made); err != nil {
		return nil, err
	}
	sh := &sheet{site: s, id: made.ID}
	for begin := 0; begin < sheetRows; begin += 1000 {
		rows := make([]map[string]any, 1000)
		for i := range rows {
			id := writ.NewID[writ.RowID]()
			n := begin + i
			rows[i] = map[string]any{"rowId": id, "values": map[string]any{
				"c1": fmt.Sprintf("name %d", n), "c2": fmt.Sprintf("city %d", n%1000), "c3": fmt.Sprintf("%d.25", n), "c4": n, "c5": "2026-01-31",
			}}
			sh.rows = append(sh.rows, id)
		}
		if err := s.post(ctx, "/v2/input-tables/"+string(sh.id)+"/rows", map[string]any{"rows": rows}, nil); err != nil {
			return nil, err
		}
	}
	return sh, nil
}

// post sends JSON, waits for the answer and reads it into out, unless that is nil.
func (s *editSite) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.server.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode >= 300 {
		err = fmt.Errorf("%s: %s: %s", path, resp.Status, text)
	}
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(text, out)
}

// request is a request with JSON, as bytes.
func (s *editSite) request(method, path, body string) []byte {
	return fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		method, path, s.token, len(body), body)
}
