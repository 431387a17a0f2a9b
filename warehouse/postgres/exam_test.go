package postgres_test

import (
	"fmt"
	"maps"
	"sync/atomic"
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/internal/testproxy"
	"github.com/writ-dev/writ/warehouse/drivertest"
	"github.com/writ-dev/writ/warehouse/postgres"
	"github.com/writ-dev/writ/warehouse/sqltext"
)

var quoting = postgres.New().Dialect().Quoting()

// must finishes a statement of a test.
func must(b *sqltext.Builder) sqltext.SQL {
	s, err := b.Done()
	if err != nil {
		panic(err)
	}
	return s
}

func sql(b *sqltext.Builder) string { return must(b).String() }

// place is a database of a test and the user who owns it.
type place struct {
	server   *testpg.Server
	database string
	owner    testpg.User
}

func newPlace(t testing.TB) place { return placeOn(t, testpg.Get(t)) }

func placeOn(t testing.TB, s *testpg.Server) place {
	t.Helper()
	owner := s.NewUser(t)
	p := place{server: s, database: s.NewDatabase(t), owner: owner}
	p.exec(t, quoting.Build().Raw("ALTER DATABASE ").Ident(p.database).Raw(" OWNER TO ").Ident(owner.Name))
	return p
}

func (p place) exec(t testing.TB, b *sqltext.Builder) {
	t.Helper()
	p.server.Exec(t, p.database, sql(b))
}

func (p place) values() map[string]string { return p.server.Values(p.database, p.owner) }

func TestExam(t *testing.T) {
	p := newPlace(t)
	stranger := p.server.NewUser(t)
	t.Cleanup(func() { p.exec(t, quoting.Build().Raw("DROP OWNED BY ").Ident(stranger.Name)) })
	wrong := p.values()
	wrong["password"] += "-wrong"
	var n atomic.Int64
	drivertest.Run(t, drivertest.Harness{
		Driver:  postgres.New(),
		Owner:   p.values(),
		Staging: t.TempDir(),
		NewDestination: func(t *testing.T) writ.Path {
			d := writ.Path{fmt.Sprintf(`Wri"t %d`, n.Add(1))}
			p.exec(t, quoting.Build().Raw("CREATE SCHEMA ").Path(d).Raw(" AUTHORIZATION ").Ident(p.owner.Name))
			return d
		},
		Slow:    must(quoting.Build().Raw("SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b WHERE (a + b) % 7 = 8")),
		Natives: natives(),
		Users: &drivertest.Users{
			Stranger: p.server.Values(p.database, stranger), StrangerName: stranger.Name, WrongPassword: wrong,
			Grant:  func(t *testing.T, d writ.Path, privilege string) { p.allow(t, true, d, privilege, stranger) },
			Revoke: func(t *testing.T, d writ.Path, privilege string) { p.allow(t, false, d, privilege, stranger) },
		},
		Network: &drivertest.Network{Proxied: p.proxied, Commit: []byte("COMMIT")},
	})
}

// allow gives or takes one privilege.
func (p place) allow(t *testing.T, give bool, d writ.Path, privilege string, u testpg.User) {
	verb := map[bool]*sqltext.Builder{true: quoting.Build().Raw("GRANT "), false: quoting.Build().Raw("REVOKE ")}[give]
	switch privilege {
	case "USAGE":
		verb.Raw("USAGE")
	case "CREATE":
		verb.Raw("CREATE")
	default:
		t.Fatalf("what is the privilege %s?", privilege)
	}
	verb.Raw(" ON SCHEMA ").Path(d)
	if give {
		verb.Raw(" TO ").Ident(u.Name)
	} else {
		verb.Raw(" FROM ").Ident(u.Name)
	}
	p.exec(t, verb)
}

// proxied leads through a proxy in the clear, so that the proxy sees a commit.
func (p place) proxied(t *testing.T) (map[string]string, *testproxy.Proxy) {
	proxy := testproxy.New(t, p.server.Host+":"+p.server.Port)
	v := maps.Clone(p.values())
	v["host"], v["port"] = proxy.HostPort()
	v["tlsMode"] = "disable"
	delete(v, "caCertificate")
	return v, proxy
}

// natives are values that are easily read wrong.
func natives() []drivertest.Native {
	b := quoting.Build
	return []drivertest.Native{
		{Value: must(b().Raw("'NaN'::numeric")), Kind: writ.KindDecimal, Want: "NaN"},
		{Value: must(b().Raw("12345678901234567890123456789012345678901234567890.12")), Kind: writ.KindDecimal, Want: "12345678901234567890123456789012345678901234567890.12"},
		{Value: must(b().Raw("1200::numeric(3,-2)")), Kind: writ.KindDecimal, Want: "1200"},
		{Value: must(b().Raw("0.1::real")), Kind: writ.KindFloat, Want: "0.1"},
		{Value: must(b().Raw("7::smallint")), Kind: writ.KindInteger, Want: "7"},
		{Value: must(b().Raw("'ab'::char(4)")), Kind: writ.KindText, Want: "ab  "},
		{Value: must(b().Raw("'ab'::varchar(4)")), Kind: writ.KindText, Want: "ab"},
		{Value: must(b().Raw("ARRAY[1, NULL, 3]")), Kind: writ.KindOther, Want: "{1,NULL,3}"},
		{Value: must(b().Raw("'[1,5)'::int4range")), Kind: writ.KindOther, Want: "[1,5)"},
		{Value: must(b().Raw("'6f1c2f0e-0000-4000-8000-000000000001'::uuid")), Kind: writ.KindOther, Want: "6f1c2f0e-0000-4000-8000-000000000001"},
		{Value: must(b().Raw("'1 month 2 days'::interval")), Kind: writ.KindOther, Want: "P1M2D"},
		{Value: must(b().Raw("'101'::bit(3)")), Kind: writ.KindOther, Want: "101"},
		{Value: must(b().Raw("'13:00:00+02'::timetz")), Kind: writ.KindOther, Want: "13:00:00+02"},
		{Value: must(b().Raw("'10.0.0.1/8'::inet")), Kind: writ.KindOther, Want: "10.0.0.1/8"},
		{Value: must(b().Raw("'(1,2)'::point")), Kind: writ.KindOther, Want: "(1,2)"},
		{Value: must(b().Raw(`'{"b": 1, "a": 1.0}'::jsonb`)), Kind: writ.KindJSON, Want: `{"a": 1.0, "b": 1}`},
		{Value: must(b().Raw("'24:00:00'::time")), Kind: writ.KindTime, Want: "24:00:00"},
		{Value: must(b().Raw("'infinity'::date")), Kind: writ.KindDate, Want: "infinity"},
		{Value: must(b().Raw("'0044-03-15 BC'::date")), Kind: writ.KindDate, Want: "0044-03-15 BC"},
		{Value: must(b().Raw("'-infinity'::timestamp")), Kind: writ.KindTimestamp, Want: "-infinity"},
		{Value: must(b().Raw("'-infinity'::timestamptz")), Kind: writ.KindTimestampTZ, Want: "-infinity"},
		{Value: must(b().Raw("'0044-03-15 12:00:00+00 BC'::timestamptz")), Kind: writ.KindTimestampTZ, Want: "0044-03-15 12:00:00Z BC"},
		{Value: must(b().Raw("'2026-01-31 13:05:00.5+02'::timestamptz")), Kind: writ.KindTimestampTZ, Want: "2026-01-31 11:05:00.5Z"},
		{Value: must(b().Raw("'\\x00FF'::bytea")), Kind: writ.KindBytes, Want: "00ff"},
	}
}
