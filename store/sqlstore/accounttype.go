package sqlstore

import (
	"context"

	"github.com/writ-dev/writ"
)

// accountTypes implements store.AccountTypes.
type accountTypes struct{ t *tx }

const typeTaken = "Another account type has this name."

func (accountTypes) table() table[writ.CustomType] {
	return table[writ.CustomType]{
		name: "account_types", noun: "account type", taken: typeTaken,
		columns: []string{"id", "created_by", "created_at", "name", "folded", "description", "permissions", "version", "updated_at"},
		fixed:   3,
		fields: func(t *writ.CustomType) []any {
			return []any{&t.ID, optional[writ.MemberID]{&t.CreatedBy}, instant{&t.CreatedAt}, &t.Name, folded[writ.AccountType]{&t.Name},
				&t.Description, document[[]writ.Permission]{&t.Permissions}, &t.Version, instant{&t.UpdatedAt}}
		},
	}
}

func (s accountTypes) Insert(ctx context.Context, t *writ.CustomType) error {
	if err := s.free("Insert", t.Name); err != nil {
		return err
	}
	return changed(s.t, writ.FactType, t.ID, s.table().insert(ctx, s.t, t))
}

// free refuses the names of the types that every organization has.
func (s accountTypes) free(method string, name writ.AccountType) error {
	if _, err := writ.ParseAccountType(string(name)); err == nil {
		return writ.Errorf(writ.CodeConflict, s.table().op(method), typeTaken)
	}
	return nil
}

func (s accountTypes) Update(ctx context.Context, t *writ.CustomType) error {
	if err := s.free("Update", t.Name); err != nil {
		return err
	}
	old, err := s.Get(ctx, t.ID)
	if err != nil {
		return err
	}
	if err := changed(s.t, writ.FactType, t.ID, s.table().update(ctx, s.t, t, &t.Version)); err != nil || old.Name == t.Name {
		return err
	}
	return members(s).retype(ctx, old.Name, t.Name)
}

func (s accountTypes) Delete(ctx context.Context, id writ.AccountTypeID) error {
	const op = "store.account_types.Delete"
	n, err := s.t.count(ctx, op, "SELECT count(*) FROM members WHERE account_type IN (SELECT name FROM account_types WHERE id = $1)", id)
	if err != nil {
		return err
	}
	if n > 0 {
		return writ.Errorf(writ.CodeConflict, op, "%d members have this account type.", n).WithHint("Give them another one first.")
	}
	return changed(s.t, writ.FactType, id, s.table().delete(ctx, s.t, id))
}

func (s accountTypes) Get(ctx context.Context, id writ.AccountTypeID) (*writ.CustomType, error) {
	return s.table().one(ctx, s.t, "Get", "WHERE id = $1", id)
}

func (s accountTypes) List(ctx context.Context) ([]*writ.CustomType, error) {
	return s.table().all(ctx, s.t, "List", "ORDER BY folded")
}
