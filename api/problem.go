package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
)

// Problem is the body of every error answer, application/problem+json after
// RFC 9457, with the stable code that scripts rely on. Message repeats Detail
// because clients of Sigma's API look for it there.
type Problem struct {
	Type      string         `json:"type" doc:"Always about:blank: code tells the kind of problem"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      writ.Code      `json:"code" enum:"invalid,unauthenticated,forbidden,not_found,conflict,stale,unsupported,rejected,uncertain,exhausted,canceled,internal,unavailable"`
	Message   string         `json:"message" doc:"A sentence for the person who sees it; the same as detail"`
	Field     string         `json:"field,omitempty" doc:"The input at fault, spelled as in the request"`
	Hint      string         `json:"hint,omitempty" doc:"How to mend it"`
	RequestID string         `json:"requestId" doc:"Finds this request in the server's log"`
	Offset    *int64         `json:"offset,omitempty" doc:"The offset an upload goes on from, where a part came with another"`
	Errors    []ProblemInput `json:"errors,omitempty" doc:"Each input at fault, where there are several"`
	Rows      []RowResult    `json:"rows,omitempty" doc:"Of a conflict in an input table: what the row holds by now"`

	header http.Header
}

// ProblemInput is one input at fault. The value itself is never echoed: it may
// be a secret.
type ProblemInput struct {
	Location string `json:"location" doc:"Such as body.details or query.limit"`
	Message  string `json:"message"`
}

// statusOf maps each code to its HTTP status; there is no other place that does,
// but tooManyProblem.
func statusOf(code writ.Code) int {
	switch code {
	case writ.CodeInvalid:
		return http.StatusBadRequest
	case writ.CodeUnauthenticated:
		return http.StatusUnauthorized
	case writ.CodeForbidden:
		return http.StatusForbidden
	case writ.CodeNotFound:
		return http.StatusNotFound
	case writ.CodeConflict, writ.CodeStale, writ.CodeCanceled:
		return http.StatusConflict
	case writ.CodeUnsupported, writ.CodeRejected:
		return http.StatusUnprocessableEntity
	case writ.CodeExhausted:
		return http.StatusInsufficientStorage
	case writ.CodeUncertain:
		return http.StatusBadGateway
	case writ.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// codeOf maps the statuses that the HTTP layers below produce by themselves
// back to codes.
func codeOf(status int) writ.Code {
	switch {
	case status == http.StatusUnauthorized:
		return writ.CodeUnauthenticated
	case status == http.StatusForbidden:
		return writ.CodeForbidden
	case status == http.StatusNotFound:
		return writ.CodeNotFound
	case status == http.StatusRequestEntityTooLarge, status == http.StatusTooManyRequests:
		return writ.CodeExhausted
	case status >= 500:
		return writ.CodeInternal
	}
	return writ.CodeInvalid
}

// Error returns the message.
func (p *Problem) Error() string { return p.Message }

// GetStatus returns the HTTP status; huma asks for it.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns the headers the answer carries; huma asks for them.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType names the media type of problems; huma asks for it.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func newProblem(ctx context.Context, status int, code writ.Code, message string) *Problem {
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Detail: message, Message: message, RequestID: requestID(ctx),
	}
}

// problem turns err into what the client may see and logs what it may not: an
// error that is no *writ.Error, or an internal one, is a fault of Writ and shows
// nothing but its request id.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	var ready *Problem
	if errors.As(err, &ready) {
		return ready
	}
	var e *writ.Error
	if ctx.Err() != nil && !errors.As(err, &e) {
		e = writ.Errorf(writ.CodeCanceled, "api", "The request was canceled")
	}
	if e == nil && !errors.As(err, &e) || e.Code == writ.CodeInternal {
		s.log.ErrorContext(ctx, "request failed", slog.Any("error", err), slog.String("request", requestID(ctx)))
		p := newProblem(ctx, http.StatusInternalServerError, writ.CodeInternal, "Writ made a mistake and could not do this")
		p.Hint = "Try again; if it stays so, give an Admin the request id, which finds the cause in the log."
		return p
	}
	s.log.DebugContext(ctx, "request refused", slog.Any("error", err), slog.String("request", requestID(ctx)))
	p := newProblem(ctx, statusOf(e.Code), e.Code, e.Message)
	p.Field, p.Hint = e.Field, e.Hint
	return p
}

// tooManyProblem is the problem of a refused sign-in or live channel. What is
// exhausted there is the patience of the server, not its room: 429 instead of 507.
func (s *Server) tooManyProblem(ctx context.Context, err error) *Problem {
	p := s.problem(ctx, err)
	if p.Code == writ.CodeExhausted {
		p.Status, p.Title = http.StatusTooManyRequests, http.StatusText(http.StatusTooManyRequests)
	}
	return p
}

// writeProblem answers with err outside huma's operations.
func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problem(r.Context(), err)
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client is gone if this fails
}

// adaptHuma replaces huma's own errors by Problem and lets arrays be arrays
// instead of array-or-null. Huma offers only process-wide hooks for both.
var adaptHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return humaProblem(context.Background(), status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return humaProblem(ctx.Context(), status, message, errs)
	}
})

// humaProblem makes the problem of a request that huma refused before or
// instead of calling an endpoint.
func humaProblem(ctx context.Context, status int, message string, errs []error) *Problem {
	if status == http.StatusUnprocessableEntity {
		status = statusOf(writ.CodeInvalid)
	}
	p := newProblem(ctx, status, codeOf(status), message)
	for _, err := range errs {
		var d huma.ErrorDetailer
		if errors.As(err, &d) {
			detail := d.ErrorDetail()
			p.Errors = append(p.Errors, ProblemInput{Location: detail.Location, Message: detail.Message})
		}
	}
	if len(p.Errors) > 0 {
		first := p.Errors[0]
		p.Field = inputName(first.Location)
		p.Message = first.Location + ": " + first.Message
		p.Detail = p.Message
	}
	return p
}
