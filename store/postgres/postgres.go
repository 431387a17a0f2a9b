package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/store/sqlite"
	"github.com/writ-dev/writ/store/sqlstore"
)

// How many transactions run at the same time; others wait for their turn.
const (
	readers = 8
	writers = 4
)

// connectTimeout is how long a connection may take where the URL does not say.
const connectTimeout = 10 * time.Second

// defaultSchema is where the tables lie where the URL does not say.
const defaultSchema = "writ"

// Store is a store.Store in one schema of a PostgreSQL database.
type Store struct {
	*sqlstore.Store
	target   target
	hold     atomic.Pointer[hold] // nil where the store is not held
	listener listener
}

// IsURL tells whether text names a PostgreSQL store, as opposed to a file.
func IsURL(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// Open opens the metadata store at a URL such as
// postgres://user:password@host:5432/database, makes its schema if it is not
// there and brings it up to date. The schema is "writ", or what the URL's
// parameter search_path names. Before a schema that is in use is migrated, a
// copy goes to a new file in the folder backups; without a folder such a
// migration is refused. A schema of a newer Writ is CodeUnsupported and stays
// untouched; a server that cannot be reached or does not let us in is
// CodeUnavailable. No error ever holds the password.
func Open(ctx context.Context, url, backups string) (*Store, error) {
	t, err := parse(url)
	if err != nil {
		return nil, err
	}
	if err := t.migrate(ctx, backups); err != nil {
		return nil, t.cannotOpen(err)
	}
	return t.connect(), nil
}

// String names the store for people: server, database and schema, no user and no
// password.
func (s *Store) String() string { return s.target.String() }

// Backup implements store.Store. The copy is a SQLite file, so that a backup can
// be restored without PostgreSQL.
func (s *Store) Backup(ctx context.Context, path string) error {
	return s.export(ctx, path, sqlstore.Newest)
}

func (s *Store) export(ctx context.Context, path string, version int64) error {
	return sqlite.Export(ctx, path, version, func(to *sqlstore.Store) error {
		return s.CopyTo(ctx, to, version)
	})
}

// Close implements store.Store and lets go of the store if it was held.
func (s *Store) Close() error {
	s.listener.close()
	err := s.Store.Close()
	if h := s.hold.Load(); h != nil {
		h.release()
	}
	return err
}

// target is a schema of a database on a server.
type target struct {
	config *pgx.ConnConfig
	schema string
}

func parse(url string) (target, error) {
	const op = "postgres.Open"
	if !IsURL(url) {
		return target{}, writ.Invalid(op, "store", "The metadata store is not named by a URL that begins with postgres://.").
			WithHint("Write postgres://user@host:5432/database.")
	}
	c, err := pgx.ParseConfig(url)
	if err != nil { // not wrapped: it shows most of the URL
		return target{}, writ.Invalid(op, "store", "The URL of the metadata store cannot be read.").
			WithHint("Write postgres://user:password@host:5432/database; in the password, write every @ : / ? # %% as %%40 and so on.")
	}
	schema := c.RuntimeParams["search_path"]
	if schema == "" {
		schema = defaultSchema
	}
	c.RuntimeParams["search_path"] = pgx.Identifier{schema}.Sanitize()
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "writ"
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	return target{config: c, schema: schema}, nil
}

// String names the target for people.
func (t target) String() string {
	return fmt.Sprintf("postgres://%s:%s/%s (schema %s)", t.config.Host, strconv.Itoa(int(t.config.Port)), t.config.Database, t.schema)
}

// connect opens a schema that is up to date.
func (t target) connect() *Store {
	read := t.pool(readers, map[string]string{
		"default_transaction_isolation": "repeatable read", // one snapshot
		"default_transaction_read_only": "on",
	})
	write := t.pool(writers, map[string]string{"default_transaction_isolation": "serializable"})
	s := &Store{target: t}
	s.Store = sqlstore.New(sqlstore.Engine{
		Dialect: sqlstore.DialectPostgres, Read: read, Write: write, Fault: fault, Channel: t.channel(), Guard: s.guard,
	})
	s.listener.target, s.listener.store = t, s.Store
	return s
}

// pool returns a pool of at most size connections with session settings.
func (t target) pool(size int, settings map[string]string) *sql.DB {
	c := t.config.Copy()
	for name, value := range settings {
		c.RuntimeParams[name] = value
	}
	db := stdlib.OpenDB(*c, stdlib.OptionShouldPing(dead))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}

// dead tries a connection that was idle for a while before it is used again, so
// that one whose other end has gone silently costs a moment and no hung request.
// Trying closes a dead one; being asked to ping it then, the pool takes another.
func dead(ctx context.Context, p stdlib.ShouldPingParams) bool {
	if p.IdleDuration < time.Second {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second) // somebody waits, and another connection is quickly made
	defer cancel()
	return p.Conn.Ping(ctx) != nil
}

// cannotOpen says why a store cannot be used.
func (t target) cannotOpen(err error) error {
	const op = "postgres.Open"
	var (
		own    *writ.Error
		newer  *sqlstore.NewerError
		refuse = refusal(err)
	)
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &newer):
		return writ.Wrap(writ.CodeUnsupported, op, err, "The metadata store %s was used by a newer version of Writ: %v.", t, newer).
			WithHint("Run that version, or restore the copy that it left in its data folder before the upgrade.")
	case refuse == "":
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store %s cannot be reached: %s.", t, reason(err)).
			WithHint("Check the host and the port in the URL, and that PostgreSQL runs there and may be reached from here.")
	case strings.HasPrefix(code(err), "28"):
		return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store %s does not let %s sign in: %s.", t, t.config.User, refuse).
			WithHint("Check the user and the password in the URL, and that pg_hba.conf lets the user in from here.")
	case code(err) == "42501":
		return writ.Wrap(writ.CodeUnavailable, op, err, "The user %s may not use the metadata store %s: %s.", t.config.User, t, refuse).
			WithHint("Let an administrator run: CREATE SCHEMA %s AUTHORIZATION %s", pgx.Identifier{t.schema}.Sanitize(), pgx.Identifier{t.config.User}.Sanitize())
	}
	return writ.Wrap(writ.CodeUnavailable, op, err, "The metadata store %s cannot be opened: %s.", t, refuse).
		WithHint("The words are PostgreSQL's; its log may say more.")
}
