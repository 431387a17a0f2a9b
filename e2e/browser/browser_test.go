package browser

import (
	"os"
	"os/exec"
	"testing"

	"github.com/writ-dev/writ/internal/testpg"
)

// TestJourneys runs every journey. It needs bin/writ, the packages of web/ and
// a Chromium; the journeys say which of them is missing.
func TestJourneys(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "npm", "run", "--silent", "browser")
	cmd.Dir = "../../web"
	cmd.Env = append(os.Environ(), testpg.EnvURL+"="+testpg.Get(t).URL)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("the journeys failed: %v; e2e/browser/results has the traces and screenshots", err)
	}
}
