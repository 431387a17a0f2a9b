package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// rotation is what writ keys rotate answers.
type rotation struct {
	Key      string
	Resealed int
	Idle     []string
}

func (in *installation) rotate(t *testing.T) (r rotation) {
	t.Helper()
	in.writ(t, &r, "keys", "rotate", "--data", in.dir, "--json")
	return r
}

// TestKeyRotation rotates beside a running server, which goes on reaching its
// connections, and without one; what seals no more is retired.
func TestKeyRotation(t *testing.T) {
	t.Parallel()
	in := installed(t)
	in.postgres(t)
	in.writ(t, nil, "connection", "check", "shop")
	file := csvOf(t, t.TempDir(), "kept", 100)
	in.writ(t, nil, "upload", file, "--connection", "shop", "--name", "kept")

	first := in.rotate(t)
	if first.Resealed != 1 || len(first.Idle) != 1 {
		t.Errorf("beside a server: %+v, want one secret sealed anew", first)
	}
	in.writ(t, nil, "connection", "check", "shop")
	for _, used := range []string{first.Key, "no-such-key"} {
		if out, err := in.command("keys", "retire", "--data", in.dir, used).CombinedOutput(); err == nil {
			t.Errorf("the key %s was retired: %s", used, out)
		}
	}
	in.writ(t, nil, "keys", "retire", "--data", in.dir, first.Idle[0], "--json")
	in.end(t, syscall.SIGTERM)

	second := in.rotate(t)
	if second.Resealed != 1 || second.Key == first.Key || len(second.Idle) != 1 || second.Idle[0] != first.Key {
		t.Errorf("without a server: %+v, after %+v", second, first)
	}
	in.writ(t, nil, "keys", "retire", "--data", in.dir, first.Key, "--json")
	keys, err := os.ReadFile(filepath.Join(in.dir, "keys.json"))
	if err != nil || strings.Count(string(keys), `"secret"`) != 1 || !strings.Contains(string(keys), second.Key) {
		t.Errorf("the key file does not hold the one key %s alone (%v)", second.Key, err)
	}
	if out, err := exec.Command(binary, "keys", "--data", in.dir).CombinedOutput(); err != nil || !strings.Contains(string(out), second.Key) {
		t.Errorf("writ keys: %v: %s", err, out)
	}
	in.start(t)
	in.writ(t, nil, "connection", "check", "shop")
	out, err := in.command("rows", "kept").Output()
	if err != nil || strings.Count(string(out), "\n") != 101 {
		t.Errorf("the table reads %d lines, %v", strings.Count(string(out), "\n"), err)
	}
}

// crashKeys kills the server in the middle of rotations: its secrets can be
// opened at each moment, and another rotation brings it to its end.
func crashKeys(t *testing.T, rounds int) {
	in := installed(t)
	in.postgres(t)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3))
	for round := range rounds {
		cmd := exec.Command(binary, "keys", "rotate", "--data", in.dir)
		killed(t, cmd, time.Duration(r.IntN(60))*time.Millisecond, func() bool {
			in.end(t, syscall.SIGKILL)
			return false
		})
		if in.server == nil {
			in.start(t)
		}
		in.writ(t, nil, "connection", "test", "shop")
		done := in.rotate(t)
		for _, id := range done.Idle {
			in.writ(t, nil, "keys", "retire", "--data", in.dir, id, "--json")
		}
		in.writ(t, nil, "connection", "test", "shop")
		var keys []struct{ ID string }
		in.writ(t, &keys, "keys", "--data", in.dir, "--json")
		if len(keys) != 1 || keys[0].ID != done.Key {
			t.Errorf("round %d: the keys are %v, want %s alone", round, keys, done.Key)
		}
	}
	if left, err := filepath.Glob(filepath.Join(in.dir, "keys.json.*")); err != nil || len(left) > rounds {
		t.Errorf("left of key files: %v", fmt.Sprint(left, err))
	}
}
