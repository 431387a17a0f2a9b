package testmysql

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/writ-dev/writ"
)

// EnvURL names the environment variable that holds the URL of a server to use
// instead of starting one: mysql://superuser:password@host:port/?ca=FILE, where
// FILE is the certificate of the authority that signed the server's.
const EnvURL = "WRIT_TEST_MYSQL_URL"

// Server is a running MySQL and its superuser. Host, Port and CACertificate
// (PEM, "" if none was named) are what a client needs.
type Server struct {
	URL           string
	Host, Port    string
	CACertificate string
	Superuser     User

	stop func() error // nil for a server that is not ours
}

// User is somebody who can sign in, from anywhere.
type User struct{ Name, Password string }

// At describes the server at a superuser's URL, without connecting.
func At(raw string) (*Server, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("testmysql: the server's URL cannot be read") // err would show the password
	}
	password, _ := u.User.Password()
	s := &Server{URL: raw, Host: u.Hostname(), Port: u.Port(), Superuser: User{u.User.Username(), password}}
	if ca := u.Query().Get("ca"); ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return nil, fmt.Errorf("testmysql: %w", err)
		}
		s.CACertificate = strings.TrimRight(string(pem), "\x00") // MySQL ends its own file in one
	}
	return s, nil
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
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // a first download included
	defer cancel()
	return Start(ctx)
})

// Get returns the server that all tests of this process share. It fails the
// test if there is none and none can be started, or if it is not MySQL.
func Get(t testing.TB) *Server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	version, err := s.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(version, "MariaDB") {
		t.Fatalf("the server is MariaDB (%s), which is not MySQL", version)
	}
	return s
}

// Open returns the superuser's connections; the caller closes them.
func (s *Server) Open() (*sql.DB, error) {
	cfg := mysql.NewConfig()
	cfg.User, cfg.Passwd, cfg.Net, cfg.Addr = s.Superuser.Name, s.Superuser.Password, "tcp", s.Host+":"+s.Port
	cfg.TLS = &tls.Config{InsecureSkipVerify: true} // a test's own server
	c, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

// Version asks the server for its version, such as "9.7.4".
func (s *Server) Version(ctx context.Context) (version string, err error) {
	db, err := s.Open()
	if err != nil {
		return "", err
	}
	err = db.QueryRowContext(ctx, "SELECT version()").Scan(&version)
	return version, errors.Join(err, db.Close())
}

// Admin returns the superuser's connections, closed when the test ends.
func (s *Server) Admin(t testing.TB) *sql.DB {
	t.Helper()
	db, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Tables returns the names of the tables and views of a database, in their order.
func (s *Server) Tables(t testing.TB, database string) []string {
	t.Helper()
	rows, err := s.Admin(t).QueryContext(t.Context(), "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY 1", database)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names := []string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return names
}

// Exec runs statements as the superuser, one after the other.
func (s *Server) Exec(t testing.TB, statements ...string) {
	t.Helper()
	db, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, stmt := range statements {
		if _, err := db.ExecContext(context.Background(), stmt); err != nil {
			t.Fatalf("%s: %v", stmt, err)
		}
	}
}

// NewDatabase makes an empty database, dropped when the test ends.
func (s *Server) NewDatabase(t testing.TB) string {
	t.Helper()
	name := freeName("db")
	s.Exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { s.Exec(t, "DROP DATABASE IF EXISTS "+name) })
	return name
}

// NewUser makes a user without rights, dropped when the test ends.
func (s *Server) NewUser(t testing.TB) User {
	t.Helper()
	u := User{Name: "writ_" + strings.ToLower(writ.NewSecret(15)), Password: writ.NewSecret(12)} // at most 32 characters
	s.Exec(t, fmt.Sprintf("CREATE USER `%s`@'%%' IDENTIFIED BY '%s'", u.Name, u.Password))
	t.Cleanup(func() { s.Exec(t, fmt.Sprintf("DROP USER `%s`@'%%'", u.Name)) })
	return u
}

// Values returns what a member would type into the form of a MySQL connection,
// with TLS where the server's authority is known.
func (s *Server) Values(u User) map[string]string {
	v := map[string]string{"host": s.Host, "port": s.Port, "user": u.Name, "password": u.Password, "tlsMode": "require"}
	if s.CACertificate != "" {
		// The names in the certificates that MySQL makes for itself are no host's.
		v["tlsMode"], v["caCertificate"] = "verify-ca", s.CACertificate
	}
	return v
}

// freeName returns a name nobody has taken, in letters that need no quoting.
func freeName(kind string) string {
	return "writ_" + kind + "_" + strings.ReplaceAll(writ.NewID[string](), "-", "")
}
