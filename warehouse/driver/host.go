package driver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/writ-dev/writ"
)

// Hosts says where connections may lead. Names are asked when a connection is
// saved, and addresses when it is dialled: what the resolver answers is what is
// checked and what is dialled, so that a name that changes its mind in between
// leads nowhere else. A nil Hosts allows everything but what nobody may reach;
// see neverReached.
type Hosts struct {
	names    []string // lower case; "*.example.com" is everything below example.com
	networks []netip.Prefix
	lookup   Resolver
}

// Resolver finds the addresses of a host name, as net.Resolver.LookupNetIP does.
type Resolver func(ctx context.Context, network, host string) ([]netip.Addr, error)

// neverReached are the addresses at which clouds tell the machine that asks who
// it is and what it may do. A warehouse is never there; an attacker would like to
// be. Link-local addresses hold those of most clouds; the others have their own:
// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata,
// https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16,
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html,
// https://cloud.google.com/compute/docs/metadata/querying-metadata,
// https://docs.oracle.com/en-us/iaas/Content/Compute/Tasks/gettingmetadata.htm.
var neverReached = []netip.Prefix{
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("100.100.100.200/32"),
	netip.MustParsePrefix("168.63.129.16/32"),
	netip.MustParsePrefix("fd00:ec2::254/128"),
	netip.MustParsePrefix("fd20:ce::254/128"),
	netip.MustParsePrefix("fd00:c1::a9fe:a9fe/128"),
}

// nat64 leads to the IPv4 address in its last four bytes (RFC 6052).
var nat64 = netip.MustParsePrefix("64:ff9b::/96")

// ParseHosts reads the patterns of an allow-list: a name, "*.example.com" for
// every name below example.com, an address, or a network such as 10.0.0.0/8. No
// patterns allow everything. A nil resolver is the machine's.
func ParseHosts(patterns []string, lookup Resolver) (*Hosts, error) {
	h := &Hosts{lookup: lookup}
	for _, p := range patterns {
		text := CanonicalHost(p)
		if network, err := netip.ParsePrefix(text); err == nil {
			h.networks = append(h.networks, network.Masked())
		} else if addr, err := netip.ParseAddr(text); err == nil {
			h.networks = append(h.networks, netip.PrefixFrom(addr, addr.BitLen()))
		} else if name := strings.TrimPrefix(text, "*."); name != "" && !strings.ContainsAny(name, "*/:,[] ") {
			h.names = append(h.names, text)
		} else {
			return nil, writ.Invalid("driver.ParseHosts", "allow-host", "%q is not a host name, *.a.name, an address or a network", p)
		}
	}
	return h, nil
}

// CanonicalHost gives all spellings of one host the same: names in lower case and
// without the dot that may end them, addresses in their shortest form and without
// brackets.
func CanonicalHost(host string) string {
	s := strings.ToLower(strings.TrimSpace(host))
	s = strings.TrimSuffix(s, ".")
	s = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.Unmap().String()
	}
	return s
}

// Check refuses a host that may not be reached, as far as can be told now. One
// that does not resolve is refused only if its name alone does not allow it. Its
// errors are of ClassRefused.
func (h *Hosts) Check(ctx context.Context, host string) error {
	_, err := h.Resolve(ctx, host)
	var de *Error
	if errors.As(err, &de) && de.Class == ClassDNS {
		return h.CheckName(host)
	}
	return err
}

// CheckName refuses a host by what is written alone. It is for what another
// machine resolves, such as a host behind a tunnel: that one may take for an
// address what we would not, so what is neither an address nor a name is refused.
func (h *Hosts) CheckName(host string) error {
	if addr, err := netip.ParseAddr(CanonicalHost(host)); err == nil {
		return h.checkAddr(host, addr)
	}
	if !isName(host) {
		return refusedHost(host, "it is neither a host name nor an address in its usual form")
	}
	if h.open() || h.named(host) {
		return nil
	}
	return refusedHost(host, "its name is none of those that are allowed")
}

// isName tells a host name from what some resolvers read as an address, with a port
// or with a number as its last part: "2852039166", "0xa9.0xfe.43518"
// (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func isName(host string) bool {
	host = CanonicalHost(host)
	last := host[strings.LastIndexByte(host, '.')+1:]
	hex, isHex := strings.CutPrefix(last, "0x")
	isNumber := strings.Trim(last, "0123456789") == "" || isHex && strings.Trim(hex, "0123456789abcdef") == ""
	return last != "" && !isNumber && !strings.ContainsAny(host, ":/%@[] ")
}

// Resolve returns the addresses of a host that may be dialled, CodeRefused if
// there is none of them. An address is its own.
func (h *Hosts) Resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(CanonicalHost(host)); err == nil {
		return []netip.Addr{addr}, h.checkAddr(host, addr)
	}
	lookup := net.DefaultResolver.LookupNetIP
	if h != nil && h.lookup != nil {
		lookup = h.lookup
	}
	found, err := lookup(ctx, "ip", host)
	if err != nil {
		return nil, &Error{Class: ClassDNS, Message: err.Error(), Err: err}
	}
	var allowed []netip.Addr
	for _, addr := range found {
		if err = h.checkAddr(host, addr); err == nil {
			allowed = append(allowed, addr)
		}
	}
	if len(allowed) == 0 {
		return nil, err
	}
	return allowed, nil
}

// attemptTimeout is how long one of several addresses may take to answer.
const attemptTimeout = 5 * time.Second

// Dial connects to host, at the port of address: a name is resolved, and what it
// resolves to is checked and dialled. Where the caller has resolved it already,
// address says to what. Errors are of ClassRefused, ClassDNS or ClassTCP.
func (h *Hosts) Dial(ctx context.Context, network, host, address string) (net.Conn, error) {
	where, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &Error{Class: ClassTCP, Message: err.Error(), Err: err}
	}
	var addrs []netip.Addr
	if addr, perr := netip.ParseAddr(where); perr == nil {
		addrs, err = []netip.Addr{addr}, h.checkAddr(host, addr)
	} else {
		addrs, err = h.Resolve(ctx, host)
	}
	if err != nil {
		return nil, err
	}
	dialer := net.Dialer{}
	if len(addrs) > 1 {
		dialer.Timeout = attemptTimeout
	}
	var errs []error
	for _, addr := range addrs {
		c, err := dialer.DialContext(ctx, network, net.JoinHostPort(addr.String(), port))
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	last := errs[len(errs)-1]
	return nil, &Error{Class: ClassTCP, Message: last.Error(), Err: errors.Join(errs...)}
}

// checkAddr decides about one address that host stands for.
func (h *Hosts) checkAddr(host string, addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	if nat64.Contains(addr) {
		b := addr.As16()
		addr = netip.AddrFrom4([4]byte(b[12:]))
	}
	contains := func(p netip.Prefix) bool { return p.Contains(addr) }
	switch {
	case slices.ContainsFunc(neverReached, contains), addr.IsMulticast(), addr.IsUnspecified():
		return refusedHost(host, fmt.Sprintf("the address %s is never connected to", addr))
	case h.open(), h.named(host), slices.ContainsFunc(h.networks, contains):
		return nil
	}
	return refusedHost(host, fmt.Sprintf("neither its name nor its address %s is allowed", addr))
}

// open tells whether there is no allow-list.
func (h *Hosts) open() bool { return h == nil || len(h.names)+len(h.networks) == 0 }

// named tells whether the name of a host is allowed, whatever it resolves to.
func (h *Hosts) named(host string) bool {
	host = CanonicalHost(host)
	return h != nil && slices.ContainsFunc(h.names, func(n string) bool {
		below, wild := strings.CutPrefix(n, "*")
		return n == host || wild && strings.HasSuffix(host, below) && len(host) > len(below)
	})
}

func refusedHost(host, why string) error {
	return &Error{Class: ClassRefused, Message: fmt.Sprintf("%q: %s", host, why)}
}
