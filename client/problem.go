package client

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/writ-dev/writ"
)

// Problem is the problem document with which a server refused. It is the cause
// of the *writ.Error that a call returns.
type Problem struct {
	Status    int             // of the answer
	RequestID string          // finds the request in the server's log
	Offset    *int64          // where an upload goes on, if the part began elsewhere
	Document  json.RawMessage // as it came
}

// Error says which answer it was.
func (p *Problem) Error() string { return fmt.Sprintf("status %d, request %s", p.Status, p.RequestID) }

// maxProblem bounds how much of an error answer is read, in bytes.
const maxProblem = 256 << 10

// problemOf reads an error answer.
func problemOf(resp *http.Response) error {
	const op = "client.send"
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxProblem))
	if err != nil {
		return writ.Wrap(writ.CodeUnavailable, op, err, "The server broke its answer off")
	}
	var d struct {
		Code      writ.Code `json:"code"`
		Message   string    `json:"message"`
		Field     string    `json:"field"`
		Hint      string    `json:"hint"`
		RequestID string    `json:"requestId"`
		Offset    *int64    `json:"offset"`
	}
	if err := json.Unmarshal(body, &d); err != nil || d.Code == "" {
		return writ.Wrap(writ.CodeUnavailable, op, err, "%s answered %s, not like a Writ server", resp.Request.URL.Host, resp.Status).
			WithHint("Check the address; something else may stand in between.")
	}
	return &writ.Error{
		Code: d.Code, Op: op, Field: d.Field, Message: d.Message, Hint: d.Hint,
		Err: &Problem{Status: resp.StatusCode, RequestID: d.RequestID, Offset: d.Offset, Document: body},
	}
}
