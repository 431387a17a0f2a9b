package snowflake

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Driver is the platform Snowflake.
type Driver struct{}

// New makes the driver.
func New() Driver { return Driver{} }

// Spec implements driver.Driver.
func (Driver) Spec() driver.Spec { return spec() }

// Dialect implements driver.Driver.
func (Driver) Dialect() driver.Dialect { return dialect{} }

// Open implements driver.Driver; it refuses with CodeUnsupported.
func (Driver) Open(context.Context, driver.Config) (driver.Conn, error) {
	return nil, writ.Errorf(writ.CodeUnsupported, "snowflake.Open", "%s", unreachable)
}
