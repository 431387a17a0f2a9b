package notify

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"os"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/writ-dev/writ"
)

// Address is a person's, with the name that mail programs show.
type Address struct {
	Name  string
	Email string
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name string // as the receiver sees it
	Path string // where it lies now
}

// Mail is ready to be sent. ID is the same for every attempt to send it.
type Mail struct {
	ID          string
	To          Address
	Subject     string
	Text        string
	HTML        string
	Attachments []Attachment
	At          time.Time // its date
}

// sendTimeout is how long a mail server may take for the session and, contentTimes
// that long, for the mail itself.
const (
	sendTimeout  = 30 * time.Second
	contentTimes = 10
)

// Sender hands mails to mail servers.
type Sender struct {
	// Dial connects to an address that the organization may reach.
	Dial func(ctx context.Context, network, host, address string) (net.Conn, error)
	// Roots are the authorities that are trusted; nil are those of the machine.
	Roots *x509.CertPool
	// Timeout is how long a session may take before the mail is sent; 0 is half a
	// minute.
	Timeout time.Duration
}

// Send hands one mail to a server. Errors say what the server said: CodeUnavailable
// if it can be tried again (it cannot be reached, or says so itself),
// CodeRejected if not.
func (s Sender) Send(ctx context.Context, to Server, password string, m Mail) error {
	const op = "notify.Send"
	msg, err := compose(to, m)
	if err != nil {
		return writ.Wrap(writ.CodeRejected, op, err, "The mail to %s cannot be written: %v", m.To.Email, err)
	}
	l := &line{ctx: ctx, sender: s, server: to}
	defer l.close()
	c, err := gomail.NewClient(to.Host, l.options(password)...)
	if err != nil {
		return writ.Wrap(writ.CodeRejected, op, err, "The mail server %s cannot be used as it is set up.", to.address())
	}
	session, err := c.DialToSMTPClientWithContext(ctx)
	if err == nil {
		err = deliver(session, msg, s.patience())
	}
	return failed(op, to, err)
}

// deliver speaks SMTP once the session is open. The library would do so, too, but
// its errors do not let the server's own words out.
func deliver(session *smtp.Client, msg *gomail.Msg, patience time.Duration) error {
	from, err := msg.GetSender(false)
	if err != nil {
		return err
	}
	to, err := msg.GetRecipients()
	if err != nil {
		return err
	}
	if err := session.UpdateDeadline(contentTimes * patience); err != nil {
		return err
	}
	if err := session.Mail(from); err != nil {
		return err
	}
	for _, address := range to {
		if err := session.Rcpt(address); err != nil {
			return err
		}
	}
	w, err := session.Data()
	if err != nil {
		return err
	}
	if _, err := msg.WriteTo(w); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_ = session.Quit() // the server has the mail, whatever it says now
	return nil
}

// compose makes the library's form of a mail.
func compose(from Server, m Mail) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(from.From); err != nil {
		return nil, err
	}
	if err := msg.AddToFormat(m.To.Name, m.To.Email); err != nil {
		return nil, err
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID)
	msg.SetDateWithValue(m.At)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if _, err := os.Stat(a.Path); err != nil { // the library leaves out what is not there
			return nil, err
		}
		msg.AttachFile(a.Path, gomail.WithFileName(a.Name))
	}
	return msg, nil
}

// line is the connection of one mail. The library watches its context only while
// it dials, and leaves a connection open that it could not sign in on.
type line struct {
	ctx    context.Context // of the whole delivery
	sender Sender
	server Server
	conn   net.Conn
	stop   func() bool // ends the watch over ctx
}

func (l *line) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close() // after a delivery it is closed already
	}
}

func (l *line) options(password string) []gomail.Option {
	policy := gomail.NoTLS // or TLS since the first byte, of which the library need not know
	if l.server.TLS == StartTLS {
		policy = gomail.TLSMandatory
	}
	opts := []gomail.Option{
		gomail.WithPort(l.server.Port), gomail.WithTimeout(l.sender.patience()), gomail.WithDialContextFunc(l.dial),
		gomail.WithTLSConfig(l.tls()), gomail.WithTLSPolicy(policy),
	}
	if l.server.User != "" {
		opts = append(opts, gomail.WithUsername(l.server.User), gomail.WithPassword(password), gomail.WithOpportunisticSMTPAuth(
			gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5))
	}
	return opts
}

// dial connects, and encrypts from the first byte where the server wants it: the
// library leaves both to a dialler that is not its own.
func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := l.sender.Dial(ctx, network, l.server.Host, address)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	if l.server.TLS != DirectTLS {
		return conn, nil
	}
	secure := tls.Client(conn, l.tls())
	return secure, secure.HandshakeContext(ctx)
}

func (l *line) tls() *tls.Config {
	return &tls.Config{ServerName: l.server.Host, RootCAs: l.sender.Roots, MinVersion: tls.VersionTLS12}
}

func (s Sender) patience() time.Duration {
	if s.Timeout == 0 {
		return sendTimeout
	}
	return s.Timeout
}

// failed says what a mail server said. The words of the library around them are
// for the log.
func failed(op string, to Server, err error) error {
	if err == nil {
		return nil
	}
	var said *textproto.Error
	if errors.As(err, &said) {
		code := writ.CodeRejected
		if said.Code < 500 {
			code = writ.CodeUnavailable
		}
		return writ.Wrap(code, op, err, "The mail server %s says: %d %s", to.address(), said.Code, said.Msg)
	}
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return writ.Wrap(writ.CodeRejected, op, err, "The certificate of the mail server %s is not trusted: %v", to.address(), untrusted.Err)
	}
	return writ.Wrap(writ.CodeUnavailable, op, err, "The mail server %s cannot be used: %v", to.address(), err)
}
