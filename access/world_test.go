package access_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// org is a World made of lines, and what its things are called there: everything's
// id is its name.
type org struct {
	*access.World
	files  map[string]*writ.File
	people map[string]*writ.Member
	clock  int64
}

// newOrg reads an organization:
//
//	member ann Build
//	off bob                 (bob is deactivated)
//	team finance ann bob
//	folder Plan             (a workspace)
//	folder Plan/2026 ann    (in Plan; ann created it)
//	workbook Budget Plan ann  (in Plan; ann created and owns it; "-" is ann's My documents)
//	grant bob Plan view     (a member, a team or all)
//	trash Plan
func newOrg(t testing.TB, text string) *org {
	t.Helper()
	o := &org{World: access.NewWorld(), files: map[string]*writ.File{}, people: map[string]*writ.Member{}}
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) > 0 {
			o.add(t, f)
		}
	}
	return o
}

func (o *org) add(t testing.TB, f []string) {
	t.Helper()
	switch f[0] {
	case "member":
		o.person(f[1], writ.AccountType(f[2]))
	case "off":
		o.people[f[1]].Deactivated = true
		o.PutMember(o.people[f[1]])
	case "team":
		var in []writ.TeamMember
		for _, m := range f[2:] {
			in = append(in, writ.TeamMember{Team: writ.TeamID(f[1]), Member: writ.MemberID(m)})
		}
		o.PutTeam(&writ.Team{ID: writ.TeamID(f[1]), Name: f[1]}, in)
	case "folder":
		file := &writ.File{ID: writ.FileID(f[1]), Name: f[1], Kind: writ.KindWorkspace}
		if i := strings.LastIndexByte(f[1], '/'); i > 0 {
			file.Kind, file.Parent = writ.KindFolder, writ.FileID(f[1][:i])
		}
		if len(f) > 2 {
			file.Owner, file.Creator = writ.MemberID(f[2]), writ.MemberID(f[2])
		}
		o.put(file)
	case "workbook", "dataset", "data-model":
		file := &writ.File{ID: writ.FileID(f[1]), Name: f[1], Kind: writ.FileKind(f[0]), Parent: writ.FileID(f[2]), Owner: writ.MemberID(f[3]), Creator: writ.MemberID(f[3])}
		if f[2] == "-" {
			file.Parent = home(f[3])
		}
		o.put(file)
	case "owner":
		o.files[f[1]].Owner = writ.MemberID(f[2])
		o.put(o.files[f[1]])
	case "grant":
		o.give(f[1], f[2], writ.Level(f[3]))
	case "trash":
		o.files[f[1]].TrashedAt = time.UnixMicro(1)
		o.put(o.files[f[1]])
	default:
		t.Fatalf("no line begins with %q", f[0])
	}
}

func home(member string) writ.FileID { return writ.FileID("home of " + member) }

func (o *org) person(name string, t writ.AccountType, permissions ...writ.Permission) {
	m := &writ.Member{ID: writ.MemberID(name), FirstName: name, AccountType: t, Permissions: permissions}
	o.people[name] = m
	o.PutMember(m)
	o.put(&writ.File{ID: home(name), Name: "My documents", Kind: writ.KindHome, Owner: m.ID, Creator: m.ID})
}

func (o *org) put(f *writ.File) {
	o.clock++
	f.UpdatedAt = time.UnixMicro(o.clock)
	if f.CreatedAt.IsZero() {
		f.CreatedAt = f.UpdatedAt
	}
	o.files[string(f.ID)] = f
	o.PutFile(f)
}

func (o *org) grantee(name string) writ.Grantee {
	switch {
	case name == "all":
		return writ.AllMembers()
	case o.people[name] != nil:
		return writ.Grantee{Member: writ.MemberID(name)}
	}
	return writ.Grantee{Team: writ.TeamID(name)}
}

func (o *org) give(to, file string, l writ.Level) writ.GrantID {
	o.clock++
	id := writ.GrantID(fmt.Sprintf("%s on %s", to, file))
	o.PutGrant(&writ.Grant{ID: id, File: writ.FileID(file), Grantee: o.grantee(to), Level: l, CreatedBy: "ada", CreatedAt: time.UnixMicro(o.clock)})
	return id
}

// ask reads "bob doc.move Budget to=Plan", "… owner=ann", "… level=view grantee=ann".
func (o *org) ask(text string) access.Decision { return o.Decide(o.question(text)) }

func (o *org) question(text string) access.Question {
	f := strings.Fields(text)
	q := access.Question{Who: writ.MemberID(f[0]), Do: access.Action(f[1]), File: writ.FileID(f[2])}
	for _, arg := range f[3:] {
		name, value, _ := strings.Cut(arg, "=")
		switch name {
		case "to":
			q.To = writ.FileID(value)
			if who, ok := strings.CutPrefix(value, "home-"); ok {
				q.To = home(who)
			}
		case "owner":
			q.NewOwner = writ.MemberID(value)
		case "level":
			q.Level = writ.Level(value)
		case "grantee":
			q.Grantee = o.grantee(value)
		}
	}
	return q
}
