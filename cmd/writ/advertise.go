package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
)

// advertised is the address at which the other nodes reach this one, "" for a server
// that has none.
func (c serveCommand) advertised(ctx context.Context, listening net.Addr) (string, error) {
	switch {
	case c.Advertise != "" && !c.MultiNode:
		return "", usageError{errors.New("--advertise is for servers that are one of several, with --multi-node")}
	case c.Advertise != "":
		u, err := url.Parse(c.Advertise)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Path != "" && u.Path != "/" ||
			u.RawQuery != "" || u.Fragment != "" {
			return "", usageError{fmt.Errorf("--advertise %q is not an address like http://10.0.0.5:7480", c.Advertise)}
		}
		return u.Scheme + "://" + u.Host, nil
	case !c.MultiNode:
		return "", nil
	}
	host, port, err := net.SplitHostPort(listening.String())
	if err != nil {
		return "", err
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		if host, err = ownHost(ctx, c.Store); err != nil {
			return "", err
		}
	}
	return "http://" + net.JoinHostPort(host, port), nil
}

// ownHost is this machine as seen from the server of the metadata store, where the
// other nodes can be expected to be, too: the local address of the way there, or the
// machine's name where the URL does not tell the way.
func ownHost(ctx context.Context, store string) (string, error) {
	if u, err := url.Parse(store); err == nil && u.Hostname() != "" {
		port := u.Port()
		if port == "" {
			port = "5432"
		}
		// Nothing is sent: with UDP, connecting only chooses the way.
		if way, err := new(net.Dialer).DialContext(ctx, "udp", net.JoinHostPort(u.Hostname(), port)); err == nil {
			defer way.Close()
			host, _, err := net.SplitHostPort(way.LocalAddr().String())
			return host, err
		}
	}
	return os.Hostname()
}
