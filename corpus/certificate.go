package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/internal/testmysql"
	"github.com/writ-dev/writ/internal/testpg"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
	"github.com/writ-dev/writ/warehouse/duckdb"
	"github.com/writ-dev/writ/warehouse/mysql"
	"github.com/writ-dev/writ/warehouse/postgres"
)

// place is one warehouse that files are imported into.
type place struct {
	platform    writ.Platform
	w           *warehouse.Warehouse
	destination *writ.Destination
}

// runCertificates imports every file into each platform, prints where two
// platforms certify other things, and tells whether none do. What a platform
// refuses by name, a file or a type, is no difference.
func runCertificates(ctx context.Context, files []string, tmp string) (same bool, err error) {
	places, leave, err := open(ctx, tmp)
	defer func() { err = errors.Join(err, leave()) }()
	if err != nil {
		return false, err
	}
	var equal, refused, wrong int
	for _, file := range files {
		var first *ingest.Certificate
		partly, problem := false, ""
		for _, p := range places {
			got, refusal, err := p.certify(ctx, file, tmp)
			switch {
			case err != nil:
				problem = cmp.Or(problem, fmt.Sprintf("on %s: %v", p.platform, err))
			case refusal != "":
				partly = true
			case first == nil:
				first = got
			default:
				partly = comparable(first, got) || partly
				problem = cmp.Or(problem, difference(first, got))
			}
		}
		switch {
		case problem != "":
			wrong++
			fmt.Printf("wrong  certificate of %s: %s\n", file, problem)
		case partly:
			refused++
		default:
			equal++
		}
	}
	fmt.Printf("certificates  %d the same on %d platforms, %d refused by name on at least one, %d wrong\n", equal, len(places), refused, wrong)
	return wrong == 0, nil
}

// comparable makes two certificates comparable: the platform and its physical
// names go, and so do columns whose type differs because one platform cannot
// have it and the certificate says so. It tells whether there were such columns.
func comparable(a, b *ingest.Certificate) (named bool) {
	for i := range min(len(a.Columns), len(b.Columns)) {
		one, other := &a.Columns[i], &b.Columns[i]
		one.Physical, other.Physical = "", ""
		if one.Type != other.Type && one.Note != other.Note {
			*one, named = *other, true
		}
	}
	b.Platform = a.Platform
	return named
}

// difference says what two certificates state differently, "" if nothing.
func difference(a, b *ingest.Certificate) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return fmt.Sprintf("%+v and %+v", *a, *b)
}

// open starts the platforms' engines. leave stops what was started, also after
// an error.
func open(ctx context.Context, tmp string) (places []*place, leave func() error, err error) {
	var closers []func() error
	leave = func() (err error) {
		for i := len(closers) - 1; i >= 0; i-- {
			err = errors.Join(err, closers[i]())
		}
		return err
	}
	embedded := duckdb.New(duckdb.Options{Dir: filepath.Join(tmp, "warehouse"), Staging: tmp})
	closers = append(closers, embedded.Close)
	pg, err := testpg.Start(ctx)
	if err != nil {
		return nil, leave, err
	}
	closers = append(closers, pg.Stop)
	my, err := testmysql.Start(ctx)
	if err != nil {
		return nil, leave, err
	}
	closers = append(closers, my.Stop)
	if err := os.MkdirAll(filepath.Join(tmp, "warehouse"), 0o700); err != nil {
		return nil, leave, err
	}
	for _, p := range []struct {
		drv    driver.Driver
		values map[string]string
	}{
		{embedded, map[string]string{"file": "files.duckdb"}},
		{postgres.New(), pg.Values("postgres", pg.Superuser)},
		{mysql.New(), my.Values(my.Superuser)},
	} {
		made, err := newPlace(ctx, p.drv, p.values)
		if err != nil {
			return nil, leave, err
		}
		closers = append(closers, made.w.Close)
		places = append(places, made)
	}
	return places, leave, nil
}

// newPlace makes a schema to import into.
func newPlace(ctx context.Context, drv driver.Driver, values map[string]string) (*place, error) {
	const schema = "corpus"
	c, err := drv.Open(ctx, driver.Config{Values: values, MaxConns: 1})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	stmt, err := drv.Dialect().Quoting().Build().Raw("CREATE SCHEMA ").Ident(schema).Done()
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, stmt); err != nil {
		return nil, err
	}
	return &place{
		platform: drv.Spec().Platform, w: warehouse.New(drv, values, warehouse.Options{}),
		destination: &writ.Destination{ID: writ.NewID[writ.DestinationID](), Connection: writ.NewID[writ.ConnectionID](), Path: writ.Path{schema}},
	}, nil
}

// certify imports a file and returns what is certified of it; refusal says why a file was refused in words for
// people. Rows that do not fit are left out.
func (p *place) certify(ctx context.Context, file, tmp string) (c *ingest.Certificate, refusal string, err error) {
	sum, err := digest(file)
	if err != nil {
		return nil, "", err
	}
	writer := p.w.Objects(ledger{}, []*writ.Destination{p.destination})
	o := &writ.ManagedObject{
		ID: writ.NewID[writ.ObjectID](), Connection: p.destination.Connection, Destination: p.destination.ID,
		Path: p.destination.Path.Child(writ.ObjectPrefix + "CORPUS"), Kind: writ.ObjectTable, As: writ.ServiceAccount(),
	}
	r, err := ingest.Import(ctx, ingest.Job{
		File: file, FileName: filepath.Base(file), SHA256: sum, Dir: tmp, OnReject: ingest.RejectLoad, Warehouse: p.w, Writer: writer, Object: o,
	})
	if r != nil && r.RejectsFile != "" {
		_ = os.Remove(r.RejectsFile) // a rerun does not need it
	}
	switch writ.CodeOf(err) {
	case "":
	case writ.CodeInvalid, writ.CodeUnsupported, writ.CodeExhausted:
		return nil, err.Error(), nil
	default:
		return nil, "", err
	}
	if err := writer.Drop(ctx, o); err != nil {
		return nil, "", err
	}
	return &r.Certificate, "", nil
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// ledger forgets: what is imported here is dropped at once.
type ledger struct{}

func (ledger) Intend(context.Context, *writ.ManagedObject) error                   { return nil }
func (ledger) Settle(context.Context, *writ.ManagedObject, writ.ObjectState) error { return nil }
func (ledger) Move(context.Context, *writ.ManagedObject, *writ.ManagedObject) error {
	return nil
}
