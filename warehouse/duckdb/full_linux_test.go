package duckdb_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/writ-dev/writ/warehouse/duckdb"
)

// mountSmall mounts a disk of 12 MB over dir and goes there.
func mountSmall(dir string) error {
	wd, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=12m"); err != nil {
		return err
	}
	return os.Chdir(wd)
}

// TestDiskFull fills a disk of the child's own, in user and mount namespaces so
// that it needs no rights. What does not fit is refused as such and leaves
// nothing; once there is room the same Conn works on, even after an error that
// DuckDB calls fatal.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	_, staging := engine(t, duckdb.Options{})
	stageRows(t, staging, 1_000_000)
	cmd := child(t, t.TempDir(), staging, "fill")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Skipf("this machine gives a process no namespaces of its own: %v", err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v after\n%s", err, out.String())
	}
	want := `insert: full
checkpoint: full
small table, room made: fine
load: full
describe: notFound
close: fine
small table, file opened again: fine
close: fine
`
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
