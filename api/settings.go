package api

import (
	"context"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// Settings is what the organization has decided.
type Settings struct {
	SettingsDraft
	UpdatedBy *writ.MemberID `json:"updatedBy" doc:"Who changed it last; null for the defaults"`
	UpdatedAt *time.Time     `json:"updatedAt"`
}

// SettingsDraft is what settings are replaced with.
type SettingsDraft struct {
	Retention Retention `json:"retention"`
	Limits    Limits    `json:"limits"`
	Exports   *Exports  `json:"exports,omitempty" doc:"Absent in a change: they stay"`
	Version   int64     `json:"version" doc:"The version that the change was made on"`
}

// Retention says how long things are kept that nobody needs any more.
type Retention struct {
	UnfinishedUploads int `json:"unfinishedUploads" doc:"Days after which an upload that nobody goes on with is canceled"`
	EndedUploads      int `json:"endedUploads" doc:"Days for which the record and the reject list of an upload are kept; its table stays"`
	Jobs              int `json:"jobs" doc:"Days for which jobs that have ended are kept"`
	Quarantine        int `json:"quarantine" doc:"Days after which an object in quarantine is dropped"`
	Versions          int `json:"versions" doc:"How many versions of a table keep their rows, the current one included; not days"`
	Trash             int `json:"trash" doc:"Days after which what is in the trash is deleted for good"`
	Audit             int `json:"audit" doc:"Days for which entries of the audit log are kept, 30 at least"`
}

// Limits keeps one member or one connection from taking everything.
type Limits struct {
	MemberUploads     int   `json:"memberUploads" doc:"Uploads of a member that have not ended"`
	MemberUploadBytes int64 `json:"memberUploadBytes" doc:"Bytes of these uploads together"`
	MemberImports     int   `json:"memberImports" doc:"Imports of a member that run at the same time"`
	ConnectionImports int   `json:"connectionImports" doc:"Imports into a connection that run at the same time"`
}

// Exports bounds what is sent by e-mail.
type Exports struct {
	OutsideAddresses bool  `json:"outsideAddresses" doc:"Tables may be sent to others than members"`
	AttachmentBytes  int64 `json:"attachmentBytes" doc:"Bytes of a file that is attached; instead of a larger one a link is sent"`
}

func (s *Server) settingsRoutes() {
	member(s, endpoint{id: "getSettings", route: "GET /v2/organization/settings", summary: "Get retention and limits of the organization"}, s.getSettings)
	member(s, endpoint{id: "saveSettings", route: "PUT /v2/organization/settings", summary: "Replace retention and limits of the organization"}, s.saveSettings)
}

func (s *Server) getSettings(ctx context.Context, actor app.Actor, _ *struct{}) (Settings, error) {
	found, err := s.app.Settings(ctx, actor)
	return showSettings(found), err
}

func (s *Server) saveSettings(ctx context.Context, actor app.Actor, in *struct{ Body SettingsDraft }) (Settings, error) {
	to, err := s.app.Settings(ctx, actor)
	if err != nil {
		return Settings{}, err
	}
	to.Retention, to.Limits, to.Version = writ.Retention(in.Body.Retention), writ.Limits(in.Body.Limits), in.Body.Version
	if in.Body.Exports != nil {
		to.Exports = writ.Exports(*in.Body.Exports)
	}
	saved, err := s.app.SaveSettings(ctx, actor, to)
	return showSettings(saved), err
}

func showSettings(from writ.Settings) Settings {
	exports := Exports(from.Exports)
	to := Settings{SettingsDraft: SettingsDraft{
		Retention: Retention(from.Retention), Limits: Limits(from.Limits), Exports: &exports, Version: from.Version,
	}}
	if from.Version > 0 {
		to.UpdatedBy, to.UpdatedAt = &from.UpdatedBy, &from.UpdatedAt
	}
	return to
}
