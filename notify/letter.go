package notify

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// Letter is what a mail tells one member. Names are those that the receiver may
// see; whoever makes the letter has asked.
type Letter struct {
	Kind    writ.NotificationKind
	ID      string // of the mail
	To      Address
	At      time.Time
	Actor   string        // whose doing it is
	File    writ.FileKind // what it is about
	Name    string        // of the file; "" where the receiver is told none
	Level   writ.Level    // that was given
	Team    string        // through which the receiver has it; "" for themselves
	Message string        // what the actor wrote
	Link    string        // where to go
}

// maxSubject is how many characters a subject has at most.
const maxSubject = 150

// Sentence says in one line what happened. It is the subject of the mail.
func (l Letter) Sentence() string {
	thing := strings.TrimSpace(l.File.Label() + " " + quoted(l.Name))
	switch l.Kind {
	case writ.NotifyShared:
		if l.Team != "" {
			return fmt.Sprintf("%s shared the %s with your team %s: %s", l.Actor, thing, l.Team, l.Level.Label())
		}
		return fmt.Sprintf("%s shared the %s with you: %s", l.Actor, thing, l.Level.Label())
	case writ.NotifyRequested:
		return fmt.Sprintf("%s asks for access to the %s", l.Actor, thing)
	case writ.NotifyApproved:
		return fmt.Sprintf("You have access to the %s now: %s", thing, l.Level.Label())
	case writ.NotifyDeclined:
		return "Your request for access was declined"
	case writ.NotifyOwner:
		return fmt.Sprintf("The %s is yours now", thing)
	case writ.NotifyExported:
		if thing == "" {
			return "An export was not sent"
		}
		return fmt.Sprintf("An export of the %s was not sent", thing)
	}
	return "Something happened in Writ"
}

// quoted puts a name between marks that keep its writing direction to itself, so
// that a name written from right to left does not turn the sentence around
// (Unicode Annex 9, isolates).
func quoted(name string) string {
	if name == "" {
		return ""
	}
	const isolate, pop = "\u2068", "\u2069"
	return "“" + isolate + name + pop + "”"
}

// action names the link.
func (l Letter) action() string {
	switch l.Kind {
	case writ.NotifyRequested:
		return "Review the request"
	case writ.NotifyDeclined:
		return "Open Writ"
	}
	return "Open it"
}

// page is the HTML form of a letter. Mail programs know little of CSS, so it has
// next to none.
var page = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Sentence}}</title></head>
<body style="font-family:sans-serif;line-height:1.5">
<p>{{.Sentence}}.</p>
{{- if .Message}}
<blockquote style="margin:0 0 1em;padding-left:1em;border-left:3px solid #888;white-space:pre-wrap" dir="auto">{{.Message}}</blockquote>
{{- end}}
<p><a href="{{.Link}}">{{.Action}}</a></p>
<p style="color:#666;font-size:smaller">Writ sent this to {{.To.Email}}.</p>
</body></html>
`))

// Mail writes a letter as plain text and as HTML.
func (l Letter) Mail() (Mail, error) {
	m := Mail{ID: l.ID, To: l.To, At: l.At, Subject: shortened(l.Sentence(), maxSubject)}
	var text, html strings.Builder
	text.WriteString(l.Sentence() + ".\n\n")
	for line := range strings.Lines(l.Message) {
		text.WriteString("> " + strings.TrimRight(line, "\r\n") + "\n")
	}
	if l.Message != "" {
		text.WriteString("\n")
	}
	fmt.Fprintf(&text, "%s: %s\n\n-- \nWrit sent this to %s.\n", l.action(), l.Link, l.To.Email)
	err := page.Execute(&html, struct {
		Letter
		Sentence, Action string
	}{l, l.Sentence(), l.action()})
	m.Text, m.HTML = text.String(), html.String()
	return m, err
}

// shortened cuts text to n characters.
func shortened(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}

// Trial is the mail by which an Admin sees that mails arrive.
func Trial(id string, to Address, at time.Time, link string) Mail {
	const subject = "Writ can send mails"
	return Mail{
		ID: id, To: to, At: at, Subject: subject,
		Text: fmt.Sprintf("This is the mail that you asked Writ for: the mail server is set up.\n\nOpen Writ: %s\n", link),
	}
}
