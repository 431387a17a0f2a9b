package sqlstore

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
)

// members implements store.Members.
type members struct{ t *tx }

func (members) table() table[writ.Member] {
	return table[writ.Member]{
		name: "members", noun: "member", taken: "Another member has this e-mail address.",
		columns: []string{"id", "email", "first_name", "last_name", "account_type", "password_hash",
			"must_change_password", "deactivated", "epoch", "version", "created_at", "updated_at"},
		fields: func(m *writ.Member) []any {
			return []any{&m.ID, &m.Email, &m.FirstName, &m.LastName, &m.AccountType, &m.PasswordHash,
				flag{&m.MustChangePassword}, flag{&m.Deactivated}, &m.Epoch, &m.Version, instant{&m.CreatedAt}, instant{&m.UpdatedAt}}
		},
	}
}

func (s members) Insert(ctx context.Context, m *writ.Member) error {
	if err := s.typed(ctx, "Insert", m); err != nil {
		return err
	}
	return changed(s.t, writ.FactMember, m.ID, s.table().insert(ctx, s.t, m))
}

func (s members) Update(ctx context.Context, m *writ.Member) error {
	if err := s.typed(ctx, "Update", m); err != nil {
		return err
	}
	return changed(s.t, writ.FactMember, m.ID, s.table().update(ctx, s.t, m, &m.Version))
}

// custom tells whether an account type is one that an Admin made.
func custom(t writ.AccountType) bool { return !slices.Contains(writ.AccountTypes(), t) }

// typed refuses a custom account type that is not there, such as one that is
// being deleted.
func (s members) typed(ctx context.Context, method string, m *writ.Member) error {
	if !custom(m.AccountType) {
		return nil
	}
	n, err := s.t.count(ctx, s.table().op(method), "SELECT count(*) FROM account_types WHERE name = $1", m.AccountType)
	if err == nil && n == 0 {
		err = writ.Errorf(writ.CodeConflict, s.table().op(method), "There is no account type %q.", m.AccountType)
	}
	return err
}

// retype gives those who have an account type the name that it has now.
func (s members) retype(ctx context.Context, from, to writ.AccountType) error {
	list, err := s.table().all(ctx, s.t, "List", "WHERE account_type = $1", from)
	if err != nil {
		return err
	}
	_, err = s.t.exec(ctx, "store.members.Update", "UPDATE members SET account_type = $2, version = version + 1 WHERE account_type = $1", from, to)
	for _, m := range list {
		err = changed(s.t, writ.FactMember, m.ID, err)
	}
	return err
}

// all returns the rows of a query's tail with what their account types allow.
func (s members) all(ctx context.Context, method, tail string, args ...any) ([]*writ.Member, error) {
	list, err := s.table().all(ctx, s.t, method, tail, args...)
	if err != nil || !slices.ContainsFunc(list, func(m *writ.Member) bool { return custom(m.AccountType) }) {
		return list, err
	}
	types, err := accountTypes(s).List(ctx)
	if err != nil {
		return nil, err
	}
	allowed := map[writ.AccountType][]writ.Permission{}
	for _, t := range types {
		allowed[t.Name] = t.Permissions
	}
	for _, m := range list {
		if custom(m.AccountType) {
			m.Permissions = append([]writ.Permission{}, allowed[m.AccountType]...) // never nil: that is for the built-in types
		}
	}
	return list, nil
}

func (s members) one(ctx context.Context, method, tail string, args ...any) (*writ.Member, error) {
	list, err := s.all(ctx, method, tail, args...)
	if err == nil && len(list) == 0 {
		err = s.table().notFound(method)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func (s members) Get(ctx context.Context, id writ.MemberID) (*writ.Member, error) {
	return s.one(ctx, "Get", "WHERE id = $1", id)
}

func (s members) ByEmail(ctx context.Context, email string) (*writ.Member, error) {
	return s.one(ctx, "ByEmail", "WHERE email = $1", email)
}

func (s members) List(ctx context.Context, after writ.MemberID, limit int) ([]*writ.Member, error) {
	return s.all(ctx, "List", "WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
}

func (s members) Count(ctx context.Context) (int, error) {
	return s.t.count(ctx, "store.members.Count", "SELECT count(*) FROM members")
}
