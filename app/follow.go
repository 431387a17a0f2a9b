package app

import (
	"context"
	"slices"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// MayFollow says with a nil error that the actor may follow a topic: what its
// events say then is for the actor's eyes. A topic that nobody knows is
// CodeNotFound, as is one about something that the actor may not know of.
func (a *App) MayFollow(ctx context.Context, actor Actor, topic writ.Topic) error {
	const op = "app.MayFollow"
	switch topic {
	case writ.TopicConnections, writ.TopicWorkspaces, writ.TopicTeams:
		return a.ask(ctx, op, actor, access.ViewDocuments)
	case writ.TopicObjects:
		return a.ask(ctx, op, actor, access.SeeManagedObjects)
	case writ.TopicMembers:
		return a.ask(ctx, op, actor, access.ManageMembers)
	case writ.TopicSettings, writ.TopicNodes:
		return a.ask(ctx, op, actor, access.ManageOrganization)
	}
	if err := a.ask(ctx, op, actor, access.ViewDocuments); err != nil {
		return err
	}
	noun, id := topic.Split()
	switch {
	case topic == writ.MemberTopic(writ.MemberID(id)) && access.Owned(actor.Member, writ.MemberID(id)).Allow:
		return nil
	case topic == writ.UploadTopic(writ.UploadID(id)):
		_, err := a.readUpload(ctx, op, actor, writ.UploadID(id))
		return err
	case topic == writ.FileTopic(writ.FileID(id)):
		return a.mayFollowFile(ctx, op, actor, writ.FileID(id))
	case topic == writ.TeamTopic(writ.TeamID(id)):
		return a.mayFollowTeam(ctx, op, actor, writ.TeamID(id))
	case topic == writ.InputTopic(writ.InputTableID(id)):
		_, _, err := a.knownInput(ctx, op, actor, writ.InputTableID(id))
		return err
	case topic == writ.JobTopic(writ.JobID(id)):
		return a.mayFollowJob(ctx, op, actor, writ.JobID(id))
	}
	return notFound(op, "topic "+noun)
}

// mayFollowFile allows whoever may look at it.
func (a *App) mayFollowFile(ctx context.Context, op string, actor Actor, id writ.FileID) error {
	w, err := a.look(ctx, op, actor)
	if err != nil {
		return err
	}
	return a.store.Read(ctx, func(tx store.Tx) error {
		_, err := a.askFile(ctx, op, tx, w, actor, viewing, id, "")
		return err
	})
}

// mayFollowTeam allows whoever is in it.
func (a *App) mayFollowTeam(ctx context.Context, op string, actor Actor, id writ.TeamID) error {
	w, err := a.look(ctx, op, actor)
	if err == nil && !slices.Contains(w.TeamsOf(actor.Member.ID), id) {
		err = notFound(op, "team")
	}
	return err
}

// mayFollowJob allows whoever asked for the job, and those who manage the
// organization.
func (a *App) mayFollowJob(ctx context.Context, op string, actor Actor, id writ.JobID) error {
	return a.store.Read(ctx, func(tx store.Tx) error {
		j, err := tx.Jobs.Get(ctx, id)
		if err == nil && !access.Owned(actor.Member, j.Member).Allow && !access.Member(actor.Member, access.ManageOrganization).Allow {
			err = notFound(op, "job")
		}
		return sameAbsence(op, "job", err)
	})
}
