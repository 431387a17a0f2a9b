package app_test

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

const (
	noTeam = writ.TeamID("0190f5c4-0000-7000-8000-000000000007")
	noType = writ.AccountTypeID("0190f5c4-0000-7000-8000-000000000008")
)

// aboutPeople are the use cases about members, teams and account types that take an
// Admin.
func aboutPeople() map[string]ask {
	return map[string]ask{
		"Members": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Members(ctx, a, app.MemberFilter{}, "", 10))
		},
		"Member": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Member(ctx, a, "m")) },
		"UpdateMember": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.UpdateMember(ctx, a, "m", app.MemberPatch{}))
		},
		"DeleteMember": func(ctx context.Context, w *world, a app.Actor) error { return w.DeleteMember(ctx, a, "m") },
		"RecoverDocuments": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RecoverDocuments(ctx, a, "m", app.HandOver{}))
		},
		"ResetPassword": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ResetPassword(ctx, a, "m"))
		},
		"CreateMember": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.CreateMember(ctx, a, app.MemberDraft{})
			return err
		},
		"CreateTeam": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.CreateTeam(ctx, a, app.TeamDraft{})
			return err
		},
		"SharedFolders": func(ctx context.Context, w *world, a app.Actor) error { return second(w.SharedFolders(ctx, a)) },
		"FileAt":        func(ctx context.Context, w *world, a app.Actor) error { return second(w.FileAt(ctx, a, "Plan")) },
		"AccountTypes":  func(ctx context.Context, w *world, a app.Actor) error { return second(w.AccountTypes(ctx, a)) },
		"AccountType":   func(ctx context.Context, w *world, a app.Actor) error { return second(w.AccountType(ctx, a, noType)) },
		"CreateAccountType": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.CreateAccountType(ctx, a, app.AccountTypeDraft{}))
		},
		"UpdateAccountType": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.UpdateAccountType(ctx, a, noType, app.AccountTypePatch{}))
		},
		"DeleteAccountType": func(ctx context.Context, w *world, a app.Actor) error {
			return w.DeleteAccountType(ctx, a, noType, "")
		},
		"WhatIfAccountType": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.WhatIfAccountType(ctx, a, noType, app.TypeChange{}))
		},
	}
}

// aboutTeams are those about a team, which everybody may ask: who may see it, or
// change it, depends on the team.
func aboutTeams() map[string]ask {
	return map[string]ask{
		"Teams": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Teams(ctx, a, app.TeamFilter{}))
		},
		"Team": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Team(ctx, a, noTeam)) },
		"UpdateTeam": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.UpdateTeam(ctx, a, noTeam, app.TeamPatch{}))
		},
		"DeleteTeam":  func(ctx context.Context, w *world, a app.Actor) error { return w.DeleteTeam(ctx, a, noTeam, true) },
		"TeamMembers": func(ctx context.Context, w *world, a app.Actor) error { return second(w.TeamMembers(ctx, a, noTeam)) },
		"TeamCandidates": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.TeamCandidates(ctx, a, noTeam, ""))
		},
		"ChangeTeamMembers": func(ctx context.Context, w *world, a app.Actor) error {
			return w.ChangeTeamMembers(ctx, a, noTeam, nil, nil)
		},
		"SetTeamAdmin": func(ctx context.Context, w *world, a app.Actor) error {
			return w.SetTeamAdmin(ctx, a, noTeam, "m", true)
		},
	}
}
