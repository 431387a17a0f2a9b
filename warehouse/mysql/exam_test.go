package mysql_test

import (
	"fmt"
	"maps"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse/drivertest"
	"github.com/writ-dev/writ/warehouse/mysql"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var quoting = mysql.New().Dialect().Quoting()

// must finishes a statement of a test.
func must(b *sqltext.Builder) sqltext.SQL {
	s, err := b.Done()
	if err != nil {
		panic(err)
	}
	return s
}

func sql(b *sqltext.Builder) string { return must(b).String() }

// owner makes a user who may do everything with tables, and grant it.
func owner(t testing.TB, s *testmysql.Server) testmysql.User {
	u := s.NewUser(t)
	s.Exec(t, sql(quoting.Build().Raw("GRANT CREATE, ALTER, DROP, INDEX, CREATE VIEW, SHOW VIEW, SELECT, INSERT, UPDATE, DELETE ON *.* TO ").
		Ident(u.Name).Raw(" WITH GRANT OPTION")))
	return u
}

func TestExam(t *testing.T) {
	s := testmysql.Get(t)
	own, stranger := owner(t, s), s.NewUser(t)
	wrong := s.Values(own)
	wrong["password"] += "-wrong"
	var n atomic.Int64
	drivertest.Run(t, drivertest.Harness{
		Driver:  mysql.New(),
		Owner:   s.Values(own),
		Staging: t.TempDir(),
		NewDestination: func(t *testing.T) writ.Path {
			d := writ.Path{fmt.Sprintf("Wri`t_%% %s %d", own.Name, n.Add(1))}
			s.Exec(t, sql(quoting.Build().Raw("CREATE DATABASE ").Path(d)))
			t.Cleanup(func() { s.Exec(t, sql(quoting.Build().Raw("DROP DATABASE ").Path(d))) })
			return d
		},
		Slow: must(quoting.Build().Raw("SELECT COUNT(*) FROM information_schema.COLLATIONS a, information_schema.COLLATIONS b, " +
			"information_schema.COLLATIONS c, information_schema.COLLATIONS d WHERE (a.ID + b.ID + c.ID + d.ID) % 7 = 8")),
		Natives: natives(),
		Users: &drivertest.Users{
			Stranger: s.Values(stranger), StrangerName: stranger.Name, WrongPassword: wrong,
			Grant:  func(t *testing.T, d writ.Path, privilege string) { allow(t, s, true, d, privilege, stranger) },
			Revoke: func(t *testing.T, d writ.Path, privilege string) { allow(t, s, false, d, privilege, stranger) },
		},
		Network: &drivertest.Network{Proxied: proxied(s, own), Commit: []byte("RENAME TABLE")},
	})
}

// allow gives or takes one privilege.
func allow(t *testing.T, s *testmysql.Server, give bool, d writ.Path, privilege string, u testmysql.User) {
	grants, err := mysql.New().Dialect().Grants(d, u.Name)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grants[1:] { // the first makes the schema
		if g.Privilege != privilege {
			continue
		}
		if give {
			s.Exec(t, g.Statement.String())
			continue
		}
		what, user, _ := strings.Cut(strings.TrimPrefix(g.Statement.String(), "GRANT "), " TO ")
		s.Exec(t, "REVOKE "+what+" FROM "+user)
	}
}

// proxied leads through a proxy in the clear, so that the proxy sees a rename.
func proxied(s *testmysql.Server, u testmysql.User) func(t *testing.T) (map[string]string, *testproxy.Proxy) {
	return func(t *testing.T) (map[string]string, *testproxy.Proxy) {
		proxy := testproxy.New(t, s.Host+":"+s.Port)
		v := maps.Clone(s.Values(u))
		v["host"], v["port"] = proxy.HostPort()
		v["tlsMode"] = "disable"
		delete(v, "caCertificate")
		return v, proxy
	}
}

// natives are values that are easily read wrong.
func natives() []drivertest.Native {
	b := quoting.Build
	return []drivertest.Native{
		{Value: must(b().Raw("CAST(18446744073709551615 AS UNSIGNED)")), Kind: writ.KindDecimal, Want: "18446744073709551615"},
		{Value: must(b().Raw("CAST('12345678901234567890123456789012345678901234567890.12' AS DECIMAL(60,2))")), Kind: writ.KindDecimal, Want: "12345678901234567890123456789012345678901234567890.12"},
		{Value: must(b().Raw("CAST(0.1 AS FLOAT)")), Kind: writ.KindFloat, Want: "0.1"},
		{Value: must(b().Raw("CAST(0.1 AS DOUBLE)")), Kind: writ.KindFloat, Want: "0.1"},
		{Value: must(b().Raw("CAST('a' AS CHAR(4))")), Kind: writ.KindText, Want: "a"},
		{Value: must(b().Raw("CAST('2026-01-31' AS DATE)")), Kind: writ.KindDate, Want: "2026-01-31"},
		{Value: must(b().Raw("CAST('2026-01-31 13:05:00.50' AS DATETIME(3))")), Kind: writ.KindTimestamp, Want: "2026-01-31 13:05:00.5"},
		{Value: must(b().Raw("CAST('2026-01-31 13:05:00' AS DATETIME)")), Kind: writ.KindTimestamp, Want: "2026-01-31 13:05:00"},
		{Value: must(b().Raw("CAST('-838:59:59' AS TIME)")), Kind: writ.KindTime, Want: "-838:59:59"},
		{Value: must(b().Raw("CAST(2026 AS YEAR)")), Kind: writ.KindOther, Want: "2026"},
		{Value: must(b().Raw(`CAST('{"b": 1, "a": 1.0}' AS JSON)`)), Kind: writ.KindJSON, Want: `{"a": 1.0, "b": 1}`},
		{Value: must(b().Raw("CAST(x'00FF' AS BINARY(2))")), Kind: writ.KindBytes, Want: "00ff"},
	}
}
