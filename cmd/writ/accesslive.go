package main

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/access/scenario"
	"github.com/writ-dev/writ/client"
)

// liveOrganization asks the organization of a server what scenarios without a setup
// expect. Members are named by their addresses, teams by their names, and files by
// their ids or paths.
type liveOrganization struct {
	client  *client.Client
	members map[string]writ.MemberID // by address
	teams   map[string]writ.TeamID   // by name in lower case
}

func openLive(ctx context.Context, s server) (*liveOrganization, error) {
	cl, err := s.open()
	if err != nil {
		return nil, err
	}
	o := &liveOrganization{client: cl, members: map[string]writ.MemberID{}, teams: map[string]writ.TeamID{}}
	members, err := cl.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		o.members[m.Email] = m.ID
	}
	teams, err := cl.Teams(ctx)
	for _, t := range teams {
		o.teams[strings.ToLower(t.Name)] = t.ID
	}
	return o, err
}

func (o *liveOrganization) close() {
	if o != nil {
		o.client.Close()
	}
}

// test asks everything of one scenario.
func (o *liveOrganization) test(ctx context.Context, s *scenario.Scenario) ([]scenario.Difference, error) {
	var out []scenario.Difference
	for _, c := range s.Checks {
		q, err := o.question(c)
		if err != nil {
			return nil, err
		}
		a, err := o.client.Decide(ctx, q)
		if err != nil {
			return nil, err
		}
		if a.Allowed != c.Allowed {
			out = append(out, s.Differs(c, a.Allowed, a.Reasons))
		}
	}
	return out, nil
}

func (o *liveOrganization) question(c scenario.Check) (q client.Question, err error) {
	q.Action, q.Level = c.Action, c.Args.Level
	if q.Member, err = o.member(c.Who); err != nil {
		return q, err
	}
	q.File, q.Path = idOrPath(c.Object)
	switch to := c.Args.To; {
	case to == "":
	case c.Action == string(access.ReassignOwner):
		q.NewOwner, err = o.member(to)
	default:
		q.To, q.ToPath = idOrPath(to)
	}
	if err == nil && q.Level != writ.LevelNone {
		q.Grantee, err = o.grantee(c.Args.Grantee)
	}
	return q, err
}

// idOrPath takes what looks like an id for one.
func idOrPath(name string) (id writ.FileID, path string) {
	if id, err := writ.ParseID[writ.FileID]("file", name); err == nil {
		return id, ""
	}
	return "", name
}

func (o *liveOrganization) member(email string) (writ.MemberID, error) {
	address, err := writ.NormalizeEmail(email)
	if err != nil {
		return "", err
	}
	id, ok := o.members[address]
	if !ok {
		return "", writ.Errorf(writ.CodeNotFound, "writ.accessTest", "There is no member %s.", email)
	}
	return id, nil
}

// grantee reads "user:ann@example.com", "team:Finance", or "all", which is also
// meant by nothing.
func (o *liveOrganization) grantee(text string) (*client.Grantee, error) {
	what, name, _ := strings.Cut(text, ":")
	switch {
	case text == "", text == "all":
		return &client.Grantee{AllMembers: true}, nil
	case what == "user":
		id, err := o.member(name)
		return &client.Grantee{MemberID: id}, err
	case what == "team" && o.teams[strings.ToLower(name)] != "":
		return &client.Grantee{TeamID: o.teams[strings.ToLower(name)]}, nil
	}
	return nil, writ.Errorf(writ.CodeNotFound, "writ.accessTest", "There is no %q; write user:ADDRESS, team:NAME or all.", text)
}
