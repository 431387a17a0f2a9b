package main

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

// organization is what a server has, as package plan compares it, and the ids by
// which what is there, and what is made meanwhile, is changed.
type organization struct {
	plan.State
	people      map[string]writ.MemberID // by address
	teams       map[string]writ.TeamID   // by name in lower case
	types       map[string]client.AccountType
	folders     map[string]writ.FileID // by pathKey
	connections map[string]client.Connection
}

// loadOrganization reads everything that a file can speak of. It takes an Admin.
func loadOrganization(ctx context.Context, cl *client.Client) (*organization, error) {
	o := &organization{
		people: map[string]writ.MemberID{}, teams: map[string]writ.TeamID{}, types: map[string]client.AccountType{},
		folders: map[string]writ.FileID{}, connections: map[string]client.Connection{},
	}
	for _, load := range []func(context.Context, *client.Client) error{o.loadPeople, o.loadTypes, o.loadTeams, o.loadFolders, o.loadConnections} {
		if err := load(ctx, cl); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *organization) loadPeople(ctx context.Context, cl *client.Client) error {
	list, err := cl.Members(ctx)
	o.People = map[string]bool{}
	for _, m := range list {
		o.People[m.Email], o.people[m.Email] = !m.IsArchived, m.ID
	}
	return err
}

func (o *organization) loadTypes(ctx context.Context, cl *client.Client) error {
	list, err := cl.AccountTypes(ctx)
	o.Types, o.AccountTypes = map[string]int{}, []*plan.AccountType{}
	for _, t := range list {
		if t.Name == writ.AccountAdmin {
			o.Permissions = t.Permissions
		}
		if !t.IsCustom {
			continue
		}
		o.types[foldKey(string(t.Name))], o.Types[string(t.Name)] = t, t.MemberCount
		o.AccountTypes = append(o.AccountTypes, &plan.AccountType{Name: string(t.Name), Description: &t.Description, Permissions: t.Permissions})
	}
	return err
}

func (o *organization) loadTeams(ctx context.Context, cl *client.Client) error {
	list, err := cl.Teams(ctx)
	if err != nil {
		return err
	}
	o.Teams = []*plan.Team{}
	for _, t := range list {
		members, err := cl.TeamMembers(ctx, t.ID)
		if err != nil {
			return err
		}
		public := t.Visibility == "public"
		team := &plan.Team{Name: t.Name, Description: &t.Description, Public: &public, Members: []plan.Member{}}
		for _, m := range members {
			team.Members = append(team.Members, plan.Member{Email: m.Member.Email, Admin: m.IsTeamAdmin})
		}
		o.Teams, o.teams[foldKey(t.Name)] = append(o.Teams, team), t.ID
	}
	return nil
}

func (o *organization) loadFolders(ctx context.Context, cl *client.Client) error {
	list, err := cl.SharedFolders(ctx)
	if err != nil {
		return err
	}
	emails, names := inverted(o.people), map[writ.TeamID]string{}
	for _, t := range o.Teams {
		names[o.teams[foldKey(t.Name)]] = t.Name
	}
	o.Workspaces = []*plan.Folder{}
	made, paths := map[writ.FileID]*plan.Folder{}, map[writ.FileID][]string{}
	for _, f := range list {
		folder := &plan.Folder{ID: f.ID, Name: f.Name, Description: &f.Description, Grants: []plan.Grant{}, Folders: []*plan.Folder{}}
		for _, g := range f.Grants {
			to := plan.Grantee{Email: emails[g.Member], Team: names[g.Team]}
			folder.Grants = append(folder.Grants, plan.Grant{ID: g.ID, To: to, Level: g.Level})
		}
		made[f.ID], paths[f.ID] = folder, append(slices.Clip(paths[f.Parent]), f.Name)
		o.folders[pathKey(paths[f.ID])] = f.ID
		if above := made[f.Parent]; above != nil {
			above.Folders = append(above.Folders, folder)
		} else {
			o.Workspaces = append(o.Workspaces, folder)
		}
	}
	return nil
}

func inverted[K, V comparable](m map[K]V) map[V]K {
	out := make(map[V]K, len(m))
	for k, v := range m {
		out[v] = k
	}
	return out
}

func (o *organization) loadConnections(ctx context.Context, cl *client.Client) error {
	platforms, err := cl.Platforms(ctx)
	if err != nil {
		return err
	}
	o.Platforms = map[writ.Platform]plan.Platform{}
	for _, p := range platforms {
		o.Platforms[p.Platform] = planPlatform(p)
	}
	list, err := cl.Connections(ctx)
	if err != nil {
		return err
	}
	o.Connections = []*plan.Connection{}
	for _, c := range list {
		grants, err := cl.DataGrants(ctx, c.ID)
		if err != nil {
			return err
		}
		o.Connections, o.connections[c.Name] = append(o.Connections, planConnection(c, o.Platforms[c.Type], grants)), c
	}
	return nil
}

func planPlatform(p client.Platform) plan.Platform {
	out := plan.Platform{Embedded: p.Embedded}
	for _, f := range p.Fields {
		out.Fields = append(out.Fields, f.Name)
		if f.Secret() {
			out.Secrets = append(out.Secrets, f.Name)
		}
	}
	for _, f := range p.Destination {
		out.Destination = append(out.Destination, plan.Field{Name: f.Name, Value: f.Default})
	}
	return out
}

// planConnection is a connection as a file would speak of it. Of the embedded one,
// which Writ keeps by itself, that is only who was given access.
func planConnection(c client.Connection, p plan.Platform, grants []client.DataGrant) *plan.Connection {
	out := &plan.Connection{Name: c.Name, Type: c.Type, Description: &c.Description, Access: []plan.DataGrant{}}
	for _, g := range grants {
		out.Access = append(out.Access, plan.DataGrant{ID: g.ID, To: whoOfData(g), Path: g.Path, Level: dataLevelOf(g.Permission)})
	}
	if p.Embedded {
		out.Description = nil
		return out
	}
	out.Details, out.WriteAccess = []plan.Field{}, []plan.Field{}
	for _, name := range p.Fields {
		if value, ok := c.Details[name]; ok {
			out.Details = append(out.Details, plan.Field{Name: name, Value: value})
		}
		if slices.Contains(c.SecretsSet, name) {
			out.Details = append(out.Details, plan.Field{Name: name, Secret: true})
		}
	}
	for _, w := range c.Writebacks {
		if w.Retired || !c.WriteAccess {
			continue
		}
		for _, f := range p.Destination {
			out.WriteAccess = append(out.WriteAccess, plan.Field{Name: f.Name, Value: w.Values[f.Name]})
		}
		break
	}
	return out
}

// dataLevelOf is the level of a permission as the API spells it.
func dataLevelOf(permission string) writ.DataLevel {
	for level, name := range levels {
		if name == permission {
			return level
		}
	}
	return writ.DataLevel(permission)
}
