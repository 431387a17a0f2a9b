package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
	"github.com/writ-dev/writ/store"
)

// settingsKey is where the organization's settings lie in the store.
const settingsKey = "organization.settings"

// Settings returns what the organization has decided, defaults where it has not.
func (a *App) Settings(ctx context.Context, actor Actor) (s writ.Settings, err error) {
	if err := a.ask(ctx, "app.Settings", actor, access.ManageOrganization); err != nil {
		return s, err
	}
	return a.settings(ctx)
}

// SaveSettings replaces the settings if s.Version is still theirs, and returns
// them as saved.
func (a *App) SaveSettings(ctx context.Context, actor Actor, s writ.Settings) (writ.Settings, error) {
	const op = "app.SaveSettings"
	if err := a.ask(ctx, op, actor, access.ManageOrganization); err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, err
	}
	on := &subject{noun: "organization", details: []any{"retention", s.Retention, "limits", s.Limits}}
	err := a.change(ctx, op, actor, on, func(tx store.Tx) error {
		old, err := settingsOf(ctx, tx)
		if err != nil {
			return err
		}
		if old.Version != s.Version {
			return writ.Errorf(writ.CodeStale, op, "Somebody else has changed the settings meanwhile.").WithHint("Load them again and repeat the change.")
		}
		saved := s
		saved.Version, saved.UpdatedBy, saved.UpdatedAt = old.Version+1, actor.Member.ID, a.clock()
		text, err := json.Marshal(saved)
		if err != nil {
			return err
		}
		if err := tx.Settings.Set(ctx, settingsKey, text); err != nil {
			return err
		}
		return tell(ctx, tx, writ.TopicSettings, eventChanged)
	})
	if err != nil {
		return s, err
	}
	return a.settings(ctx)
}

// settings reads the settings as they are now.
func (a *App) settings(ctx context.Context) (s writ.Settings, err error) {
	err = a.store.Read(ctx, func(tx store.Tx) error {
		s, err = settingsOf(ctx, tx)
		return err
	})
	return s, err
}

// settingsOf reads the settings within a transaction. Values that a newer or
// older Writ did not know have their defaults.
func settingsOf(ctx context.Context, tx store.Tx) (writ.Settings, error) {
	s := writ.DefaultSettings()
	text, found, err := tx.Settings.Get(ctx, settingsKey)
	if err != nil || !found {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("app: the settings of the organization: %w", err)
	}
	return s, nil
}
