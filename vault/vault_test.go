package vault_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/vault"
)

func newStore(t testing.TB) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "writ.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func proven(t testing.TB, dir string, st store.Store) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Prove(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	return v
}

func keyFile(dir string) string { return filepath.Join(dir, "keys.json") }

// wantInternal checks that err is for people: its code, and that it says
// something and how to mend it.
func wantInternal(t *testing.T, err error, says string) {
	t.Helper()
	var e *writ.Error
	if !errors.As(err, &e) || e.Code != writ.CodeInternal || e.Hint == "" || !strings.Contains(e.Message, says) {
		t.Errorf("got %v, want CodeInternal with a hint that says %q", err, says)
	}
}

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	v := proven(t, dir, st)
	for _, plain := range [][]byte{nil, {0}, []byte("hunter2"), bytes.Repeat([]byte("x"), 1<<16)} {
		sealed := v.Seal("row", plain)
		if len(plain) > 4 && bytes.Contains(sealed, plain) {
			t.Error("the sealed value holds the secret in clear")
		}
		if bytes.Equal(sealed, v.Seal("row", plain)) {
			t.Error("the same secret sealed twice looks the same")
		}
		again := proven(t, dir, st) // as after a restart
		if got, err := again.Open("row", sealed); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("got %q (%v), want %q", got, err, plain)
		}
	}
}

func TestPrintingAVaultTellsNoKey(t *testing.T) {
	t.Parallel()
	v := proven(t, t.TempDir(), newStore(t))
	for _, verb := range []string{"%v", "%+v", "%s"} {
		if got := fmt.Sprintf(verb, v); !strings.HasPrefix(got, "vault of ") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	v := proven(t, t.TempDir(), newStore(t))
	other := proven(t, t.TempDir(), newStore(t))
	sealed := v.Seal("row", []byte("hunter2"))
	for i := range sealed { // every single bit counts
		bent := bytes.Clone(sealed)
		bent[i] ^= 1
		_, err := v.Open("row", bent)
		wantInternal(t, err, "row")
	}
	for i := range sealed {
		_, err := v.Open("row", sealed[:i])
		wantInternal(t, err, "row")
	}
	_, err := v.Open("row", append(bytes.Clone(sealed), 0))
	wantInternal(t, err, "damaged")
	_, err = v.Open("row2", sealed)
	wantInternal(t, err, "moved there from elsewhere")
	_, err = v.Open("", sealed)
	wantInternal(t, err, "moved there from elsewhere")
	_, err = other.Open("row", sealed)
	wantInternal(t, err, "which is not in")
}

func TestFirstStartKeepsTheKeyFileToItsOwner(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	v, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Keys()) != 0 {
		t.Error("keys are listed before any is saved")
	}
	if _, err := os.Stat(keyFile(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open made the key file (%v)", err)
	}
	if err := v.Prove(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(keyFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the key file has mode %v", info.Mode())
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("%d files in the folder (%v), want the key file alone", len(entries), err)
	}
}

func TestLostKeyFileIsNeverReplaced(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	proven(t, dir, st)
	if err := os.Remove(keyFile(dir)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // also not at the second try
		v, err := vault.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		wantInternal(t, v.Prove(t.Context(), st), "is missing")
		if _, err := v.Open("row", make([]byte, 60)); writ.CodeOf(err) != writ.CodeInternal {
			t.Errorf("an unproven vault opened something: %v", err)
		}
		if _, err := v.Rotate(t.Context(), st, true); err == nil {
			t.Error("an unproven vault rotated its keys")
		}
	}
	if _, err := os.Stat(keyFile(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a new key file was made (%v)", err)
	}
}

func TestForeignKeyFileIsRefused(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	proven(t, dir, st)
	elsewhere := t.TempDir()
	proven(t, elsewhere, newStore(t))
	v, err := vault.Open(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	wantInternal(t, v.Prove(t.Context(), st), "does not belong to this metadata store")

	// The right key id over the wrong key is no better.
	var mine, theirs struct {
		Format int `json:"format"`
		Keys   []struct {
			ID     string `json:"id"`
			Secret []byte `json:"secret"`
		} `json:"keys"`
	}
	readJSON(t, keyFile(dir), &mine)
	readJSON(t, keyFile(elsewhere), &theirs)
	theirs.Keys[0].ID = mine.Keys[0].ID
	text, err := json.Marshal(theirs)
	if err == nil {
		err = os.WriteFile(keyFile(elsewhere), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if v, err = vault.Open(elsewhere); err != nil {
		t.Fatal(err)
	}
	wantInternal(t, v.Prove(t.Context(), st), "does not belong to this metadata store")
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestSealBeforeProvePanics(t *testing.T) {
	t.Parallel()
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a key that may never be saved has sealed something")
		}
	}()
	v.Seal("row", []byte("hunter2"))
}

func TestDamagedKeyFile(t *testing.T) {
	t.Parallel()
	const id = "0190f5c4-7d2a-7b3c-8000-3d1f2a4b5c6d"
	secret := "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" // 32 bytes
	one := fmt.Sprintf(`{"id":%q,"secret":%q}`, id, secret)
	for name, text := range map[string]string{
		"empty":         "",
		"not JSON":      secret,
		"another type":  `{"format":"` + secret + `"}`,
		"newer format":  `{"format":2,"keys":[` + one + `]}`,
		"no keys":       `{"format":1,"keys":[]}`,
		"short key":     `{"format":1,"keys":[{"id":"` + id + `","secret":"c2hvcnQ="}]}`,
		"no id":         `{"format":1,"keys":[{"secret":"` + secret + `"}]}`,
		"the same id":   `{"format":1,"keys":[` + one + `,` + one + `]}`,
		"id as secret":  `{"format":1,"keys":[{"id":"` + secret + `","secret":"` + id + `"}]}`,
		"cut off":       `{"format":1,"keys":[{"id":"` + id + `","secret":"` + secret,
		"trailing text": `{"format":1,"keys":[` + one + `]} ` + secret,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(keyFile(dir), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := vault.Open(dir)
			wantInternal(t, err, keyFile(dir))
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), secret) {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
}

func TestKeyFileOpenToOthersIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("modes mean nothing on Windows")
	}
	dir := t.TempDir()
	proven(t, dir, newStore(t))
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o777} {
		if err := os.Chmod(keyFile(dir), mode); err != nil {
			t.Fatal(err)
		}
		_, err := vault.Open(dir)
		wantInternal(t, err, fmt.Sprintf("%04o", mode))
	}
	if err := os.Chmod(keyFile(dir), 0o400); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(dir); err != nil {
		t.Errorf("a key file for its owner to read alone: %v", err)
	}
}

func TestTwoFirstStartsAtOnce(t *testing.T) {
	t.Parallel()
	dir, st := t.TempDir(), newStore(t)
	a, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []*vault.Vault{a, b} {
		if err := v.Prove(t.Context(), st); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := b.Open("row", a.Seal("row", []byte("hunter2"))); string(got) != "hunter2" {
		t.Errorf("two vaults of one folder have different keys: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	v := proven(f, f.TempDir(), newStore(f))
	sealed := v.Seal("row", []byte("hunter2"))
	f.Add("row", sealed)
	f.Add("", []byte{})
	f.Add("row", sealed[:20])
	f.Fuzz(func(t *testing.T, row string, data []byte) {
		plain, err := v.Open(row, data)
		if err == nil && (row != "row" || !bytes.Equal(data, sealed) || string(plain) != "hunter2") {
			t.Errorf("forged: %q opens as %q for %q", data, plain, row)
		}
	})
}
