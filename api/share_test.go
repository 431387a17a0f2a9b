package api

import (
	"strings"
	"testing"

	"github.com/writ-dev/writ"
)

// TestSharingOverHTTP goes from a closed door to an open one and back: denied,
// asked, approved, raised, revoked.
func TestSharingOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, bob := w.member(writ.AccountBuild, "ann@example.org"), w.member(writ.AccountAct, "bob@example.org")
	var file File
	w.do(ann, "POST", "/v2/files", `{"type":"workbook","name":"Secretariat"}`).want(200).read(&file)
	at := "/v2/files/" + string(file.ID)
	w.do(bob, "GET", at, "").want(404)
	var state AccessRequestState
	w.do(bob, "POST", "/v2/files/"+file.URLID+"/access-request", `{"message":"please"}`).want(200).read(&state)
	if state.State != "open" || state.MayRequest {
		t.Errorf("asked: %+v", state)
	}
	var waiting Page[AccessRequest]
	w.do(ann, "GET", "/v2/access-requests", "").want(200).read(&waiting)
	if len(waiting.Entries) != 1 || waiting.Entries[0].Member.Email != "bob@example.org" || waiting.Entries[0].File.Name != "Secretariat" {
		t.Fatalf("waiting: %+v", waiting.Entries)
	}
	var levels []string
	for _, l := range waiting.Entries[0].Levels {
		if l.Why == nil {
			levels = append(levels, l.Permission)
		}
	}
	if strings.Join(levels, " ") != "view explore" {
		t.Errorf("Bob may be given %v", levels)
	}
	one := "/v2/access-requests/" + string(waiting.Entries[0].RequestID)
	w.do(ann, "POST", one+"/approve", `{"permission":"edit"}`).want(403)
	w.do(ann, "POST", one+"/approve", `{"permission":"view"}`).want(200)
	w.do(ann, "POST", one+"/approve", `{"permission":"explore"}`).want(200)
	w.do(ann, "POST", one+"/decline", "").want(409)
	w.do(bob, "GET", at, "").want(200)

	var given Entries[Grant]
	w.do(ann, "POST", at+"/share", `{"grants":[{"grantee":{"memberId":"`+string(bob.id)+`"},"permission":"explore"}],"message":"hi"}`).want(200).read(&given)
	if g := given.Entries[0]; g.Permission != "explore" || g.InodeID != file.ID || g.MemberID == nil || *g.MemberID != bob.id || g.Label != "Can explore" {
		t.Errorf("given: %+v", g)
	}
	var mine Access
	w.do(bob, "GET", at+"/access", "").want(200).read(&mine)
	if mine.Label != "Can explore" || mine.MayManage || len(mine.Via) != 1 || len(mine.Why) == 0 {
		t.Errorf("Bob's access: %+v", mine)
	}
	w.do(bob, "GET", at+"/access?memberId="+string(ann.id), "").want(403)
	var shared SharedPage
	w.do(bob, "GET", "/v2/shared-with-me", "").want(200).read(&shared)
	if shared.Total != 1 || shared.Entries[0].Name != "Secretariat" || shared.Entries[0].SharedBy.MemberID != ann.id {
		t.Errorf("shared with Bob: %+v", shared)
	}
	var told NotificationPage
	w.do(bob, "GET", "/v2/notifications", "").want(200).read(&told)
	if told.Unread != 2 || told.Entries[0].Kind != writ.NotifyShared || told.Entries[0].File.Name != "Secretariat" {
		t.Errorf("Bob was told %+v", told)
	}
	w.do(bob, "POST", "/v2/notifications/read", `{"upTo":"`+string(told.Entries[1].NotificationID)+`"}`).want(200)

	var was Grant
	w.do(ann, "DELETE", "/v2/grants/"+string(given.Entries[0].GrantID), "").want(200).read(&was)
	if was.Permission != "explore" {
		t.Errorf("taken back: %+v", was)
	}
	w.do(bob, "GET", at, "").want(404)
	for _, path := range []string{"/v2/notifications", "/v2/shared-with-me", "/v2/access-requests?mine=true", at + "/access-request", at + "/access", "/v2/grants?userId=" + string(bob.id)} {
		if body := w.do(bob, "GET", path, "").body; strings.Contains(string(body), "Secretariat") {
			t.Errorf("%s still names it: %s", path, body)
		}
	}
}

// TestGrantsAsInSigma gives levels by the routes and words of Sigma's API.
func TestGrantsAsInSigma(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, bob := w.member(writ.AccountAdmin, "ann@example.org"), w.member(writ.AccountBuild, "bob@example.org")
	var space, book File
	w.do(ann, "POST", "/v2/files", `{"type":"workspace","name":"Sales"}`).want(200).read(&space)
	w.do(ann, "POST", "/v2/files", `{"type":"workbook","name":"Plan","parentId":"`+string(space.ID)+`"}`).want(200).read(&book)
	to := `"grantee":{"memberId":"` + string(bob.id) + `"}`
	w.do(ann, "POST", "/v2/workspaces/"+string(space.ID)+"/grants", `{"grants":[{`+to+`,"permission":"organize"}]}`).want(200)
	var list Page[Grant]
	w.do(ann, "GET", "/v2/workspaces/"+string(space.ID)+"/grants", "").want(200).read(&list)
	if n := len(list.Entries); n != 2 || list.Entries[1].Level != writ.LevelContribute || list.Entries[1].Permission != "organize" {
		t.Fatalf("on the workspace: %+v", list.Entries)
	}
	var raised, same Grant
	w.do(ann, "POST", "/v2/grants", `{"inodeId":"`+string(space.ID)+`",`+to+`,"permission":"edit"}`).want(200).read(&raised)
	w.do(ann, "POST", "/v2/grants", `{"inodeId":"`+space.URLID+`",`+to+`,"permission":"view"}`).want(200).read(&same)
	if raised.Level != writ.LevelManage || raised.GrantID != list.Entries[1].GrantID || same.Level != writ.LevelManage {
		t.Errorf("raised to %+v, then %+v", raised, same)
	}
	var lowered Grant
	w.do(ann, "PATCH", "/v2/grants/"+string(raised.GrantID), `{"permission":"view"}`).want(200).read(&lowered)
	if lowered.Level != writ.LevelView {
		t.Errorf("lowered to %s", lowered.Level)
	}
	w.do(ann, "POST", "/v2/workbooks/"+string(book.ID)+"/grants", `{"grants":[{`+to+`,"permission":"edit"}]}`).want(200)
	w.do(ann, "POST", "/v2/workbooks/"+string(book.ID)+"/grants", `{"grants":[{`+to+`,"permission":"organize"}]}`).want(400)
	w.do(ann, "POST", "/v2/workbooks/"+string(space.ID)+"/grants", `{"grants":[{`+to+`,"permission":"view"}]}`).want(404)
	w.do(ann, "DELETE", "/v2/workbooks/"+string(book.ID)+"/grants/"+string(raised.GrantID), "").want(404)
	w.do(ann, "DELETE", "/v2/workspaces/"+string(space.ID)+"/grants/"+string(raised.GrantID), "").want(200)
	w.do(ann, "POST", "/v2/grants", `{"inodeId":"`+string(book.ID)+`","grantee":{},"permission":"view"}`).want(400)
	var answer Answer
	w.do(bob, "POST", "/v2/access/decide", `{"action":"doc.share","fileId":"`+string(book.ID)+`"}`).want(200).read(&answer)
	if !answer.Allowed || len(answer.Reasons) == 0 {
		t.Errorf("may Bob share: %+v", answer)
	}
	w.do(bob, "POST", "/v2/access/decide", `{"action":"folder.view","fileId":"`+string(space.ID)+`"}`).want(200).read(&answer)
	if answer.Allowed || strings.Contains(strings.Join(answer.Reasons, " "), "Sales") {
		t.Errorf("may Bob see the workspace: %+v", answer)
	}
	var effect Effect
	w.do(bob, "POST", "/v2/files/"+string(book.ID)+"/what-if", `{"grants":[{"grantee":{"allMembers":true},"permission":"view"}]}`).want(200).read(&effect)
	if effect.GainTotal == 0 || effect.LoseTotal != 0 {
		t.Errorf("sharing with all would do %+v", effect)
	}
}

func TestMailServerOverHTTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann := w.member(writ.AccountAdmin, "ann@example.org")
	const server = `"host":"127.0.0.1","port":1,"tls":"starttls","user":"u","from":"writ@example.org"`
	w.do(ann, "PUT", "/v2/organization/mail", `{`+server+`,"version":0}`).want(400) // without the password
	saved := w.do(ann, "PUT", "/v2/organization/mail", `{`+server+`,"password":"hush-hush","version":0}`).want(200)
	found := w.do(ann, "GET", "/v2/organization/mail", "").want(200)
	for _, body := range [][]byte{saved.body, found.body} {
		if strings.Contains(string(body), "hush-hush") || !strings.Contains(string(body), `"version":1`) {
			t.Errorf("answered %s", body)
		}
	}
	w.do(ann, "POST", "/v2/organization/mail/test", `{`+server+`}`).want(400) // nobody answers at what was typed
	if strings.Contains(w.log.String(), "hush-hush") {
		t.Error("the log tells the password")
	}
}
