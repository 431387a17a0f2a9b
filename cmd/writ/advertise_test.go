package main

import (
	"net"
	"testing"
)

// TestAdvertised says where the other nodes are told that they reach this one.
func TestAdvertised(t *testing.T) {
	t.Parallel()
	const store = "postgres://writ@127.0.0.1:5432/writ"
	everywhere := &net.TCPAddr{IP: net.IPv4zero, Port: 7480}
	for name, tt := range map[string]struct {
		command   serveCommand
		listening *net.TCPAddr
		want      string
	}{
		"alone":               {serveCommand{}, everywhere, ""},
		"alone, but told":     {serveCommand{Advertise: "http://10.0.0.5:7480"}, everywhere, "refused"},
		"told":                {serveCommand{MultiNode: true, Advertise: "http://node1:80/"}, everywhere, "http://node1:80"},
		"behind TLS":          {serveCommand{MultiNode: true, Advertise: "https://[fd00::5]"}, everywhere, "https://[fd00::5]"},
		"no address":          {serveCommand{MultiNode: true, Advertise: "10.0.0.5:7480"}, everywhere, "refused"},
		"no host":             {serveCommand{MultiNode: true, Advertise: "http://:7480"}, everywhere, "refused"},
		"a path":              {serveCommand{MultiNode: true, Advertise: "http://node1/writ"}, everywhere, "refused"},
		"a password":          {serveCommand{MultiNode: true, Advertise: "http://a:b@node1"}, everywhere, "refused"},
		"listens on one":      {serveCommand{MultiNode: true}, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 5), Port: 80}, "http://10.0.0.5:80"},
		"listens on loopback": {serveCommand{MultiNode: true}, &net.TCPAddr{IP: net.IPv6loopback, Port: 80}, "http://[::1]:80"},
		"listens on all": {func() serveCommand {
			c := serveCommand{MultiNode: true}
			c.Store = store
			return c
		}(), everywhere, "http://127.0.0.1:7480"},
	} {
		got, err := tt.command.advertised(t.Context(), tt.listening)
		if err != nil {
			got = "refused"
		}
		if got != tt.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, tt.want)
		}
	}
}
