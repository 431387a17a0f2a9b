package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// uploads is what was uploaded under which name, as far as it was acknowledged.
type uploads struct {
	mu    sync.Mutex
	files map[string]string // the file of a name
	done  map[string]bool
}

func (u *uploads) begin(name, file string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.files[name] = file
}

func (u *uploads) acknowledged(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.done[name] = true
}

// known lists what a backup that begins now has to hold.
func (u *uploads) known() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var names []string
	for name := range u.done {
		names = append(names, name)
	}
	return names
}

// csvOf makes a file whose every cell tells the file it belongs to.
func csvOf(t *testing.T, dir, name string, rows int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("line,text\n")
	for i := range rows {
		fmt.Fprintf(&b, "%d,%s at %d\n", i+1, name, i+1)
	}
	path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// load uploads files and adds members until stop, at which it waits for the end
// of what is under way.
func (in *installation) load(t *testing.T, u *uploads) (stop func()) {
	t.Helper()
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for worker := range 2 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(worker), 7))
			for n := 0; ctx.Err() == nil; n++ {
				name := fmt.Sprintf("load %d %d", worker, n)
				u.begin(name, csvOf(t, dir, name, 1+r.IntN(40_000)))
				if out, err := in.command("upload", u.files[name], "--connection", "embedded", "--name", name).CombinedOutput(); err != nil {
					t.Errorf("upload %s: %v: %s", name, err, out)
				}
				u.acknowledged(name)
			}
		})
	}
	wg.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			if out, err := in.command("member", "add", fmt.Sprintf("m%d@example.com", n), "--json").CombinedOutput(); err != nil {
				t.Errorf("member add: %v: %s", err, out)
			}
		}
	})
	return func() {
		cancel()
		wg.Wait()
	}
}

// backup backs the installation up to a new folder while its server runs.
func (in *installation) backup(t *testing.T, to string) {
	t.Helper()
	if out, err := exec.Command(binary, "backup", "--data", in.dir, to).CombinedOutput(); err != nil {
		t.Fatalf("writ backup: %v: %s", err, out)
	}
}

// restore makes a new installation of a backup, with the keys and the credential
// of this one, and starts it.
func (in *installation) restore(t *testing.T, from string) *installation {
	t.Helper()
	r := &installation{dir: filepath.Join(t.TempDir(), "data"), id: in.id, secret: in.secret}
	in.giveKeys(t, r.dir)
	if out, err := exec.Command(binary, "restore", "--data", r.dir, from).CombinedOutput(); err != nil {
		t.Fatalf("writ restore: %v: %s", err, out)
	}
	r.start(t)
	t.Cleanup(func() { r.end(t, syscall.SIGKILL) })
	return r
}

// giveKeys copies the key file into a new folder.
func (in *installation) giveKeys(t *testing.T, dir string) {
	t.Helper()
	keys, err := os.ReadFile(filepath.Join(in.dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "keys.json"), keys, 0o600); err != nil {
		t.Fatal(err)
	}
}

// demand compares every table that the installation knows, cell by cell, with the
// file it was made of, and misses none of names.
func (in *installation) demand(t *testing.T, u *uploads, names []string) (tables int) {
	t.Helper()
	known := in.tables(t)
	for _, name := range names {
		if _, ok := known[name]; !ok {
			t.Errorf("%s was acknowledged before the backup and is not in it", name)
		}
	}
	for name := range known {
		u.mu.Lock()
		file := u.files[name]
		u.mu.Unlock()
		if file == "" {
			continue // the sample
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := in.command("rows", name).Output()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what was uploaded: %d bytes instead of %d (%v)", name, len(got), len(want), err)
		}
		tables++
	}
	return tables
}

// TestBackupUnderLoad backs up a server again and again while people upload and
// the metadata change. Each backup is restored into an empty folder and started:
// every table it knows is there, whole, and none is missing that was acknowledged
// before. The data folder has a name that is too long for a socket in it.
func TestBackupUnderLoad(t *testing.T) {
	t.Parallel()
	in := &installation{dir: filepath.Join(t.TempDir(), strings.Repeat("long", 25), "data")}
	if err := os.MkdirAll(filepath.Dir(in.dir), 0o700); err != nil {
		t.Fatal(err)
	}
	in.start(t)
	t.Cleanup(func() { in.end(t, syscall.SIGKILL) })
	in.credential(t)
	u := &uploads{files: map[string]string{}, done: map[string]bool{}}
	stop := in.load(t, u)
	defer stop()
	eventually(t, func() error {
		if len(u.known()) < 2 {
			return fmt.Errorf("nothing is uploaded")
		}
		return nil
	})
	const backups = 6
	before := make([][]string, backups)
	dir := t.TempDir()
	for n := range backups {
		before[n] = u.known()
		in.backup(t, filepath.Join(dir, fmt.Sprint(n)))
	}
	stop()
	for n := range backups {
		restored := in.restore(t, filepath.Join(dir, fmt.Sprint(n)))
		t.Logf("backup %d: %d tables, each as it was uploaded", n, restored.demand(t, u, before[n]))
		restored.end(t, syscall.SIGTERM)
	}
}

// canceledBackup interrupts a backup once its copy has begun, and tells whether it
// came in time.
func canceledBackup(t *testing.T, in *installation) bool {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(binary, "backup", "--data", in.dir, filepath.Join(dir, "backup"))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error { // the copy has begun
		found, err := filepath.Glob(filepath.Join(in.dir, "staging", "backup-*", "warehouse", "*"))
		if err == nil && len(found) == 0 {
			err = errors.New("no backup is under way")
		}
		return err
	})
	_ = cmd.Process.Signal(syscall.SIGINT) // it may have ended by itself
	if err := cmd.Wait(); err == nil {
		return false
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 || !strings.Contains(stderr.String(), "Canceled; nothing was kept") {
		t.Errorf("left behind: %v, %v; it said %s", left, err, stderr.String())
	}
	return true
}

// TestCancelBackup interrupts writ backup as a person does: nothing is left of it,
// on neither side, and the server goes on.
func TestCancelBackup(t *testing.T) {
	t.Parallel()
	in := installed(t)
	u := &uploads{files: map[string]string{}, done: map[string]bool{}}
	u.begin("kept", csvOf(t, t.TempDir(), "kept", 400_000))
	in.writ(t, nil, "upload", u.files["kept"], "--connection", "embedded", "--name", "kept")
	for attempt := 1; !canceledBackup(t, in); attempt++ {
		if attempt == 5 {
			t.Fatal("every backup was faster than its cancel")
		}
	}
	eventually(t, func() error {
		left, err := filepath.Glob(filepath.Join(in.dir, "staging", "*"))
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("left in staging: %v", left)
		}
		return err
	})
	in.demand(t, u, []string{"kept"})
	in.backup(t, filepath.Join(t.TempDir(), "again"))
}

// crashBackups kills backups, on either side, and restores, at random points. A
// folder with the name of a backup is a whole one; a data folder that a server
// starts on is whole, too; and trying again works.
func crashBackups(t *testing.T, rounds int) {
	in := installed(t)
	u := &uploads{files: map[string]string{}, done: map[string]bool{}}
	dir := t.TempDir()
	for n := range 3 {
		name := fmt.Sprintf("kept %d", n)
		u.begin(name, csvOf(t, dir, name, 200_000))
		in.writ(t, nil, "upload", u.files[name], "--connection", "embedded", "--name", name)
		u.acknowledged(name)
	}
	good := filepath.Join(dir, "good")
	in.backup(t, good)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
	var whole, half int
	for round := range rounds {
		to := filepath.Join(dir, fmt.Sprintf("backup%d", round))
		killed := killed(t, exec.Command(binary, "backup", "--data", in.dir, to), time.Duration(r.IntN(1500))*time.Millisecond, func() bool {
			if round%2 == 0 {
				in.end(t, syscall.SIGKILL)
			}
			return round%2 == 1
		})
		if in.server == nil {
			in.start(t)
		}
		if _, err := os.Stat(to); err == nil {
			whole++
			restored := in.restore(t, to)
			restored.demand(t, u, u.known())
			restored.end(t, syscall.SIGTERM)
		} else if half++; !killed && round%2 == 1 {
			t.Errorf("round %d: a backup that ended by itself left nothing", round)
		}
		in.crashRestore(t, good, time.Duration(r.IntN(400))*time.Millisecond, u)
	}
	eventually(t, func() error {
		left, err := filepath.Glob(filepath.Join(in.dir, "staging", "*"))
		if err == nil && len(left) > 0 {
			err = fmt.Errorf("left in staging: %v", left)
		}
		return err
	})
	in.demand(t, u, u.known())
	t.Logf("%d rounds: %d backups whole, %d not there at all; every restore came to its end at the second try", rounds, whole, half)
}

// crashRestore kills a restore, demands that no server takes half of one for an
// installation, and restores again.
func (in *installation) crashRestore(t *testing.T, from string, after time.Duration, u *uploads) {
	t.Helper()
	to := &installation{dir: filepath.Join(t.TempDir(), "data"), id: in.id, secret: in.secret}
	in.giveKeys(t, to.dir)
	killed(t, exec.Command(binary, "restore", "--data", to.dir, from), after, func() bool { return true })
	if _, err := os.Stat(filepath.Join(to.dir, "restore.partial")); err == nil {
		if s, _, err := launch(to.dir, t.TempDir()); err == nil {
			_ = s.cmd.Process.Kill()
			<-s.done
			t.Error("a server starts on half a restore")
		}
	}
	if _, err := os.Stat(filepath.Join(to.dir, "writ.db")); err != nil || exists(filepath.Join(to.dir, "restore.partial")) {
		if out, err := exec.Command(binary, "restore", "--data", to.dir, from).CombinedOutput(); err != nil {
			t.Fatalf("writ restore again: %v: %s", err, out)
		}
	}
	to.start(t)
	defer to.end(t, syscall.SIGTERM)
	to.demand(t, u, u.known())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// killed runs a command and, if it has not ended after a time, kills it where
// self says so. It tells whether it had not.
func killed(t *testing.T, cmd *exec.Cmd, after time.Duration, self func() bool) bool {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ended, what it left tells
	}()
	select {
	case <-ended:
		return false
	case <-time.After(after):
	}
	if self() {
		_ = cmd.Process.Kill()
	}
	<-ended
	return true
}
