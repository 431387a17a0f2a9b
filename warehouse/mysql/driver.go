package mysql

import (
	"context"
	"database/sql"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

const (
	connectTimeout = 15 * time.Second // of one attempt, TLS and sign-in included
	cancelTimeout  = 3 * time.Second  // for telling the server to end a canceled call
	cleanTimeout   = 30 * time.Second // for removing what a failed load has left
	finalTimeout   = 30 * time.Second // for the answer to a statement that decides
	idleTimeout    = 5 * time.Minute  // after which an unused connection is closed
	maxPacket      = 1 << 30          // what the protocol can carry; the server's own limit decides
)

// settings make the server take and write values as writ.Value wants them,
// whatever the server has set otherwise. In particular it must not bend a value
// to fit, and a reader of an export may take its time.
var settings = map[string]string{
	"sql_mode":          "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
	"time_zone":         "'+00:00'",
	"autocommit":        "1",
	"sql_select_limit":  "18446744073709551615",
	"lock_wait_timeout": "60",
	"net_write_timeout": "3600",
	"net_read_timeout":  "600",
	// Rows with long texts are sorted, too. The server takes of it what a sort needs:
	// https://dev.mysql.com/doc/refman/8.4/en/order-by-optimization.html.
	"sort_buffer_size": "67108864",
	// Sizes of tables are the engine's, not what some session cached a day ago.
	"information_schema_stats_expiry": "0",
}

// Driver is the platform MySQL.
type Driver struct{}

// New makes the driver.
func New() Driver { return Driver{} }

// Spec implements driver.Driver.
func (Driver) Spec() driver.Spec { return spec() }

// Dialect implements driver.Driver.
func (Driver) Dialect() driver.Dialect { return dialect{} }

// Open implements driver.Driver.
func (Driver) Open(_ context.Context, cfg driver.Config) (driver.Conn, error) {
	mc, err := config(cfg.Values)
	if err != nil {
		return nil, err
	}
	host := strings.TrimSpace(cfg.Values["host"])
	mc.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		return cfg.Hosts.Dial(ctx, network, host, address)
	}
	inner, err := mysql.NewConnector(mc)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, "mysql.Open", err, "the pool of connections cannot be made")
	}
	conns := &connector{inner}
	db := sql.OpenDB(conns)
	db.SetMaxOpenConns(max(cfg.MaxConns, 1))
	db.SetMaxIdleConns(max(cfg.MaxConns, 1))
	db.SetConnMaxIdleTime(idleTimeout)
	ctx, stop := context.WithCancel(context.Background())
	return &conn{db: db, connector: conns, closed: ctx, stop: stop}, nil
}

// config turns the form's values into the driver's configuration.
func config(values map[string]string) (*mysql.Config, error) {
	const op = "mysql.Open"
	host, user := strings.TrimSpace(values["host"]), strings.TrimSpace(values["user"])
	switch {
	case host == "":
		return nil, writ.Invalid(op, "host", "the host is missing")
	case strings.ContainsAny(host, "/, "):
		return nil, writ.Invalid(op, "host", "%q is not one host name or address", host)
	case user == "":
		return nil, writ.Invalid(op, "user", "the user is missing")
	}
	port, err := port(values["port"])
	if err != nil {
		return nil, err
	}
	mc := mysql.NewConfig()
	if mc.TLS, err = driver.TLSConfig("mysql.Open", values); err != nil {
		return nil, err
	}
	mc.User, mc.Passwd = user, values["password"]
	mc.Net, mc.Addr = "tcp", net.JoinHostPort(host, port)
	mc.Collation = "utf8mb4_bin"
	mc.Params = settings
	mc.MaxAllowedPacket = maxPacket
	mc.ClientFoundRows = true // an update tells how many rows it found, as on every other platform
	mc.ConnectionAttributes = "program_name:writ"
	mc.Logger = &mysql.NopLogger{}
	return mc, nil
}

// port reads the port number; an empty one takes the default.
func port(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "3306", nil
	}
	if n, err := strconv.ParseUint(text, 10, 16); err != nil || n == 0 {
		return "", writ.Invalid("mysql.Open", "port", "%q is not a port; ports go from 1 to 65535", text)
	}
	return text, nil
}
