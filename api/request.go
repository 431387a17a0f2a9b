package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// AccessRequestState is what became of the asker's request for a file. It is the
// same for a file that does not exist.
type AccessRequestState struct {
	State      string          `json:"state" enum:"none,open,approved,declined,moot" doc:"moot: access came another way"`
	RequestID  *writ.RequestID `json:"requestId"`
	Message    *string         `json:"message"`
	CreatedAt  *time.Time      `json:"createdAt"`
	MayRequest bool            `json:"mayRequest" doc:"Whether you may ask now"`
}

// AccessRequest is a request for access as those see it who decide, and as its
// member sees it.
type AccessRequest struct {
	RequestID  writ.RequestID    `json:"requestId"`
	FileID     writ.FileID       `json:"fileId"`
	File       *FileName         `json:"file" doc:"null where you may not know of it"`
	Member     Person            `json:"member" doc:"Who asks"`
	Message    string            `json:"message"`
	State      writ.RequestState `json:"state" enum:"open,approved,declined,moot"`
	Permission *string           `json:"permission" doc:"That was approved"`
	DecidedBy  *Person           `json:"decidedBy"`
	CreatedAt  time.Time         `json:"createdAt"`
	DecidedAt  *time.Time        `json:"decidedAt"`
	Levels     []LevelChoice     `json:"levels" doc:"What you may approve, the least first"`
}

// RequestPath names a request.
type RequestPath struct {
	RequestID writ.RequestID `path:"requestId"`
}

func (s *Server) requestRoutes() {
	const file, one = "/v2/files/{fileId}/access-request", "/v2/access-requests/{requestId}"
	member(s, endpoint{id: "requestAccess", route: "POST " + file, summary: "Ask for access to a file that may or may not exist"}, s.requestAccess)
	member(s, endpoint{id: "getMyAccessRequest", route: "GET " + file, summary: "Say what became of your request for a file"}, s.myRequest)
	member(s, endpoint{id: "listAccessRequests", route: "GET /v2/access-requests", summary: "List the requests that you may decide on, or those that you made"}, s.listRequests)
	member(s, endpoint{id: "approveAccessRequest", route: "POST " + one + "/approve", summary: "Give who asked a level; harmless if that was done"}, s.approveRequest)
	member(s, endpoint{id: "declineAccessRequest", route: "POST " + one + "/decline", summary: "Decline a request; harmless if that was done"}, s.declineRequest)
}

func (s *Server) requestAccess(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Body struct {
		Message string `json:"message,omitempty" maxLength:"2000"`
	}
}) (AccessRequestState, error) {
	r, err := s.app.RequestAccess(ctx, actor, in.FileID, in.Body.Message)
	if err != nil {
		return AccessRequestState{}, err
	}
	return showRequestState(r, false), nil
}

func (s *Server) myRequest(ctx context.Context, actor app.Actor, in *FilePath) (AccessRequestState, error) {
	r, may, err := s.app.MyRequest(ctx, actor, in.FileID)
	return showRequestState(r, may), err
}

func showRequestState(r *writ.AccessRequest, may bool) AccessRequestState {
	if r == nil {
		return AccessRequestState{State: "none", MayRequest: may}
	}
	return AccessRequestState{
		State: string(r.State), RequestID: &r.ID, Message: optional(r.Message), CreatedAt: optionalTime(r.CreatedAt), MayRequest: may,
	}
}

func (s *Server) listRequests(ctx context.Context, actor app.Actor, in *struct {
	Paging
	Mine bool `query:"mine" doc:"Those that you made, newest first, instead of the open ones that you may decide on, oldest first"`
}) (Page[AccessRequest], error) {
	list := s.app.WaitingRequests
	if in.Mine {
		list = s.app.MyRequests
	}
	found, err := list(ctx, actor, writ.RequestID(in.Page), in.Limit+1)
	if err != nil {
		return Page[AccessRequest]{}, err
	}
	return pageOf(found, in.Limit, func(v *app.RequestView) string { return string(v.ID) }, showRequest), nil
}

func (s *Server) approveRequest(ctx context.Context, actor app.Actor, in *struct {
	RequestPath
	Body struct {
		Permission string `json:"permission" enum:"view,explore,organize,edit"`
	}
}) (AccessRequest, error) {
	v, err := s.app.Request(ctx, actor, in.RequestID)
	if err != nil {
		return AccessRequest{}, err
	}
	return decided(s.app.ApproveRequest(ctx, actor, in.RequestID, grantLevel(v.On.Kind, in.Body.Permission)))
}

func (s *Server) declineRequest(ctx context.Context, actor app.Actor, in *RequestPath) (AccessRequest, error) {
	return decided(s.app.DeclineRequest(ctx, actor, in.RequestID))
}

func decided(v *app.RequestView, err error) (AccessRequest, error) {
	if err != nil {
		return AccessRequest{}, err
	}
	return showRequest(v), nil
}

func showRequest(v *app.RequestView) AccessRequest {
	return AccessRequest{
		RequestID: v.ID, FileID: v.File, File: fileName(v.On), Member: personOf(v.Member), Message: v.Message, State: v.State,
		Permission: optional(levelPermission(v.Level)), DecidedBy: personOrNil(v.By),
		CreatedAt: v.CreatedAt, DecidedAt: optionalTime(v.DecidedAt), Levels: entriesOf(v.Levels, showLevelChoice).Entries,
	}
}
