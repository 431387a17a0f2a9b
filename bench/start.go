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
	bin := filepath.Join(dir, "writ")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", bin, "./cmd/writ").CombinedOutput(); err != nil {
		return nil, nil, "", fmt.Errorf("build: %w: %s", err, out)
	}
	for i := range rounds + 1 {
		s, rss, err := ready(ctx, bin, data)
		if err != nil {
			return nil, nil, "", err
		}
		if i == 0 { // the first start makes the folder
			if err := filled(data); err != nil {
				return nil, nil, "", err
			}
			continue
		}
		raw, ours = append(raw, startLimit), append(ours, s)
		remark = fmt.Sprintf("raw is the limit of %.1fs; memory idle %d MiB (limit 150)", startLimit, rss)
	}
	return raw, ours, remark, nil
}

// ready starts a server, waits until it says it is ready, and stops it. It
// returns the seconds that took and the resident memory in MiB.
func ready(ctx context.Context, bin, data string) (seconds float64, rss int, err error) {
	addr, err := freeAddr()
	if err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(ctx, bin, "serve", "--data", data, "--addr", addr)
	t := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}()
	for deadline := t.Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		resp, err := http.Get("http://" + addr + "/readyz")
		if err != nil {
			continue
		}
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return time.Since(t).Seconds(), resident(cmd.Process.Pid), nil
		}
	}
	return 0, 0, fmt.Errorf("%s was not ready within 30 s", bin)
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
