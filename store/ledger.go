package store

import (
	"context"

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
