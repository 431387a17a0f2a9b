package api

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/warehouse/driver"
)

// Platform describes a kind of warehouse: what its connection form asks for and
// whether this version can reach it.
type Platform struct {
	Platform    writ.Platform  `json:"platform"`
	Name        string         `json:"name" doc:"As its maker spells it"`
	Reachable   bool           `json:"reachable"`
	Reason      string         `json:"reason,omitempty" doc:"Why it is not reachable"`
	Embedded    bool           `json:"embedded" doc:"Runs inside Writ; its connection is made by Writ alone"`
	Levels      []string       `json:"levels" doc:"What the parts of an object's path are called, outermost first"`
	Fields      []driver.Field `json:"fields" doc:"The form of a connection"`
	Destination []driver.Field `json:"destination" doc:"What the write-access form asks for, outermost level first"`
}

func (s *Server) platformRoutes() {
	member(s, endpoint{id: "listPlatforms", route: "GET /v2/platforms", summary: "Describe the platforms and their connection forms"}, s.listPlatforms)
}

func (s *Server) listPlatforms(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[Platform], error) {
	list, err := s.app.Platforms(ctx, actor)
	return entriesOf(list, showPlatform), err
}

func showPlatform(spec driver.Spec) Platform {
	return Platform{
		Platform: spec.Platform, Name: spec.Name,
		Reachable: spec.Capabilities.Reachable, Reason: spec.Capabilities.Reason, Embedded: spec.Capabilities.Embedded,
		Levels: orEmpty(spec.Capabilities.Levels), Fields: orEmpty(spec.Fields), Destination: orEmpty(spec.Destination),
	}
}

// orEmpty keeps a nil slice from being shown as null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
