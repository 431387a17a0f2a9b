package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// level asks for the level of a member on a document: the member, and of one who is
// deactivated the Admin.
func (o *organization) level(ctx context.Context, who, doc string) (string, error) {
	o.levels++
	a, path := o.people[who], "/v2/files/"+o.files["doc:"+doc]+"/access"
	var got struct{ Level string }
	open, err := a.try(ctx, http.MethodGet, path, nil, &got)
	if err != nil {
		return "", err
	}
	if slices.Contains(o.setup.Deactivated, who) {
		if open {
			return "", fmt.Errorf("%s is deactivated and was answered", who)
		}
		if err := o.get(ctx, path+"?memberId="+a.member, &got); err != nil {
			return "", err
		}
	}
	if got.Level == "" {
		return "none", nil
	}
	return got.Level, nil
}

// ask asks a question at the decision endpoint, and where the action has a route of
// its own by doing it. It says which answer is not as it should be.
func (o *organization) ask(ctx context.Context, q question) (string, error) {
	o.asked++
	decided, why, err := o.decide(ctx, q)
	if err != nil {
		return "", err
	}
	if decided != q.allowed {
		return fmt.Sprintf("the decision is %t: %s", decided, why), nil
	}
	do := o.routeOf(q)
	if do == nil {
		return "", nil
	}
	o.byRoute++
	done, err := do(ctx)
	if err != nil {
		return "", err
	}
	if done != q.allowed {
		return fmt.Sprintf("it was done: %t", done), nil
	}
	return "", nil
}

func (o *organization) decide(ctx context.Context, q question) (bool, string, error) {
	body := map[string]any{"action": q.action, "fileId": o.file(q)}
	if to := q.args["to"]; to != "" {
		if q.action == "doc.reassign_owner" {
			body["newOwnerId"] = o.people[to].member
		} else {
			body["to"] = o.files["folder:"+to]
		}
	}
	if q.args["level"] != "" {
		body["level"], body["grantee"] = q.args["level"], map[string]any{"allMembers": true}
	}
	var got struct {
		Allowed bool
		Reasons []string
	}
	_, err := o.people[q.who].try(ctx, http.MethodPost, "/v2/access/decide", body, &got)
	return got.Allowed, strings.Join(got.Reasons, " "), err
}

func (o *organization) file(q question) string {
	if what, _, _ := strings.Cut(q.action, "."); what == "folder" {
		return o.files["folder:"+q.object]
	}
	return o.files["doc:"+q.object]
}

// routeOf returns what does the action of a question by its own route and takes it
// back, nil if it has none.
func (o *organization) routeOf(q question) func(context.Context) (bool, error) {
	a, path := o.people[q.who], "/v2/files/"+o.file(q)
	switch q.action {
	case "doc.view":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodGet, "/v2/documents/"+o.file(q), nil, nil)
		}
	case "doc.edit":
		return func(ctx context.Context) (bool, error) { return a.saveAgain(ctx, "/v2/documents/"+o.file(q)) }
	case "doc.publish":
		return func(ctx context.Context) (bool, error) { return a.publish(ctx, "/v2/documents/"+o.file(q)) }
	case "folder.view":
		return func(ctx context.Context) (bool, error) {
			var got struct{ Level string } // an Admin is told of it, without one
			ok, err := a.try(ctx, http.MethodGet, path, nil, &got)
			return ok && got.Level != "", err
		}
	case "doc.rename", "folder.rename":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPatch, path, map[string]string{"name": o.prefix + q.object[strings.LastIndexByte(q.object, '/')+1:] + " renamed"}, nil)
		}
	case "doc.delete", "folder.delete":
		return func(ctx context.Context) (bool, error) { return o.deleteAndRestore(ctx, a, path) }
	case "doc.share", "folder.share":
		return func(ctx context.Context) (bool, error) { return o.shareAndTakeBack(ctx, a, o.file(q)) }
	case "doc.revoke":
		return func(ctx context.Context) (bool, error) { return o.shareAndRevoke(ctx, a, o.file(q)) }
	case "doc.copy":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPost, path+"/copy", map[string]string{"destinationFolderId": o.files["folder:"+q.args["to"]]}, nil)
		}
	case "folder.create_doc", "folder.create_folder":
		kind := map[string]string{"folder.create_doc": "workbook", "folder.create_folder": "folder"}[q.action]
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPost, "/v2/files", map[string]string{"type": kind, "name": o.prefix + "new", "parentId": o.file(q)}, nil)
		}
	case "request_access":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPost, path+"/access-request", map[string]string{}, nil)
		}
	}
	return o.argumentRoute(q, a, path)
}

// argumentRoute is routeOf for actions that take an argument.
func (o *organization) argumentRoute(q question, a *actor, path string) func(context.Context) (bool, error) {
	to := q.args["to"]
	switch {
	case q.action == "doc.move" && to != "":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPatch, path, map[string]string{"parentId": o.files["folder:"+to]}, nil)
		}
	case q.action == "doc.reassign_owner" && to != "":
		return func(ctx context.Context) (bool, error) {
			return a.try(ctx, http.MethodPatch, path, map[string]string{"ownerId": o.people[to].member}, nil)
		}
	}
	return nil
}

// draft is what a document is being changed to.
type draft struct {
	Version int64           `json:"version"`
	Content json.RawMessage `json:"content,omitempty"`
}

// draftOf returns the draft of a document as far as the member is told of it, and
// otherwise one to try with.
func (a *actor) draftOf(ctx context.Context, path string) (draft, error) {
	d := draft{Version: 1, Content: json.RawMessage(`{"schema":1,"pages":[{"id":"p","name":"P","elements":[]}]}`)}
	_, err := a.try(ctx, http.MethodGet, path+"/draft", nil, &d)
	return d, err
}

// saveAgain saves the draft of a document as it is.
func (a *actor) saveAgain(ctx context.Context, path string) (bool, error) {
	d, err := a.draftOf(ctx, path)
	if err != nil {
		return false, err
	}
	return a.try(ctx, http.MethodPut, path+"/draft", d, nil)
}

// publish publishes the draft. Who is told that there is nothing in it, or nothing
// new, may publish it.
func (a *actor) publish(ctx context.Context, path string) (bool, error) {
	d, err := a.draftOf(ctx, path)
	if err != nil {
		return false, err
	}
	ok, err := a.try(ctx, http.MethodPost, path+"/publish", draft{Version: d.Version}, nil)
	var no *refusal
	if errors.As(err, &no) && (no.Code == "conflict" || no.Code == "invalid") {
		return true, nil
	}
	return ok, err
}

func (o *organization) deleteAndRestore(ctx context.Context, a *actor, path string) (bool, error) {
	ok, err := a.try(ctx, http.MethodDelete, path, nil, nil)
	if ok {
		err = o.call(ctx, http.MethodPatch, path, map[string]bool{"restore": true}, nil)
	}
	return ok, err
}

// shareAndTakeBack gives the witness access as a member, and takes it back.
func (o *organization) shareAndTakeBack(ctx context.Context, a *actor, file string) (bool, error) {
	var given struct{ GrantID string }
	body := map[string]any{"grantee": map[string]string{"memberId": o.witness.member}, "permission": "view", "inodeId": file}
	ok, err := a.try(ctx, http.MethodPost, "/v2/grants", body, &given)
	if ok {
		err = o.call(ctx, http.MethodDelete, "/v2/grants/"+given.GrantID, nil, nil)
	}
	return ok, err
}

// shareAndRevoke gives the witness access and takes it back as a member.
func (o *organization) shareAndRevoke(ctx context.Context, a *actor, file string) (bool, error) {
	var given struct{ GrantID string }
	if err := o.grant(ctx, map[string]any{"memberId": o.witness.member}, file, "view", &given); err != nil {
		return false, err
	}
	ok, err := a.try(ctx, http.MethodDelete, "/v2/grants/"+given.GrantID, nil, nil)
	if !ok && err == nil {
		err = o.call(ctx, http.MethodDelete, "/v2/grants/"+given.GrantID, nil, nil)
	}
	return ok, err
}
