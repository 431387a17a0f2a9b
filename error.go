package writ

import (
	"errors"
	"fmt"
	"strings"
)

// Code names what kind of failure an Error is. The set is closed: callers
// switch on it, the API maps each to one HTTP status, scripts rely on it.
type Code string

// The closed set of codes.
const (
	CodeInvalid         Code = "invalid"         // the request itself is wrong; Field says where
	CodeUnauthenticated Code = "unauthenticated" // nobody is signed in, or the credential is wrong
	CodeForbidden       Code = "forbidden"       // signed in, but may not do this
	CodeNotFound        Code = "not_found"       // absent, or not visible to the asker
	CodeConflict        Code = "conflict"        // collides with something that exists
	CodeStale           Code = "stale"           // built on a version that is no longer current
	CodeUnsupported     Code = "unsupported"     // this platform or version cannot do it; Message says why
	CodeRejected        Code = "rejected"        // the warehouse refused; Message holds its own words
	CodeUncertain       Code = "uncertain"       // the connection was lost after a commit was sent
	CodeExhausted       Code = "exhausted"       // a limit, a quota or the disk is used up
	CodeCanceled        Code = "canceled"        // somebody asked for it to stop
	CodeInternal        Code = "internal"        // a fault of Writ
	CodeUnavailable     Code = "unavailable"     // something Writ needs cannot be reached now
)

// Error is the one error type that crosses package borders. Message is a plain
// sentence for the person who sees it; Hint says how to mend it. Neither may
// ever hold a secret. Err keeps the cause for logs and errors.Is.
type Error struct {
	Code    Code
	Op      string // "package.operation", for logs
	Field   string // the input at fault, as the API spells it; empty if none
	Message string
	Hint    string
	Err     error
}

// Error renders the message for logs: operation, message and cause.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	if e.Message != "" {
		b.WriteString(e.Message)
	} else {
		b.WriteString(string(e.Code))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error whose Message is formatted from format and args.
func Errorf(code Code, op, format string, args ...any) *Error {
	return &Error{Code: code, Op: op, Message: fmt.Sprintf(format, args...)}
}

// Invalid makes a CodeInvalid error about one field of the input.
func Invalid(op, field, format string, args ...any) *Error {
	return &Error{Code: CodeInvalid, Op: op, Field: field, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an Error around a cause that is for the logs, not for people.
func Wrap(code Code, op string, err error, format string, args ...any) *Error {
	return &Error{Code: code, Op: op, Message: fmt.Sprintf(format, args...), Err: err}
}

// WithHint returns a copy of e that says how to mend it.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// CodeOf returns the code of the outermost Error in err's chain, CodeInternal
// for any other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
