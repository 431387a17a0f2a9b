package api

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/writ-dev/writ"
)

// secret stands in everything that the spies may not see, and probe is the part of
// it that they know and search for.
const (
	secret = "Xylophagous"
	probe  = "Xyloph"
)

// hoard is what a keeper has that others may not see, under the secret word: names,
// descriptions, contents, SQL, tables with their columns and rows, messages.
type hoard struct {
	c      *cast
	keeper *principal
	spies  []*principal
	files  []belongings // the same things, each time with another file
	never  []belongings // as many that never were
	open   File         // what the spies may see, in a folder that they may not
	ids    []string     // of all that is hidden
}

func newHoard(t *testing.T) *hoard {
	w := newWorld(t)
	h := &hoard{c: &cast{w: w, connection: string(w.embedded)}, keeper: w.member(writ.AccountAdmin, "keeper@example.org")}
	for _, at := range []writ.AccountType{writ.AccountView, writ.AccountBuild} {
		h.spies = append(h.spies, w.member(at, strings.ToLower(string(at))+"@example.org"))
	}
	b := h.furnish(w.member(writ.AccountBuild, "friend@example.org"))
	space := w.file(h.keeper, "workspace", secret, "")
	folder := w.file(h.keeper, "folder", secret+" folder", space.ID)
	ids := []writ.FileID{space.ID, folder.ID, writ.FileID(b.file)}
	for _, kind := range []string{"workbook", "data-model", "dataset"} {
		ids = append(ids, h.document(kind, folder.ID))
	}
	trashed := h.document("workbook", folder.ID)
	w.do(h.keeper, "DELETE", "/v2/files/"+string(trashed), "").want(200)
	for _, id := range append(ids, trashed) {
		b.file, b.workspace = string(id), string(id)
		h.files, h.never = append(h.files, b), append(h.never, nothing())
		h.ids = append(h.ids, string(id), urlID(id))
	}
	h.ids = append(h.ids, b.table, b.upload, b.spare, b.team, b.object)
	h.open = w.file(h.keeper, "workbook", "Open", folder.ID)
	for _, spy := range h.spies {
		h.share(h.open.ID, spy, "view")
	}
	return h
}

// furnish makes what is no file: a team, a table with its upload and its document,
// requests and messages.
func (h *hoard) furnish(friend *principal) belongings {
	w := h.c.w
	b := belongings{member: string(h.keeper.id), credential: h.keeper.clientID, input: string(writ.NewID[writ.InputTableID]())}
	b.table = w.table(h.keeper, secret, secret+"\n"+secret+" value\n")
	b.upload, b.spare = w.upload(h.keeper, secret+"\n1\n"), w.upload(h.keeper, secret+"\n2\n")
	b.object = w.objectOf(b.table)
	var team NewTeam
	w.do(h.keeper, "POST", "/v2/teams", fmt.Sprintf(`{"name":%q,"members":[%q]}`, secret, h.keeper.id)).want(200).read(&team)
	b.team = string(team.TeamID)
	w.do(h.keeper, "PUT", "/v2/organization/mail", `{"host":"127.0.0.1","port":1,"tls":"none","from":"writ@example.org","version":0}`).want(200)
	w.do(h.keeper, "POST", "/v2/tables/"+b.table+"/export-schedules", fmt.Sprintf(
		`{"delivery":{"memberIds":[%q],"subject":%[2]q,"message":%[2]q},"schedule":{"every":"month","at":"06:30","day":1,"timezone":"UTC"}}`, h.keeper.id, secret)).want(201)
	doc := h.document("workbook", "")
	b.file = string(doc)
	w.do(friend, "POST", "/v2/files/"+string(doc)+"/access-request", fmt.Sprintf(`{"message":%q}`, secret)).want(200)
	h.share(doc, friend, "view")
	return b
}

func (h *hoard) share(id writ.FileID, with *principal, permission string) {
	h.c.w.do(h.keeper, "POST", "/v2/files/"+string(id)+"/share",
		fmt.Sprintf(`{"grants":[{"grantee":{"memberId":%q},"permission":%q}],"message":%q}`, with.id, permission, "see this")).want(200)
}

// document makes a published document whose page, element and SQL hold the secret.
func (h *hoard) document(kind string, folder writ.FileID) writ.FileID {
	w := h.c.w
	f := w.file(h.keeper, kind, secret+" "+kind, folder)
	path := "/v2/documents/" + string(f.ID)
	w.do(h.keeper, "PATCH", "/v2/files/"+string(f.ID), fmt.Sprintf(`{"description":%q}`, secret)).want(200)
	content := fmt.Sprintf(`{"schema":1,"pages":[{"id":"p","name":%[1]q,"elements":[{"id":"e","kind":"table","name":%[1]q,"source":{"kind":"sql","connectionId":%[2]q,"statement":"SELECT '%[3]s'"}}]}]}`, secret, w.embedded, secret)
	w.do(h.keeper, "PUT", path+"/draft", `{"version":1,"content":`+content+`}`).want(200)
	w.do(h.keeper, "POST", path+"/publish", `{"version":2}`).want(200)
	return f.ID
}

// nothing is belongings that never were.
func nothing() belongings {
	id := func() string { return string(writ.NewID[writ.FileID]()) }
	return belongings{member: id(), table: id(), input: id(), object: id(), upload: id(), spare: id(), credential: id(), file: id(), workspace: id(), team: id()}
}

// TestNoHiddenDoors has members who may not see some things call every route there
// is about them, and finds no word of what those are: not in an answer, not in a
// header, and not in how an answer differs from that about what never was.
func TestNoHiddenDoors(t *testing.T) {
	t.Parallel()
	h := newHoard(t)
	for _, r := range rules {
		for i, spy := range h.spies {
			for j, b := range h.files {
				there, never := h.c.try(r, spy, b), h.c.try(r, spy, h.never[j])
				h.inspect(r.route, i, there)
				if strings.Contains(r.route, "{") && gist(there) != gist(never) {
					t.Errorf("%s as %d tells what is hidden from what is not there:\n%s\n%s", r.route, i, gist(there), gist(never))
				}
				if !strings.Contains(r.route, "Id}") {
					break // it is not about one thing
				}
			}
		}
	}
	// All is still there: nothing of what the spies tried to do was done.
	for _, b := range h.files[:len(h.files)-1] {
		h.c.w.do(h.keeper, "GET", "/v2/files/"+b.file, "").want(200)
	}
}

// TestNoHiddenDoorsInLists has them search by every parameter that a list has, for
// the word and for what is hidden by its id.
func TestNoHiddenDoorsInLists(t *testing.T) {
	t.Parallel()
	h := newHoard(t)
	tried, told := 0, 0
	for path, item := range h.c.w.server.huma.OpenAPI().Paths {
		if item.Get == nil || path == livePath {
			continue
		}
		path = strings.NewReplacer("{memberId}", "ME", "{connectionId}", h.c.connection, "{fileId}", string(h.open.ID),
			"{documentId}", string(h.open.ID), "{workbookId}", string(h.open.ID)).Replace(path)
		queries := []url.Values{{}}
		for _, p := range item.Get.Parameters {
			if p.In != "query" || p.Schema.Type != "string" || p.Schema.Enum != nil {
				continue
			}
			words := []string{probe, secret}
			if strings.HasSuffix(p.Name, "Id") || p.Name == "page" {
				words = h.ids
			}
			for _, word := range words {
				queries = append(queries, url.Values{p.Name: {word}})
			}
		}
		if !strings.HasSuffix(path, "/stream") && h.tells(strings.Replace(path, "ME", string(h.keeper.id), 1)) { // a stream has no end
			told++
		}
		for i, spy := range h.spies {
			for _, q := range queries {
				tried++
				a := h.c.w.do(spy, "GET", strings.Replace(path, "ME", string(spy.id), 1)+"?"+q.Encode(), "")
				if strings.Contains(q.Encode(), secret) && a.status >= 400 {
					continue // it may repeat what it was asked
				}
				h.inspect(path+"?"+q.Encode(), i, a)
				if q.Encode() == "" {
					h.without(path, i, a)
				}
			}
		}
	}
	if tried < 300 || told < 10 {
		t.Errorf("only %d lists were tried, and %d tell the secret to whom it belongs", tried, told)
	}
}

// TestNoHiddenDoorsOnTheLiveChannel follows all that is hidden while it changes.
func TestNoHiddenDoorsOnTheLiveChannel(t *testing.T) {
	t.Parallel()
	h := newHoard(t)
	w := h.c.w
	for i, spy := range h.spies {
		c := w.live(w.http.Client(), "Authorization", "Bearer "+spy.token())
		for _, id := range h.ids {
			for _, noun := range []string{"file/", "upload/", "job/", "member/", "team/", "table/"} {
				there, never := w.follow(c, writ.Topic(noun+id)), w.follow(c, writ.Topic(noun+string(writ.NewID[writ.FileID]())))
				if there.Type != "refused" || never.Type != "refused" || *there.Problem != *never.Problem {
					t.Errorf("%s%s as %d: %+v; what is not there: %+v", noun, id, i, there.Problem, never.Problem)
				}
			}
		}
		following := 0
		for _, topic := range []writ.Topic{writ.MemberTopic(spy.id), writ.FileTopic(h.open.ID), writ.TopicConnections, writ.TopicWorkspaces, writ.TopicTeams} {
			if w.follow(c, topic).Type == "following" {
				following++
			}
		}
		if following < 4 {
			t.Errorf("spy %d can follow %d of the topics", i, following)
		}
		for _, b := range h.files[:len(h.files)-1] {
			w.do(h.keeper, "PATCH", "/v2/files/"+b.file, fmt.Sprintf(`{"name":%q}`, secret+" again")).want(200)
		}
		w.do(spy, "PUT", "/v2/favorites/"+string(h.open.ID), "").want(200)
		h.listen(i, c, writ.MemberTopic(spy.id))
	}
}

// tells tells whether a list has the secret in it for whom it belongs to.
func (h *hoard) tells(path string) bool {
	return strings.Contains(string(h.c.w.do(h.keeper, "GET", path, "").body), secret)
}

// listen reads events up to the first of a topic.
func (h *hoard) listen(i int, c *websocket.Conn, last writ.Topic) {
	t := h.c.w.t
	t.Helper()
	for {
		_, text, err := c.Read(t.Context())
		fatal(t, err)
		h.inspect("the live channel", i, answerOf{t: t, body: text})
		h.without("the live channel", i, answerOf{t: t, body: text})
		if strings.Contains(string(text), string(last)) {
			return
		}
	}
}

// inspect looks for the secret in an answer.
func (h *hoard) inspect(what string, spy int, a answerOf) {
	t := h.c.w.t
	t.Helper()
	var text strings.Builder
	_ = a.header.Write(&text)
	text.Write(a.body)
	if strings.Contains(strings.ToLower(text.String()), strings.ToLower(secret)) {
		t.Errorf("%s tells spy %d the secret: %d %s", what, spy, a.status, text.String())
	}
}

// without looks for the ids of what is hidden in an answer that was not asked about
// them.
func (h *hoard) without(what string, spy int, a answerOf) {
	t := h.c.w.t
	t.Helper()
	if i := slices.IndexFunc(h.ids, func(id string) bool { return strings.Contains(string(a.body), id) }); i >= 0 {
		t.Errorf("%s tells spy %d of %s: %s", what, spy, h.ids[i], a.body)
	}
}

// varying is what differs from answer to answer, whatever they are about.
var varying = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|"requestId":"[^"]*"|nonce="[^"]*"`)

// gist is an answer without that.
func gist(a answerOf) string {
	return fmt.Sprint(a.status, " ", varying.ReplaceAllString(string(a.body), "…"))
}
