package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/writ-dev/writ"
)

// Access is how a member stands to a file, and why: sentences for people.
type Access struct {
	Member struct {
		Name  string `json:"name"`
		Email string `json:"email"`
	} `json:"member"`
	Level   writ.Level `json:"level"`
	Label   string     `json:"label"`
	IsOwner bool       `json:"isOwner"`
	Actions []string   `json:"actions"`
	Why     []string   `json:"why"`
}

// Share gives somebody a level on a file, or raises it, and tells those who gain:
// with the message, and with mail by mail as well.
func (c *Client) Share(ctx context.Context, id writ.FileID, to Grantee, level writ.Level, message string, mail bool) (*Grant, error) {
	in := map[string]any{
		"grants": []map[string]any{{"grantee": to, "permission": permissionOf(level)}}, "message": message, "sendEmail": mail,
	}
	var out entries[Grant]
	if err := c.call(ctx, http.MethodPost, filePath(id)+"/share", nil, in, &out); err != nil {
		return nil, err
	}
	if len(out.Entries) != 1 {
		return nil, writ.Errorf(writ.CodeInternal, "client.Share", "The server answered with %d grants instead of one", len(out.Entries))
	}
	return &out.Entries[0], nil
}

// Why explains what somebody may do with a file: the member who asks if it is "".
func (c *Client) Why(ctx context.Context, id writ.FileID, member writ.MemberID) (*Access, error) {
	q := url.Values{}
	if member != "" {
		q.Set("memberId", string(member))
	}
	out := &Access{}
	return out, c.call(ctx, http.MethodGet, filePath(id)+"/access", q, nil, out)
}

// Who lists everybody who has access to a file, the highest level first.
func (c *Client) Who(ctx context.Context, id writ.FileID) ([]Access, error) {
	return all[Access](ctx, c, filePath(id)+"/who", nil)
}
