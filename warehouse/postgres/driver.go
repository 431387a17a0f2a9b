package postgres

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

const (
	connectTimeout = 15 * time.Second // of one attempt, tunnel, TLS and sign-in included
	cancelTimeout  = 3 * time.Second  // for the server to end a canceled call, before the connection is given up
	idleTimeout    = 5 * time.Minute  // after which an unused connection is closed
)

// blank is a connection string that mentions everything pgx would otherwise take
// from the environment or the home directory of whoever started Writ. Open
// replaces its values.
const blank = "host=localhost port=5432 user=writ password=writ dbname=writ sslmode=disable sslcertmode=disable " +
	"target_session_attrs=any channel_binding=prefer connect_timeout=15 require_auth='' min_protocol_version=3.0 max_protocol_version=3.0"

// settings make the server write values as writ.Value wants them, keep what it has
// acknowledged through a crash, and notice within two minutes that a client is gone
// and its locks with it, whatever the server, the database or the role has set
// otherwise.
var settings = map[string]string{
	"application_name":            "writ",
	"client_encoding":             "UTF8",
	"standard_conforming_strings": "on",
	"TimeZone":                    "UTC",
	"DateStyle":                   "ISO, MDY",
	"IntervalStyle":               "iso_8601",
	"bytea_output":                "hex",
	"extra_float_digits":          "1", // the shortest digits that read back the same
	"synchronous_commit":          "on",
	"tcp_keepalives_idle":         "60", // seconds
	"tcp_keepalives_interval":     "10",
	"tcp_keepalives_count":        "5",
}

// Driver is the platform PostgreSQL.
type Driver struct{}

// New makes the driver.
func New() Driver { return Driver{} }

// Spec implements driver.Driver.
func (Driver) Spec() driver.Spec { return spec() }

// Dialect implements driver.Driver.
func (Driver) Dialect() driver.Dialect { return dialect{} }

// Open implements driver.Driver.
func (Driver) Open(_ context.Context, cfg driver.Config) (driver.Conn, error) {
	d, err := newDialer(cfg)
	if err != nil {
		return nil, err
	}
	pc, err := poolConfig(cfg)
	if err != nil {
		return nil, err
	}
	pc.ConnConfig.DialFunc = d.dial
	pc.ConnConfig.LookupFunc = d.lookup
	ctx, stop := context.WithCancel(context.Background())
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		stop()
		return nil, writ.Wrap(writ.CodeInternal, "postgres.Open", err, "the pool of connections cannot be made")
	}
	return &conn{pool: pool, dialer: d, closed: ctx, stop: stop, types: pgtype.NewMap()}, nil
}

// poolConfig turns the form's values into pgx's configuration.
func poolConfig(cfg driver.Config) (*pgxpool.Config, error) {
	const op = "postgres.Open"
	pc, err := pgxpool.ParseConfig(blank)
	if err != nil {
		return nil, writ.Wrap(writ.CodeInternal, op, err, "the environment of the server holds settings of PostgreSQL clients that cannot be read").
			WithHint("Start Writ without environment variables that begin with PG.")
	}
	pc.MaxConns = int32(max(cfg.MaxConns, 1))
	pc.MaxConnIdleTime = idleTimeout
	pc.ShouldPing = mayBeBroken
	c := pc.ConnConfig
	for field, target := range map[string]*string{"host": &c.Host, "database": &c.Database, "user": &c.User} {
		if *target = strings.TrimSpace(cfg.Values[field]); *target == "" {
			return nil, writ.Invalid(op, field, "the %s is missing", field)
		}
	}
	if strings.ContainsAny(c.Host, "/, ") {
		return nil, writ.Invalid(op, "host", "%q is not one host name or address", c.Host)
	}
	if c.Port, err = port(cfg.Values, "port", 5432); err != nil {
		return nil, err
	}
	c.Password = cfg.Values["password"]
	c.ConnectTimeout = connectTimeout
	c.RuntimeParams = settings
	c.Fallbacks = nil
	c.BuildContextWatcherHandler = func(pc *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: pc, DeadlineDelay: cancelTimeout}
	}
	return pc, nil
}

// port reads the port number in a field; an empty one takes the default.
func port(values map[string]string, field string, standard uint16) (uint16, error) {
	text := strings.TrimSpace(values[field])
	if text == "" {
		return standard, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return 0, writ.Invalid("postgres.Open", field, "%q is not a port; ports go from 1 to 65535", text)
	}
	return uint16(n), nil
}
