package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// cast are the members who play in all the organizations, and what came of their
// questions. The Admin who builds the organizations is none of them: what that one
// may do changes nothing for them.
type cast struct {
	*server
	members map[string]*actor
	witness *actor // who is given access to see whether it can be given

	asked, byRoute, levels int
}

// actor is a member of the cast.
type actor struct {
	*caller
	member string
}

func (c *cast) notes([]result) []string {
	return []string{fmt.Sprintf("%d questions asked at the decision endpoint, %d of them answered by their own route as well; %d levels", c.asked, c.byRoute, c.levels)}
}

// play returns the member of a name, a new one if need be.
func (c *cast) play(ctx context.Context, name, kind string) (*actor, error) {
	name = name + "-" + kind
	if a := c.members[name]; a != nil {
		return a, nil
	}
	accountType := map[string]string{"member": "Build", "admin": "Admin"}[kind]
	if accountType == "" {
		return nil, fmt.Errorf("there is no account type %q", kind)
	}
	email := name + "@corpus.example"
	var made struct{ MemberID string }
	if err := c.call(ctx, http.MethodPost, "/v2/members", map[string]string{"email": email, "firstName": name, "lastName": "", "memberType": accountType}, &made); err != nil {
		return nil, err
	}
	out, err := c.writ(ctx, "credential", "create", "--data", c.dir, "--email", email, "--json")
	if err != nil {
		return nil, err
	}
	var credential struct{ ClientID, ClientSecret string }
	if err := json.Unmarshal(out, &credential); err != nil {
		return nil, err
	}
	a := &actor{caller: newCaller(c.base), member: made.MemberID}
	a.id, a.secret = credential.ClientID, credential.ClientSecret
	c.members[name] = a
	_, err = a.authorize(ctx, true)
	return a, err
}

// try makes a call as the member and tells whether it was allowed: whoever is
// deactivated, lacks the right or is told of nothing is not.
func (a *actor) try(ctx context.Context, method, path string, in, out any) (bool, error) {
	err := a.callOnce(ctx, method, path, in, out)
	var no *refusal
	if errors.As(err, &no) && slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, no.Status) {
		return false, nil
	}
	return err == nil, err
}

// callOnce is call with the token there is: that of a deactivated member is not
// renewed.
func (a *actor) callOnce(ctx context.Context, method, path string, in, out any) error {
	token, err := a.authorize(ctx, false)
	if err != nil {
		return err
	}
	var body []byte
	if in != nil {
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	resp, err := a.do(ctx, method, path, http.Header{"Content-Type": {"application/json"}}, body, token)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer json.RawMessage
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("%s %s answered no JSON: %w", method, path, err)
	}
	if resp.StatusCode >= 300 {
		return a.refused(method, path, resp.StatusCode, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// organization is one that was built: the ids of what the file names.
type organization struct {
	*cast
	setup  *setup
	prefix string
	people map[string]*actor
	files  map[string]string // by doc:NAME and folder:NAME
	teams  map[string]string
}

// build makes an organization through the API. Creators are given Can contribute
// for as long as they make things.
func (c *cast) build(ctx context.Context, s *setup, id string) (*organization, error) {
	o := &organization{cast: c, setup: s, prefix: id + " ", people: map[string]*actor{}, files: map[string]string{}, teams: map[string]string{}}
	var err error
	if c.witness == nil {
		if c.witness, err = c.play(ctx, "witness", "member"); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Users)) {
		if o.people[name], err = c.play(ctx, name, s.Users[name]); err != nil {
			return nil, err
		}
	}
	for _, step := range []func(context.Context) error{o.makeFolders, o.makeDocs, o.makeTeams, o.give, o.deactivate} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("building it: %w", err)
		}
	}
	return o, nil
}

// make makes a file as a member, who can contribute where it is made only for that
// moment.
func (o *organization) make(ctx context.Context, as *caller, who, key, kind, parent string) error {
	draft := map[string]string{"type": kind, "name": o.prefix + strings.ReplaceAll(key, "/", " ")}
	if parent != "" {
		draft["parentId"] = parent
	}
	var given, made struct{ GrantID, ID string }
	if who != "" && parent != "" {
		if err := o.grant(ctx, map[string]any{"memberId": who}, parent, "organize", &given); err != nil {
			return err
		}
	}
	if err := as.call(ctx, http.MethodPost, "/v2/files", draft, &made); err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	o.files[key] = made.ID
	if given.GrantID == "" {
		return nil
	}
	return o.call(ctx, http.MethodDelete, "/v2/grants/"+given.GrantID, nil, nil)
}

func (o *organization) grant(ctx context.Context, to map[string]any, file, permission string, out any) error {
	return o.call(ctx, http.MethodPost, "/v2/grants", map[string]any{"grantee": to, "permission": permission, "inodeId": file}, out)
}

// makeFolders makes those above others first: their names are shorter.
func (o *organization) makeFolders(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(o.setup.Folders)) {
		as, who, kind, parent := o.caller, "", "workspace", ""
		if above := o.setup.Folders[name]; above != nil {
			kind, parent = "folder", o.files["folder:"+*above]
		}
		if owner := o.people[o.setup.FolderOwner[name]]; owner != nil {
			as, who = owner.caller, owner.member
		}
		if err := o.make(ctx, as, who, "folder:"+name, kind, parent); err != nil {
			return err
		}
	}
	return nil
}

func (o *organization) makeDocs(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(o.setup.Docs)) {
		d, parent := o.setup.Docs[name], ""
		if d.Folder != nil {
			parent = o.files["folder:"+*d.Folder]
		}
		creator := o.people[d.Creator]
		if err := o.make(ctx, creator.caller, creator.member, "doc:"+name, d.Kind, parent); err != nil {
			return err
		}
		if d.Owner != d.Creator {
			if err := o.reassign(ctx, o.files["doc:"+name], o.people[d.Owner].member); err != nil {
				return err
			}
		}
	}
	return nil
}

// reassign gives a document to somebody, who has to have access for that.
func (o *organization) reassign(ctx context.Context, doc, owner string) error {
	var given struct{ GrantID string }
	if err := o.grant(ctx, map[string]any{"memberId": owner}, doc, "view", &given); err != nil {
		return err
	}
	if err := o.call(ctx, http.MethodPatch, "/v2/files/"+doc, map[string]string{"ownerId": owner}, nil); err != nil {
		return err
	}
	return o.call(ctx, http.MethodDelete, "/v2/grants/"+given.GrantID, nil, nil)
}

func (o *organization) makeTeams(ctx context.Context) error {
	for name, members := range o.setup.Teams {
		ids := []string{}
		for _, m := range members {
			ids = append(ids, o.people[m].member)
		}
		var made struct{ TeamID string }
		if err := o.call(ctx, http.MethodPost, "/v2/teams", map[string]any{"name": o.prefix + name, "members": ids}, &made); err != nil {
			return err
		}
		o.teams[name] = made.TeamID
	}
	return nil
}

// give gives what the organization's grants say. One on the same file to the same
// grantee raises the other.
func (o *organization) give(ctx context.Context) error {
	for _, g := range o.setup.Grants {
		to := map[string]any{"allMembers": true}
		switch what, name, _ := strings.Cut(g[0], ":"); what {
		case "user":
			to = map[string]any{"memberId": o.people[name].member}
		case "team":
			to = map[string]any{"teamId": o.teams[name]}
		}
		permission := map[string]string{"contribute": "organize", "manage": "edit"}[g[2]]
		if permission == "" {
			permission = g[2]
		}
		if err := o.grant(ctx, to, o.files[g[1]], permission, nil); err != nil {
			return fmt.Errorf("grant %v: %w", g, err)
		}
	}
	return nil
}

func (o *organization) deactivate(ctx context.Context) error { return o.archive(ctx, true) }

// reactivate brings the cast back for the next organization.
func (o *organization) reactivate(ctx context.Context) error {
	if err := o.archive(ctx, false); err != nil {
		return err
	}
	for _, name := range o.setup.Deactivated {
		if _, err := o.people[name].authorize(ctx, true); err != nil {
			return err
		}
	}
	return nil
}

func (o *organization) archive(ctx context.Context, archived bool) error {
	for _, name := range o.setup.Deactivated {
		if err := o.call(ctx, http.MethodPatch, "/v2/members/"+o.people[name].member, map[string]bool{"isArchived": archived}, nil); err != nil {
			return err
		}
	}
	return nil
}
