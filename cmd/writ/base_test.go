package main

import (
	"net"
	"testing"
)

// TestBase says which address browsers send as their origin: what is typed another
// way has to become that, because a live channel is open to no other site.
func TestBase(t *testing.T) {
	t.Parallel()
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7480}
	for typed, want := range map[string]string{
		"":                             "http://127.0.0.1:7480",
		"https://writ.example.com":     "https://writ.example.com",
		"https://Writ.Example.COM/":    "https://writ.example.com",
		"https://writ.example.com:443": "https://writ.example.com",
		"http://writ.example.com:80":   "http://writ.example.com",
		"http://writ.example.com:443":  "http://writ.example.com:443",
		"https://[2001:DB8::1]:8443":   "https://[2001:db8::1]:8443",
		"https://a:b@writ.example.com": "",
		"https://writ.example.com/#x":  "",
		"https://writ.example.com/x":   "",
		"https://writ.example.com:x":   "",
		"https://:443":                 "",
		"writ.example.com":             "",
	} {
		u, err := serveCommand{BaseURL: typed}.base(listening)
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%q becomes %q (%v), want %q", typed, got, err, want)
		}
	}
}
