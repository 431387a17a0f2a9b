package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// Connection is a configured way to reach one warehouse, as Sigma's API spells
// it. Details holds the values of the platform's fields; of secrets it is only
// told which are set.
type Connection struct {
	OrganizationID string             `json:"organizationId"`
	ConnectionID   writ.ConnectionID  `json:"connectionId"`
	IsSample       bool               `json:"isSample" doc:"The embedded connection that Writ made"`
	IsAuditLog     bool               `json:"isAuditLog"`
	LastActiveAt   *time.Time         `json:"lastActiveAt"`
	Name           string             `json:"name"`
	Description    string             `json:"description"`
	Type           writ.Platform      `json:"type"`
	UseOauth       bool               `json:"useOauth"`
	IsArchived     bool               `json:"isArchived"`
	Details        map[string]string  `json:"details"`
	SecretsSet     []string           `json:"secretsSet"`
	WriteAccess    bool               `json:"writeAccess"`
	Rights         []access.DataRight `json:"rights" enum:"see,read,annotate,write,manage" doc:"What you may do with the data of the whole connection"`
	Writebacks     []Writeback        `json:"writebacks" doc:"The write destinations, those in use first"`
	Version        int64              `json:"version"`
	CreatedBy      writ.MemberID      `json:"createdBy"`
	UpdatedBy      writ.MemberID      `json:"updatedBy"`
	CreatedAt      time.Time          `json:"createdAt"`
	UpdatedAt      time.Time          `json:"updatedAt"`
}

// Writeback is a write destination. Values holds its path by the names of the
// platform's destination fields, as they are sent in writeAccess.
type Writeback struct {
	WritebackSchemaID writ.DestinationID `json:"writebackSchemaId"`
	Path              []string           `json:"path"`
	Values            map[string]string  `json:"values"`
	Description       string             `json:"description"`
	Retired           bool               `json:"retired" doc:"No longer configured, still hidden while objects live in it"`
}

// ConnectionPath names a connection.
type ConnectionPath struct {
	ConnectionID writ.ConnectionID `path:"connectionId"`
}

func (s *Server) connectionRoutes() {
	member(s, endpoint{id: "listConnections", route: "GET /v2/connections", summary: "List the connections you may see, by name"}, s.listConnections)
	member(s, endpoint{id: "createConnection", route: "POST /v2/connections", summary: "Add a connection", status: http.StatusCreated}, s.createConnection)
	member(s, endpoint{id: "getConnection", route: "GET /v2/connections/{connectionId}", summary: "Get a connection; secrets are never returned"}, s.getConnection)
	member(s, endpoint{id: "updateConnection", route: "PUT /v2/connections/{connectionId}", summary: "Replace a connection; a secret that is absent stays"}, s.updateConnection)
	member(s, endpoint{id: "deleteConnection", route: "DELETE /v2/connections/{connectionId}", summary: "Archive a connection; PUT with restore brings it back"}, s.deleteConnection)
}

func (s *Server) listConnections(ctx context.Context, actor app.Actor, in *struct {
	Paging
	IncludeArchived bool   `query:"includeArchived"`
	Search          string `query:"search" doc:"Part of the name, whatever its case"`
}) (Page[Connection], error) {
	views, err := s.app.Connections(ctx, actor, in.IncludeArchived)
	if err != nil {
		return Page[Connection]{}, err
	}
	var found []*app.ConnectionView
	for _, v := range views {
		if strings.Contains(strings.ToLower(v.Name), strings.ToLower(in.Search)) {
			found = append(found, v)
		}
	}
	key := func(v *app.ConnectionView) string { return string(v.ID) }
	found, err = pageAfter(found, in.Page, key)
	return pageOf(found, in.Limit, key, s.showConnection), err
}

func (s *Server) createConnection(ctx context.Context, actor app.Actor, in *struct{ Body ConnectionDraft }) (Connection, error) {
	draft, err := s.draft(in.Body)
	if err != nil {
		return Connection{}, err
	}
	v, err := s.app.CreateConnection(ctx, actor, draft)
	if err != nil {
		return Connection{}, err
	}
	return s.showConnection(v), nil
}

func (s *Server) getConnection(ctx context.Context, actor app.Actor, in *ConnectionPath) (Connection, error) {
	v, err := s.app.Connection(ctx, actor, in.ConnectionID)
	if err != nil {
		return Connection{}, err
	}
	return s.showConnection(v), nil
}

func (s *Server) updateConnection(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Body ConnectionDraft
}) (Connection, error) {
	draft, err := s.draft(in.Body)
	if err != nil {
		return Connection{}, err
	}
	v, err := s.app.UpdateConnection(ctx, actor, in.ConnectionID, draft)
	if err != nil {
		return Connection{}, err
	}
	return s.showConnection(v), nil
}

func (s *Server) deleteConnection(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Force bool `query:"force" doc:"Also while tables live on it; they can be seen again once it is restored"`
}) (Empty, error) {
	return Empty{}, s.app.DeleteConnection(ctx, actor, in.ConnectionID, in.Force)
}

func (s *Server) showConnection(v *app.ConnectionView) Connection {
	c := Connection{
		OrganizationID: s.opt.Organization, ConnectionID: v.ID, IsSample: v.Embedded,
		Name: v.Name, Description: v.Description, Type: v.Platform, IsArchived: v.Archived,
		Details: map[string]string{}, SecretsSet: orEmpty(v.SecretsSet), WriteAccess: v.WriteAccess,
		Rights: orEmpty(v.Rights), Writebacks: []Writeback{}, Version: v.Version,
		CreatedBy: v.CreatedBy, UpdatedBy: v.UpdatedBy, CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
	}
	spec, _ := s.spec(v.Platform)
	for _, f := range spec.Fields {
		if value, ok := v.Details[f.Name]; ok && !f.Secret() {
			c.Details[f.Name] = value
		}
	}
	for _, d := range v.Destinations {
		w := Writeback{WritebackSchemaID: d.ID, Path: orEmpty(d.Path), Values: map[string]string{}, Description: d.Description, Retired: d.Retired}
		for i, f := range spec.Destination {
			if i < len(d.Path) {
				w.Values[f.Name] = d.Path[i]
			}
		}
		c.Writebacks = append(c.Writebacks, w)
	}
	return c
}
