package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/writ-dev/writ/internal/testpg"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "writ-e2e-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "writ")
	build := exec.Command("go", "build", "-o", binary, "../cmd/writ")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "cannot build writ:", err)
		return 1
	}
	return m.Run()
}

// TestJourneys runs the scripts. Besides testscript's own commands they know
// serve (start a server on a folder and wait until it is ready), drain (end it as
// a service manager does), crash (kill it), login (export an API credential), json (compare
// one member of the JSON that the last command printed) and bytes (write a file
// of binary or generated content). POSTGRES is the URL of a database for
// metadata, POSTGRES_HOST its server and POSTGRES_PASSWORD the secret in it.
func TestJourneys(t *testing.T) {
	postgres := testpg.Get(t)
	place := storeURL(t, postgres, postgres.NewDatabase(t))
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+env.Getenv("PATH"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
			env.Setenv("POSTGRES", place)
			env.Setenv("POSTGRES_HOST", postgres.Host+":"+postgres.Port)
			env.Setenv("POSTGRES_PASSWORD", postgres.Superuser.Password)
			env.Values[serversKey{}] = map[string]*server{}
			env.Defer(func() { stopAll(env.Values[serversKey{}].(map[string]*server)) })
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serve,
			"drain": func(ts *testscript.TestScript, _ bool, args []string) { end(ts, args, syscall.SIGTERM) },
			"crash": func(ts *testscript.TestScript, _ bool, args []string) { end(ts, args, syscall.SIGKILL) },
			"login": login,
			"json":  jsonMember,
			"bytes": writeBytes,
		},
	})
}

type serversKey struct{}

// server is a running server of a script.
type server struct {
	cmd  *exec.Cmd
	done chan struct{}
}

func stopAll(servers map[string]*server) {
	for _, s := range servers {
		_ = s.cmd.Process.Kill() // it may have ended by itself
		<-s.done
	}
}

// lastWords is how much of a log is shown of a server that did not start, in
// bytes.
const lastWords = 4 << 10

// patience bounds every wait for a server.
const patience = 30 * time.Second

// serve DIR [flags…] starts a server. Its standard output goes to DIR.out, its
// log to DIR.log, its address to the variable WRIT_URL.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: serve DIR [flags…]")
	}
	dir := args[0]
	s, url, err := launch(ts.MkAbs(dir), ts.MkAbs("."), args[1:]...)
	ts.Check(err)
	ts.Value(serversKey{}).(map[string]*server)[dir] = s
	ts.Setenv("WRIT_URL", url)
}

// launch starts a server on a folder, in the working folder cwd, and waits
// until it is ready at the address it returns. Its standard output goes to the
// file dir.out, its log to dir.log.
func launch(dir, cwd string, flags ...string) (s *server, url string, err error) {
	cmd := exec.Command(binary, append([]string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, flags...)...)
	cmd.Dir = cwd
	log, err := os.OpenFile(dir+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, "", err
	}
	defer log.Close()
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	s = &server{cmd: cmd, done: make(chan struct{})}
	address := make(chan string, 1)
	go watch(s, out, dir+".out", address)
	select {
	case url = <-address:
		err = ready(url, s.done)
	case <-s.done:
		err = errors.New("the server ended")
	case <-time.After(patience):
		err = errors.New("the server does not say its address")
	}
	if err != nil {
		_ = cmd.Process.Kill() // it may have ended by itself
		told, _ := os.ReadFile(dir + ".log")
		return nil, "", fmt.Errorf("%w: %s", err, told[max(0, len(told)-lastWords):])
	}
	return s, url, nil
}

// watch copies the server's output to a file, finds its address in it, and reaps
// the server.
func watch(s *server, out io.Reader, path string, address chan<- string) {
	defer close(s.done)
	var all strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
		// Written before the address is told: a script may read it then.
		_ = os.WriteFile(path, []byte(all.String()), 0o600)
		if url, ok := strings.CutPrefix(lines.Text(), "Address: "); ok {
			address <- url
		}
	}
	_ = s.cmd.Wait() // how it ended, the log tells
}

// ready waits until the server says that it is, or has ended.
func ready(url string, done <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-done:
			return errors.New("the server ended")
		case <-ctx.Done():
			return fmt.Errorf("not ready in time: %w", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// end DIR sends a signal to the server and waits for its end.
func end(ts *testscript.TestScript, args []string, sig os.Signal) {
	servers := ts.Value(serversKey{}).(map[string]*server)
	if len(args) != 1 || servers[args[0]] == nil {
		ts.Fatalf("usage: drain | crash DIR, of a running server")
	}
	s := servers[args[0]]
	delete(servers, args[0])
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		ts.Fatalf("%v", err)
	}
	select {
	case <-s.done:
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		ts.Fatalf("the server did not stop in time")
	}
	if code := s.cmd.ProcessState.ExitCode(); sig == syscall.SIGTERM && code != 0 {
		ts.Fatalf("the server stopped with status %d: %s", code, ts.ReadFile(args[0]+".log"))
	}
}

// login DIR makes an API credential in the folder and exports it.
func login(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: login DIR")
	}
	out, err := exec.Command(binary, "credential", "create", "--data", ts.MkAbs(args[0]), "--email", "admin@localhost", "--json").Output()
	ts.Check(err)
	var c struct{ ClientID, ClientSecret string }
	ts.Check(json.Unmarshal(out, &c))
	ts.Setenv("WRIT_CLIENT_ID", c.ClientID)
	ts.Setenv("WRIT_CLIENT_SECRET", c.ClientSecret)
}

// json FILE PATH [WANT] compares one member, such as columns.0.type, of a JSON
// document: stdout or stderr of the last command, or a file. Without WANT the
// member has to be there; a name before it, NAME=, sets a variable instead.
func jsonMember(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: json FILE PATH [WANT | NAME=]")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &v); err != nil {
		ts.Fatalf("%s is no JSON: %v: %s", args[0], err, ts.ReadFile(args[0]))
	}
	found := dig(v, strings.Split(args[1], "."))
	if len(args) == 2 {
		if (found == nil) != neg {
			ts.Fatalf("%s: %v", args[1], found)
		}
		return
	}
	if name, ok := strings.CutSuffix(args[2], "="); ok {
		ts.Setenv(name, fmt.Sprint(found))
		return
	}
	if (fmt.Sprint(found) == args[2]) == neg {
		ts.Fatalf("%s is %v, want %s", args[1], found, args[2])
	}
}

func dig(v any, path []string) any {
	for _, step := range path {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i := 0
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// bytes FILE KIND writes a file: crlf (a file with CRLF line ends), pdf (no text
// at all), or rows N (a file of N rows).
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: bytes FILE crlf | pdf | rows N")
	}
	var b strings.Builder
	switch args[1] {
	case "crlf":
		b.WriteString("a,b\r\n1,\"x\r\ny\"\r\n")
	case "pdf":
		b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nstream\n\x00\x01\x02\xff\xfe\nendstream\n")
	case "rows":
		n := 0
		_, err := fmt.Sscan(args[2], &n)
		ts.Check(err)
		b.WriteString("id,name,amount\n")
		for i := range n {
			fmt.Fprintf(&b, "%d,name %d,%d.%02d\n", i+1, i%97, i%1000, i%100)
		}
	default:
		ts.Fatalf("bytes knows no %s", args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}
