package mysql

import (
	"context"
	"errors"
	"net"

	"github.com/writ-dev/writ/warehouse/driver"
)

// dial connects to the server and says which step failed.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil {
		return c, nil
	}
	class := driver.ClassTCP
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		class = driver.ClassDNS
	}
	return nil, &driver.Error{Class: class, Message: err.Error(), Err: err}
}
