package sqlstore

import (
	"context"

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
	return s.table().insert(ctx, s.t, m)
}

func (s members) Update(ctx context.Context, m *writ.Member) error {
	return s.table().update(ctx, s.t, m, &m.Version)
}

func (s members) Get(ctx context.Context, id writ.MemberID) (*writ.Member, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s members) ByEmail(ctx context.Context, email string) (*writ.Member, error) {
	return s.table().one(ctx, s.t, "ByEmail", "WHERE email = $1", email)
}

func (s members) List(ctx context.Context, after writ.MemberID, limit int) ([]*writ.Member, error) {
	return s.table().all(ctx, s.t, "List", "WHERE id > $1 ORDER BY id LIMIT $2", after, limit)
}

func (s members) Count(ctx context.Context) (int, error) {
	return s.t.count(ctx, "store.members.Count", "SELECT count(*) FROM members")
}
