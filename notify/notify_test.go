package notify_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testsmtp"
	"github.com/writ-dev/writ/notify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dial is a machine that may reach everything.
func dial(ctx context.Context, network, _, address string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

func at(s *testsmtp.Server, tls notify.TLS, user string) notify.Server {
	return notify.Server{Host: s.Host(), Port: s.Port(), TLS: tls, User: user, From: "Writ <writ@example.com>"}
}

func mail() notify.Mail {
	return notify.Mail{
		ID: "0190@writ", To: notify.Address{Name: "Zoë, the \"first\"", Email: "zoe@example.com"}, At: time.Unix(1700000000, 0).UTC(),
		Subject: "Grüße\r\nBcc: everybody@example.com", Text: "One\n.\nTwo", HTML: "<p>One</p>",
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt  testsmtp.Options
		tls  notify.TLS
		user string
	}{
		"in clear":                {testsmtp.Options{}, notify.NoTLS, ""},
		"STARTTLS":                {testsmtp.Options{StartTLS: true}, notify.StartTLS, ""},
		"STARTTLS and a sign-in":  {testsmtp.Options{StartTLS: true, User: "u", Password: "p"}, notify.StartTLS, "u"},
		"TLS at once":             {testsmtp.Options{Direct: true}, notify.DirectTLS, ""},
		"TLS at once, a sign-in":  {testsmtp.Options{Direct: true, User: "u", Password: "p"}, notify.DirectTLS, "u"},
		"slow, but within bounds": {testsmtp.Options{Pause: 10 * time.Millisecond}, notify.NoTLS, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := testsmtp.Start(t, c.opt)
			if err := (notify.Sender{Dial: dial, Roots: s.Roots}).Send(t.Context(), at(s, c.tls, c.user), "p", mail()); err != nil {
				t.Fatal(err)
			}
			mails := s.Mails()
			if len(mails) != 1 {
				t.Fatalf("%d mails have come", len(mails))
			}
			m := mails[0]
			if m.From != "writ@example.com" || len(m.To) != 1 || m.To[0] != "zoe@example.com" || m.User != c.user || m.TLS != (c.tls != notify.NoTLS) {
				t.Errorf("the mail came as %+v", m)
			}
			for _, want := range []string{"Message-ID: <0190@writ>", "Auto-Submitted: auto-generated", "text/plain", "text/html"} {
				if !strings.Contains(m.Data, want) {
					t.Errorf("the mail lacks %q:\n%s", want, m.Data)
				}
			}
			if strings.Contains(m.Data, "\nBcc:") {
				t.Errorf("a subject became a header:\n%s", m.Data)
			}
		})
	}
}

func TestSendRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt      testsmtp.Options
		tls      notify.TLS
		user     string
		stranger bool // its certificate is not trusted
		want     writ.Code
		says     string
	}{
		"refused for good":        {opt: testsmtp.Options{Refuse: "550 no such user"}, tls: notify.NoTLS, want: writ.CodeRejected, says: "550 no such user"},
		"refused for now":         {opt: testsmtp.Options{Refuse: "451 try later"}, tls: notify.NoTLS, want: writ.CodeUnavailable, says: "451 try later"},
		"hangs up":                {opt: testsmtp.Options{HangUp: true}, tls: notify.NoTLS, want: writ.CodeUnavailable},
		"too slow":                {opt: testsmtp.Options{Pause: 2 * time.Second}, tls: notify.NoTLS, want: writ.CodeUnavailable},
		"no STARTTLS":             {tls: notify.StartTLS, want: writ.CodeUnavailable, says: "STARTTLS"},
		"wrong password":          {opt: testsmtp.Options{StartTLS: true, User: "u", Password: "other"}, tls: notify.StartTLS, user: "u", want: writ.CodeRejected, says: "535"},
		"sign-in not offered":     {opt: testsmtp.Options{StartTLS: true}, tls: notify.StartTLS, user: "u", want: writ.CodeUnavailable},
		"strange certificate":     {opt: testsmtp.Options{StartTLS: true}, tls: notify.StartTLS, stranger: true, want: writ.CodeRejected, says: "not trusted"},
		"strange, TLS at once":    {opt: testsmtp.Options{Direct: true}, tls: notify.DirectTLS, stranger: true, want: writ.CodeRejected, says: "not trusted"},
		"encrypted, and in clear": {opt: testsmtp.Options{StartTLS: true}, tls: notify.NoTLS, want: writ.CodeRejected, says: "530"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := testsmtp.Start(t, c.opt)
			sender := notify.Sender{Dial: dial, Roots: s.Roots, Timeout: time.Second}
			if c.stranger {
				sender.Roots = nil
			}
			err := sender.Send(t.Context(), at(s, c.tls, c.user), "secret-word", mail())
			if writ.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v (%s), want %s with %q", err, writ.CodeOf(err), c.want, c.says)
			}
			if strings.Contains(err.Error(), "secret-word") {
				t.Errorf("the error tells the password: %v", err)
			}
			if n := len(s.Mails()); n != 0 {
				t.Errorf("%d mails have come", n)
			}
		})
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{Pause: 300 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err := notify.Sender{Dial: dial}.Send(ctx, at(s, notify.NoTLS, ""), "", mail())
	if writ.CodeOf(err) != writ.CodeUnavailable || time.Since(begun) > 10*time.Second {
		t.Errorf("after %v: %v", time.Since(begun), err)
	}
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	s := testsmtp.Start(t, testsmtp.Options{})
	m := mail()
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.Attachments = []notify.Attachment{{Name: "Umsätze.csv", Path: path}}
	if err := (notify.Sender{Dial: dial}).Send(t.Context(), at(s, notify.NoTLS, ""), "", m); err != nil {
		t.Fatal(err)
	}
	if data := s.Mails()[0].Data; !strings.Contains(data, "YSxiCjEsMgo=") { // base64 of the file
		t.Errorf("the mail lacks the file:\n%s", data)
	}
	m.Attachments[0].Path += "-gone"
	if err := (notify.Sender{Dial: dial}).Send(t.Context(), at(s, notify.NoTLS, ""), "", m); err == nil || len(s.Mails()) != 1 {
		t.Errorf("without the file: %v, %d mails", err, len(s.Mails()))
	}
}

func TestLetter(t *testing.T) {
	t.Parallel()
	const evil = `<img src=x onerror=alert(1)>` + "\u202e"
	for kind, says := range map[writ.NotificationKind]string{
		writ.NotifyShared: "shared the workbook", writ.NotifyRequested: "asks for access", writ.NotifyApproved: "You have access",
		writ.NotifyDeclined: "declined", writ.NotifyOwner: "yours now", writ.NotifyExported: "export",
	} {
		l := notify.Letter{
			Kind: kind, ID: "1@writ", To: notify.Address{Email: "a@example.com"}, Actor: evil, File: writ.KindWorkbook, Name: evil,
			Level: writ.LevelEdit, Message: "line one\n.\n" + evil, Link: "https://writ.example.com/w/1?a=1&b=2",
		}
		m, err := l.Mail()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Subject, says) || !strings.Contains(m.Text, "https://writ.example.com/w/1?a=1&b=2") || !strings.Contains(m.Text, "> line one\n> .\n") {
			t.Errorf("%s: %q\n%s", kind, m.Subject, m.Text)
		}
		if strings.Contains(m.HTML, "<img") || !strings.Contains(m.HTML, `href="https://writ.example.com/w/1?a=1&amp;b=2"`) {
			t.Errorf("%s is not escaped:\n%s", kind, m.HTML)
		}
	}
	long := notify.Letter{Kind: writ.NotifyShared, Actor: strings.Repeat("ä", 300)}
	if m, err := long.Mail(); err != nil || len([]rune(m.Subject)) != 150 {
		t.Errorf("the subject has %d characters, %v", len([]rune(m.Subject)), err)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	good := notify.Server{Host: "smtp.example.com", Port: 587, TLS: notify.StartTLS, User: "u", From: "Writ <writ@example.com>"}
	for _, s := range []notify.Server{good, {}} {
		if err := s.Validate(); err != nil {
			t.Error(err)
		}
	}
	for field, spoil := range map[string]func(*notify.Server){
		"host": func(s *notify.Server) { s.Host = "a b" },
		"port": func(s *notify.Server) { s.Port = 0 },
		"tls":  func(s *notify.Server) { s.TLS = notify.NoTLS },
		"user": func(s *notify.Server) { s.User = "a\r\nb" },
		"from": func(s *notify.Server) { s.From = "nobody" },
	} {
		s := good
		spoil(&s)
		var e *writ.Error
		if err := s.Validate(); !errors.As(err, &e) || e.Code != writ.CodeInvalid || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
