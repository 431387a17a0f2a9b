package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/store/sqlite"
)

// The test binary runs itself as another process that uses the file named in
// childVariable and increments a setting as often as its argument says, saying
// each number it has committed.
const (
	childVariable  = "WRIT_TEST_STORE"
	counterSetting = "counter"
	forever        = 1 << 30
)

func runChild(path string) {
	ctx := context.Background()
	n, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	st, err := sqlite.Open(ctx, path)
	if err != nil {
		panic(err)
	}
	for range n {
		value, err := increment(ctx, st)
		if err != nil {
			panic(err)
		}
		fmt.Println(value)
	}
	if err := st.Close(); err != nil {
		panic(err)
	}
}

func increment(ctx context.Context, st store.Store) (n int, err error) {
	err = st.Write(ctx, func(tx store.Tx) error {
		value, _, err := tx.Settings.Get(ctx, counterSetting)
		if err != nil {
			return err
		}
		n, _ = strconv.Atoi(string(value)) // absent is 0
		n++
		return tx.Settings.Set(ctx, counterSetting, []byte(strconv.Itoa(n)))
	})
	return n, err
}

func counter(t *testing.T, st store.Store) int {
	t.Helper()
	n, err := increment(t.Context(), st)
	if err != nil {
		t.Fatal(err)
	}
	return n - 1
}

func child(ctx context.Context, path string, n int) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], strconv.Itoa(n))
	cmd.Env = append(os.Environ(), childVariable+"="+path)
	return cmd
}

// TestProcesses lets several processes make and use the same file at once.
func TestProcesses(t *testing.T) {
	t.Parallel()
	const processes, each = 4, 25
	path := filepath.Join(t.TempDir(), "writ.db")
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			if out, err := child(t.Context(), path, each).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	st := open(t, path) // and this process too
	for range each {
		if _, err := increment(t.Context(), st); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if n := counter(t, st); n != (processes+1)*each {
		t.Errorf("counted %d, want %d", n, (processes+1)*each)
	}
}

// TestKill kills a writing process again and again: what it said it had
// committed must be there.
func TestKill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "writ.db")
	for round := range 10 {
		cmd := child(t.Context(), path, forever)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		said := 0
		lines := bufio.NewScanner(out)
		for i := 0; lines.Scan(); i++ {
			if said, err = strconv.Atoi(strings.TrimSpace(lines.Text())); err != nil {
				t.Fatal(err)
			}
			if i == 3*round {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process was not killed")
		}
		st := open(t, path)
		if n := counter(t, st); n < said || n > said+1 {
			t.Errorf("round %d: it said %d, the store has %d", round, said, n)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
