package e2e

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDrainDelay demands that a server that was told to stop refuses to be ready
// and serves all the same, until its delay is over.
func TestDrainDelay(t *testing.T) {
	t.Parallel()
	in := &installation{dir: filepath.Join(t.TempDir(), "data")}
	in.start(t, "--drain-delay", "10m")
	t.Cleanup(func() { in.end(t, syscall.SIGKILL) })
	if out, err := in.healthcheck(); err != nil {
		t.Errorf("writ healthcheck: %v: %s", err, out)
	}
	if err := in.server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		if status, _ := in.get(t, "/readyz"); status != http.StatusServiceUnavailable {
			return fmt.Errorf("/readyz says %d", status)
		}
		return nil
	})
	if status, closes := in.get(t, "/healthz"); status != http.StatusOK || !closes {
		t.Errorf("while it drains it answers %d, and closes the connection: %v", status, closes)
	}
	if out, err := in.healthcheck(); err == nil || !strings.Contains(out, "is not ready") {
		t.Errorf("writ healthcheck while it drains: %v: %s", err, out)
	}
	in.end(t, syscall.SIGKILL)
	if out, err := in.healthcheck(); err == nil || !strings.Contains(out, "No server answers") {
		t.Errorf("writ healthcheck without a server: %v: %s", err, out)
	}

	in.start(t, "--drain-delay", "10ms")
	ended := in.server
	in.end(t, syscall.SIGTERM)
	if status := ended.cmd.ProcessState.ExitCode(); status != 0 {
		t.Errorf("it ended with status %d, want 0", status)
	}
}

// healthcheck asks the server as a container's health check does.
func (in *installation) healthcheck() (out string, err error) {
	b, err := exec.Command(binary, "healthcheck", "--addr", strings.TrimPrefix(in.url, "http://")).CombinedOutput()
	return string(b), err
}

// get asks the server for a page and tells its status, and whether the
// connection ends with the answer.
func (in *installation) get(t *testing.T, path string) (status int, closes bool) {
	t.Helper()
	resp, err := http.Get(in.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Close
}
