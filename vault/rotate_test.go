package vault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/vault"
)

// secretsIn makes connections whose secret is their own id, sealed by v.
func secretsIn(t testing.TB, st store.Store, v *vault.Vault, n int) []writ.ConnectionID {
	t.Helper()
	ids := make([]writ.ConnectionID, n)
	err := st.Write(t.Context(), func(tx store.Tx) error {
		for i := range ids {
			ids[i] = writ.NewID[writ.ConnectionID]()
			c := &writ.Connection{ID: ids[i], Name: string(ids[i]), Platform: writ.PlatformPostgres, Version: 1, Secrets: v.Seal(string(ids[i]), []byte(ids[i]))}
			if err := tx.Connections.Insert(t.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// demandSecrets opens every secret as after a restart, and demands that nothing
// in the store is sealed with another key than want.
func demandSecrets(t testing.TB, dir string, st store.Store, ids []writ.ConnectionID, want string) {
	t.Helper()
	v := proven(t, dir, st)
	err := st.Read(t.Context(), func(tx store.Tx) error {
		for _, id := range ids {
			c, err := tx.Connections.Get(t.Context(), id)
			if err != nil {
				return err
			}
			if plain, err := v.Open(string(id), c.Secrets); err != nil || string(plain) != string(id) {
				t.Errorf("the secret of %s is %q, %v", id, plain, err)
			}
		}
		list, err := tx.Sealed.List(t.Context())
		for _, s := range list {
			if got := string(s.Bytes[1:37]); got != want {
				t.Errorf("%s of %s is sealed with %s, want %s", s.Row, s.Table, got, want)
			}
		}
		if len(list) != len(ids)+1 {
			t.Errorf("%d sealed values, want %d and the proof", len(list), len(ids))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRotateSealsEverythingAnew(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	v := proven(t, dir, st)
	other := proven(t, dir, st) // as another server with the same folder's keys
	ids := secretsIn(t, st, v, 30)
	before := v.Seal("row", []byte("hunter2"))
	first := v.Keys()[0].ID
	r, err := v.Rotate(t.Context(), st, true)
	if err != nil || r.Resealed != 30 || r.Finished || len(r.Idle) != 1 || r.Idle[0] != first || r.Key == first {
		t.Fatalf("got %+v, %v", r, err)
	}
	demandSecrets(t, dir, st, ids, r.Key)
	if keys := v.Keys(); len(keys) != 2 || keys[0].Active || !keys[1].Active || keys[1].ID != r.Key || keys[1].CreatedAt.Before(keys[0].CreatedAt) {
		t.Errorf("keys: %+v", keys)
	}
	for _, sealed := range [][]byte{before, v.Seal("row", []byte("hunter2"))} {
		if plain, err := other.Open("row", sealed); err != nil || string(plain) != "hunter2" {
			t.Errorf("the other server reads %q, %v", plain, err)
		}
	}
	err = st.Read(t.Context(), func(tx store.Tx) error {
		c, err := tx.Connections.Get(t.Context(), ids[0])
		if err == nil && c.Version != 1 {
			t.Errorf("the connection has the version %d: an Admin's edit would be refused", c.Version)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRetire(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	v := proven(t, dir, st)
	first := v.Keys()[0].ID
	ids := secretsIn(t, st, v, 3)
	stray := v.Seal(string(ids[0]), []byte(ids[0]))
	retire := func(id string, want writ.Code) {
		t.Helper()
		if err := v.Retire(t.Context(), st, id); writ.CodeOf(err) != want {
			t.Errorf("retiring %s: %v, want %q", id, err, want)
		}
	}
	retire(first, writ.CodeConflict) // it seals
	r, err := v.Rotate(t.Context(), st, true)
	if err != nil {
		t.Fatal(err)
	}
	retire(r.Key, writ.CodeConflict)
	replaceSecrets(t, st, ids[0], stray)
	retire(first, writ.CodeConflict) // one value needs it again
	if r, err = v.Rotate(t.Context(), st, true); err != nil || !r.Finished || r.Resealed != 1 {
		t.Fatalf("got %+v, %v, want the rotation brought to its end", r, err)
	}
	retire(first, "")
	retire(first, writ.CodeNotFound)
	demandSecrets(t, dir, st, ids, r.Key)
	if keys := proven(t, dir, st).Keys(); len(keys) != 1 || keys[0].ID != r.Key || !keys[0].Active {
		t.Errorf("keys: %+v", keys)
	}
	_, err = v.Open("row", stray)
	wantInternal(t, err, "which is not in")
}

// replaceSecrets writes secrets as an edit does that began before a rotation and
// does not renew them.
func replaceSecrets(t testing.TB, st store.Store, id writ.ConnectionID, sealed []byte) {
	t.Helper()
	err := st.Write(t.Context(), func(tx store.Tx) error {
		c, err := tx.Connections.Get(t.Context(), id)
		if err != nil {
			return err
		}
		c.Secrets = sealed
		return tx.Connections.Update(t.Context(), c)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRotateOnSeveralServers lets each have a key file of its own.
func TestRotateOnSeveralServers(t *testing.T) {
	t.Parallel()
	here, there, st := t.TempDir(), t.TempDir(), newStore(t)
	a := proven(t, here, st)
	share := func() {
		t.Helper()
		text, err := os.ReadFile(keyFile(here))
		if err == nil {
			err = os.WriteFile(keyFile(there), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	share()
	b := proven(t, there, st)
	ids := secretsIn(t, st, a, 3)
	if _, err := a.Rotate(t.Context(), st, false); writ.CodeOf(err) != writ.CodeConflict || len(a.Keys()) != 1 {
		t.Fatalf("rotating without the others: %v, %d keys", err, len(a.Keys()))
	}
	added, err := a.Add(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.Add(t.Context(), st); err != nil || again != added {
		t.Errorf("a second Add: %+v, %v, want the same key", again, err)
	}
	if keys := a.Keys(); len(keys) != 2 || !keys[0].Active || keys[1].Active {
		t.Errorf("keys: %+v", keys)
	}
	share()
	r, err := a.Rotate(t.Context(), st, false)
	if err != nil || r.Key != added.ID {
		t.Fatalf("got %+v, %v, want the added key", r, err)
	}
	// b was not told. It reads its file again, and what it saves has the new key.
	err = st.Write(t.Context(), func(tx store.Tx) error {
		c, err := tx.Connections.Get(t.Context(), ids[0])
		if err != nil {
			return err
		}
		if plain, err := b.Open(string(c.ID), c.Secrets); err != nil || string(plain) != string(c.ID) {
			t.Errorf("the other server reads %q, %v", plain, err)
		}
		if c.Secrets, err = b.Renew(t.Context(), tx, string(c.ID), b.Seal(string(c.ID), []byte(c.ID))); err != nil {
			return err
		}
		return tx.Connections.Update(t.Context(), c)
	})
	if err != nil {
		t.Fatal(err)
	}
	demandSecrets(t, here, st, ids, added.ID)
	demandSecrets(t, there, st, ids, added.ID)
}

// failing lets a number of transactions write and then none.
type failing struct {
	store.Store
	left int
}

var errStopped = errors.New("stopped")

func (f *failing) Write(ctx context.Context, fn func(store.Tx) error) error {
	if f.left--; f.left < 0 {
		return errStopped
	}
	return f.Store.Write(ctx, fn)
}

// TestInterruptedRotation ends a rotation after each of its transactions: at each
// moment everything can be opened, and another call brings it to its end.
func TestInterruptedRotation(t *testing.T) {
	t.Parallel()
	for n := 0; ; n++ {
		dir, st := t.TempDir(), newStore(t)
		v := proven(t, dir, st)
		ids := secretsIn(t, st, v, 4)
		_, err := v.Rotate(t.Context(), &failing{Store: st, left: n}, true)
		if err == nil {
			if n != 7 {
				t.Errorf("the rotation of 4 secrets took %d transactions, want 7", n)
			}
			return
		}
		if !errors.Is(err, errStopped) {
			t.Fatal(err)
		}
		after := proven(t, dir, st)
		for _, id := range ids {
			err := st.Read(t.Context(), func(tx store.Tx) error {
				c, err := tx.Connections.Get(t.Context(), id)
				if err == nil {
					_, err = after.Open(string(id), c.Secrets)
				}
				return err
			})
			if err != nil {
				t.Errorf("after %d transactions: %v", n, err)
			}
		}
		want := 2
		if n == 6 { // the last one only proves: the rotation was complete, and the next takes a new key
			want = 3
		}
		r, err := after.Rotate(t.Context(), st, true)
		if err != nil || len(after.Keys()) != want {
			t.Fatalf("after %d transactions and another call: %d keys, want %d, %v", n, len(after.Keys()), want, err)
		}
		demandSecrets(t, dir, st, ids, r.Key)
	}
}

// TestRotateBesideEdits changes secrets all the time, sealed before their
// transaction begins as the use cases do, while keys are rotated and retired.
func TestRotateBesideEdits(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	v := proven(t, dir, st)
	ids := secretsIn(t, st, v, 4)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			for ctx.Err() == nil {
				sealed := v.Seal(string(id), []byte(id))
				err := st.Write(t.Context(), func(tx store.Tx) error {
					c, err := tx.Connections.Get(t.Context(), id)
					if err != nil {
						return err
					}
					if c.Secrets, err = v.Renew(t.Context(), tx, string(id), sealed); err != nil {
						return fmt.Errorf("renew: %w", err)
					}
					return tx.Connections.Update(t.Context(), c)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var last string
	for range 5 {
		r, err := v.Rotate(t.Context(), st, true)
		if err != nil {
			t.Error(err)
			break
		}
		last = r.Key
	}
	stop()
	wg.Wait()
	demandSecrets(t, dir, st, ids, last)
	for _, k := range v.Keys() {
		if err := v.Retire(t.Context(), st, k.ID); (err == nil) == k.Active {
			t.Errorf("retiring %+v: %v", k, err)
		}
	}
	demandSecrets(t, dir, st, ids, last)
}

func TestKeyThatCannotBeSavedChangesNothing(t *testing.T) {
	t.Parallel()
	dir, st := filepath.Join(t.TempDir(), "data"), newStore(t)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	v := proven(t, dir, st)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	_, err := v.Rotate(t.Context(), st, true)
	wantInternal(t, err, "could not be written")
	if n := len(v.Keys()); n != 1 {
		t.Errorf("%d keys after a failed rotation", n)
	}
}
