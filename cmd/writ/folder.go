package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/writ-dev/writ"
)

// folder is a data folder: everything a server keeps. Nobody but its user may
// look into it.
type folder string

func (f folder) store() string     { return filepath.Join(string(f), "writ.db") }
func (f folder) keys() string      { return filepath.Join(string(f), keysFile) }
func (f folder) uploads() string   { return filepath.Join(string(f), "uploads") }
func (f folder) staging() string   { return filepath.Join(string(f), "staging") }
func (f folder) warehouse() string { return filepath.Join(string(f), "warehouse") }
func (f folder) control() string   { return filepath.Join(string(f), "control.sock") }
func (f folder) lockFile() string  { return filepath.Join(string(f), "lock") }

// keysFile is the name of the key file in a data folder.
const keysFile = "keys.json"

// embeddedFile is the name of the embedded warehouse in its folder.
const embeddedFile = "embedded.duckdb"

// prepare makes what is missing of the folder.
func (f folder) prepare() error {
	for _, dir := range []string{string(f), f.uploads(), f.staging(), f.warehouse()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return f.unusable(err)
		}
		if err := os.Chmod(dir, 0o700); err != nil {
			return f.unusable(err)
		}
	}
	return nil
}

// exists says whether a server has ever used the folder. Its metadata is in
// PostgreSQL if url is not "".
func (f folder) exists(url string) error {
	if err := f.notHalf(); err != nil {
		return err
	}
	if url != "" {
		return f.hasKeys()
	}
	return f.has(f.store())
}

// hasKeys says whether the folder has a key file, as every installation does.
func (f folder) hasKeys() error { return f.has(f.keys()) }

func (f folder) has(file string) error {
	_, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return writ.Errorf(writ.CodeNotFound, "writ.folder", "%s is not a data folder: it has no %s", string(f), filepath.Base(file)).
			WithHint("Name the folder that writ serve --data has used, or start a server on it first.")
	}
	if err != nil {
		return f.unusable(err)
	}
	return nil
}

func (f folder) unusable(err error) error {
	return writ.Wrap(writ.CodeUnavailable, "writ.folder", err, "The data folder %s cannot be used: %v", string(f), err).
		WithHint("Check that it can be made, and that it belongs to the user who runs writ.")
}

// lock takes the folder for this process until unlock is called or the process
// ends, however it ends.
func (f folder) lock(holder string) (unlock func() error, err error) {
	file, err := lockExclusively(f.lockFile())
	if errors.Is(err, errLocked) {
		return nil, writ.Errorf(writ.CodeConflict, "writ.lock", "The data folder %s is in use%s", string(f), f.holder()).
			WithHint("Stop that process first; two servers on one folder would destroy each other's work.")
	}
	if err != nil {
		return nil, f.unusable(err)
	}
	// Only for the message above: the lock itself does not depend on it.
	text := fmt.Sprintf("%s, process %d\n", holder, os.Getpid())
	if err := errors.Join(file.Truncate(0), writeAt(file, text)); err != nil {
		return nil, errors.Join(f.unusable(err), file.Close())
	}
	return file.Close, nil
}

func writeAt(file *os.File, text string) error {
	_, err := file.WriteAt([]byte(text), 0)
	return err
}

// holder names who has the lock, as far as can be read.
func (f folder) holder() string {
	text, err := os.ReadFile(f.lockFile())
	if err != nil || len(text) == 0 {
		return ""
	}
	return " by " + strings.TrimSpace(string(text))
}

// errLocked is what lockExclusively returns where another process has the lock.
var errLocked = errors.New("locked by another process")
