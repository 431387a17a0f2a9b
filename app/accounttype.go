package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// AccountTypeView is an account type, built in or made by an Admin, as those see it
// who give it to members. Members counts who has it, the deactivated too.
type AccountTypeView struct {
	ID          writ.AccountTypeID
	Name        writ.AccountType
	Description string
	Custom      bool
	Permissions []access.Permission
	Members     int
	Version     int64 // 0 of a built-in one
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// AccountTypeDraft is an account type to be made.
type AccountTypeDraft struct {
	Name        string
	Description string
	Permissions []access.Permission
}

// AccountTypePatch changes what is not nil. Version is the one that the change was
// built on, 0 for whichever there is.
type AccountTypePatch struct {
	Name        *string
	Description *string
	Permissions *[]access.Permission
	Version     int64
}

// builtIn describes the account types that every organization has.
var builtIn = map[writ.AccountType]string{
	writ.AccountAdmin:   "Everything, and the organization itself",
	writ.AccountBuild:   "Make documents and tables, and write to warehouses",
	writ.AccountAnalyze: "Analyze documents in full and export data",
	writ.AccountAct:     "Explore documents and edit input tables",
	writ.AccountView:    "View documents and comment on them",
}

// builtInType returns a built-in type. Its id is its name in lower case.
func builtInType(t writ.AccountType) *AccountTypeView {
	return &AccountTypeView{
		ID: writ.AccountTypeID(strings.ToLower(string(t))), Name: t, Description: builtIn[t], Permissions: access.Permissions(t),
	}
}

func viewType(t *writ.CustomType) *AccountTypeView {
	return &AccountTypeView{
		ID: t.ID, Name: t.Name, Description: t.Description, Custom: true, Permissions: t.Permissions,
		Version: t.Version, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
	}
}

// accountTypes loads every type, the built-in ones first, most able first, then
// the others by name.
func accountTypes(ctx context.Context, tx store.Tx) ([]*AccountTypeView, error) {
	var views []*AccountTypeView
	for _, t := range writ.AccountTypes() {
		views = append(views, builtInType(t))
	}
	custom, err := tx.AccountTypes.List(ctx)
	for _, t := range custom {
		views = append(views, viewType(t))
	}
	return views, err
}

// accountType loads one type.
func accountType(ctx context.Context, op string, tx store.Tx, id writ.AccountTypeID) (*AccountTypeView, error) {
	views, err := accountTypes(ctx, tx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(views, func(v *AccountTypeView) bool { return v.ID == id })
	if i < 0 {
		return nil, notFound(op, "account type")
	}
	return views[i], nil
}

// typeNamed loads the type of a name, whatever its case; CodeInvalid if there is
// none.
func typeNamed(ctx context.Context, op string, tx store.Tx, name writ.AccountType) (*AccountTypeView, error) {
	views, err := accountTypes(ctx, tx)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(views))
	for i, v := range views {
		if strings.EqualFold(string(v.Name), strings.TrimSpace(string(name))) {
			return v, nil
		}
		names[i] = string(v.Name)
	}
	return nil, writ.Invalid(op, "memberType", "There is no account type %q.", name).
		WithHint("Choose one of %s.", strings.Join(names, ", "))
}

// haveType returns everybody who has an account type, the deactivated too.
func haveType(ctx context.Context, tx store.Tx, t writ.AccountType) (list []*writ.Member, err error) {
	_, err = firstMember(ctx, tx, func(m *writ.Member) bool {
		if m.AccountType == t {
			list = append(list, m)
		}
		return false
	})
	return list, err
}

// mayListTypes allows those who give account types to members and those who make
// them.
func (a *App) mayListTypes(ctx context.Context, op string, actor Actor) error {
	if actor.Member != nil && access.Member(actor.Member, access.ManageAccountTypes).Allow {
		return nil
	}
	return a.ask(ctx, op, actor, access.ManageMembers)
}

// AccountTypes lists all account types, the built-in ones first.
func (a *App) AccountTypes(ctx context.Context, actor Actor) (views []*AccountTypeView, err error) {
	if err := a.mayListTypes(ctx, "app.AccountTypes", actor); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if views, err = accountTypes(ctx, tx); err != nil {
			return err
		}
		count := map[writ.AccountType]int{}
		if _, err = firstMember(ctx, tx, func(m *writ.Member) bool { count[m.AccountType]++; return false }); err != nil {
			return err
		}
		for _, v := range views {
			v.Members = count[v.Name]
		}
		return nil
	})
	return views, err
}

// AccountType returns one account type.
func (a *App) AccountType(ctx context.Context, actor Actor, id writ.AccountTypeID) (v *AccountTypeView, err error) {
	const op = "app.AccountType"
	if err := a.mayListTypes(ctx, op, actor); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(tx store.Tx) error {
		if v, err = accountType(ctx, op, tx, id); err != nil {
			return err
		}
		have, err := haveType(ctx, tx, v.Name)
		v.Members = len(have)
		return err
	})
	return v, err
}

// CreateAccountType makes an account type of any subset of the permissions.
func (a *App) CreateAccountType(ctx context.Context, actor Actor, draft AccountTypeDraft) (*AccountTypeView, error) {
	const op = "app.CreateAccountType"
	if err := a.ask(ctx, op, actor, access.ManageAccountTypes); err != nil {
		return nil, err
	}
	now := a.clock()
	t := &writ.CustomType{
		ID: writ.NewID[writ.AccountTypeID](), Version: 1, CreatedBy: actor.Member.ID, CreatedAt: now, UpdatedAt: now,
		Permissions: []access.Permission{},
	}
	if err := applyType(op, t, AccountTypePatch{Name: &draft.Name, Description: &draft.Description, Permissions: &draft.Permissions}); err != nil {
		return nil, err
	}
	if err := a.heed(ctx, op, actor, access.ShapeType(actor.Member, t.Permissions)); err != nil {
		return nil, err
	}
	err := a.change(ctx, op, actor, &subject{noun: "accountType", id: string(t.ID), details: []any{"name", t.Name, "permissions", t.Permissions}}, func(tx store.Tx) error {
		if err := tx.AccountTypes.Insert(ctx, t); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicMembers, eventChanged)
	})
	if err != nil {
		return nil, err
	}
	return viewType(t), nil
}

// applyType puts the changes of patch into t.
func applyType(op string, t *writ.CustomType, patch AccountTypePatch) error {
	if patch.Name != nil {
		name, err := requiredName(op, *patch.Name)
		if err != nil {
			return err
		}
		if _, err := writ.ParseAccountType(name); err == nil {
			return writ.Errorf(writ.CodeConflict, op, "%s is the name of a built-in account type.", name).WithHint("Choose another name.")
		}
		t.Name = writ.AccountType(name)
	}
	if patch.Description != nil {
		if err := checkFileDescription(op, *patch.Description); err != nil {
			return err
		}
		t.Description = *patch.Description
	}
	if patch.Permissions != nil {
		sorted, bad := access.Sort(*patch.Permissions)
		if bad != "" {
			return writ.Invalid(op, "permissions", "There is no permission %q.", bad).
				WithHint("GET /v2/accountTypes/admin/permissions lists all that there are.")
		}
		t.Permissions = sorted
	}
	return nil
}

// customType loads an account type that can be changed: a custom one.
func customType(ctx context.Context, op string, tx store.Tx, id writ.AccountTypeID) (*writ.CustomType, error) {
	v, err := accountType(ctx, op, tx, id)
	if err != nil {
		return nil, err
	}
	if !v.Custom {
		return nil, writ.Errorf(writ.CodeConflict, op, "%s is a built-in account type and stays as it is.", v.Name).
			WithHint("Make an account type of your own.")
	}
	return tx.AccountTypes.Get(ctx, id)
}

// UpdateAccountType changes a custom account type; it counts for its members from
// their next request on.
func (a *App) UpdateAccountType(ctx context.Context, actor Actor, id writ.AccountTypeID, patch AccountTypePatch) (v *AccountTypeView, err error) {
	const op = "app.UpdateAccountType"
	if err := a.ask(ctx, op, actor, access.ManageAccountTypes); err != nil {
		return nil, err
	}
	on := &subject{noun: "accountType", id: string(id)}
	err = a.change(ctx, op, actor, on, func(tx store.Tx) error {
		t, err := customType(ctx, op, tx, id)
		if err != nil {
			return err
		}
		if patch.Version != 0 && patch.Version != t.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the account type %s meanwhile.", t.Name).WithHint("Look at it again.")
		}
		was, before := t.Name, t.Permissions
		if err := applyType(op, t, patch); err != nil {
			return err
		}
		if err := a.heed(ctx, op, actor, access.ShapeType(actor.Member, slices.Concat(before, t.Permissions))); err != nil {
			return err
		}
		have, err := haveType(ctx, tx, was)
		if err != nil {
			return err
		}
		t.UpdatedAt = a.clock()
		if err := tx.AccountTypes.Update(ctx, t); err != nil {
			return err
		}
		v = viewType(t)
		v.Members = len(have)
		on.details = []any{"name", t.Name, "before", before, "permissions", t.Permissions}
		return tellMembers(ctx, tx, have)
	})
	return v, err
}

// tellMembers says that the accounts of members are others.
func tellMembers(ctx context.Context, tx store.Tx, list []*writ.Member) error {
	for _, m := range list {
		if err := tell(ctx, tx, writ.MemberTopic(m.ID), eventChanged); err != nil {
			return err
		}
	}
	return tell(ctx, tx, writ.TopicMembers, eventChanged)
}
