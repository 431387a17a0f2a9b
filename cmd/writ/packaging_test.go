package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

const root = "../.."

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}

// TestDockerfile checks what can be without an engine that builds images: what is
// copied is there and not ignored, what is built is a package, and the compiler is
// the one that go.mod asks for.
func TestDockerfile(t *testing.T) {
	t.Parallel()
	var ignored []string
	for _, line := range lines(t, ".dockerignore") {
		if line != "" {
			ignored = append(ignored, line)
		}
	}
	compiler := regexp.MustCompile(`^FROM golang:([0-9.]+)-`)
	var built, versioned bool
	for _, line := range lines(t, "Dockerfile") {
		words := strings.Fields(line)
		switch {
		case len(words) > 2 && words[0] == "COPY" && !strings.HasPrefix(words[1], "--"):
			for _, path := range words[1 : len(words)-1] {
				if _, err := os.Stat(filepath.Join(root, path)); err != nil {
					t.Error(err)
				}
				for _, pattern := range ignored {
					if match, err := filepath.Match(pattern, path); match || err != nil {
						t.Errorf("%s is copied and ignored (%v)", path, err)
					}
				}
			}
		case strings.HasPrefix(line, "RUN go build"):
			_, err := os.Stat(filepath.Join(root, words[len(words)-1], "main.go"))
			built = err == nil
		case compiler.MatchString(line):
			versioned = strings.Contains(strings.Join(lines(t, "go.mod"), "\n"), "\ngo "+compiler.FindStringSubmatch(line)[1])
		}
	}
	if !built || !versioned {
		t.Errorf("it builds this program: %v, with the compiler of go.mod: %v", built, versioned)
	}
}

// TestUnit parses the command line and the config file that the systemd unit
// names, as the program does.
func TestUnit(t *testing.T) {
	t.Setenv("WRIT_STORE", "")
	var args []string
	for _, line := range lines(t, "packaging/systemd/writ.service") {
		if command, ok := strings.CutPrefix(line, "ExecStart="); ok {
			args = strings.Fields(command)[1:]
		}
	}
	for i, arg := range args {
		if arg == "/etc/writ/writ.json" {
			args[i] = filepath.Join(root, "packaging/systemd/writ.json")
		}
	}
	var c commands
	parser, err := kong.New(&c, kong.Configuration(loadConfig))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(args); err != nil {
		t.Fatalf("writ %s: %v", strings.Join(args, " "), err)
	}
	if c.Serve.DrainDelay == 0 || c.Serve.BaseURL == "" || c.Serve.Data != "/var/lib/writ" {
		t.Errorf("the config file was not read: %+v", c.Serve)
	}
}

func TestTellManager(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no systemd on Windows")
	}
	path := filepath.Join(t.TempDir(), "notify.sock")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	t.Setenv("NOTIFY_SOCKET", path)
	if err := tellManager(stateReady); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 100)
	n, err := socket.Read(b)
	if err != nil || string(b[:n]) != "READY=1" {
		t.Errorf("the manager heard %q, %v", b[:n], err)
	}
	t.Setenv("NOTIFY_SOCKET", path+"-not-there")
	if err := tellManager(stateReady); err == nil {
		t.Error("nobody listens, and nobody says so")
	}
	t.Setenv("NOTIFY_SOCKET", "")
	if err := tellManager(stateReady); err != nil {
		t.Errorf("without a manager: %v", err)
	}
}
