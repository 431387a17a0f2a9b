package golden

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// recorder is a test that only notes what Check says.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Helper()                        {}
func (r *recorder) Errorf(format string, a ...any) { r.said = fmt.Sprintf(format, a...) }
func (r *recorder) Fatalf(format string, a ...any) { r.said = fmt.Sprintf(format, a...) }

func TestCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	check := func(name, got string) string {
		r := &recorder{TB: t}
		Check(r, name, []byte(got))
		return r.said
	}
	*update = true
	said := check("deep/a.txt", "one\ntwo\n")
	*update = false
	if b, err := os.ReadFile("testdata/deep/a.txt"); said != "" || err != nil || string(b) != "one\ntwo\n" {
		t.Fatalf("update wrote %q, %v and said %q", b, err, said)
	}
	if said := check("deep/a.txt", "one\ntwo\n"); said != "" {
		t.Errorf("the same content: %s", said)
	}
	if said := check("deep/a.txt", "one\nTWO\n"); !strings.Contains(said, "line 2") {
		t.Errorf("another content: %q", said)
	}
	if said := check("absent.txt", ""); !strings.Contains(said, "-update") {
		t.Errorf("an absent file: %q", said)
	}
}
