package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/audit"
	"github.com/writ-dev/writ/store"
)

// AuditEntry says that somebody did or tried something, with the names of today.
type AuditEntry struct {
	audit.Line
	MemberName string `json:"memberName" doc:"Empty if the member is not known"`
	ObjectName string `json:"objectName" doc:"Empty if it is gone, or has no name"`
}

// AuditFilter narrows the audit log.
type AuditFilter struct {
	From     time.Time     `query:"from" doc:"Not before this time"`
	To       time.Time     `query:"to" doc:"Before this time"`
	MemberID writ.MemberID `query:"memberId" doc:"Who did it"`
	Action   string        `query:"action" doc:"Such as app.CreateMember"`
	Noun     string        `query:"noun" doc:"What kind of thing, such as file"`
	ObjectID string        `query:"objectId" doc:"Which of them"`
	Result   string        `query:"result" enum:"done,refused,failed"`
	Text     string        `query:"text" maxLength:"200" doc:"A part of the address, the action, the object's id or the reason, whatever the case"`
}

func (f AuditFilter) filter() (store.AuditFilter, error) {
	out := store.AuditFilter{
		Member: f.MemberID, Action: f.Action, Noun: f.Noun, Object: f.ObjectID, Result: writ.AuditResult(f.Result), Text: f.Text,
	}
	if !f.From.IsZero() {
		out.From = f.From.UnixMicro()
	}
	if !f.To.IsZero() {
		out.To = f.To.UnixMicro()
	}
	if out.To != 0 && out.To <= out.From {
		return out, writ.Invalid("api.auditFilter", "to", "to is not after from, so no entry can be between them")
	}
	return out, nil
}

// auditTypes are the media types of the exports.
var auditTypes = map[app.AuditFormat]string{app.AuditCSV: "text/csv; charset=utf-8", app.AuditJSON: "application/x-ndjson"}

func (s *Server) auditRoutes() {
	member(s, endpoint{id: "listAuditLog", route: "GET /v2/audit-log", summary: "List who did or tried what, newest first"}, s.listAuditLog)
	s.exportAuditRoute()
	s.streamAuditRoute()
}

func (s *Server) listAuditLog(ctx context.Context, actor app.Actor, in *struct {
	AuditFilter
	Paging
}) (Page[AuditEntry], error) {
	f, err := in.filter()
	if err != nil {
		return Page[AuditEntry]{}, err
	}
	list, err := s.app.AuditLog(ctx, actor, f, writ.AuditID(in.Page), in.Limit+1)
	if err != nil {
		return Page[AuditEntry]{}, err
	}
	return pageOf(list, in.Limit, func(v app.AuditView) string { return string(v.ID) }, func(v app.AuditView) AuditEntry {
		return AuditEntry{Line: audit.LineOf(v.AuditEntry), MemberName: v.MemberName, ObjectName: v.ObjectName}
	}), nil
}

func (s *Server) exportAuditRoute() {
	e := endpoint{id: "exportAuditLog", route: "GET /v2/audit-log/export", summary: "Stream the entries that fit, newest first, as a file"}
	op := e.operation()
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse("text/csv", "application/x-ndjson")}
	huma.Register(s.huma, op, func(ctx context.Context, in *struct {
		AuditFilter
		Format string `query:"format" enum:"csv,json" default:"csv" doc:"CSV for spreadsheets, or JSON lines"`
	}) (*huma.StreamResponse, error) {
		f, err := in.filter()
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		actor, format := actorOf(ctx), app.AuditFormat(in.Format)
		return s.stream(auditTypes[format], "audit-log."+in.Format, func(w io.Writer) error {
			return s.app.ExportAuditLog(ctx, actor, f, format, w)
		}), nil
	})
}

// auditAgain is how often whoever follows the audit log is asked for their rights
// anew while there is nothing to tell; before each thing that is, they are, too.
const auditAgain = 10 * time.Second

func (s *Server) streamAuditRoute() {
	e := endpoint{id: "streamAuditLog", route: "GET /v2/audit-log/stream", summary: "Follow the audit log: JSON lines, oldest first, that go on as entries come"}
	op := e.operation()
	op.Description = "The answer does not end by itself. Without from it begins with what comes next. An empty line, every few seconds, says that there is nothing new. Whoever reconnects sends the time of the last entry as from and drops those it has, by auditId."
	op.Middlewares = huma.Middlewares{s.requireMember}
	op.Responses = map[string]*huma.Response{"200": binaryResponse("application/x-ndjson")}
	huma.Register(s.huma, op, func(ctx context.Context, in *AuditFilter) (*huma.StreamResponse, error) {
		f, err := in.filter()
		if err == nil {
			err = s.app.MayFollowAuditLog(ctx, actorOf(ctx))
		}
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		since := in.From
		if since.IsZero() {
			since = s.opt.Clock()
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			w.Header().Set("Content-Type", auditTypes[app.AuditJSON])
			if err := s.followAudit(r, w, f, since); err != nil {
				_ = s.problem(r.Context(), err) // for its log line: the answer has begun
				panic(http.ErrAbortHandler)
			}
		}}, nil
	})
}

// followAudit writes entries until the client goes, the server stops, or the
// client's session, token or rights have ended.
func (s *Server) followAudit(r *http.Request, w http.ResponseWriter, f store.AuditFilter, since time.Time) error {
	out := s.rollingWriter(w)
	asked := s.opt.Clock()
	quiet := asked
	err := s.app.FollowAuditLog(r.Context(), f, since, func(list []*writ.AuditEntry) error {
		now := s.opt.Clock()
		if s.draining.Load() {
			return errEnoughFollowed
		}
		if len(list) > 0 || now.Sub(asked) >= auditAgain {
			asked = now
			if err := s.mayStillFollow(r); err != nil {
				return err
			}
		}
		switch {
		case len(list) > 0:
			if err := audit.WriteJSON(out, list); err != nil {
				return errEnoughFollowed // the client is gone
			}
		case out.begun && now.Sub(quiet) < auditAgain:
			return nil
		default:
			if _, err := io.WriteString(out, "\n"); err != nil {
				return errEnoughFollowed
			}
		}
		quiet = now
		return out.conn.Flush()
	})
	if errors.Is(err, errEnoughFollowed) {
		return nil
	}
	return err
}

// errEnoughFollowed ends a stream without a fault.
var errEnoughFollowed = errors.New("api: the stream of the audit log ends")

// mayStillFollow asks again who sends the request, and what they may.
func (s *Server) mayStillFollow(r *http.Request) error {
	id := s.glance(r.Context(), r)
	switch {
	case id.err != nil:
		return id.err
	case id.member == nil || id.mustChange():
		return errUnauthenticated()
	}
	actor := actorOf(r.Context())
	actor.Member = id.member
	return s.app.MayFollowAuditLog(r.Context(), actor)
}
