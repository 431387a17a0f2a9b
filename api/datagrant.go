package api

import (
	"context"
	"strings"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

// permissionNames spells the levels of data access as Sigma's API does.
var permissionNames = map[writ.DataLevel]string{
	writ.DataWrite: "writeback", writ.DataUse: "usage", writ.DataAnnotate: "annotate", writ.DataAdmin: "admin",
}

// levelOf is the level of a permission; an unknown one is itself, to be refused.
func levelOf(permission string) writ.DataLevel {
	for level, name := range permissionNames {
		if name == permission {
			return level
		}
	}
	return writ.DataLevel(permission)
}

// Person is a member as those see them who share something.
type Person struct {
	MemberID   writ.MemberID    `json:"memberId"`
	Name       string           `json:"name" doc:"First and last name, the e-mail address if there is none"`
	Email      string           `json:"email"`
	MemberType writ.AccountType `json:"memberType"`
	IsArchived bool             `json:"isArchived"`
}

// DataGrant is data access given on a connection or on a path in it, to a member,
// a team or all members.
type DataGrant struct {
	GrantID        writ.DataGrantID  `json:"grantId"`
	InodeID        string            `json:"inodeId"`
	OrganizationID string            `json:"organizationId"`
	ConnectionID   writ.ConnectionID `json:"connectionId"`
	Path           []string          `json:"path" doc:"Empty for the whole connection"`
	MemberID       *writ.MemberID    `json:"memberId"`
	TeamID         *writ.TeamID      `json:"teamId"`
	AllMembers     bool              `json:"allMembers"`
	Member         *Person           `json:"member"`
	Team           *TeamName         `json:"team"`
	Permission     string            `json:"permission" enum:"writeback,usage,annotate,admin"`
	CreatedBy      *writ.MemberID    `json:"createdBy"`
	CreatedAt      time.Time         `json:"createdAt"`
}

// Grantee says to whom a grant is given: one of the three.
type Grantee struct {
	MemberID   writ.MemberID `json:"memberId,omitempty"`
	TeamID     writ.TeamID   `json:"teamId,omitempty"`
	AllMembers bool          `json:"allMembers,omitempty"`
}

// grantee returns whom is meant, or CodeInvalid unless exactly one is named.
func (g Grantee) grantee() (writ.Grantee, error) {
	to := writ.Grantee{Member: g.MemberID, Team: g.TeamID}
	if to.All() != g.AllMembers || g.MemberID != "" && g.TeamID != "" {
		return to, writ.Invalid("api.grantee", "grantee", "A grantee has either a memberId, a teamId or allMembers.")
	}
	return to, nil
}

// DataGrantDraft is a grant to be given.
type DataGrantDraft struct {
	Grantee    Grantee  `json:"grantee"`
	Permission string   `json:"permission" enum:"writeback,usage,annotate,admin" doc:"Can write only, Can use, Can use & annotate, Can admin; the middle two also on a path"`
	Path       []string `json:"path,omitempty" doc:"Absent for the whole connection"`
}

// GrantPath names a grant of a connection.
type GrantPath struct {
	ConnectionPath
	GrantID writ.DataGrantID `path:"grantId"`
}

// PeoplePath asks about people and a place in a connection.
type PeoplePath struct {
	ExplorerPath
	Search string `query:"search" maxLength:"200" doc:"Part of a name or address, whatever its case"`
}

func (s *Server) dataGrantRoutes() {
	const base = "/v2/connections/{connectionId}"
	member(s, endpoint{id: "listConnectionGrants", route: "GET " + base + "/grants", summary: "List the data access given on a connection and in it"}, s.listGrants)
	member(s, endpoint{id: "createConnectionGrant", route: "POST " + base + "/grants", summary: "Give data access: all of the grants or none"}, s.createGrants)
	member(s, endpoint{id: "updateConnectionGrant", route: "PATCH " + base + "/grants/{grantId}", summary: "Give a grant another level"}, s.updateGrant)
	member(s, endpoint{id: "deleteConnectionGrant", route: "DELETE " + base + "/grants/{grantId}", summary: "Take a grant back; answers what it was"}, s.deleteGrant)
	member(s, endpoint{id: "whoReachesData", route: "GET " + base + "/grants/who", summary: "List who may do what at a path, and through what"}, s.whoReaches)
	member(s, endpoint{id: "listDataGrantees", route: "GET " + base + "/grants/grantees", summary: "List whom data access may be given to, and which levels"}, s.listGrantees)
	member(s, endpoint{id: "explainDataAccess", route: "GET " + base + "/access", summary: "Explain what you may do at a path"}, s.explainAccess)
}

func (s *Server) listGrants(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Paging
}) (Page[DataGrant], error) {
	list, err := s.app.DataGrants(ctx, actor, in.ConnectionID)
	if err != nil {
		return Page[DataGrant]{}, err
	}
	key := func(v *app.DataGrantView) string { return string(v.ID) }
	list, err = pageAfter(list, in.Page, key)
	return pageOf(list, in.Limit, key, s.showGrant), err
}

func (s *Server) createGrants(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Body struct {
		Grants []DataGrantDraft `json:"grants" minItems:"1" maxItems:"100"`
	}
}) (Entries[DataGrant], error) {
	drafts := make([]app.DataGrantDraft, len(in.Body.Grants))
	for i, g := range in.Body.Grants {
		to, err := g.Grantee.grantee()
		if err != nil {
			return Entries[DataGrant]{}, err
		}
		drafts[i] = app.DataGrantDraft{To: to, Path: g.Path, Level: levelOf(g.Permission)}
	}
	list, err := s.app.GiveDataAccess(ctx, actor, in.ConnectionID, drafts...)
	return entriesOf(list, s.showGrant), err
}

func (s *Server) updateGrant(ctx context.Context, actor app.Actor, in *struct {
	GrantPath
	Body struct {
		Permission string `json:"permission" enum:"writeback,usage,annotate,admin"`
	}
}) (DataGrant, error) {
	return s.changedGrant(s.app.ChangeDataAccess(ctx, actor, in.ConnectionID, in.GrantID, levelOf(in.Body.Permission)))
}

func (s *Server) deleteGrant(ctx context.Context, actor app.Actor, in *GrantPath) (DataGrant, error) {
	return s.changedGrant(s.app.RevokeDataAccess(ctx, actor, in.ConnectionID, in.GrantID))
}

func (s *Server) changedGrant(v *app.DataGrantView, err error) (DataGrant, error) {
	if err != nil {
		return DataGrant{}, err
	}
	return s.showGrant(v), nil
}

func (s *Server) showGrant(v *app.DataGrantView) DataGrant {
	g := DataGrant{
		GrantID: v.ID, InodeID: inodeOf(v.Connection, v.Path), OrganizationID: s.opt.Organization, ConnectionID: v.Connection,
		Path: orEmpty(v.Path), MemberID: optional(v.Grantee.Member), TeamID: optional(v.Grantee.Team), AllMembers: v.Grantee.All(),
		Permission: permissionNames[v.Level], CreatedBy: optional(v.CreatedBy), CreatedAt: v.CreatedAt,
	}
	if v.Member != nil {
		p := personOf(v.Member)
		g.Member = &p
	}
	g.Team = teamName(v.Team)
	return g
}

// teamName names a team, nil for none.
func teamName(t *writ.Team) *TeamName {
	if t == nil {
		return nil
	}
	return &TeamName{TeamID: t.ID, Name: t.Name}
}

func personOf(m *writ.Member) Person {
	name := strings.TrimSpace(m.FirstName + " " + m.LastName)
	if name == "" {
		name = m.Email
	}
	return Person{MemberID: m.ID, Name: name, Email: m.Email, MemberType: m.AccountType, IsArchived: m.Deactivated}
}

// DataAccess is what somebody may do at a place, and why.
type DataAccess struct {
	Rights []access.DataRight `json:"rights" enum:"see,read,annotate,write,manage"`
	Why    []string           `json:"why" doc:"Sentences for people"`
}

func showAccess(r access.DataReach) DataAccess {
	return DataAccess{Rights: orEmpty(r.Rights), Why: orEmpty(r.Why)}
}

// DataReach is a member who reaches a place.
type DataReach struct {
	Member Person `json:"member"`
	DataAccess
	GrantIDs []writ.DataGrantID `json:"grantIds" doc:"The grants through which; none for an Admin"`
}

// Reaching is who reaches a place, and how many they are.
type Reaching struct {
	Entries []DataReach `json:"entries"`
	Total   int         `json:"total" doc:"Of them all, where not every one is listed"`
}

func (s *Server) whoReaches(ctx context.Context, actor app.Actor, in *PeoplePath) (Reaching, error) {
	list, total, err := s.app.WhoReachesData(ctx, actor, in.ConnectionID, in.Path, in.Search)
	return Reaching{Entries: entriesOf(list, showReach).Entries, Total: total}, err
}

func showReach(r access.DataReach) DataReach {
	out := DataReach{Member: personOf(r.Member), DataAccess: showAccess(r), GrantIDs: make([]writ.DataGrantID, len(r.Via))}
	for i, g := range r.Via {
		out.GrantIDs[i] = g.ID
	}
	return out
}

// DataGranteeChoice is somebody whom data access may be given to. Without a member
// and a team it is all members.
type DataGranteeChoice struct {
	Member      *Person   `json:"member"`
	Team        *TeamName `json:"team"`
	Permissions []string  `json:"permissions" enum:"writeback,usage,annotate,admin" doc:"The levels that make sense, the least first"`
}

func (s *Server) listGrantees(ctx context.Context, actor app.Actor, in *PeoplePath) (Entries[DataGranteeChoice], error) {
	list, err := s.app.DataGrantees(ctx, actor, in.ConnectionID, in.Path, in.Search)
	return entriesOf(list, showGrantee), err
}

func showGrantee(g app.Grantee) DataGranteeChoice {
	c := DataGranteeChoice{Team: teamName(g.Team), Permissions: make([]string, len(g.Levels))}
	for i, l := range g.Levels {
		c.Permissions[i] = permissionNames[l]
	}
	if g.Member != nil {
		p := personOf(g.Member)
		c.Member = &p
	}
	return c
}

func (s *Server) explainAccess(ctx context.Context, actor app.Actor, in *ExplorerPath) (DataAccess, error) {
	r, err := s.app.MyDataAccess(ctx, actor, in.ConnectionID, in.Path)
	return showAccess(r), err
}
