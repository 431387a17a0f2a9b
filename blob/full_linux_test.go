package blob_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/blob"
)

// smallDisk tells the child of TestFullDisk where to mount its disk.
const smallDisk = "WRIT_TEST_SMALL_DISK"

// TestFullDisk fills a disk of a child's own, in user and mount namespaces so
// that it needs no rights. The part that did not fit is taken back, so that
// whoever shares the disk, such as the metadata store, can go on.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv(smallDisk); dir != "" {
		fill(t, dir)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFullDisk$")
	cmd.Env = append(os.Environ(), smallDisk+"="+t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func fill(t *testing.T, dir string) {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Fatal(err)
	}
	d, err := blob.OpenDir(dir + "/uploads")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Append(t.Context(), "a", 0, strings.NewReader("first")); err != nil {
		t.Fatal(err)
	}
	size, err := d.Append(t.Context(), "a", 5, bytes.NewReader(make([]byte, 2<<20)))
	if size != 5 || writ.CodeOf(err) != writ.CodeExhausted {
		t.Errorf("the part that does not fit: %d, %v; want 5 and exhausted", size, err)
	}
	if err := os.WriteFile(dir+"/metadata", make([]byte, 512<<10), 0o600); err != nil {
		t.Errorf("nobody else can write: %v", err)
	}
	if _, err := d.Append(t.Context(), "a", 5, strings.NewReader(" second")); err != nil {
		t.Fatal(err)
	}
	path, err := d.File(t.Context(), "a", "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); string(got) != "first second" {
		t.Errorf("the file holds %q, %v", got, err)
	}
}
