package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/notify"
)

// MailServer is how the organization sends mails. An empty host sends none.
type MailServer struct {
	Host string     `json:"host" maxLength:"253" doc:"Empty: no mails are sent"`
	Port int        `json:"port" minimum:"0" maximum:"65535" doc:"587 goes with starttls, 465 with tls"`
	TLS  notify.TLS `json:"tls" enum:"starttls,tls,none,"`
	User string     `json:"user,omitempty" maxLength:"254" doc:"Empty: it signs in to nothing"`
	From string     `json:"from" maxLength:"400" doc:"The address that mails come from, such as Writ <writ@example.com>"`
}

// MailSettings is how the organization sends mails, without the password.
type MailSettings struct {
	MailServer
	Version   int64          `json:"version"`
	UpdatedBy *writ.MemberID `json:"updatedBy" doc:"null as long as nobody has decided anything"`
	UpdatedAt *time.Time     `json:"updatedAt"`
}

// MailTrial is what a test mail is sent with.
type MailTrial struct {
	MailServer
	Password *string `json:"password,omitempty" writeOnly:"true" maxLength:"1000" doc:"Absent: the one that is kept, if server and user are those it is kept for"`
}

// MailDraft is what the settings are replaced with.
type MailDraft struct {
	MailTrial
	Version int64 `json:"version" doc:"The version that the change was made on"`
}

func (s *Server) mailRoutes() {
	const path = "/v2/organization/mail"
	member(s, endpoint{id: "getMailSettings", route: "GET " + path, summary: "Get how the organization sends mails"}, s.getMail)
	member(s, endpoint{id: "saveMailSettings", route: "PUT " + path, summary: "Replace how the organization sends mails"}, s.saveMail)
	member(s, endpoint{id: "tryMail", route: "POST " + path + "/test", summary: "Send yourself a test mail, before or after saving"}, s.tryMail)
}

func (s *Server) getMail(ctx context.Context, actor app.Actor, _ *struct{}) (MailSettings, error) {
	found, err := s.app.MailSettings(ctx, actor)
	return showMail(found), err
}

func (s *Server) saveMail(ctx context.Context, actor app.Actor, in *struct{ Body MailDraft }) (MailSettings, error) {
	saved, err := s.app.SaveMailSettings(ctx, actor, app.MailDraft{
		Server: notify.Server(in.Body.MailServer), Password: in.Body.Password, Version: in.Body.Version,
	})
	return showMail(saved), err
}

func (s *Server) tryMail(ctx context.Context, actor app.Actor, in *struct{ Body MailTrial }) (Empty, error) {
	return Empty{}, s.app.TryMail(ctx, actor, app.MailDraft{Server: notify.Server(in.Body.MailServer), Password: in.Body.Password})
}

func showMail(from app.MailSettings) MailSettings {
	to := MailSettings{MailServer: MailServer(from.Server), Version: from.Version}
	if from.Version > 0 {
		to.UpdatedBy, to.UpdatedAt = &from.UpdatedBy, &from.UpdatedAt
	}
	return to
}
