package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

func countMembers(t *testing.T, st store.Store) int {
	t.Helper()
	return read(t, st, func(ctx context.Context, tx store.Tx) (int, error) { return tx.Members.Count(ctx) })
}

func testRollback(t *testing.T, st store.Store) {
	boom := errors.New("boom")
	err := st.Write(t.Context(), func(tx store.Tx) error {
		if err := tx.Members.Insert(t.Context(), newMember("ada@example.com")); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Errorf("got %v, want the function's own error", err)
	}
	equal(t, "members after a failed transaction", countMembers(t, st), 0)
	// A statement that fails undoes what went before it, once fn gives up.
	refused(t, st, writ.CodeConflict, func(tx store.Tx) error {
		if err := tx.Members.Insert(t.Context(), newMember("ada@example.com")); err != nil {
			return err
		}
		return tx.Members.Insert(t.Context(), newMember("ada@example.com"))
	})
	equal(t, "members after a conflict", countMembers(t, st), 0)
}

func testPanic(t *testing.T, st store.Store) {
	for name, transact := range map[string]func(context.Context, func(store.Tx) error) error{"Read": st.Read, "Write": st.Write} {
		func() {
			defer func() {
				if got := recover(); got != "boom" {
					t.Errorf("%s: recovered %v, want the function's own panic", name, got)
				}
			}()
			_ = transact(t.Context(), func(tx store.Tx) error {
				if name == "Write" {
					if err := tx.Members.Insert(t.Context(), newMember("ada@example.com")); err != nil {
						return err
					}
				}
				panic("boom")
			})
		}()
	}
	equal(t, "members after a panic", countMembers(t, st), 0)
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(t.Context(), newMember("ada@example.com")) })
}

// testSnapshot checks that a reader sees one moment, whatever is written
// meanwhile, and never what is not committed.
func testSnapshot(t *testing.T, st store.Store) {
	ctx := t.Context()
	err := st.Read(ctx, func(tx store.Tx) error {
		before, err := tx.Members.Count(ctx)
		if err != nil {
			return err
		}
		write(t, st, func(wtx store.Tx) error {
			if err := wtx.Members.Insert(ctx, newMember("ada@example.com")); err != nil {
				return err
			}
			equal(t, "members another reader sees before the commit", countMembers(t, st), 0)
			return nil
		})
		after, err := tx.Members.Count(ctx)
		equal(t, "members in one Read", after, before)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "members in the next Read", countMembers(t, st), 1)
}

func testWriteInRead(t *testing.T, st store.Store) {
	err := st.Read(t.Context(), func(tx store.Tx) error {
		return tx.Members.Insert(t.Context(), newMember("ada@example.com"))
	})
	if writ.CodeOf(err) != writ.CodeInternal {
		t.Errorf("a write in Read: got %v, want CodeInternal", err)
	}
	equal(t, "members after a write in Read", countMembers(t, st), 0)
}

func testOwnWrites(t *testing.T, st store.Store) {
	ada := newMember("ada@example.com")
	write(t, st, func(tx store.Tx) error {
		if err := tx.Members.Insert(t.Context(), ada); err != nil {
			return err
		}
		got, err := tx.Members.Get(t.Context(), ada.ID)
		equal(t, "what the transaction itself wrote", got, ada)
		return err
	})
}

func testCancel(t *testing.T, st store.Store) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	nothing := func(store.Tx) error { return nil }
	for name, err := range map[string]error{"Write": st.Write(gone, nothing), "Read": st.Read(gone, nothing)} {
		if writ.CodeOf(err) != writ.CodeCanceled {
			t.Errorf("%s with a canceled context: got %v, want CodeCanceled", name, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := st.Write(ctx, func(tx store.Tx) error {
		defer cancel()
		return tx.Members.Insert(ctx, newMember("ada@example.com"))
	})
	if writ.CodeOf(err) != writ.CodeCanceled {
		t.Errorf("canceled before the commit: got %v, want CodeCanceled", err)
	}
	equal(t, "members after a canceled transaction", countMembers(t, st), 0)
}

// together runs fn in as many goroutines as there are writers and waits for all.
func together(fn func(i int)) {
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() { fn(i) })
	}
	wg.Wait()
}

const (
	writers    = 8
	increments = 15
)

// testOptimisticIncrements reads and writes in separate transactions: only the
// version keeps two writers from losing an increment.
func testOptimisticIncrements(t *testing.T, st store.Store) {
	ctx := t.Context()
	m := newMember("ada@example.com")
	m.Epoch = 0
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, m) })
	increment := func() error {
		var m2 *writ.Member
		err := st.Read(ctx, func(tx store.Tx) (err error) {
			m2, err = tx.Members.Get(ctx, m.ID)
			return err
		})
		if err != nil {
			return err
		}
		m2.Epoch++
		return st.Write(ctx, func(tx store.Tx) error { return tx.Members.Update(ctx, m2) })
	}
	together(func(int) {
		for done := 0; done < increments; {
			switch err := increment(); writ.CodeOf(err) {
			case "":
				done++
			case writ.CodeStale: // somebody else was faster: again
			default:
				t.Errorf("increment: %v", err)
				return
			}
		}
	})
	equal(t, "increments", getMember(t, st, m.ID).Epoch, int64(writers*increments))
}

// testSerialIncrements reads and writes in one transaction, which needs no
// second attempt.
func testSerialIncrements(t *testing.T, st store.Store) {
	ctx := t.Context()
	m := newMember("ada@example.com")
	m.Epoch = 0
	write(t, st, func(tx store.Tx) error { return tx.Members.Insert(ctx, m) })
	together(func(int) {
		for range increments {
			err := st.Write(ctx, func(tx store.Tx) error {
				got, err := tx.Members.Get(ctx, m.ID)
				if err != nil {
					return err
				}
				got.Epoch++
				return tx.Members.Update(ctx, got)
			})
			if err != nil {
				t.Errorf("increment: %v", err)
			}
		}
	})
	equal(t, "increments", getMember(t, st, m.ID).Epoch, int64(writers*increments))
}

// testReadersAndWriters writes members in pairs; no reader may see half a pair.
func testReadersAndWriters(t *testing.T, st store.Store) {
	ctx := t.Context()
	together(func(i int) {
		for j := range increments {
			if i%2 == 0 {
				err := st.Read(ctx, func(tx store.Tx) error {
					n, err := tx.Members.Count(ctx)
					if n%2 != 0 {
						t.Errorf("a reader saw half a transaction: %d members", n)
					}
					return err
				})
				if err != nil {
					t.Errorf("Read: %v", err)
				}
				continue
			}
			err := st.Write(ctx, func(tx store.Tx) error {
				for k := range 2 {
					if err := tx.Members.Insert(ctx, newMember(fmt.Sprintf("%d.%d.%d@example.com", i, j, k))); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("Write: %v", err)
			}
		}
	})
	equal(t, "members", countMembers(t, st), writers/2*increments*2)
}

func testClose(t *testing.T, st store.Store) {
	for range 2 {
		if err := st.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if err := st.Read(t.Context(), func(store.Tx) error { return nil }); err == nil {
		t.Error("Read after Close succeeded")
	}
}
