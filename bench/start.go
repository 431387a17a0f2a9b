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
	return starting(ctx, dir, filepath.Join(dir, "data"), func(string) error { return nil })
}

// startUploads is start over a folder in which many uploads have become tables.
func startUploads(ctx context.Context, dir string) (raw, ours []float64, remark string, err error) {
	return starting(ctx, dir, filepath.Join(dir, "busy"), func(data string) error { return fill(ctx, data, uploads) })
}

// starting measures starts over a data folder, whose first one makes it; then
// filled puts into it what it shall hold.
func starting(ctx context.Context, dir, data string, filled func(data string) error) (raw, ours []float64, remark string, err error) {
	bin, err := build(ctx, dir)
	if err != nil {
		return nil, nil, "", err
	}
	for i := range rounds + 1 {
		s, err := serve(ctx, bin, data)
		if err != nil {
			return nil, nil, "", err
		}
		rss := resident(s.cmd.Process.Pid)
		s.stop()
		if i == 0 { // the first start makes the folder
			if err := filled(data); err != nil {
				return nil, nil, "", err
			}
			continue
		}
		raw, ours = append(raw, startLimit), append(ours, s.seconds)
		remark = fmt.Sprintf("raw is the limit of %.1fs; memory idle %d MiB (limit 150)", startLimit, rss)
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

// serve starts a server and waits until it says it is ready.
func serve(ctx context.Context, bin, data string) (*server, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &server{cmd: exec.CommandContext(ctx, bin, "serve", "--data", data, "--addr", addr), base: "http://" + addr}
	t := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for deadline := t.Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
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
	return nil, fmt.Errorf("%s was not ready within 30 s", bin)
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
