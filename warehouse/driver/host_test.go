package driver_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/writ-dev/writ/warehouse/driver"
)

// answers resolves names by a table; each answer of a name is given once, the
// last for ever.
func answers(table map[string][]string) driver.Resolver {
	return func(_ context.Context, _, host string) ([]netip.Addr, error) {
		list := table[host]
		if len(list) == 0 {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		}
		if len(list) > 1 {
			table[host] = list[1:]
		}
		var out []netip.Addr
		for text := range strings.FieldsSeq(list[0]) {
			out = append(out, netip.MustParseAddr(text))
		}
		return out, nil
	}
}

func hosts(t *testing.T, table map[string][]string, patterns ...string) *driver.Hosts {
	t.Helper()
	h, err := driver.ParseHosts(patterns, answers(table))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func classOf(err error) driver.Class {
	var de *driver.Error
	if errors.As(err, &de) {
		return de.Class
	}
	return ""
}

// TestHosts asks about hosts under several allow-lists. "" is allowed.
func TestHosts(t *testing.T) {
	t.Parallel()
	names := map[string][]string{
		"db.example.com": {"10.1.2.3"}, "evil.example.com": {"169.254.169.254"}, "inside.test": {"10.9.9.9"}, "outside.test": {"192.0.2.7"},
		"mixed.test": {"192.0.2.7 10.0.0.1"},
	}
	const refused = driver.ClassRefused
	for _, tc := range []struct {
		list string
		host string
		want driver.Class
	}{
		{"", "db.example.com", ""},
		{"", "127.0.0.1", ""},
		{"", "nowhere.test", ""}, // whether it resolves is not for the list to say
		{"", "169.254.169.254", refused},
		{"", "evil.example.com", refused},
		{"", "[::ffff:169.254.169.254]", refused},
		{"", "64:ff9b::a9fe:a9fe", refused},
		{"", "fe80::1%eth0", refused},
		{"", "fd00:ec2::254", refused},
		{"", "fd20:ce::254", refused},
		{"", "fd00:c1::a9fe:a9fe", refused},
		{"", "100.100.100.200", refused},
		{"", "0.0.0.0", refused},
		{"*.example.com", "db.example.com", ""},
		{"*.example.com", "DB.Example.COM.", ""},
		{"*.example.com", "example.com", refused},
		{"*.example.com", "badexample.com", refused},
		{"*.example.com", "evil.example.com", refused},
		{"*.example.com", "nowhere.example.com", ""},
		{"*.example.com", "nowhere.test", refused},
		{"*.example.com", "10.1.2.3", refused},
		{"10.0.0.0/8", "inside.test", ""},
		{"10.0.0.0/8", "outside.test", refused},
		{"10.0.0.0/8", "mixed.test", ""}, // only 10.0.0.1 is dialled
		{"10.0.0.0/8", "10.1.1.1", ""},
		{"10.0.0.0/8", "::ffff:10.1.1.1", ""},
		{"169.254.0.0/16", "169.254.169.254", refused},
		{"outside.test 2001:db8::1", "outside.test", ""},
		{"outside.test 2001:db8::1", "[2001:DB8:0::1]", ""},
		{"outside.test 2001:db8::1", "2001:db8::2", refused},
	} {
		h := hosts(t, names, strings.Fields(tc.list)...)
		if err := h.Check(t.Context(), tc.host); classOf(err) != tc.want || (err != nil && !strings.Contains(err.Error(), tc.host)) {
			t.Errorf("with %q, %s: %v, want %q", tc.list, tc.host, err, tc.want)
		}
	}
	if addrs, err := hosts(t, names, "10.0.0.0/8").Resolve(t.Context(), "mixed.test"); err != nil || len(addrs) != 1 || addrs[0].String() != "10.0.0.1" {
		t.Errorf("mixed.test: %v, %v", addrs, err)
	}
	var none *driver.Hosts
	if err := none.CheckName("169.254.169.254"); classOf(err) != refused {
		t.Errorf("without any list: %v", err)
	}
}

// TestCheckName asks about hosts that another machine resolves. What it may take
// for an address although we would not must not get by as a name.
func TestCheckName(t *testing.T) {
	t.Parallel()
	var none *driver.Hosts
	for _, name := range []string{"db", "db.internal", "DB.Example.com.", "1.db.internal", "db-1", "10.0.0.7", "[2001:db8::1]", "xn--bcher-kva.example", "0xyz", "db_1"} {
		if err := none.CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{
		"169.254.169.254", "169.254.169.254:5432", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe", "0XA9.0xFE.0xa9.254", "0251.0376.0251.0376",
		"169.254.43518", "169.254.169.254.", "db:5432", "/run", "u@db", "", ".", "0x", "a b",
	} {
		if err := none.CheckName(name); classOf(err) != driver.ClassRefused {
			t.Errorf("%q: %v, want refused", name, err)
		}
	}
}

// TestRebinding says that a name which was harmless when it was checked is not
// dialled where it leads afterwards, nor an address that was resolved elsewhere.
func TestRebinding(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	h := hosts(t, map[string][]string{"db.test": {"10.1.2.3", "127.0.0.1"}, "near.test": {"127.0.0.1"}}, "10.0.0.0/8", "near.test")
	if err := h.Check(t.Context(), "db.test"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Dial(t.Context(), "tcp", "db.test", "db.test:"+port); classOf(err) != driver.ClassRefused {
		t.Errorf("the second answer: %v", err)
	}
	if _, err := h.Dial(t.Context(), "tcp", "db.test", "127.0.0.1:"+port); classOf(err) != driver.ClassRefused {
		t.Errorf("its address: %v", err)
	}
	c, err := h.Dial(t.Context(), "tcp", "near.test", "near.test:"+port)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func TestHostPatterns(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "*", "*.", "a.*.b", "10.0.0.0/99", "http://x", "a b", "host:5432"} {
		if _, err := driver.ParseHosts([]string{bad}, nil); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	for spelled, want := range map[string]string{" DB.Example.com. ": "db.example.com", "[::1]": "::1", "0:0:0:0:0:0:0:1": "::1", "::ffff:10.0.0.1": "10.0.0.1"} {
		if got := driver.CanonicalHost(spelled); got != want {
			t.Errorf("%q is %q, want %q", spelled, got, want)
		}
	}
}
