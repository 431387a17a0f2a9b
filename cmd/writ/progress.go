package main

import (
	"fmt"
	"io"

	"github.com/writ-dev/writ/client"
)

// progress shows one line that changes, to a person at a terminal and to nobody
// else.
type progress struct {
	out   io.Writer // nil where nobody sees it
	shown bool
}

func newProgress(term *terminal) *progress {
	if term.json || !isTerminal(term.err) {
		return &progress{}
	}
	return &progress{out: term.err}
}

func (p *progress) line(format string, args ...any) {
	if p.out == nil {
		return
	}
	p.shown = true
	_, _ = fmt.Fprintf(p.out, "\r\x1b[K"+format, args...) // only decoration
}

// bytes shows how much of a total is done.
func (p *progress) bytes(what string, done, total int64) {
	if total > 0 {
		p.line("%s %d%% of %s", what, min(100*done/total, 100), mebibytes(total))
	}
}

// importing shows how far an import is.
func (p *progress) importing(i client.Progress) {
	switch {
	case i.TotalRows > 0:
		p.line("%s %d%% of %d rows", i.Phase, 100*i.Rows/i.TotalRows, i.TotalRows)
	case i.TotalBytes > 0:
		p.bytes(i.Phase, i.Bytes, i.TotalBytes)
	default:
		p.line("%s", i.Phase)
	}
}

// end clears the line.
func (p *progress) end() {
	if p.shown {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K") // only decoration
	}
}

// mebibytes writes a size for people.
func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
