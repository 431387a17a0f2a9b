package main

import (
	"context"
	"errors"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/client"
)

type memberCommand struct {
	List  memberList  `cmd:"" help:"List members."`
	Add   memberAdd   `cmd:"" help:"Add a member; prints a one-time password."`
	Set   memberSet   `cmd:"" help:"Change the account type of a member, deactivate or reactivate."`
	Reset memberReset `cmd:"" name:"reset-password" help:"Give a member a new one-time password and end their sessions."`
}

// memberPlace is where members are kept: a server, or a data folder when nobody
// can sign in any more.
type memberPlace struct {
	server
	Data  string `type:"path" placeholder:"DIR" help:"Work on this data folder instead of a server."`
	Store string `env:"WRIT_STORE" placeholder:"URL" help:"With --data: the PostgreSQL that keeps the metadata, if it is not in the folder. Better set WRIT_STORE."`
}

// members is what both places can do.
type members interface {
	list(ctx context.Context) ([]client.Member, error)
	add(ctx context.Context, d client.MemberDraft) (*client.NewMember, error)
	update(ctx context.Context, id writ.MemberID, p client.MemberPatch) (*client.Member, error)
	resetPassword(ctx context.Context, id writ.MemberID) (string, error)
	close() error
}

func (p memberPlace) open(ctx context.Context) (members, error) {
	if p.Data != "" {
		d, err := openDesk(ctx, folder(p.Data), p.Store)
		return folderMembers{d}, err
	}
	cl, err := p.server.open()
	return serverMembers{cl}, err
}

// with runs do on the members of the place.
func (p memberPlace) with(ctx context.Context, do func(members) error) (err error) {
	m, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.close()) }()
	return do(m)
}

// withMember runs do on the member with that e-mail address.
func (p memberPlace) withMember(ctx context.Context, email string, do func(members, client.Member) error) error {
	email, err := writ.NormalizeEmail(email)
	if err != nil {
		return err
	}
	return p.with(ctx, func(m members) error {
		list, err := m.list(ctx)
		if err != nil {
			return err
		}
		for _, one := range list {
			if one.Email == email {
				return do(m, one)
			}
		}
		return writ.Errorf(writ.CodeNotFound, "writ.member", "There is no member %s", email).WithHint("writ member list shows who there is.")
	})
}

type memberList struct{ memberPlace }

// Run lists members.
func (c memberList) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(m members) error {
		list, err := m.list(ctx)
		if err != nil {
			return err
		}
		if term.json {
			return term.document(list)
		}
		rows := make([][]any, len(list))
		for i, one := range list {
			state := "active"
			if one.IsArchived {
				state = "deactivated"
			}
			rows[i] = []any{one.Email, one.MemberType, state, one.FirstName + " " + one.LastName}
		}
		return term.table([]any{"E-MAIL", "ACCOUNT TYPE", "STATE", "NAME"}, rows)
	})
}

type memberAdd struct {
	memberPlace
	Email     string `arg:"" help:"The e-mail address."`
	Type      string `default:"View" help:"Admin, Build, Analyze, Act, View or a type of your own (${default})."`
	FirstName string `help:"First name."`
	LastName  string `help:"Last name."`
}

// Run adds a member.
func (c memberAdd) Run(ctx context.Context, term *terminal) error {
	return c.with(ctx, func(m members) error {
		made, err := m.add(ctx, client.MemberDraft{Email: c.Email, FirstName: c.FirstName, LastName: c.LastName, MemberType: writ.AccountType(c.Type)})
		if err != nil {
			return err
		}
		return term.answer(made, "Sign in as: %s\nOne-time password: %s", made.Email, made.OneTimePassword)
	})
}

type memberSet struct {
	memberPlace
	Email  string  `arg:"" help:"The e-mail address."`
	Type   *string `help:"Admin, Build, Analyze, Act, View or a type of your own."`
	Active *bool   `negatable:"" help:"Reactivate, or deactivate."`
	HandTo string  `placeholder:"EMAIL" help:"With --no-active: who gets the documents and schedules; an Admin, if there are documents that nothing opens to others."`
}

// Run changes a member.
func (c memberSet) Run(ctx context.Context, term *terminal) error {
	var patch client.MemberPatch
	if c.Type != nil {
		patch.MemberType = (*writ.AccountType)(c.Type)
	}
	if c.Active != nil {
		archived := !*c.Active
		patch.IsArchived = &archived
	}
	return c.withMember(ctx, c.Email, func(m members, one client.Member) (err error) {
		if patch.NewOwner, err = heir(ctx, m, c.HandTo); err != nil {
			return err
		}
		changed, err := m.update(ctx, one.ID, patch)
		if err != nil {
			return err
		}
		return term.answer(changed, "Changed %s.", changed.Email)
	})
}

// heir finds who gets what a member owned; "" is nobody.
func heir(ctx context.Context, m members, email string) (writ.MemberID, error) {
	if email == "" {
		return "", nil
	}
	list, err := m.list(ctx)
	if err != nil {
		return "", err
	}
	for _, one := range list {
		if strings.EqualFold(one.Email, email) {
			return one.ID, nil
		}
	}
	return "", writ.Errorf(writ.CodeNotFound, "writ.member", "There is no member %s", email).WithHint("writ member list shows who there is.")
}

type memberReset struct {
	memberPlace
	Email string `arg:"" help:"The e-mail address."`
}

// Run resets a password.
func (c memberReset) Run(ctx context.Context, term *terminal) error {
	return c.withMember(ctx, c.Email, func(m members, one client.Member) error {
		password, err := m.resetPassword(ctx, one.ID)
		if err != nil {
			return err
		}
		return term.answer(map[string]string{"email": one.Email, "oneTimePassword": password},
			"Sign in as: %s\nOne-time password: %s", one.Email, password)
	})
}

// serverMembers asks a server.
type serverMembers struct{ c *client.Client }

func (s serverMembers) list(ctx context.Context) ([]client.Member, error) { return s.c.Members(ctx) }

func (s serverMembers) add(ctx context.Context, d client.MemberDraft) (*client.NewMember, error) {
	return s.c.CreateMember(ctx, d)
}

func (s serverMembers) update(ctx context.Context, id writ.MemberID, p client.MemberPatch) (*client.Member, error) {
	return s.c.UpdateMember(ctx, id, p)
}

func (s serverMembers) resetPassword(ctx context.Context, id writ.MemberID) (string, error) {
	return s.c.ResetPassword(ctx, id)
}

func (s serverMembers) close() error { s.c.Close(); return nil }

// folderMembers works on a data folder.
type folderMembers struct{ d *desk }

// pageOfMembers is how many members are read at once.
const pageOfMembers = 500

func (f folderMembers) list(ctx context.Context) ([]client.Member, error) {
	var list []client.Member
	for after := writ.MemberID(""); ; {
		page, err := f.d.app.Members(ctx, console(), app.MemberFilter{Deactivated: true}, after, pageOfMembers)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			list = append(list, clientMember(&m.Member))
		}
		if len(page) < pageOfMembers {
			return list, nil
		}
		after = page[len(page)-1].ID
	}
}

func (f folderMembers) add(ctx context.Context, d client.MemberDraft) (*client.NewMember, error) {
	m, password, err := f.d.app.CreateMember(ctx, console(), app.MemberDraft{
		Email: d.Email, FirstName: d.FirstName, LastName: d.LastName, AccountType: d.MemberType,
	})
	if err != nil {
		return nil, err
	}
	return &client.NewMember{Member: clientMember(&m.Member), OneTimePassword: password}, nil
}

func (f folderMembers) update(ctx context.Context, id writ.MemberID, p client.MemberPatch) (*client.Member, error) {
	m, err := f.d.app.UpdateMember(ctx, console(), id, app.MemberPatch{AccountType: p.MemberType, Deactivated: p.IsArchived, HandOver: app.HandOver{NewOwner: p.NewOwner}})
	if err != nil {
		return nil, err
	}
	shown := clientMember(&m.Member)
	return &shown, nil
}

func (f folderMembers) resetPassword(ctx context.Context, id writ.MemberID) (string, error) {
	return f.d.app.ResetPassword(ctx, console(), id)
}

func (f folderMembers) close() error { return f.d.Close() }

func clientMember(m *writ.Member) client.Member {
	return client.Member{ID: m.ID, Email: m.Email, FirstName: m.FirstName, LastName: m.LastName, MemberType: m.AccountType, IsArchived: m.Deactivated}
}
