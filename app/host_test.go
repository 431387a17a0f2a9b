package app_test

import (
	"context"
	"maps"
	"net"
	"net/netip"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/doctor"
	"github.com/writ-dev/writ/warehouse/driver"
)

// trap listens on this machine; nobody may come.
func trap(t *testing.T) (port string, heard <-chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	visits := make(chan struct{}, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if c, err := listener.Accept(); err == nil {
			visits <- struct{}{}
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close() // it may have been visited
		<-done
	})
	_, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, visits
}

// TestHostsAreAllowed says that a connection to a host that is not allowed is not
// saved, and that a trial of it, and one saved before, is not dialled: a listener
// there hears nobody, let alone a password. The name rebound.test resolves to it.
func TestHostsAreAllowed(t *testing.T) {
	t.Parallel()
	w, ctx := bareWorld(t), t.Context()
	port, heard := trap(t)
	draft := func(platform writ.Platform, host, sshHost string) app.ConnectionDraft {
		d := app.ConnectionDraft{Name: "Lake " + host, Platform: platform}
		d.Values = map[string]string{"host": host, "port": port, "user": "u", "password": "p"}
		if platform == writ.PlatformPostgres {
			d.Values["database"] = "d"
		}
		if sshHost != "" {
			d.Values["sshHost"] = sshHost
		}
		return d
	}
	before := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft(writ.PlatformPostgres, "127.0.0.1", "")))
	_, err := w.CreateConnection(ctx, w.admin(), draft(writ.PlatformMySQL, "169.254.169.254", ""))
	refused(t, err, writ.CodeForbidden, "169.254.169.254")

	w.hosts, err = driver.ParseHosts([]string{"*.example.com", "10.0.0.0/8"}, func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	})
	w.ok(err)
	w.restart()
	for name, d := range map[string]app.ConnectionDraft{
		"an address":    draft(writ.PlatformPostgres, "127.0.0.1", ""),
		"a name":        draft(writ.PlatformPostgres, "rebound.test", ""),
		"on MySQL":      draft(writ.PlatformMySQL, "rebound.test", ""),
		"an SSH host":   draft(writ.PlatformPostgres, "db.example.com", "rebound.test"),
		"behind a host": draft(writ.PlatformPostgres, "rebound.test", "jump.example.com"),
	} {
		_, err := w.CreateConnection(ctx, w.admin(), d)
		refused(t, err, writ.CodeForbidden, "Connections may not lead to")
		if d.Values["sshHost"] != "" {
			continue // a trial of it wants a key first
		}
		res := must[*app.TestResult](t)(w.TestConnection(ctx, w.admin(), "", d))
		if res.Read != app.TestFailed || res.Step != doctor.StepReach {
			t.Errorf("%s: %+v", name, res)
		}
	}
	_, err = w.Browse(ctx, w.admin(), before.ID, nil, true)
	refused(t, err, writ.CodeForbidden, "127.0.0.1")
	must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft(writ.PlatformPostgres, "DB.example.com.", "")))
	select {
	case <-heard:
		t.Error("somebody connected")
	default:
	}
}

// TestOneHostInSpellings says that one warehouse spelled in two ways is one: the
// destination of the one connection is hidden from and taken for the other.
func TestOneHostInSpellings(t *testing.T) {
	t.Parallel()
	w, l, ctx := bareWorld(t), newLake(t), t.Context()
	l.connect(w)
	draft := l.draft()
	draft.Name, draft.Values = "Again", maps.Clone(draft.Values)
	draft.Values["host"] = "::ffff:" + draft.Values["host"]
	draft.Values["port"] = "0" + draft.Values["port"]
	_, err := w.CreateConnection(ctx, w.admin(), draft)
	refused(t, err, writ.CodeConflict, "already the write destination")
	draft.WriteAccess = false
	again := must[*app.ConnectionView](t)(w.CreateConnection(ctx, w.admin(), draft))
	_, err = w.Browse(ctx, w.admin(), again.ID, writ.Path{l.schema}, true)
	refused(t, err, writ.CodeNotFound)
}
