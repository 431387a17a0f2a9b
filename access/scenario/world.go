package scenario

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// check says what in an organization is not possible.
func (s *Setup) check() error {
	for name, t := range s.Users {
		if _, ok := s.accountType(t); !ok {
			return fmt.Errorf("user %q: there is no account type %q", name, t)
		}
	}
	for name, list := range s.AccountTypes {
		for _, p := range list {
			if !slices.Contains(access.AllPermissions(), p) {
				return fmt.Errorf("account type %q: there is no permission %q", name, p)
			}
		}
	}
	for name, members := range s.Teams {
		for _, m := range members {
			if err := s.user(m); err != nil {
				return fmt.Errorf("team %q: %w", name, err)
			}
		}
	}
	for _, name := range s.Deactivated {
		if err := s.user(name); err != nil {
			return err
		}
	}
	for _, name := range s.Trashed {
		if _, err := s.file(name); err != nil {
			return err
		}
	}
	if err := s.checkFiles(); err != nil {
		return err
	}
	for _, g := range s.Grants {
		if err := s.checkGrant(g); err != nil {
			return fmt.Errorf("grant %q: %w", g, err)
		}
	}
	return nil
}

func (s *Setup) checkFiles() error {
	for name := range s.Folders {
		for at, depth := &name, 0; at != nil; depth++ {
			parent, ok := s.Folders[*at]
			if !ok {
				return fmt.Errorf("folder %q: there is no folder %q", name, *at)
			}
			if depth > writ.MaxDepth {
				return fmt.Errorf("folder %q lies in a circle, or more than %d folders deep", name, writ.MaxDepth)
			}
			at = parent
		}
	}
	for name, m := range s.FolderOwner {
		if _, ok := s.Folders[name]; !ok || s.user(m) != nil {
			return fmt.Errorf("folder_owner %q: there is no such folder or user", name)
		}
	}
	for name, d := range s.Docs {
		if !d.Kind.Document() {
			return fmt.Errorf("document %q: there is no kind %q; choose workbook, data-model or dataset", name, d.Kind)
		}
		if d.Folder != nil {
			if _, ok := s.Folders[*d.Folder]; !ok {
				return fmt.Errorf("document %q: there is no folder %q", name, *d.Folder)
			}
		}
		if s.user(d.Owner) != nil || d.Creator != "" && s.user(d.Creator) != nil {
			return fmt.Errorf("document %q: there is no user %q or %q", name, d.Owner, d.Creator)
		}
		for _, source := range d.Sources {
			if _, ok := s.Docs[source]; !ok {
				return fmt.Errorf("document %q: there is no document %q", name, source)
			}
		}
	}
	return nil
}

func (s *Setup) checkGrant(g Grant) error {
	if _, err := s.grantee(g[0]); err != nil {
		return err
	}
	f, err := s.file(g[1])
	if err != nil {
		return err
	}
	if !slices.Contains(s.kind(f).Levels(), writ.Level(g[2])) {
		return fmt.Errorf("a %s has no level %q", s.kind(f).Label(), g[2])
	}
	return nil
}

// accountType returns the account type that a user has.
func (s *Setup) accountType(name string) (writ.AccountType, bool) {
	switch name {
	case "member":
		return writ.AccountBuild, true
	case "admin":
		return writ.AccountAdmin, true
	}
	if t, err := writ.ParseAccountType(name); err == nil {
		return t, true
	}
	_, ok := s.AccountTypes[name]
	return writ.AccountType(name), ok
}

// user returns an error unless there is such a user.
func (s *Setup) user(name string) error {
	if _, ok := s.Users[name]; !ok {
		return fmt.Errorf("there is no user %q", name)
	}
	return nil
}

// file finds a file by its kind and name: "doc:d" or "folder:W". Its id in the
// World is the same.
func (s *Setup) file(name string) (writ.FileID, error) {
	what, rest, _ := strings.Cut(name, ":")
	_, doc := s.Docs[rest]
	_, folder := s.Folders[rest]
	if what == "doc" && doc || what == "folder" && folder {
		return writ.FileID(name), nil
	}
	return "", fmt.Errorf("there is no %q", name)
}

// object finds a file by its name alone: a document first.
func (s *Setup) object(name string) (writ.FileID, error) {
	for _, what := range []string{"doc:", "folder:"} {
		if f, err := s.file(what + name); err == nil {
			return f, nil
		}
	}
	return "", fmt.Errorf("there is no document or folder %q", name)
}

func (s *Setup) kind(f writ.FileID) writ.FileKind {
	if name, ok := strings.CutPrefix(string(f), "doc:"); ok {
		return s.Docs[name].Kind
	}
	return writ.KindFolder
}

// grantee reads "user:ann", "team:finance" or "all".
func (s *Setup) grantee(text string) (writ.Grantee, error) {
	what, name, _ := strings.Cut(text, ":")
	_, team := s.Teams[name]
	switch {
	case text == "all":
		return writ.AllMembers(), nil
	case what == "user" && s.user(name) == nil:
		return writ.Grantee{Member: writ.MemberID(name)}, nil
	case what == "team" && team:
		return writ.Grantee{Team: writ.TeamID(name)}, nil
	}
	return writ.Grantee{}, fmt.Errorf("there is no %q; write user:NAME, team:NAME or all", text)
}

// Question is a check as the World is asked. Members and teams have their names as
// ids there, and files what file says.
func (s *Setup) Question(c Check) (access.Question, error) {
	q := access.Question{Who: writ.MemberID(c.Who), Do: access.Action(c.Action), Level: c.Args.Level}
	err := s.user(c.Who)
	if err != nil {
		return q, err
	}
	switch what, _, _ := strings.Cut(c.Action, "."); what {
	case "doc", "folder":
		q.File, err = s.file(what + ":" + c.Object)
	default:
		q.File, err = s.object(c.Object)
	}
	if err == nil && q.Do == access.ReassignOwner && c.Args.To != "" {
		q.NewOwner, err = writ.MemberID(c.Args.To), s.user(c.Args.To)
	} else if err == nil && c.Args.To != "" {
		q.To, err = s.file("folder:" + c.Args.To)
	}
	if err == nil && c.Args.Grantee != "" {
		q.Grantee, err = s.grantee(c.Args.Grantee)
	}
	return q, err
}

// World is the organization as access decides about it.
func (s *Setup) World() *access.World {
	w := access.NewWorld()
	for name, permissions := range s.AccountTypes {
		w.PutType(&writ.CustomType{ID: writ.AccountTypeID(name), Name: writ.AccountType(name), Permissions: permissions})
	}
	for name, t := range s.Users {
		account, _ := s.accountType(t)
		id := writ.MemberID(name)
		w.PutMember(&writ.Member{ID: id, FirstName: name, AccountType: account, Deactivated: slices.Contains(s.Deactivated, name)})
		w.PutFile(&writ.File{ID: home(name), Kind: writ.KindHome, Owner: id, Creator: id})
	}
	for name, members := range s.Teams {
		list := make([]writ.TeamMember, len(members))
		for i, m := range members {
			list[i] = writ.TeamMember{Team: writ.TeamID(name), Member: writ.MemberID(m)}
		}
		w.PutTeam(&writ.Team{ID: writ.TeamID(name), Name: name}, list)
	}
	for _, f := range s.files() {
		w.PutFile(f)
	}
	for i, g := range s.Grants {
		to, _ := s.grantee(g[0]) // check has seen it
		w.PutGrant(&writ.Grant{ID: writ.GrantID(fmt.Sprint(i)), File: writ.FileID(g[1]), Grantee: to, Level: writ.Level(g[2])})
	}
	return w
}

func home(user string) writ.FileID { return writ.FileID("home:" + user) }

// files lists the folders and documents.
func (s *Setup) files() []*writ.File {
	var out []*writ.File
	for _, name := range slices.Sorted(maps.Keys(s.Folders)) {
		creator := writ.MemberID(s.FolderOwner[name])
		f := &writ.File{ID: writ.FileID("folder:" + name), Name: name, Kind: writ.KindWorkspace, Owner: creator, Creator: creator}
		if parent := s.Folders[name]; parent != nil {
			f.Kind, f.Parent = writ.KindFolder, writ.FileID("folder:"+*parent)
		}
		out = append(out, f)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Docs)) {
		d := s.Docs[name]
		f := &writ.File{ID: writ.FileID("doc:" + name), Name: name, Kind: d.Kind, Parent: home(d.Owner), Owner: writ.MemberID(d.Owner), Creator: writ.MemberID(d.Creator)}
		if d.Folder != nil {
			f.Parent = writ.FileID("folder:" + *d.Folder)
		}
		if f.Creator == "" {
			f.Creator = f.Owner
		}
		out = append(out, f)
	}
	for _, f := range out {
		if slices.Contains(s.Trashed, string(f.ID)) {
			f.TrashedAt = time.UnixMicro(1)
		}
	}
	return out
}
