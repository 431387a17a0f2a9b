package postgres_test

import (
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/postgres"
)

// TestAFrozenTransactionLetsGo has a node freeze in the middle of a transaction:
// it holds the others up for some seconds, not for ever, and once it wakes up it
// hears that nothing of its transaction happened.
func TestAFrozenTransactionLetsGo(t *testing.T) {
	t.Parallel()
	ctx, place := t.Context(), fresh(t)
	frozen, other := open(t, place), open(t, place)
	for _, st := range []*postgres.Store{frozen, other} {
		if err := st.Share(ctx, "node", func(error) {}); err != nil {
			t.Fatal(err)
		}
	}
	write := func(st store.Store, value string, wait func()) error {
		return st.Write(ctx, func(tx store.Tx) error {
			if err := tx.Settings.Set(ctx, "key", []byte(value)); err != nil {
				return err
			}
			wait()
			return tx.Settings.Set(ctx, "more", []byte(value))
		})
	}
	if err := write(other, "first", func() {}); err != nil {
		t.Fatal(err)
	}
	asleep, awake, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() { ended <- write(frozen, "frozen", func() { close(asleep); <-awake }) }()
	<-asleep
	start := writ.SystemClock()
	if err := write(other, "second", func() {}); err != nil {
		t.Errorf("while another node is frozen: %v", err)
	}
	if took := writ.SystemClock().Sub(start); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	close(awake)
	if err := <-ended; writ.CodeOf(err) != writ.CodeUnavailable {
		t.Errorf("the frozen node wakes up to %v, want CodeUnavailable", err)
	}
	err := other.Read(ctx, func(tx store.Tx) error {
		value, _, err := tx.Settings.Get(ctx, "key")
		if string(value) != "second" {
			t.Errorf("the value is %q", value)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
