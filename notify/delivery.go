package notify

import (
	"fmt"
	"html/template"
	"strings"
	"time"
)

// Delivery is a mail that brings a table, or says where it is.
type Delivery struct {
	ID         string
	To         Address
	At         time.Time // when the table was read
	Sender     string    // whose export it is
	Table      string
	Rows       int64
	Subject    string // the sender's; a sentence of our own if empty
	Message    string // what the sender wrote
	Attachment *Attachment
	Limit      int64  // why there is no attachment: it would have more bytes than this
	Link       string // where the table is
}

// subject is the sender's or, without one, our own.
func (d Delivery) subject() string {
	if d.Subject != "" {
		return d.Subject
	}
	return fmt.Sprintf("The table %s", quoted(d.Table))
}

// Facts says what the mail brings.
func (d Delivery) Facts() string {
	rows := fmt.Sprintf("%d rows", d.Rows)
	if d.Rows == 1 {
		rows = "1 row"
	}
	facts := fmt.Sprintf("%s sends you the table %s: %s, as of %s.", d.Sender, quoted(d.Table), rows, d.At.UTC().Format("2 January 2006 15:04 MST"))
	if d.Attachment == nil {
		facts += fmt.Sprintf(" As a file it has more than %d MiB, which is too large for a mail; the link leads to it.", d.Limit>>20)
	}
	return facts
}

// parcel is the HTML form of a delivery.
var parcel = template.Must(template.New("delivery").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="font-family:sans-serif;line-height:1.5">
{{- if .Message}}
<p style="white-space:pre-wrap" dir="auto">{{.Message}}</p>
{{- end}}
<p>{{.Facts}}</p>
<p><a href="{{.Link}}">Open it</a></p>
<p style="color:#666;font-size:smaller">Writ sent this to {{.To.Email}}.</p>
</body></html>
`))

// Mail writes a delivery as plain text and as HTML.
func (d Delivery) Mail() (Mail, error) {
	m := Mail{ID: d.ID, To: d.To, At: d.At, Subject: shortened(d.subject(), maxSubject)}
	if d.Attachment != nil {
		m.Attachments = []Attachment{*d.Attachment}
	}
	var text, html strings.Builder
	if d.Message != "" {
		text.WriteString(d.Message + "\n\n")
	}
	fmt.Fprintf(&text, "%s\n\nOpen it: %s\n\n-- \nWrit sent this to %s.\n", d.Facts(), d.Link, d.To.Email)
	err := parcel.Execute(&html, struct {
		Delivery
		Title string
	}{d, d.subject()})
	m.Text, m.HTML = text.String(), html.String()
	return m, err
}
