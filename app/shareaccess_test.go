package app_test

import (
	"context"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/app"
)

const (
	noGrant   = writ.GrantID("0190f5c4-0000-7000-8000-000000000006")
	noRequest = writ.RequestID("0190f5c4-0000-7000-8000-000000000007")
)

// ofMailKeepers are the use cases about mails, for Admins alone.
func ofMailKeepers() map[string]ask {
	return map[string]ask{
		"MailSettings": func(ctx context.Context, w *world, a app.Actor) error { return second(w.MailSettings(ctx, a)) },
		"SaveMailSettings": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.SaveMailSettings(ctx, a, app.MailDraft{}))
		},
		"TryMail": func(ctx context.Context, w *world, a app.Actor) error { return w.TryMail(ctx, a, app.MailDraft{}) },
	}
}

// ofSharers are the use cases about access to files, for every active member: what
// they may do with a file says the file.
func ofSharers() map[string]ask {
	return map[string]ask{
		"KindOf": func(ctx context.Context, w *world, a app.Actor) error { return second(w.KindOf(ctx, a, noFile)) },
		"Grants": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Grants(ctx, a, app.GrantQuery{File: noFile}))
		},
		"FileGrant": func(ctx context.Context, w *world, a app.Actor) error { return second(w.FileGrant(ctx, a, noGrant)) },
		"ChangeFileGrant": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ChangeFileGrant(ctx, a, noGrant, writ.LevelView))
		},
		"RevokeFileGrant": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RevokeFileGrant(ctx, a, noGrant))
		},
		"Share": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.Share(ctx, a, noFile, app.Sharing{}))
		},
		"AccessOf": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.AccessOf(ctx, a, noFile, "m"))
		},
		"WhoHasAccess": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.WhoHasAccess(ctx, a, noFile, "", 0, 10)
			return err
		},
		"MayI": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.MayI(ctx, a, access.Question{Who: "m", Do: access.ViewDocument, File: noFile}))
		},
		"Grantees": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Grantees(ctx, a, noFile, "")) },
		"WhatIf":   func(ctx context.Context, w *world, a app.Actor) error { return second(w.WhatIf(ctx, a, noFile, nil)) },
		"SharedWithMe": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.SharedWithMe(ctx, a, 0, 10)
			return err
		},
		"GiveOwnership": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.GiveOwnership(ctx, a, noFile, "m"))
		},
	}
}

// ofAskers are the use cases about requests for access and notifications, for every
// active member.
func ofAskers() map[string]ask {
	return map[string]ask{
		"RequestAccess": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.RequestAccess(ctx, a, noFile, ""))
		},
		"MyRequest": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.MyRequest(ctx, a, noFile)
			return err
		},
		"MyRequests": func(ctx context.Context, w *world, a app.Actor) error { return second(w.MyRequests(ctx, a, "", 10)) },
		"WaitingRequests": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.WaitingRequests(ctx, a, "", 10))
		},
		"Request": func(ctx context.Context, w *world, a app.Actor) error { return second(w.Request(ctx, a, noRequest)) },
		"ApproveRequest": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ApproveRequest(ctx, a, noRequest, writ.LevelView))
		},
		"DeclineRequest": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.DeclineRequest(ctx, a, noRequest))
		},
		"Notifications": func(ctx context.Context, w *world, a app.Actor) error {
			_, _, err := w.Notifications(ctx, a, "", 10)
			return err
		},
		"ReadNotifications": func(ctx context.Context, w *world, a app.Actor) error {
			return second(w.ReadNotifications(ctx, a, ""))
		},
	}
}
