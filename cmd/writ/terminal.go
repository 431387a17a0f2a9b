package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"

	"golang.org/x/term"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
)

// print writes one line for people.
func (t *terminal) print(format string, args ...any) error {
	_, err := fmt.Fprintf(t.out, format+"\n", args...)
	return err
}

// answer writes v as JSON if that is asked for, else a line for people.
func (t *terminal) answer(v any, format string, args ...any) error {
	if t.json {
		return t.document(v)
	}
	return t.print(format, args...)
}

// document writes v as one line of JSON.
func (t *terminal) document(v any) error {
	enc := json.NewEncoder(t.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// table writes rows in columns for people. What others have named may hold
// characters that command a terminal; in their place stands the one for unknown
// characters.
func (t *terminal) table(head []any, rows [][]any) error {
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, row := range append([][]any{head}, rows...) {
		for i, cell := range row {
			if i > 0 {
				_, _ = fmt.Fprint(w, "\t") // Flush returns the error
			}
			_, _ = fmt.Fprint(w, strings.Map(printable, fmt.Sprint(cell)))
		}
		_, _ = fmt.Fprintln(w)
	}
	return w.Flush()
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return unicode.ReplacementChar
	}
	return r
}

// note writes a line beside the answer: progress, warnings, advice.
func (t *terminal) note(format string, args ...any) {
	_, _ = fmt.Fprintf(t.err, format+"\n", args...) // nowhere left to say it
}

// wrongUsage says how a command line is wrong.
func (t *terminal) wrongUsage(err error) int {
	t.note("writ: %v", err)
	t.note("Try writ --help, or writ COMMAND --help.")
	return exitUsage
}

// usageError is wrong usage that only shows once a command runs.
type usageError struct{ error }

// refused says why a command could not be done: with --json the problem document
// as the server sent it.
func (t *terminal) refused(err error) int {
	var usage usageError
	if errors.As(err, &usage) {
		return t.wrongUsage(usage.error)
	}
	if t.json {
		t.note("%s", problemDocument(err))
		return exitRefused
	}
	var e *writ.Error
	if !errors.As(err, &e) {
		t.note("writ: %v", err)
		return exitRefused
	}
	t.note("writ: %s", e.Message)
	if e.Hint != "" {
		t.note("%s", e.Hint)
	}
	if p := problemIn(err); p != nil && p.RequestID != "" {
		t.note("Request %s", p.RequestID)
	}
	return exitRefused
}

func problemIn(err error) *client.Problem {
	var p *client.Problem
	errors.As(err, &p)
	return p
}

// problemDocument is err as JSON: what the server sent, or the same members for
// what was found out here.
func problemDocument(err error) []byte {
	if p := problemIn(err); p != nil {
		return p.Document
	}
	doc, err := json.Marshal(problemOf(err))
	if err != nil {
		return []byte(`{"code":"internal"}`)
	}
	return doc
}

// problemOf is err without what only programs see.
func problemOf(err error) writ.Problem {
	var e *writ.Error
	if errors.As(err, &e) {
		return writ.Problem{Code: e.Code, Field: e.Field, Message: e.Message, Hint: e.Hint}
	}
	return writ.Problem{Code: writ.CodeOf(err), Message: err.Error()}
}

// isTerminal tells whether a person sees what is written to w.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// secret asks for a secret without showing it, or reads a line where nobody
// types.
func (t *terminal) secret(question string) (string, error) {
	f, ok := t.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t.line("")
	}
	_, _ = fmt.Fprint(t.err, question)
	b, err := term.ReadPassword(int(f.Fd()))
	t.note("")
	return string(b), err
}

// line asks for a line and reads it, byte by byte, so that what follows stays
// for the next question.
func (t *terminal) line(question string) (string, error) {
	_, _ = fmt.Fprint(t.err, question)
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := t.in.Read(b)
		switch {
		case n == 1 && b[0] == '\n':
			return string(line), nil
		case n == 1 && b[0] != '\r':
			line = append(line, b[0])
		}
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return string(line), nil
		}
		if err != nil {
			return "", usageError{errors.New("nothing was typed")}
		}
	}
}
