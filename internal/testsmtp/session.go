package testsmtp

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"strings"
	"time"
)

// session is one connection to the server.
type session struct {
	server *Server
	opt    Options
	conn   net.Conn
	in     *bufio.Reader
	secure bool
	user   string
	mail   Mail
}

// serve speaks until the client goes. A connection that fails has nobody left to
// be told.
func (s *session) serve() {
	if s.opt.Direct {
		s.encrypt()
	}
	s.in = bufio.NewReader(s.conn)
	s.say("220 testsmtp")
	for {
		line, err := s.in.ReadString('\n')
		if err != nil {
			return
		}
		if !s.obey(strings.TrimRight(line, "\r\n")) {
			return
		}
	}
}

func (s *session) say(format string, args ...any) {
	if s.opt.Pause > 0 {
		time.Sleep(s.opt.Pause)
	}
	fmt.Fprintf(s.conn, format+"\r\n", args...)
}

func (s *session) encrypt() {
	s.conn, s.secure = tls.Server(s.conn, s.server.config), true
	s.in = bufio.NewReader(s.conn)
}

// obey follows one command; false ends the session.
func (s *session) obey(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		s.greet()
	case "HELO", "NOOP", "RSET":
		s.say("250 ok")
	case "STARTTLS":
		s.say("220 go on")
		s.encrypt()
	case "AUTH":
		s.signIn(rest)
	case "MAIL":
		s.begin(rest)
	case "RCPT":
		s.address(rest)
	case "DATA":
		return s.receive()
	case "QUIT":
		s.say("221 bye")
		return false
	default:
		s.say("502 what?")
	}
	return true
}

func (s *session) greet() {
	offers := []string{"testsmtp", "8BITMIME"}
	if s.opt.StartTLS && !s.secure {
		offers = append(offers, "STARTTLS")
	}
	if s.opt.User != "" && (s.secure || !s.opt.StartTLS) {
		offers = append(offers, "AUTH PLAIN")
	}
	for i, o := range offers {
		mark := "-"
		if i == len(offers)-1 {
			mark = " "
		}
		s.say("250%s%s", mark, o)
	}
}

func (s *session) signIn(rest string) {
	word, ok := strings.CutPrefix(rest, "PLAIN ")
	plain, err := base64.StdEncoding.DecodeString(word)
	if !ok || err != nil || string(plain) != "\x00"+s.opt.User+"\x00"+s.opt.Password {
		s.say("535 5.7.8 wrong user or password")
		return
	}
	s.user = s.opt.User
	s.say("235 welcome")
}

func (s *session) begin(rest string) {
	switch {
	case s.opt.StartTLS && !s.secure:
		s.say("530 5.7.0 must issue STARTTLS first")
	case s.opt.User != s.user:
		s.say("530 5.7.0 sign in first")
	default:
		s.mail = Mail{From: between(rest), TLS: s.secure, User: s.user}
		s.say("250 ok")
	}
}

func (s *session) address(rest string) {
	if s.opt.Refuse != "" {
		s.say("%s", s.opt.Refuse)
		return
	}
	s.mail.To = append(s.mail.To, between(rest))
	s.say("250 ok")
}

// receive takes the mail itself, up to the line with a dot.
func (s *session) receive() bool {
	s.say("354 go on")
	var data strings.Builder
	for {
		line, err := s.in.ReadString('\n')
		if err != nil || s.opt.HangUp {
			return false
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "." {
			break
		}
		data.WriteString(strings.TrimPrefix(line, ".") + "\n")
	}
	s.mail.Data = data.String()
	s.server.take(s.mail)
	s.say("250 taken")
	return true
}

// between returns what stands between < and >.
func between(text string) string {
	_, text, _ = strings.Cut(text, "<")
	text, _, _ = strings.Cut(text, ">")
	return text
}
