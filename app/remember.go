package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/store"
)

// Remembered is what a member chose for an earlier file of the same source.
type Remembered struct {
	writ.SourceChoices
	Options ingest.Options
}

// counters are what tells the files of one source apart: numbers, dates and times,
// with what stands between them and the rest of the name.
var counters = regexp.MustCompile(`[\s._()\[\]-]*(\d{8}T\d{4,6}Z?|\d+)[\s._()\[\]-]*`)

// packings are the endings that say only how a file is packed.
var packings = []string{".gz", ".zip"}

// sourceOf is what the names of the files of one source have in common: that of
// "sales 2026-11 (2).CSV" is "sales.csv".
func sourceOf(fileName string) string {
	ending := path.Ext(fileName)
	stem := strings.TrimSuffix(fileName, ending)
	if inner := path.Ext(stem); slices.Contains(packings, strings.ToLower(ending)) && !counters.MatchString(inner) {
		stem, ending = strings.TrimSuffix(stem, inner), inner+ending
	}
	return strings.Join(strings.Fields(counters.ReplaceAllString(stem, " ")), " ") + strings.ToLower(ending)
}

// remembered returns what the member of an upload chose for an earlier file of its
// source; nil if nothing is kept.
func remembered(ctx context.Context, tx store.Tx, u *writ.Upload) (*Remembered, error) {
	c, err := present(tx.Choices.Get(ctx, u.Member, sourceOf(u.FileName)))
	if err != nil || c == nil {
		return nil, err
	}
	r := &Remembered{SourceChoices: *c}
	if err := json.Unmarshal(c.Options, &r.Options); err != nil {
		return nil, fmt.Errorf("app: the choices for %s: %w", c.Source, err)
	}
	return r, nil
}

// memorable returns options as they are kept for the next file of a source: choices
// about columns go by their labels, because columns may move.
func (a *App) memorable(ctx context.Context, actor Actor, id writ.UploadID, opt ingest.Options) (ingest.Options, error) {
	if len(opt.Columns) == 0 {
		return opt, nil
	}
	plain := opt
	plain.Columns = nil
	p, err := a.PreviewUpload(ctx, actor, id, plain)
	if err != nil {
		return opt, err
	}
	labels := make(map[int]string, len(p.Columns))
	for _, c := range p.Columns {
		labels[c.Index] = c.Name
	}
	opt.Columns = slices.Clone(opt.Columns)
	for i, c := range opt.Columns {
		if c.Label == "" {
			opt.Columns[i].Label = labels[c.Index]
		}
	}
	opt.Columns = slices.DeleteFunc(opt.Columns, func(c ingest.ColumnChoice) bool { return c.Label == "" })
	return opt, nil
}

// remember keeps the options with which a member imports a file for the next file
// of its source, unless they override nothing.
func (a *App) remember(ctx context.Context, tx store.Tx, u *writ.Upload, opt ingest.Options) error {
	if reflect.ValueOf(opt).IsZero() {
		return nil
	}
	text, err := json.Marshal(opt)
	if err != nil {
		return fmt.Errorf("app: the choices for %s: %w", u.FileName, err)
	}
	return tx.Choices.Put(ctx, &writ.SourceChoices{
		Member: u.Member, Source: sourceOf(u.FileName), FileName: u.FileName, Options: text, UpdatedAt: a.clock(),
	})
}

// ForgetChoices forgets what is remembered for the source of an upload. That there
// is nothing is no error.
func (a *App) ForgetChoices(ctx context.Context, actor Actor, id writ.UploadID) error {
	const op = "app.ForgetChoices"
	if err := a.ask(ctx, op, actor, access.UploadCSV); err != nil {
		return err
	}
	return a.store.Write(ctx, func(tx store.Tx) error {
		u, err := a.ownUpload(ctx, op, tx, actor, id)
		if err != nil {
			return err
		}
		if err := tx.Choices.Delete(ctx, u.Member, sourceOf(u.FileName)); err != nil && writ.CodeOf(err) != writ.CodeNotFound {
			return err
		}
		return tellUpload(ctx, tx, u)
	})
}
