package writ

import "time"

// Team is a named group of members. A public one can be seen by everybody, a
// private one by its members and those who manage teams.
type Team struct {
	ID          TeamID
	Name        string // unlike that of every other team, whatever the case
	Description string
	Public      bool
	Version     int64
	CreatedBy   MemberID
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TeamMember is one member of a team. A team admin adds and removes members.
type TeamMember struct {
	Team    TeamID
	Member  MemberID
	Admin   bool
	AddedBy MemberID
	AddedAt time.Time
}
