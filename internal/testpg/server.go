package testpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/writ-dev/writ"
)

// EnvURL names the environment variable that holds the URL of a server to use
// instead of starting one: a superuser's, with sslrootcert naming the file of
// the authority that signed the server's certificate.
const EnvURL = "WRIT_TEST_POSTGRES_URL"

// Server is a running PostgreSQL and its superuser. Host, Port and
// CACertificate (PEM, "" if the server has no TLS) are what a client needs.
type Server struct {
	URL           string
	Host, Port    string
	CACertificate string
	Superuser     User

	stop func() error // nil for a server that is not ours
}

// User is somebody who can sign in.
type User struct{ Name, Password string }

// At describes the server at a superuser's URL, without connecting.
func At(raw string) (*Server, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("testpg: the server's URL cannot be read") // err would show the password
	}
	password, _ := u.User.Password()
	s := &Server{URL: raw, Host: u.Hostname(), Port: u.Port(), Superuser: User{u.User.Username(), password}}
	if ca := u.Query().Get("sslrootcert"); ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return nil, fmt.Errorf("testpg: %w", err)
		}
		s.CACertificate = string(pem)
	}
	return s, nil
}

// Version asks the server for its version, such as "15.18".
func (s *Server) Version(ctx context.Context) (string, error) {
	c, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		return "", err
	}
	version, _, _ := strings.Cut(c.PgConn().ParameterStatus("server_version"), " ")
	return version, c.Close(ctx)
}

// Stop ends a server that Start started and removes all it left.
func (s *Server) Stop() error {
	if s.stop == nil {
		return nil
	}
	return s.stop()
}

// shared is the server of this process; it ends with the process.
var shared = sync.OnceValues(func() (*Server, error) {
	if raw := os.Getenv(EnvURL); raw != "" {
		return At(raw)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return Start(ctx)
})

// Get returns the server that all tests of this process share. It fails the
// test if there is none and none can be started.
func Get(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Admin returns a pool of the superuser's connections to a database, closed
// when the test ends.
func (s *Server) Admin(t testing.TB, database string) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.ConnConfig.Database = database
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// Exec runs statements as the superuser, one after the other.
func (s *Server) Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	if err := s.exec(context.Background(), database, statements); err != nil {
		t.Fatal(err)
	}
}

func (s *Server) exec(ctx context.Context, database string, statements []string) error {
	cfg, err := pgx.ParseConfig(s.URL)
	if err != nil {
		return err
	}
	cfg.Database = database
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	for _, stmt := range statements {
		if _, err := c.Exec(ctx, stmt); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", stmt, err), c.Close(ctx))
		}
	}
	return c.Close(ctx)
}

// NewDatabase makes an empty database, dropped when the test ends.
func (s *Server) NewDatabase(t testing.TB) string {
	t.Helper()
	name := freeName("db")
	s.Exec(t, "postgres", "CREATE DATABASE "+name)
	t.Cleanup(func() { s.Exec(t, "postgres", "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return name
}

// NewUser makes a user without rights, dropped when the test ends; what the
// user owns must be gone by then, so make the user before the database.
func (s *Server) NewUser(t testing.TB) User {
	t.Helper()
	u := User{Name: freeName("user"), Password: writ.NewSecret(12)}
	s.Exec(t, "postgres", fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", u.Name, u.Password))
	t.Cleanup(func() { s.Exec(t, "postgres", "DROP ROLE "+u.Name) })
	return u
}

// NewSchema makes a schema in a database in which owner may do everything.
func (s *Server) NewSchema(t testing.TB, database string, owner User) string {
	t.Helper()
	name := freeName("schema")
	s.Exec(t, database, fmt.Sprintf("CREATE SCHEMA %s AUTHORIZATION %s", name, owner.Name))
	return name
}

// Values returns what a member would type into the form of a PostgreSQL
// connection, with TLS in full where the server has it.
func (s *Server) Values(database string, u User) map[string]string {
	v := map[string]string{"host": s.Host, "port": s.Port, "database": database, "user": u.Name, "password": u.Password, "tlsMode": "disable"}
	if s.CACertificate != "" {
		v["tlsMode"], v["caCertificate"] = "verify-full", s.CACertificate
	}
	return v
}

// freeName returns a name nobody has taken, in letters that need no quoting.
func freeName(kind string) string {
	return "writ_" + kind + "_" + strings.ReplaceAll(writ.NewID[string](), "-", "")
}
