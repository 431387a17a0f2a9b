package vault

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// Rotation is what Rotate did.
type Rotation struct {
	Key      string   `json:"key"`      // the one that everything is sealed with now
	Resealed int      `json:"resealed"` // how many values were sealed anew
	Finished bool     `json:"finished"` // an earlier rotation came to its end; no new key was taken
	Idle     []string `json:"idle"`     // the older keys of the file, which nothing is sealed with any more
}

// passes is how often what others have changed in the middle is tried again.
const passes = 20

// Add puts a new key into the key file, which nothing is sealed with until
// Rotate, so that the file can be copied to every server first. If there is such
// a key already, it is returned.
func (v *Vault) Add(ctx context.Context, st store.Store) (Key, error) {
	const op = "vault.Add"
	v.changing.Lock()
	defer v.changing.Unlock()
	active, err := v.refresh(ctx, op, st)
	if err != nil {
		return Key{}, err
	}
	k, found := v.spare(active)
	if !found {
		if k, err = v.add(op); err != nil {
			return Key{}, err
		}
	}
	return Key{ID: string(k.ID), CreatedAt: writ.MadeAt(k.ID)}, nil
}

// Rotate seals everything that is sealed in st with a new key and proves that
// nothing else is left. The new key is the one that Add made; without one, a
// server that is alone on its store makes it, and any other refuses, because the
// others could not open what it seals. Older keys stay in the file until Retire.
//
// The store says which key seals, so that all servers agree. What was interrupted
// is brought to its end by another call, and a value that somebody changes in the
// middle is sealed anew as it is then.
func (v *Vault) Rotate(ctx context.Context, st store.Store, alone bool) (*Rotation, error) {
	const op = "vault.Rotate"
	v.changing.Lock()
	defer v.changing.Unlock()
	active, err := v.refresh(ctx, op, st)
	if err != nil {
		return nil, err
	}
	var left []store.SealedValue
	if err := st.Read(ctx, func(tx store.Tx) error { left, err = sealedOtherwise(ctx, tx, active); return err }); err != nil {
		return nil, err
	}
	r := &Rotation{Finished: len(left) > 0}
	if !r.Finished {
		if active, err = v.change(ctx, op, st, active, alone); err != nil {
			return nil, err
		}
	}
	r.Key = string(active)
	if r.Resealed, err = v.reseal(ctx, op, st, active); err != nil {
		return nil, err
	}
	for _, k := range v.Keys() {
		if k.Active {
			break // those after it are yet to come
		}
		r.Idle = append(r.Idle, k.ID)
	}
	return r, nil
}

// change has the store name the newest key as the one that seals.
func (v *Vault) change(ctx context.Context, op string, st store.Store, from keyID, alone bool) (keyID, error) {
	k, found := v.spare(from)
	if !found {
		if !alone {
			return "", writ.Errorf(writ.CodeConflict, op, "Other servers use this store and would not know a new key.").
				WithHint("Run writ keys add, copy the key file to the data folder of each, and rotate then. A server that has just ended counts for a minute.")
		}
		var err error
		if k, err = v.add(op); err != nil {
			return "", err
		}
	}
	err := st.Write(ctx, func(tx store.Tx) error {
		now, err := activeIn(ctx, tx)
		if err == nil && now != from {
			err = writ.Errorf(writ.CodeConflict, op, "Somebody else has just changed the key.").WithHint("Look at writ keys.")
		}
		if err != nil {
			return err
		}
		return tx.Settings.Set(ctx, proofSetting, k.seal(proofSetting, []byte(proofText)))
	})
	if err == nil {
		v.learn(k.ID)
	}
	return k.ID, err
}

// reseal seals every value with the key active that is not, until a transaction
// that would conflict with any other finds none left and can open them all.
func (v *Vault) reseal(ctx context.Context, op string, st store.Store, active keyID) (n int, err error) {
	for range passes {
		var left []store.SealedValue
		err := st.Write(ctx, func(tx store.Tx) error {
			if left, err = sealedOtherwise(ctx, tx, active); err != nil || len(left) > 0 {
				return err
			}
			return v.openAll(ctx, tx)
		})
		if err != nil || len(left) == 0 {
			return n, err
		}
		for _, s := range left {
			err := st.Write(ctx, func(tx store.Tx) error {
				fresh, err := v.Renew(ctx, tx, s.Row, s.Bytes)
				if err != nil {
					return err
				}
				return tx.Sealed.Replace(ctx, s, fresh)
			})
			switch writ.CodeOf(err) {
			case "":
				n++
			case writ.CodeStale: // the next pass sees what it is now
			default:
				return n, err
			}
		}
	}
	return n, writ.Errorf(writ.CodeConflict, op, "Secrets were changed all the time; some are still sealed with an older key.").
		WithHint("Run it again: it goes on where it ended.")
}

// openAll opens every sealed value, to prove that it can be.
func (v *Vault) openAll(ctx context.Context, tx store.Tx) error {
	list, err := tx.Sealed.List(ctx)
	for _, s := range list {
		if _, err := v.open(s.Row, s.Bytes); err != nil {
			return err
		}
	}
	return err
}

// Renew returns what is sealed for the row, sealed with the key that tx's store
// names: what was sealed before a transaction began may have an older one.
// Nothing is returned as it is.
func (v *Vault) Renew(ctx context.Context, tx store.Tx, rowID string, sealed []byte) ([]byte, error) {
	active, err := activeIn(ctx, tx)
	if err != nil || len(sealed) == 0 || keyOf(sealed) == active {
		return sealed, err
	}
	plain, err := v.Open(rowID, sealed)
	if err != nil {
		return nil, err
	}
	k, err := v.key(active)
	if err != nil {
		return nil, err
	}
	v.learn(active)
	return k.seal(rowID, plain), nil
}

// Retire takes a key out of the key file. It is CodeConflict while the store
// names it or anything is sealed with it, and CodeNotFound if the file does not
// hold it. Backups from its time need it still.
func (v *Vault) Retire(ctx context.Context, st store.Store, id string) error {
	const op = "vault.Retire"
	v.changing.Lock()
	defer v.changing.Unlock()
	if _, err := v.refresh(ctx, op, st); err != nil {
		return err
	}
	v.mu.RLock()
	i := slices.IndexFunc(v.keys, func(k key) bool { return string(k.ID) == id })
	kept := slices.Clone(v.keys)
	v.mu.RUnlock()
	if i < 0 {
		return writ.Errorf(writ.CodeNotFound, op, "The key file %s holds no key %q.", v.path, id).WithHint("See writ keys.")
	}
	err := st.Write(ctx, func(tx store.Tx) error {
		list, err := tx.Sealed.List(ctx)
		if err != nil {
			return err
		}
		if n := len(slices.DeleteFunc(list, func(s store.SealedValue) bool { return string(keyOf(s.Bytes)) != id })); n > 0 {
			return writ.Errorf(writ.CodeConflict, op, "The key %s is still needed: %d values are sealed with it.", id, n).
				WithHint("Run writ keys rotate first.")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.replace(op, slices.Delete(kept, i, i+1))
}

// refresh reads the key file again, which others may have changed, and returns
// the key that the store names.
func (v *Vault) refresh(ctx context.Context, op string, st store.Store) (active keyID, err error) {
	if err := v.checkProven(op); err != nil {
		return "", err
	}
	if err := v.reread(op); err != nil {
		return "", err
	}
	err = st.Read(ctx, func(tx store.Tx) error { active, err = activeIn(ctx, tx); return err })
	if err != nil {
		return "", err
	}
	if _, err := v.key(active); err != nil {
		return "", err
	}
	v.learn(active)
	return active, nil
}

// spare returns the last key of the file if it comes after the active one: the
// order counts, not the ids, because clocks may go wrong.
func (v *Vault) spare(active keyID) (last key, found bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	last = v.keys[len(v.keys)-1]
	return last, last.ID != active
}

// add puts a new key into the key file.
func (v *Vault) add(op string) (key, error) {
	k := newKey()
	v.mu.RLock()
	keys := append(slices.Clone(v.keys), k)
	v.mu.RUnlock()
	return k, v.replace(op, keys)
}

// replace writes the key file and uses its keys.
func (v *Vault) replace(op string, keys []key) error {
	if err := writeKeyFile(op, v.path, keys); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys = keys
	return nil
}

// activeIn returns the key that the store names as the one that seals: its proof
// is sealed with it.
func activeIn(ctx context.Context, tx store.Tx) (keyID, error) {
	proof, found, err := tx.Settings.Get(ctx, proofSetting)
	if err == nil && !found {
		err = writ.Errorf(writ.CodeInternal, "vault.Prove", "The metadata store has no proof of its key.")
	}
	return keyOf(proof), err
}

// sealedOtherwise lists the values that are not sealed with a key.
func sealedOtherwise(ctx context.Context, tx store.Tx, active keyID) ([]store.SealedValue, error) {
	list, err := tx.Sealed.List(ctx)
	return slices.DeleteFunc(list, func(s store.SealedValue) bool { return keyOf(s.Bytes) == active }), err
}
