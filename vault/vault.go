package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
)

// A sealed value is the format's number, the id of the key, and AES-256-GCM's
// nonce and ciphertext with tag. Format and key id are authenticated together
// with the row id.
const (
	sealedFormat = 1
	headerLength = 1 + 36 // the format and the key id as text
	keyLength    = 32     // AES-256
)

// The proof is a known text, sealed under a setting's name.
const (
	proofSetting = "vault.proof"
	proofText    = "this store belongs to this key file"
)

// Vault seals and opens secrets. It is safe for concurrent use.
type Vault struct {
	path     string
	changing sync.Mutex // held while keys are changed; mu is never held over a transaction then

	mu     sync.RWMutex
	keys   []key
	active keyID // the one that seals, as the store said last
	saved  bool  // keys are those of the file
	proven bool
}

// String keeps the keys out of anything that prints a vault.
func (v *Vault) String() string { return "vault of " + v.path }

// Key describes a key without its secret.
type Key struct {
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"createdAt"`
	Active    bool      `json:"active"` // it seals; the others only open
}

// Open reads the key file keys.json in dir. If there is none, the vault has a
// fresh key that Prove saves, once the store has shown that it needs no other.
func Open(dir string) (*Vault, error) {
	const op = "vault.Open"
	path := filepath.Join(dir, keyFileName)
	keys, err := readKeyFile(op, path)
	if err != nil {
		return nil, err
	}
	v := &Vault{path: path, keys: keys, saved: keys != nil}
	if keys == nil {
		v.keys = []key{newKey()}
	}
	return v, nil
}

func newKey() key {
	k := key{ID: writ.NewID[keyID](), Secret: make([]byte, keyLength)}
	_, _ = rand.Read(k.Secret) // never fails: it panics by itself if the system has no randomness
	return k
}

// Prove makes sure that the vault holds the keys of settings. At the very first
// start it saves the key file and leaves a sealed proof; later it opens the
// proof. A key file that is missing or belongs elsewhere is CodeInternal, and
// nothing was changed. Nothing can be sealed or opened before.
func (v *Vault) Prove(ctx context.Context, settings store.Store) error {
	const op = "vault.Prove"
	v.changing.Lock()
	defer v.changing.Unlock()
	var active keyID
	err := settings.Write(ctx, func(tx store.Tx) error {
		proof, found, err := tx.Settings.Get(ctx, proofSetting)
		if err != nil {
			return err
		}
		if err := v.reread(op); err != nil { // another process may have made it
			return err
		}
		if found {
			active = keyOf(proof)
			return v.checkProof(proof)
		}
		first, err := v.save(op) // saving outlives a transaction that fails, which does no harm
		if err != nil {
			return err
		}
		active = first.ID
		return tx.Settings.Set(ctx, proofSetting, first.seal(proofSetting, []byte(proofText)))
	})
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.proven = err == nil; v.proven {
		v.active = active
	}
	return err
}

func (v *Vault) checkProof(proof []byte) error {
	const op = "vault.Prove"
	if v.Keys() == nil {
		return writ.Errorf(writ.CodeInternal, op, "The key file %s is missing, but secrets were sealed with it.", v.path).
			WithHint("Put the key file back from your backup; Writ makes no new one, because no stored secret could be opened with it.")
	}
	text, err := v.open(proofSetting, proof)
	if err != nil || subtle.ConstantTimeCompare(text, []byte(proofText)) != 1 {
		return writ.Wrap(writ.CodeInternal, op, err, "The key file %s does not belong to this metadata store.", v.path).
			WithHint("Put back the key file and the store from the same backup.")
	}
	return nil
}

// save writes a fresh key to the file, unless there is one, and returns the key
// that seals.
func (v *Vault) save(op string) (key, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	last := v.keys[len(v.keys)-1]
	if v.saved {
		return last, nil
	}
	if err := writeKeyFile(op, v.path, v.keys); err != nil {
		return key{}, err
	}
	v.saved = true
	return last, nil
}

// Seal encrypts plain for the row rowID, to which it stays bound. Sealing before
// Prove is a fault of the program, because the key may not be saved: it panics.
//
// It seals with the key that the store named last; whoever writes the value calls
// Renew in the same transaction.
func (v *Vault) Seal(rowID string, plain []byte) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.proven {
		panic("vault: Seal before Prove")
	}
	i := slices.IndexFunc(v.keys, func(k key) bool { return k.ID == v.active })
	return v.keys[i].seal(rowID, plain)
}

func (k key) seal(rowID string, plain []byte) []byte {
	header := append([]byte{sealedFormat}, k.ID...)
	// The AEAD draws the nonce and puts it before the ciphertext.
	return k.aead().Seal(header, nil, plain, append(slices.Clone(header), rowID...))
}

// keyOf returns the key that a value says it is sealed with, "" for anything
// else.
func keyOf(sealed []byte) keyID {
	if len(sealed) < headerLength || sealed[0] != sealedFormat {
		return ""
	}
	return keyID(sealed[1:headerLength])
}

// Open decrypts what Seal made for the same row. Anything else is CodeInternal:
// tampered or cut bytes, another row's, a key that the key file does not hold,
// not even when it is read again.
func (v *Vault) Open(rowID string, sealed []byte) ([]byte, error) {
	if err := v.checkProven("vault.Open"); err != nil {
		return nil, err
	}
	return v.open(rowID, sealed)
}

func (v *Vault) checkProven(op string) error {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.proven {
		return nil
	}
	return writ.Errorf(writ.CodeInternal, op, "The vault was used before its keys were proven.")
}

func (v *Vault) open(rowID string, sealed []byte) ([]byte, error) {
	const op = "vault.Open"
	id := keyOf(sealed)
	if id == "" {
		return nil, writ.Errorf(writ.CodeInternal, op, "The sealed secret of %s is damaged.", rowID).WithHint("Enter the secret again.")
	}
	k, err := v.key(id)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "The secret of %s was sealed with key %q, which is not in %s.", rowID, id, v.path).
			WithHint("Put back the key file that holds this key, or enter the secret again.")
	}
	return k.open(rowID, sealed)
}

func (k key) open(rowID string, sealed []byte) ([]byte, error) {
	header, rest := sealed[:headerLength], sealed[headerLength:]
	plain, err := k.aead().Open(nil, nil, rest, append(slices.Clone(header), rowID...))
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, "vault.Open", err, "The sealed secret of %s is damaged or was moved there from elsewhere.", rowID).
			WithHint("Enter the secret again.")
	}
	return plain, nil
}

// key returns a key of the file, which is read once more if it seems not to hold
// it: a rotation on another server takes a key that was copied here meanwhile.
func (v *Vault) key(id keyID) (key, error) {
	if k, found := v.known(id); found {
		return k, nil
	}
	const op = "vault.key"
	if err := v.reread(op); err != nil {
		return key{}, err
	}
	if k, found := v.known(id); found {
		return k, nil
	}
	return key{}, writ.Errorf(writ.CodeInternal, op, "The key file %s does not hold the key %q.", v.path, id).
		WithHint("Copy it here from a server whose key file does.")
}

func (v *Vault) known(id keyID) (key, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	i := slices.IndexFunc(v.keys, func(k key) bool { return k.ID == id })
	if i < 0 {
		return key{}, false
	}
	return v.keys[i], true
}

// reread takes the keys of the file as they are now.
func (v *Vault) reread(op string) error {
	keys, err := readKeyFile(op, v.path)
	if err != nil || keys == nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keys, v.saved = keys, true
	if !slices.ContainsFunc(keys, func(k key) bool { return k.ID == v.active }) {
		v.active = keys[len(keys)-1].ID // that one was retired
	}
	return nil
}

// learn notes which key seals.
func (v *Vault) learn(active keyID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.active = active
}

// aead returns AES-256-GCM with random nonces; a key seals 2³² secrets safely.
func (k key) aead() cipher.AEAD {
	block, err := aes.NewCipher(k.Secret)
	if err != nil {
		panic(err) // the length was checked when the key was made or read
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // AES has GCM's block size
	}
	return aead
}

// Keys lists the keys of the key file, oldest first; none if there is no file.
func (v *Vault) Keys() []Key {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.saved {
		return nil
	}
	list := make([]Key, len(v.keys))
	for i, k := range v.keys {
		list[i] = Key{ID: string(k.ID), CreatedAt: writ.MadeAt(k.ID), Active: k.ID == v.active}
	}
	return list
}
