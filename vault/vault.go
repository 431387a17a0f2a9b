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
	path string

	mu     sync.RWMutex
	keys   []key // oldest first; the last one seals
	saved  bool  // keys are those of the file
	proven bool
}

// String keeps the keys out of anything that prints a vault.
func (v *Vault) String() string { return "vault of " + v.path }

// Key describes a key without its secret.
type Key struct {
	ID        string
	CreatedAt time.Time
	Active    bool // it seals; the others only open
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
	v.mu.Lock()
	defer v.mu.Unlock()
	err := settings.Write(ctx, func(tx store.Tx) error {
		proof, found, err := tx.Settings.Get(ctx, proofSetting)
		if err != nil {
			return err
		}
		if err := v.reload(); err != nil {
			return err
		}
		if found {
			return v.checkProof(proof)
		}
		if err := v.save(); err != nil { // saving outlives a transaction that fails, which does no harm
			return err
		}
		return tx.Settings.Set(ctx, proofSetting, v.seal(proofSetting, []byte(proofText)))
	})
	v.proven = err == nil
	return err
}

func (v *Vault) checkProof(proof []byte) error {
	const op = "vault.Prove"
	if !v.saved {
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

// reload takes the keys of the file if another process has made it since Open.
func (v *Vault) reload() error {
	if v.saved {
		return nil
	}
	keys, err := readKeyFile("vault.Prove", v.path)
	if err == nil && keys != nil {
		v.keys, v.saved = keys, true
	}
	return err
}

// save writes a fresh key to the file.
func (v *Vault) save() error {
	if v.saved {
		return nil
	}
	if err := writeKeyFile("vault.Prove", v.path, v.keys); err != nil {
		return err
	}
	v.saved = true
	return nil
}

// Seal encrypts plain for the row rowID, to which it stays bound. Sealing before
// Prove is a fault of the program, because the key may not be saved: it panics.
func (v *Vault) Seal(rowID string, plain []byte) []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.proven {
		panic("vault: Seal before Prove")
	}
	return v.seal(rowID, plain)
}

func (v *Vault) seal(rowID string, plain []byte) []byte {
	k := v.keys[len(v.keys)-1]
	header := append([]byte{sealedFormat}, k.ID...)
	// The AEAD draws the nonce and puts it before the ciphertext.
	return k.aead().Seal(header, nil, plain, append(slices.Clone(header), rowID...))
}

// Open decrypts what Seal made for the same row. Anything else is CodeInternal:
// tampered or cut bytes, another row's, a key that the key file does not hold.
func (v *Vault) Open(rowID string, sealed []byte) ([]byte, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.proven {
		return nil, writ.Errorf(writ.CodeInternal, "vault.Open", "The vault was used before its keys were proven.")
	}
	return v.open(rowID, sealed)
}

func (v *Vault) open(rowID string, sealed []byte) ([]byte, error) {
	const op = "vault.Open"
	if len(sealed) < headerLength || sealed[0] != sealedFormat {
		return nil, writ.Errorf(writ.CodeInternal, op, "The sealed secret of %s is damaged.", rowID).WithHint("Enter the secret again.")
	}
	header, rest := sealed[:headerLength], sealed[headerLength:]
	id := keyID(header[1:])
	i := slices.IndexFunc(v.keys, func(k key) bool { return k.ID == id })
	if i < 0 {
		return nil, writ.Errorf(writ.CodeInternal, op, "The secret of %s was sealed with key %q, which is not in %s.", rowID, id, v.path).
			WithHint("Put back the key file that holds this key, or enter the secret again.")
	}
	plain, err := v.keys[i].aead().Open(nil, nil, rest, append(slices.Clone(header), rowID...))
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "The sealed secret of %s is damaged or was moved there from elsewhere.", rowID).
			WithHint("Enter the secret again.")
	}
	return plain, nil
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

// Rotate adds a key, which seals from now on, and returns its id. What older
// keys sealed can still be opened.
func (v *Vault) Rotate() (newKeyID string, err error) {
	const op = "vault.Rotate"
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.proven {
		return "", writ.Errorf(writ.CodeInternal, op, "The vault was used before its keys were proven.")
	}
	k := newKey()
	keys := append(slices.Clone(v.keys), k)
	if err := writeKeyFile(op, v.path, keys); err != nil {
		return "", err
	}
	v.keys = keys
	return string(k.ID), nil
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
		list[i] = Key{ID: string(k.ID), CreatedAt: writ.MadeAt(k.ID), Active: i == len(v.keys)-1}
	}
	return list
}
