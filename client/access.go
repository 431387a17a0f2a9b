package client

import (
	"context"
	"net/http"

	"github.com/writ-dev/writ"
)

// Question asks whether a member may do something with a file, which is named by its
// id, or by Admins by a path of names. What is empty is not said.
type Question struct {
	Action   string        `json:"action"`
	Member   writ.MemberID `json:"memberId,omitempty"`
	File     writ.FileID   `json:"fileId,omitempty"`
	Path     string        `json:"path,omitempty"`
	To       writ.FileID   `json:"to,omitempty"` // of moving and copying
	ToPath   string        `json:"toPath,omitempty"`
	NewOwner writ.MemberID `json:"newOwnerId,omitempty"`
	Grantee  *Grantee      `json:"grantee,omitempty"` // of offering Level
	Level    writ.Level    `json:"level,omitempty"`
}

// Answer is a decision with its reasons.
type Answer struct {
	Allowed bool     `json:"allowed"`
	Reasons []string `json:"reasons"`
}

// Decide asks the decisions of the server. What another member may do is answered to
// who manages the access to the file.
func (c *Client) Decide(ctx context.Context, q Question) (*Answer, error) {
	out := &Answer{}
	return out, c.call(ctx, http.MethodPost, "/v2/access/decide", nil, q, out)
}
