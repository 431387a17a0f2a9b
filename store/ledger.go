package store

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse"
)

// Ledger lets package warehouse record in st what it makes, each record in a
// transaction of its own: an intent must be durable before the statement it
// announces is sent.
func Ledger(st Store, clock writ.Clock) warehouse.Ledger {
	return ledger{st, clock}
}

type ledger struct {
	st    Store
	clock writ.Clock
}

// Intend records o as intended, stamped with the present time.
func (l ledger) Intend(ctx context.Context, o *writ.ManagedObject) error {
	o.State = writ.ObjectIntended
	o.CreatedAt = l.clock()
	o.UpdatedAt, o.Bytes = o.CreatedAt, -1
	return l.st.Write(ctx, func(tx Tx) error { return tx.Objects.Insert(ctx, o) })
}

// Settle records what became of an object.
func (l ledger) Settle(ctx context.Context, id writ.ObjectID, state writ.ObjectState) error {
	at := l.clock().UnixMicro()
	return l.st.Write(ctx, func(tx Tx) error { return tx.Objects.SetState(ctx, id, state, at) })
}

// Move records what the rename of an object changes.
func (l ledger) Move(ctx context.Context, from, to *writ.ManagedObject) error {
	at := l.clock()
	return l.st.Write(ctx, func(tx Tx) error {
		o, err := tx.Objects.Get(ctx, from.ID)
		if err != nil {
			return err
		}
		if o.State != from.State || !slices.Equal(o.Path, from.Path) || !slices.Equal(o.FormerPath, from.FormerPath) || o.DropAt.UnixMicro() != from.DropAt.UnixMicro() {
			return writ.Errorf(writ.CodeStale, "store.Move", "Somebody else has changed the managed object meanwhile.").WithHint("Look again, then try again.")
		}
		o.State, o.Path, o.FormerPath, o.DropAt, o.UpdatedAt = to.State, to.Path, to.FormerPath, to.DropAt, at
		o.Finding = writ.FindingNone // what a scan found of it counts no more
		return tx.Objects.Update(ctx, o)
	})
}
