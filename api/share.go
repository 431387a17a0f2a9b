package api

import (
	"context"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// ShareDraft is what a file is shared with, and what those are told who gain by it.
type ShareDraft struct {
	GrantDrafts
	Message   string `json:"message,omitempty" maxLength:"2000"`
	SendEmail *bool  `json:"sendEmail,omitempty" doc:"Tell them by mail, too, where the organization has a mail server; absent: yes"`
}

// AccessWay is one of the things through which somebody has a level.
type AccessWay struct {
	Cause      access.Cause  `json:"cause" enum:"grant,created,owner,home" doc:"created: a grant of Can contribute, on a document that they created there; home: it lies in their own My documents"`
	GrantID    *writ.GrantID `json:"grantId"`
	AllMembers bool          `json:"allMembers" doc:"It is given to all members"`
	Team       *TeamName     `json:"team" doc:"It is given to this team of theirs"`
	Inode      FileName      `json:"inode" doc:"Where it is given: the file or a folder above it"`
	Inherited  bool          `json:"inherited" doc:"It is given on a folder above"`
	Level      writ.Level    `json:"level" doc:"What is given there"`
	Gives      writ.Level    `json:"gives" doc:"What it gives on the file; the account type may leave less of it"`
	Label      string        `json:"label" doc:"The level that is given, for people"`
}

// Access is how a member stands to a file, and why.
type Access struct {
	Member      Person          `json:"member"`
	Permission  *string         `json:"permission" enum:"view,explore,organize,edit" doc:"null for none"`
	Level       writ.Level      `json:"level" doc:"view, explore, contribute, edit, manage, or empty for none"`
	Label       string          `json:"label"`
	BeforeLevel writ.Level      `json:"beforeLevel" doc:"What the grants give; the account type may leave less of it"`
	IsOwner     bool            `json:"isOwner"`
	MayManage   bool            `json:"mayManage" doc:"May share it and take access away"`
	Actions     []access.Action `json:"actions"`
	Why         []string        `json:"why" doc:"Sentences for people"`
	Via         []AccessWay     `json:"via" doc:"Everything it comes from, nearest first"`
}

// AccessPage is a page of those who have access.
type AccessPage struct {
	Entries  []Access `json:"entries"`
	NextPage *string  `json:"nextPage"`
	Total    int      `json:"total"`
}

// LevelChoice is a level that files of a kind have.
type LevelChoice struct {
	Permission string     `json:"permission" enum:"view,explore,organize,edit"`
	Level      writ.Level `json:"level" enum:"view,explore,contribute,edit,manage"`
	Label      string     `json:"label"`
	Why        *string    `json:"why" doc:"Why it makes no sense for them; null if it does"`
}

// GranteeChoice is somebody whom a file may be shared with. Without member and team
// it is all members.
type GranteeChoice struct {
	Member     *Person       `json:"member"`
	Team       *TeamName     `json:"team"`
	AllMembers bool          `json:"allMembers"`
	Permission *string       `json:"permission" doc:"What they were given on the file itself; null for nothing"`
	Levels     []LevelChoice `json:"levels" doc:"The least first"`
}

// WhatIfDraft is a grant as it would be.
type WhatIfDraft struct {
	Grantee    Grantee `json:"grantee"`
	Permission *string `json:"permission,omitempty" enum:"view,explore,organize,edit" nullable:"true" doc:"null or absent takes the grant away"`
}

// Shift is what would change for one member.
type Shift struct {
	Member    Person     `json:"member"`
	From      writ.Level `json:"from" doc:"On the file itself; empty for none"`
	To        writ.Level `json:"to"`
	FromLabel string     `json:"fromLabel"`
	ToLabel   string     `json:"toLabel"`
	Documents int        `json:"documents" doc:"How many documents below change for them"`
}

// Effect is what a change of grants would do.
type Effect struct {
	Gain      []Shift `json:"gain" doc:"The first of those who would have more"`
	Lose      []Shift `json:"lose"`
	GainTotal int     `json:"gainTotal"`
	LoseTotal int     `json:"loseTotal"`
}

// SharedFile is a file that somebody shared with the asker.
type SharedFile struct {
	File
	SharedBy   *Person    `json:"sharedBy"`
	SharedTeam *TeamName  `json:"sharedTeam" doc:"The team it was shared with; null if it was shared with you"`
	SharedAt   *time.Time `json:"sharedAt"`
}

// SharedPage is a page of what was shared.
type SharedPage struct {
	Entries  []SharedFile `json:"entries"`
	NextPage *string      `json:"nextPage"`
	Total    int          `json:"total"`
}

// Question asks whether somebody may do something with a file.
type Question struct {
	Action   access.Action `json:"action" doc:"Such as doc.edit or folder.create_doc"`
	FileID   writ.FileID   `json:"fileId,omitempty"`
	Path     string        `json:"path,omitempty" doc:"Instead of fileId, for Admins: the names from the workspace on, such as Plan/2026/Budget"`
	MemberID writ.MemberID `json:"memberId,omitempty" doc:"Absent: you. Another one's rights are answered to those who manage the access to the file"`
	To       writ.FileID   `json:"to,omitempty" doc:"Of moving and copying: the folder"`
	ToPath   string        `json:"toPath,omitempty" doc:"Instead of to, for Admins"`
	NewOwner writ.MemberID `json:"newOwnerId,omitempty" doc:"Of doc.reassign_owner"`
	Grantee  *Grantee      `json:"grantee,omitempty" doc:"Of doc.offer_level and folder.offer_level, with level"`
	Level    writ.Level    `json:"level,omitempty" enum:"view,explore,contribute,edit,manage"`
}

// Answer is a decision with its reasons.
type Answer struct {
	Allowed bool     `json:"allowed"`
	Reasons []string `json:"reasons"`
}

func (s *Server) shareRoutes() {
	const base = "/v2/files/{fileId}"
	member(s, endpoint{id: "shareFile", route: "POST " + base + "/share", summary: "Share a file with members, teams or all members: with all of them or none"}, s.shareFile)
	member(s, endpoint{id: "explainAccess", route: "GET " + base + "/access", summary: "Explain what you, or another member, may do with a file"}, s.explainFileAccess)
	member(s, endpoint{id: "whoHasAccess", route: "GET " + base + "/who", summary: "List everybody who has access to a file, and through what"}, s.whoHasAccess)
	member(s, endpoint{id: "listGrantees", route: "GET " + base + "/grantees", summary: "List whom a file may be shared with, and at which levels"}, s.listFileGrantees)
	member(s, endpoint{id: "whatIf", route: "POST " + base + "/what-if", summary: "Say who would gain and who would lose by grants, before they are given"}, s.whatIf)
	member(s, endpoint{id: "listSharedWithMe", route: "GET /v2/shared-with-me", summary: "List what others shared with you or your teams, newest first"}, s.sharedWithMe)
	member(s, endpoint{id: "decideAccess", route: "POST /v2/access/decide", summary: "Say whether you, or another member, may do something with a file, and why"}, s.decideAccess)
}

func (s *Server) shareFile(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Body ShareDraft
}) (Entries[Grant], error) {
	mail := in.Body.SendEmail == nil || *in.Body.SendEmail
	list, err := s.share(ctx, actor, in.FileID, in.Body.Grants, app.Sharing{Message: in.Body.Message, Mail: mail})
	return entriesOf(list, s.showFileGrant), err
}

func (s *Server) explainFileAccess(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	MemberID writ.MemberID `query:"memberId" doc:"Whose; absent: yours. Another one's is for those who manage the access to the file"`
}) (Access, error) {
	if in.MemberID == "" {
		in.MemberID = actor.Member.ID
	}
	v, err := s.app.AccessOf(ctx, actor, in.FileID, in.MemberID)
	if err != nil {
		return Access{}, err
	}
	return showFileAccess(v), nil
}

func showFileAccess(v *app.AccessView) Access {
	a := Access{
		Member: personOf(v.Of), Permission: optional(levelPermission(v.Level)), Level: v.Level, Label: v.Level.Label(), BeforeLevel: v.Before,
		IsOwner: v.Owner, MayManage: v.Manages, Actions: orEmpty(v.May), Why: orEmpty(v.Why), Via: make([]AccessWay, len(v.Ways)),
	}
	for i, w := range v.Ways {
		a.Via[i] = AccessWay{
			Cause: w.Cause, GrantID: optional(w.Grant), AllMembers: w.Grantee.All(), Team: teamName(w.Team),
			Inode:     FileName{ID: w.On.ID, URLID: urlID(w.On.ID), Name: w.On.Name, Type: fileType(w.On.Kind)},
			Inherited: w.File != v.File, Level: w.Level, Gives: w.Gives, Label: w.Level.Label(),
		}
	}
	return a
}

func (s *Server) whoHasAccess(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Paging
	Search string `query:"search" maxLength:"200" doc:"Part of a name, whatever its case"`
}) (AccessPage, error) {
	offset, err := offsetOf(in.Page)
	if err != nil {
		return AccessPage{}, err
	}
	list, total, err := s.app.WhoHasAccess(ctx, actor, in.FileID, in.Search, offset, in.Limit)
	return AccessPage{Entries: entriesOf(list, showFileAccess).Entries, NextPage: nextOffset(offset+len(list), total), Total: total}, err
}

// offsetOf reads the page of a list that is paged by counting.
func offsetOf(page string) (int, error) {
	if page == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(page)
	if err != nil || n < 0 {
		return 0, writ.Invalid("api.page", "page", "page is not the nextPage of this list").WithHint("Start again without page.")
	}
	return n, nil
}

func nextOffset(end, total int) *string {
	if end >= total {
		return nil
	}
	next := strconv.Itoa(end)
	return &next
}

func (s *Server) listFileGrantees(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Search string `query:"search" maxLength:"200" doc:"Part of a name or address, whatever its case"`
}) (Entries[GranteeChoice], error) {
	list, err := s.app.Grantees(ctx, actor, in.FileID, in.Search)
	return entriesOf(list, showGranteeChoice), err
}

func showGranteeChoice(c app.GranteeChoice) GranteeChoice {
	return GranteeChoice{
		Member: personOrNil(c.Member), Team: teamName(c.Team), AllMembers: c.Member == nil && c.Team == nil,
		Permission: optional(levelPermission(c.Has)), Levels: entriesOf(c.Levels, showLevelChoice).Entries,
	}
}

func showLevelChoice(l app.LevelChoice) LevelChoice {
	return LevelChoice{Permission: levelPermission(l.Level), Level: l.Level, Label: l.Level.Label(), Why: optional(l.Why)}
}

func (s *Server) whatIf(ctx context.Context, actor app.Actor, in *struct {
	FilePath
	Body struct {
		Grants []WhatIfDraft `json:"grants" minItems:"1" maxItems:"100"`
	}
}) (Effect, error) {
	kind, err := s.app.KindOf(ctx, actor, in.FileID)
	if err != nil {
		return Effect{}, err
	}
	drafts := make([]app.GrantDraft, len(in.Body.Grants))
	for i, d := range in.Body.Grants {
		if drafts[i].To, err = d.Grantee.grantee(); err != nil {
			return Effect{}, err
		}
		if d.Permission != nil {
			drafts[i].Level = grantLevel(kind, *d.Permission)
		}
	}
	e, err := s.app.WhatIf(ctx, actor, in.FileID, drafts)
	if err != nil {
		return Effect{}, err
	}
	return Effect{
		Gain: entriesOf(e.Gain, showShift).Entries, Lose: entriesOf(e.Lose, showShift).Entries, GainTotal: e.Gains, LoseTotal: e.Loses,
	}, nil
}

func showShift(v app.ShiftView) Shift {
	return Shift{
		Member: personOf(v.Of), From: v.From, To: v.To, FromLabel: v.From.Label(), ToLabel: v.To.Label(), Documents: v.Documents,
	}
}

func (s *Server) sharedWithMe(ctx context.Context, actor app.Actor, in *Paging) (SharedPage, error) {
	offset, err := offsetOf(in.Page)
	if err != nil {
		return SharedPage{}, err
	}
	list, total, err := s.app.SharedWithMe(ctx, actor, offset, in.Limit)
	return SharedPage{Entries: entriesOf(list, showShared).Entries, NextPage: nextOffset(offset+in.Limit, total), Total: total}, err
}

func showShared(v app.SharedView) SharedFile {
	return SharedFile{File: showFile(v.FileView), SharedBy: personOrNil(v.By), SharedTeam: teamName(v.Team), SharedAt: optionalTime(v.Via.At)}
}

// Resolve takes the urlId for the id.
func (q *Question) Resolve(huma.Context) []error {
	q.FileID, q.To = fileID(q.FileID), fileID(q.To)
	return nil
}

func (s *Server) decideAccess(ctx context.Context, actor app.Actor, in *struct{ Body Question }) (a Answer, err error) {
	for _, named := range []struct {
		path string
		id   *writ.FileID
	}{{in.Body.Path, &in.Body.FileID}, {in.Body.ToPath, &in.Body.To}} {
		if named.path == "" {
			continue
		}
		if *named.id, err = s.app.FileAt(ctx, actor, named.path); err != nil {
			return Answer{}, err
		}
	}
	q := access.Question{
		Who: in.Body.MemberID, Do: in.Body.Action, File: in.Body.FileID, To: in.Body.To, NewOwner: in.Body.NewOwner, Level: in.Body.Level,
	}
	if in.Body.Grantee != nil {
		to, err := in.Body.Grantee.grantee()
		if err != nil {
			return Answer{}, err
		}
		q.Grantee = to
	}
	d, err := s.app.MayI(ctx, actor, q)
	return Answer{Allowed: d.Allow, Reasons: orEmpty(d.Reasons)}, err
}
