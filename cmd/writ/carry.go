package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/client"
	"github.com/writ-dev/writ/cmd/writ/plan"
)

// foldKey is a name without case.
func foldKey(name string) string { return strings.ToLower(name) }

// pathKey is the path of a folder as a key: no name holds the separator.
func pathKey(path []string) string { return strings.Join(path, "\x00") }

// carry carries out one step of a plan and remembers the ids of what it makes.
func (o *organization) carry(ctx context.Context, cl *client.Client, step plan.Step) error {
	switch s := step.(type) {
	case plan.PutType, plan.DropType:
		return o.carryType(ctx, cl, step)
	case plan.PutTeam, plan.DropTeam, plan.PutMember, plan.DropMember:
		return o.carryTeam(ctx, cl, step)
	case plan.PutFolder:
		return o.putFolder(ctx, cl, s)
	case plan.DropFolder:
		return cl.TrashFile(ctx, s.ID)
	case plan.PutGrant:
		return o.putGrant(ctx, cl, s)
	case plan.DropGrant:
		_, err := cl.Revoke(ctx, s.ID)
		return err
	case plan.PutConnection, plan.DropConnection, plan.PutAccess, plan.DropAccess:
		return o.carryConnection(ctx, cl, step)
	}
	return fmt.Errorf("writ: a plan has the unknown step %T", step)
}

func (o *organization) carryType(ctx context.Context, cl *client.Client, step plan.Step) error {
	switch s := step.(type) {
	case plan.PutType:
		draft := client.AccountTypeDraft{Name: s.Want.Name, Description: orNothing(s.Want.Description), Permissions: s.Want.Permissions}
		if s.New {
			_, err := cl.CreateAccountType(ctx, draft)
			return err
		}
		_, err := cl.UpdateAccountType(ctx, o.types[foldKey(s.Want.Name)].ID, draft)
		return err
	case plan.DropType:
		return cl.DeleteAccountType(ctx, o.types[foldKey(s.Name)].ID, "")
	}
	return nil
}

func orNothing(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

func (o *organization) carryTeam(ctx context.Context, cl *client.Client, step plan.Step) error {
	switch s := step.(type) {
	case plan.PutTeam:
		return o.putTeam(ctx, cl, s)
	case plan.DropTeam:
		return cl.DeleteTeam(ctx, o.teams[foldKey(s.Name)], true)
	case plan.PutMember:
		return cl.SetTeamMember(ctx, o.teams[foldKey(s.Team)], o.people[s.Member.Email], s.Member.Admin)
	case plan.DropMember:
		return cl.RemoveTeamMember(ctx, o.teams[foldKey(s.Team)], o.people[s.Email])
	}
	return nil
}

func (o *organization) putTeam(ctx context.Context, cl *client.Client, s plan.PutTeam) error {
	if s.New {
		draft := client.TeamDraft{Name: s.Want.Name, Description: orNothing(s.Want.Description), Visibility: visibilityOf(s.Want.Public != nil && *s.Want.Public)}
		made, err := cl.CreateTeam(ctx, draft)
		if err == nil {
			o.teams[foldKey(s.Want.Name)] = made.ID
		}
		return err
	}
	patch := client.TeamPatch{Description: s.Want.Description}
	if s.Want.Public != nil {
		v := visibilityOf(*s.Want.Public)
		patch.Visibility = &v
	}
	_, err := cl.UpdateTeam(ctx, o.teams[foldKey(s.Want.Name)], patch)
	return err
}

func (o *organization) putFolder(ctx context.Context, cl *client.Client, s plan.PutFolder) error {
	last := len(s.Path) - 1
	if !s.New {
		_, err := cl.UpdateFile(ctx, o.folders[pathKey(s.Path)], client.FilePatch{Description: s.Description})
		return err
	}
	draft := client.FileDraft{Type: string(writ.KindWorkspace), Name: s.Path[last], Description: orNothing(s.Description)}
	if last > 0 {
		draft.Type, draft.Parent = string(writ.KindFolder), o.folders[pathKey(s.Path[:last])]
	}
	made, err := cl.CreateFile(ctx, draft)
	if err == nil {
		o.folders[pathKey(s.Path)] = made.ID
	}
	return err
}

func (o *organization) putGrant(ctx context.Context, cl *client.Client, s plan.PutGrant) error {
	if s.ID != "" {
		_, err := cl.ChangeGrant(ctx, s.ID, s.Level)
		return err
	}
	_, err := cl.Give(ctx, o.folders[pathKey(s.Path)], o.grantee(s.To), s.Level)
	return err
}

// grantee finds whom a grant is for; the plan has made sure that they are there.
func (o *organization) grantee(to plan.Grantee) client.Grantee {
	switch {
	case to.Email != "":
		return client.Grantee{MemberID: o.people[to.Email]}
	case to.Team != "":
		return client.Grantee{TeamID: o.teams[foldKey(to.Team)]}
	}
	return client.Grantee{AllMembers: true}
}

func (o *organization) carryConnection(ctx context.Context, cl *client.Client, step plan.Step) error {
	switch s := step.(type) {
	case plan.PutConnection:
		return o.putConnection(ctx, cl, s)
	case plan.DropConnection:
		return cl.DeleteConnection(ctx, o.connections[s.Name].ID, false)
	case plan.PutAccess:
		id, permission := o.connections[s.Connection].ID, levels[s.Grant.Level]
		if s.ID != "" {
			_, err := cl.ChangeDataAccess(ctx, id, s.ID, permission)
			return err
		}
		_, err := cl.GiveDataAccess(ctx, id, client.DataGrantDraft{To: o.grantee(s.Grant.To), Permission: permission, Path: s.Grant.Path})
		return err
	case plan.DropAccess:
		_, err := cl.RevokeDataAccess(ctx, o.connections[s.Connection].ID, s.ID)
		return err
	}
	return nil
}

func (o *organization) putConnection(ctx context.Context, cl *client.Client, s plan.PutConnection) error {
	details := map[string]any{"type": s.Want.Type}
	for _, f := range s.Want.Details {
		details[f.Name] = f.Value
	}
	if len(s.Want.WriteAccess) > 0 {
		destination := map[string]any{}
		for _, f := range s.Want.WriteAccess {
			destination[f.Name] = f.Value
		}
		details["writeAccess"] = destination
	}
	draft := client.ConnectionDraft{Name: s.Want.Name, Description: orNothing(s.Want.Description), Details: details}
	if s.New {
		made, err := cl.CreateConnection(ctx, draft)
		if err == nil {
			o.connections[s.Want.Name] = *made
		}
		return err
	}
	before := o.connections[s.Want.Name]
	draft.Version = before.Version
	_, err := cl.UpdateConnection(ctx, before.ID, draft)
	return err
}
