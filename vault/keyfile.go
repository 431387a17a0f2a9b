package vault

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/writ-dev/writ"
)

// keyFileName is the name of the key file in the data folder.
const keyFileName = "keys.json"

// keyFileFormat is the only format there is; a newer one is refused.
const keyFileFormat = 1

// keyFile is what the key file holds. The last key seals; all of them open.
type keyFile struct {
	Format int   `json:"format"`
	Keys   []key `json:"keys"`
}

// keyID is a UUIDv7 and so tells when its key was made.
type keyID string

// key is one AES-256 key.
type key struct {
	ID     keyID  `json:"id"`
	Secret []byte `json:"secret"`
}

// readKeyFile reads the keys at path, oldest first, or none if there is no file.
func readKeyFile(op, path string) ([]key, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(op, path, err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 && runtime.GOOS != "windows" {
		return nil, writ.Errorf(writ.CodeInternal, op, "The key file %s can be used by others (mode %04o).", path, info.Mode().Perm()).
			WithHint("Make it yours alone: chmod 600 %s.", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(op, path, err)
	}
	keys, err := parseKeyFile(text)
	if err != nil {
		return nil, damaged(op, path, err)
	}
	return keys, nil
}

// parseKeyFile checks everything about a key file. Its errors must not quote the
// text, which is secret.
func parseKeyFile(text []byte) ([]key, error) {
	var f keyFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, errors.New("it is not the JSON that Writ wrote")
	}
	if f.Format != keyFileFormat {
		return nil, fmt.Errorf("its format is %d, this version knows %d", f.Format, keyFileFormat)
	}
	if len(f.Keys) == 0 {
		return nil, errors.New("it holds no key")
	}
	seen := map[keyID]bool{}
	for i, k := range f.Keys {
		if writ.MadeAt(k.ID).IsZero() || len(k.Secret) != keyLength || seen[k.ID] {
			return nil, fmt.Errorf("its key number %d is not whole", i+1)
		}
		seen[k.ID] = true
	}
	return f.Keys, nil
}

// writeKeyFile puts the keys at path so that after a crash either the old or the
// new file is there, whole.
func writeKeyFile(op, path string, keys []key) error {
	text, err := json.MarshalIndent(keyFile{Format: keyFileFormat, Keys: keys}, "", "  ")
	if err != nil {
		return writ.Wrap(writ.CodeInternal, op, err, "The keys could not be written.")
	}
	if err := replaceFile(path, append(text, '\n')); err != nil {
		return writ.Wrap(writ.CodeInternal, op, err, "The key file %s could not be written.", path).
			WithHint("Give Writ the right to write in its data folder.")
	}
	return nil
}

// replaceFile writes a file beside path, readable for its owner alone, makes it
// durable and then puts it in path's place.
func replaceFile(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), keyFileName+".*.new") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename durable, where the system can.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func unreadable(op, path string, err error) error {
	return writ.Wrap(writ.CodeInternal, op, err, "The key file %s cannot be read.", path).
		WithHint("Let the user that runs Writ own and read it.")
}

func damaged(op, path string, err error) error {
	return writ.Wrap(writ.CodeInternal, op, err, "The key file %s is damaged: %v.", path, err).
		WithHint("Restore it from your backup; without it, the stored secrets cannot be opened.")
}
