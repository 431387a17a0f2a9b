package store

import (
	"context"
	"encoding/json"
	"fmt"
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
	return l.st.Write(ctx, func(tx Tx) error {
		if err := tx.Objects.Insert(ctx, o); err != nil {
			return err
		}
		return TellObjects(ctx, tx, o.Connection)
	})
}

// Settle records what became of an object. One that was moved is another's matter:
// whoever dropped its former path has dropped nothing.
func (l ledger) Settle(ctx context.Context, o *writ.ManagedObject, state writ.ObjectState) error {
	at := l.clock().UnixMicro()
	return l.st.Write(ctx, func(tx Tx) error {
		now, err := tx.Objects.Get(ctx, o.ID)
		if err != nil {
			return err
		}
		if !slices.Equal(now.Path, o.Path) {
			return changed("store.Settle")
		}
		if err := tx.Objects.SetState(ctx, o.ID, state, at); err != nil {
			return err
		}
		return TellObjects(ctx, tx, o.Connection)
	})
}

// Move records what the rename of an object changes. What a scan found of it
// before counts no more.
func (l ledger) Move(ctx context.Context, from, to *writ.ManagedObject) error {
	at := l.clock()
	return l.st.Write(ctx, func(tx Tx) error {
		o, err := tx.Objects.Get(ctx, from.ID)
		if err != nil {
			return err
		}
		if o.State != from.State || !slices.Equal(o.Path, from.Path) || !slices.Equal(o.FormerPath, from.FormerPath) || o.DropAt.UnixMicro() != from.DropAt.UnixMicro() {
			return changed("store.Move")
		}
		o.State, o.Path, o.FormerPath, o.DropAt = to.State, to.Path, to.FormerPath, to.DropAt
		o.Finding, o.UpdatedAt = writ.FindingNone, at
		if err := tx.Objects.Update(ctx, o); err != nil {
			return err
		}
		return TellObjects(ctx, tx, o.Connection)
	})
}

func changed(op string) error {
	return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the managed object meanwhile.").WithHint("Look again, then try again.")
}

// TellObjects says in the transaction of a change that the ledger of a connection,
// or what scans found of it, is another.
func TellObjects(ctx context.Context, tx Tx, c writ.ConnectionID) error {
	data, err := json.Marshal(struct {
		Connection writ.ConnectionID `json:"connectionId"`
	}{c})
	if err != nil {
		return fmt.Errorf("store.TellObjects: %w", err)
	}
	return tx.Events.Append(ctx, &writ.Event{Topic: writ.TopicObjects, Kind: "changed", Data: data})
}
