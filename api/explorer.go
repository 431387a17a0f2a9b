package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Entry is a database, schema, table or view of a warehouse.
type Entry struct {
	Name string           `json:"name"`
	Kind driver.EntryKind `json:"kind" enum:"database,schema,table,view"`
	Path []string         `json:"path"`
}

// Listing is what lies below a path, and when the warehouse was asked.
type Listing struct {
	Entries []Entry   `json:"entries"`
	AsOf    time.Time `json:"asOf"`
}

// Column is a column of a table or view, with the platform's own name of its
// type.
type Column struct {
	Name   string    `json:"name"`
	Type   writ.Type `json:"type"`
	Native string    `json:"native"`
}

// Sample is a few rows of a table or view; every cell is text or null.
type Sample struct {
	Columns []Column       `json:"columns"`
	Rows    [][]writ.Value `json:"rows"`
}

// ExplorerPath names a place in a connection's warehouse.
type ExplorerPath struct {
	ConnectionPath
	Path []string `query:"path,explode" doc:"One parameter per part, outermost first"`
}

func (s *Server) explorerRoutes() {
	const base = "GET /v2/connections/{connectionId}/explorer"
	member(s, endpoint{id: "browse", route: base, summary: "List what lies below a path of a connection"}, s.browse)
	member(s, endpoint{id: "searchObjects", route: base + "/search", summary: "Find tables and views by a part of their name"}, s.searchObjects)
	member(s, endpoint{id: "describeObject", route: base + "/columns", summary: "List the columns of a table or view"}, s.describeObject)
	member(s, endpoint{id: "previewObject", route: base + "/preview", summary: "Read the first rows of a table or view"}, s.previewObject)
	member(s, endpoint{id: "lookupObject", route: "POST /v2/connection/{connectionId}/lookup", summary: "Tell what lies at a path"}, s.lookupObject)
}

func (s *Server) browse(ctx context.Context, actor app.Actor, in *struct {
	ExplorerPath
	Refresh bool `query:"refresh" doc:"Ask the warehouse again"`
}) (Listing, error) {
	l, err := s.app.Browse(ctx, actor, in.ConnectionID, in.Path, in.Refresh)
	if err != nil {
		return Listing{}, err
	}
	return Listing{Entries: entriesOf(l.Entries, showEntry).Entries, AsOf: l.AsOf}, nil
}

func (s *Server) searchObjects(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Q string `query:"q" required:"true" minLength:"1" maxLength:"200"`
}) (Entries[Entry], error) {
	list, err := s.app.SearchObjects(ctx, actor, in.ConnectionID, in.Q)
	return entriesOf(list, showEntry), err
}

func (s *Server) describeObject(ctx context.Context, actor app.Actor, in *ExplorerPath) (Entries[Column], error) {
	list, err := s.app.DescribeObject(ctx, actor, in.ConnectionID, in.Path)
	return entriesOf(list, showColumn), err
}

func (s *Server) previewObject(ctx context.Context, actor app.Actor, in *struct {
	ExplorerPath
	Limit int `query:"limit" default:"100" minimum:"1" maximum:"1000"`
}) (Sample, error) {
	p, err := s.app.PreviewObject(ctx, actor, in.ConnectionID, in.Path, in.Limit)
	if err != nil {
		return Sample{}, err
	}
	return Sample{Columns: entriesOf(p.Columns, showColumn).Entries, Rows: p.Rows}, nil
}

// Lookup is what lies at a path: a table or view, or a scope that holds some.
type Lookup struct {
	Kind    string `json:"kind" enum:"scope,table"`
	InodeID string `json:"inodeId" doc:"The same for the same path of the same connection"`
	URL     string `json:"url"`
}

func (s *Server) lookupObject(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Body struct {
		Path []string `json:"path" doc:"Outermost part first"`
	}
}) (Lookup, error) {
	e, err := s.app.LookupObject(ctx, actor, in.ConnectionID, in.Body.Path)
	if err != nil {
		return Lookup{}, err
	}
	l := Lookup{
		Kind: "scope", InodeID: inodeOf(in.ConnectionID, e.Path),
		URL: s.absolute("/explorer/" + url.PathEscape(string(in.ConnectionID))),
	}
	if e.Kind == driver.EntryTable || e.Kind == driver.EntryView {
		l.Kind = "table"
	}
	return l, nil
}

// inodeOf names a path of a connection, as Sigma's API wants each to have an id;
// the connection itself has its own.
func inodeOf(id writ.ConnectionID, path writ.Path) string {
	if len(path) == 0 {
		return string(id)
	}
	sum := sha256.Sum256([]byte(string(id) + "\x00" + strings.Join(path, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

func showEntry(e driver.Entry) Entry {
	return Entry{Name: e.Path.Name(), Kind: e.Kind, Path: e.Path}
}

func showColumn(c driver.Column) Column { return Column(c) }
