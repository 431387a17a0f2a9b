package document_test

import (
	"testing"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/document"
)

func TestEmpty(t *testing.T) {
	t.Parallel()
	for _, kind := range writ.DocumentKinds() {
		c := document.Empty(kind)
		if len(c.Pages) != 1 || len(c.Elements()) != 0 || c.Schema != document.Schema {
			t.Errorf("an empty %s is %+v", kind, c)
		}
	}
}

func TestCopyHasIdsOfItsOwn(t *testing.T) {
	t.Parallel()
	c := document.Of("Prices", document.Source{Kind: document.SourceWarehouse, Connection: "c", Path: writ.Path{"s", "t"}})
	was := *c.Copy()
	made := c.Copy()
	if made.Pages[0].ID == c.Pages[0].ID || made.Elements()[0].ID == c.Elements()[0].ID || was.Pages[0].ID == made.Pages[0].ID {
		t.Error("a copy has an id of the original")
	}
	made.Pages[0].Elements[0].Source.Path[0] = "elsewhere"
	if c.Elements()[0].Source.Path[0] != "s" {
		t.Error("changing a copy changed the original")
	}
	if _, ok := c.Element(made.Elements()[0].ID); ok {
		t.Error("the original has an element of the copy")
	}
}

func TestSourcesAreNamedOnce(t *testing.T) {
	t.Parallel()
	c := document.Empty(writ.KindWorkbook)
	table := document.Source{Kind: document.SourceCSVTable, Table: "t"}
	sql := document.Source{Kind: document.SourceSQL, Connection: "c", Statement: "SELECT 1"}
	for _, s := range []document.Source{table, sql, table} {
		c.Pages[0].Elements = append(c.Pages[0].Elements, document.Element{ID: document.NewID(), Kind: document.ElementTable, Name: "E", Source: s})
	}
	if got := c.Sources(); len(got) != 2 || !got[0].Same(table) || !got[1].Same(sql) || got[1].At != "content.pages[0].elements[1].source" {
		t.Errorf("got %+v", got)
	}
	if got := c.Added(document.Of("E", sql)); len(got) != 1 || !got[0].Same(table) {
		t.Errorf("added is %+v", got)
	}
}

func TestInputTables(t *testing.T) {
	t.Parallel()
	c := document.Empty(writ.KindWorkbook)
	source := document.Source{Kind: document.SourceInput, InputTable: "i"}
	c.Pages[0].Elements = []document.Element{
		{ID: "reads", Kind: document.ElementTable, Name: "Reads", Source: source},
		{ID: "enters", Kind: document.ElementInputTable, Name: "Enters", InputMode: writ.EnterView, Source: source},
	}
	if e, ok := c.Input("i"); !ok || e.ID != "enters" || e.Entry() != writ.EnterView {
		t.Errorf("found %+v", e)
	}
	if _, ok := c.Input("other"); ok {
		t.Error("found one that is not there")
	}
	left := c.Without("i")
	if got := left.Elements(); len(got) != 1 || got[0].ID != "reads" || len(c.Elements()) != 2 {
		t.Errorf("left is %+v of %+v", got, c.Elements())
	}
	if (document.Element{}).Entry() != writ.EnterDraft {
		t.Error("the default is not to enter rows in the draft")
	}
}
