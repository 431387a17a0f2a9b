package notify

import (
	"net"
	"net/mail"
	"strconv"
	"strings"

	"github.com/writ-dev/writ"
)

// TLS says how the way to a mail server is encrypted.
type TLS string

// The ways. StartTLS begins in clear and insists on STARTTLS (RFC 3207), most
// often at port 587; DirectTLS is encrypted from the first byte (RFC 8314), at
// port 465; NoTLS is for a relay on the same machine or in the same network.
const (
	StartTLS  TLS = "starttls"
	DirectTLS TLS = "tls"
	NoTLS     TLS = "none"
)

// Server is the mail server of the organization, without its password.
type Server struct {
	Host string `json:"host"` // "" sends no mail
	Port int    `json:"port"`
	TLS  TLS    `json:"tls"`
	User string `json:"user"` // "" signs in to nothing
	From string `json:"from"` // the address that mails come from, with or without a name
}

// On tells whether mails are sent at all.
func (s Server) On() bool { return s.Host != "" }

// address is where the server listens.
func (s Server) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Validate returns CodeInvalid naming the first field that cannot be right.
func (s Server) Validate() error {
	const op = "notify.Server.Validate"
	if !s.On() {
		return nil
	}
	switch {
	case strings.ContainsAny(s.Host, " /@\r\n\t") || len(s.Host) > 253:
		return writ.Invalid(op, "host", "%q is not the name or address of a mail server.", s.Host)
	case s.Port < 1 || s.Port > 65535:
		return writ.Invalid(op, "port", "Choose a port from 1 to 65535.").WithHint("587 goes with starttls, 465 with tls.")
	case s.TLS != StartTLS && s.TLS != DirectTLS && s.TLS != NoTLS:
		return writ.Invalid(op, "tls", "tls is %q; it can be %q, %q or %q.", s.TLS, StartTLS, DirectTLS, NoTLS)
	case s.TLS == NoTLS && s.User != "":
		return writ.Invalid(op, "tls", "Without TLS the password would travel in clear.").WithHint("Choose starttls or tls, or sign in to nothing.")
	case strings.ContainsAny(s.User, "\r\n\x00") || len(s.User) > 254:
		return writ.Invalid(op, "user", "The user name holds characters that cannot be sent.")
	}
	if _, err := mail.ParseAddress(s.From); err != nil || len(s.From) > 400 {
		return writ.Invalid(op, "from", "%q is not an address that mails can come from.", s.From).WithHint("Write it as writ@example.com or Writ <writ@example.com>.")
	}
	return nil
}
