package api

import (
	"context"
	"strings"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/doctor"
)

// TestResult says whether a connection can be read from and written through,
// and which step failed where it cannot.
type TestResult struct {
	Read    string `json:"read" enum:"SUCCESS,FAILED"`
	Write   string `json:"write" enum:"DISABLED,SUCCESS,FAILED"`
	Step    string `json:"step,omitempty" doc:"What failed: dns, tcp, tls, signIn, database, privilege …"`
	Message string `json:"message,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// GrantScript is what an administrator of the warehouse runs so that Writ may
// write to the destination.
type GrantScript struct {
	Entries []doctor.ScriptLine `json:"entries"`
	Script  string              `json:"script" doc:"The statements, ready to run"`
}

// AffectedTable is a table that a change of destinations would touch.
type AffectedTable struct {
	TableID writ.TableID  `json:"tableId"`
	Name    string        `json:"name"`
	Owner   writ.MemberID `json:"owner"`
	Path    []string      `json:"path"`
}

func (s *Server) checkRoutes() {
	member(s, endpoint{id: "testConnection", route: "GET /v2/connections/{connectionId}/test", summary: "Try a connection as it is saved"}, s.testConnection)
	member(s, endpoint{id: "tryConnection", route: "POST /v2/connections/test", summary: "Try a connection before it is saved"}, s.tryConnection)
	member(s, endpoint{id: "grantScript", route: "POST /v2/connections/grant-script", summary: "Write the SQL that grants write access, with the names typed so far"}, s.grantScript)
	member(s, endpoint{id: "tryWriteAccess", route: "POST /v2/connections/check", summary: "Prove each privilege of the destination by doing, before saving"}, s.tryWriteAccess)
	member(s, endpoint{id: "checkWriteAccess", route: "POST /v2/connections/{connectionId}/check", summary: "Prove each privilege of the saved destination by doing"}, s.checkWriteAccess)
	member(s, endpoint{id: "listAffected", route: "POST /v2/connections/{connectionId}/affected", summary: "List the tables that saving this would affect"}, s.listAffected)
}

func (s *Server) testConnection(ctx context.Context, actor app.Actor, in *ConnectionPath) (TestResult, error) {
	return showTest(s.app.TestSaved(ctx, actor, in.ConnectionID))
}

func (s *Server) tryConnection(ctx context.Context, actor app.Actor, in *struct{ Body TrialDraft }) (TestResult, error) {
	draft, err := s.draft(in.Body.ConnectionDraft)
	if err != nil {
		return TestResult{}, err
	}
	return showTest(s.app.TestConnection(ctx, actor, in.Body.ConnectionID, draft))
}

func showTest(r *app.TestResult, err error) (TestResult, error) {
	if err != nil {
		return TestResult{}, err
	}
	return TestResult{Read: r.Read, Write: r.Write, Step: r.Step, Message: r.Message, Hint: r.Hint}, nil
}

func (s *Server) grantScript(ctx context.Context, actor app.Actor, in *struct{ Body TrialDraft }) (GrantScript, error) {
	draft, err := s.draft(in.Body.ConnectionDraft)
	if err != nil {
		return GrantScript{}, err
	}
	lines, err := s.app.GrantScript(ctx, actor, in.Body.ConnectionID, draft)
	if err != nil {
		return GrantScript{}, err
	}
	var script strings.Builder
	for _, l := range lines {
		script.WriteString(l.Statement + ";\n")
	}
	return GrantScript{Entries: orEmpty(lines), Script: script.String()}, nil
}

func (s *Server) tryWriteAccess(ctx context.Context, actor app.Actor, in *struct{ Body TrialDraft }) (*doctor.Report, error) {
	draft, err := s.draft(in.Body.ConnectionDraft)
	if err != nil {
		return nil, err
	}
	return s.app.CheckWriteAccess(ctx, actor, in.Body.ConnectionID, draft)
}

func (s *Server) checkWriteAccess(ctx context.Context, actor app.Actor, in *ConnectionPath) (*doctor.Report, error) {
	return s.app.CheckSaved(ctx, actor, in.ConnectionID)
}

func (s *Server) listAffected(ctx context.Context, actor app.Actor, in *struct {
	ConnectionPath
	Body ConnectionDraft
}) (Entries[AffectedTable], error) {
	draft, err := s.draft(in.Body)
	if err != nil {
		return Entries[AffectedTable]{}, err
	}
	list, err := s.app.Affected(ctx, actor, in.ConnectionID, draft)
	return entriesOf(list, showAffected), err
}

func showAffected(t app.AffectedTable) AffectedTable {
	return AffectedTable{TableID: t.ID, Name: t.Name, Owner: t.Owner, Path: orEmpty(t.Path)}
}
