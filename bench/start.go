package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// startLimit is what `writ serve` may take to answer /readyz; the ratio is
// against it.
const startLimit = 0.5

// start measures how long the server takes to be ready over a data folder that
// holds the sample data, and what memory it then uses.
func start(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	return starting(ctx, dir, installation{data: filepath.Join(dir, "data")}, startLimit, " (limit 150)")
}

// uploadsLimit is what a start may take where many uploads have become tables: the
// permissions of all their documents are read first.
const uploadsLimit = 1.0

// startUploads is start over a folder in which many uploads have become tables.
func startUploads(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	in := installation{data: filepath.Join(dir, "busy")}
	in.fill = func() error { return fill(ctx, in.data, uploads) }
	if err := in.upgrade(ctx, dir); err != nil {
		return nil, nil, "", err
	}
	return starting(ctx, dir, in, uploadsLimit, "")
}

// upgrade makes an installation and starts it once more, which gives the tables of
// an old one their documents.
func (i installation) upgrade(ctx context.Context, dir string) error {
	bin, err := build(ctx, dir)
	if err != nil {
		return err
	}
	if err := i.make(ctx, bin); err != nil {
		return err
	}
	s, err := serve(ctx, bin, i)
	if err != nil {
		return err
	}
	s.stop()
	return nil
}

// installation is a data folder, where its metadata are if not there, and what puts
// into them what they shall hold, once they have been made.
type installation struct {
	data string
	args []string // of writ serve, besides the folder and the address
	fill func() error
}

// make starts a server for the first time, unless there is one, and fills it.
func (i installation) make(ctx context.Context, bin string) error {
	if _, err := os.Stat(i.data); err == nil {
		return nil
	}
	s, err := serve(ctx, bin, i)
	if err != nil {
		return err
	}
	s.stop()
	if i.fill == nil {
		return nil
	}
	return i.fill()
}

// starting measures starts of an installation; raw is what one may take. memory is
// added to what is said of that.
func starting(ctx context.Context, dir string, in installation, limit float64, memory string) (raw, ours []float64, remark string, err error) {
	bin, err := build(ctx, dir)
	if err != nil {
		return nil, nil, "", err
	}
	if err := in.make(ctx, bin); err != nil {
		return nil, nil, "", err
	}
	for range rounds {
		s, err := serve(ctx, bin, in)
		if err != nil {
			return nil, nil, "", err
		}
		rss := resident(s.cmd.Process.Pid)
		s.stop()
		raw, ours = append(raw, limit), append(ours, s.seconds)
		cpu := s.cmd.ProcessState.UserTime() + s.cmd.ProcessState.SystemTime()
		remark = fmt.Sprintf("raw is the limit of %.1fs; processors %s until it had stopped; memory idle %d MiB%s", limit, seconds(cpu.Seconds()), rss, memory)
	}
	return raw, ours, remark, nil
}

// build builds the program once per run and returns its path.
func build(ctx context.Context, dir string) (string, error) {
	bin := filepath.Join(dir, "writ")
	if _, err := os.Stat(bin); err == nil {
		return bin, nil
	}
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/writ").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return bin, nil
}

// server is a server that said it is ready, so many seconds after its start.
type server struct {
	cmd     *exec.Cmd
	base    string // of its addresses
	seconds float64
}

// patience is how long a server may take to be ready before something is wrong.
const patience = 2 * time.Minute

// serve starts a server and waits until it says it is ready.
func serve(ctx context.Context, bin string, in installation) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.CommandContext(ctx, bin, append([]string{"serve", "--data", in.data, "--addr", addr}, in.args...)...), base: "http://" + addr}
	t := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := t.Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		resp, err := http.Get(s.base + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			s.seconds = time.Since(t).Seconds()
			return s, nil
		}
	}
	s.stop()
	return nil, fmt.Errorf("%s was not ready within %v", bin, patience)
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
