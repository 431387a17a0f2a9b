package inputtable_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/inputtable"
	"github.com/writ-dev/writ/store"
	"github.com/writ-dev/writ/warehouse"
	"github.com/writ-dev/writ/warehouse/driver"
)

// records are the metadata of one CSV table and one input table.
type records struct {
	store.Store
	table writ.Table
	input writ.InputTable
	data  []*writ.DataTable
}

func (r *records) Read(_ context.Context, fn func(store.Tx) error) error {
	return fn(store.Tx{Tables: tables{r: r}, Objects: objects{}, InputTables: inputs{r: r}})
}

type tables struct {
	store.Tables
	r *records
}

func (s tables) Get(_ context.Context, id writ.TableID) (*writ.Table, error) {
	if id != s.r.table.ID {
		return nil, writ.Errorf(writ.CodeNotFound, "test", "no such table")
	}
	return &s.r.table, nil
}

type objects struct{ store.Objects }

func (objects) Get(context.Context, writ.ObjectID) (*writ.ManagedObject, error) {
	return &writ.ManagedObject{As: writ.ServiceAccount()}, nil
}

type inputs struct {
	store.InputTables
	r *records
}

func (s inputs) Get(_ context.Context, id writ.InputTableID) (*writ.InputTable, error) {
	if id != s.r.input.ID {
		return nil, writ.Errorf(writ.CodeNotFound, "test", "no such input table")
	}
	return &s.r.input, nil
}

func (s inputs) Data(context.Context, writ.InputTableID) ([]*writ.DataTable, error) {
	return s.r.data, nil
}

// clock is a clock that is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) tell() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// sources are Sources over a CSV table of countries and an input table of prices.
func sources(s *site) (*inputtable.Sources, *clock) {
	price := writ.InputDecimal.Type()
	s.table("countries", sourceColumns, []string{"1", "CH", "8.50"}, []string{"2", "AT", "9.00"}, []string{"3", "CH", "-"}, []string{"4", "-", "9.00"})
	s.table("prices", sourceColumns, []string{"1", "x", "12.50"})
	r := &records{
		table: writ.Table{ID: "csv", Name: "Countries", Path: s.path("countries"), Columns: []writ.TableColumn{
			{Name: "Code", Physical: "code", Type: textType}, {Name: "People", Physical: "people", Type: sourceColumns[2].Type},
		}},
		input: writ.InputTable{ID: "input", Name: "Prices"},
		data: []*writ.DataTable{{Branch: writ.BranchDraft, Path: s.path("prices"), As: writ.ServiceAccount(), Columns: []writ.DataColumn{
			{Column: "c1", Physical: "code", Type: textType}, {Column: "c2", Physical: "people", Type: price},
		}}},
	}
	c := &clock{now: time.Date(2026, 1, 31, 13, 5, 0, 0, time.UTC)}
	reach := func(context.Context, writ.ConnectionID) (*warehouse.Warehouse, error) { return s.w, nil }
	return inputtable.NewSources(r, c.tell, reach), c
}

var sourceColumns = []driver.Column{column(writ.RowColumn, integerType), column("code", textType), column("people", writ.Type{Kind: writ.KindDecimal, Precision: 10, Scale: 2})}

func TestChoices(t *testing.T) {
	onEngines(t, func(t *testing.T, s *site) {
		src, _ := sources(s)
		for name, tt := range map[string]struct {
			from writ.AllowedFrom
			typ  writ.InputType
			want string
			of   string
		}{
			"texts":             {writ.AllowedFrom{Table: "csv", Column: "Code"}, writ.InputSingleSelect, "AT CH", `the column "Code" of Countries`},
			"of a multi-select": {writ.AllowedFrom{Table: "csv", Column: "Code"}, writ.InputMultiSelect, "AT CH", ""},
			"decimals":          {writ.AllowedFrom{Table: "csv", Column: "People"}, writ.InputDecimal, "8.5 9", ""},
			"integers":          {writ.AllowedFrom{Table: "csv", Column: "People"}, writ.InputInteger, "9", ""},
			"none of the type":  {writ.AllowedFrom{Table: "csv", Column: "Code"}, writ.InputDate, "", ""},
			"an input table":    {writ.AllowedFrom{Input: "input", Column: "c2"}, writ.InputText, "12.5", "Prices"},
		} {
			c, err := src.Choices(t.Context(), writ.BranchDraft, tt.from, tt.typ)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			want := strings.Fields(tt.want)
			if !slices.Equal(c.First, want) || c.Len() != len(want) || !strings.Contains(c.Of, tt.of) {
				t.Errorf("%s: got %q of %s, want %q", name, c.First, c.Of, want)
			}
			for _, v := range want {
				if !c.Has(v) || c.Has(v+" ") {
					t.Errorf("%s: %q is not told from others", name, v)
				}
			}
		}
	})
}

func TestNoChoices(t *testing.T) {
	t.Parallel()
	src, _ := sources(onDuckDB(t))
	for name, tt := range map[string]struct {
		branch writ.Branch
		from   writ.AllowedFrom
		code   writ.Code
	}{
		"no CSV table":      {writ.BranchDraft, writ.AllowedFrom{Table: "gone", Column: "Code"}, writ.CodeInvalid},
		"no column of it":   {writ.BranchDraft, writ.AllowedFrom{Table: "csv", Column: "code"}, writ.CodeInvalid},
		"no input table":    {writ.BranchDraft, writ.AllowedFrom{Input: "gone", Column: "c1"}, writ.CodeInvalid},
		"no column of that": {writ.BranchDraft, writ.AllowedFrom{Input: "input", Column: "c9"}, writ.CodeInvalid},
		"not published":     {writ.BranchPublished, writ.AllowedFrom{Input: "input", Column: "c1"}, writ.CodeConflict},
	} {
		if _, err := src.Choices(t.Context(), tt.branch, tt.from, writ.InputText); writ.CodeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %s", name, err, tt.code)
		}
	}
}

// TestFreshChoices says that values of other tables are read again after a few
// seconds, not before, and by one of those who wait for them.
func TestFreshChoices(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	src, clock := sources(s)
	from := writ.AllowedFrom{Table: "csv", Column: "Code"}
	choices := func() *inputtable.Choices {
		t.Helper()
		c, err := src.Choices(t.Context(), writ.BranchDraft, from, writ.InputText)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := choices()
	s.insert("countries", sourceColumns, []string{"5", "LI", "-"})
	clock.pass(4 * time.Second)
	if choices() != first {
		t.Error("read again after 4 seconds")
	}
	clock.pass(time.Second)
	var wg sync.WaitGroup
	got := make([]*inputtable.Choices, 20)
	for i := range got {
		wg.Go(func() { got[i] = choices() })
	}
	wg.Wait()
	if !got[0].Has("LI") || len(slices.Compact(got)) != 1 {
		t.Errorf("after 5 seconds: %v", got)
	}
}

func TestTooManyChoices(t *testing.T) {
	t.Parallel()
	s := onDuckDB(t)
	src, _ := sources(s)
	s.exec(s.build().Raw("INSERT INTO ").Path(s.path("countries")).Raw(" SELECT i, 'c' || i, NULL FROM range(100000) AS r(i)"))
	_, err := src.Choices(t.Context(), writ.BranchDraft, writ.AllowedFrom{Table: "csv", Column: "Code"}, writ.InputText)
	if writ.CodeOf(err) != writ.CodeExhausted || !strings.Contains(err.Error(), "100000") {
		t.Errorf("got %v", err)
	}
}
