package access

import (
	"fmt"

	"github.com/writ-dev/writ"
)

// why says in sentences where a level comes from, the ones that decide only.
func (l *lens) why(r ref, s Standing) []string {
	if !l.m.active() {
		return []string{deactivatedReason}
	}
	if s.Level == writ.LevelNone && len(s.Via) == 0 {
		return []string{fmt.Sprintf("Nothing gives %s access.", l.m.name)}
	}
	var out []string
	for _, v := range s.Via {
		if v.Gives == s.Before {
			out = append(out, l.because(r, v))
		}
	}
	if s.Before != s.Level {
		out = append(out, fmt.Sprintf("The account type %s leaves %s of it.", l.m.account, s.Level.Label()))
	}
	return out
}

// because says what one thing gives: "Ann has Can edit because the team Finance has
// Can manage on the workspace “Plan”."
func (l *lens) because(r ref, v Via) string {
	has := fmt.Sprintf("%s has %s", l.m.name, v.Gives.Label())
	switch v.Cause {
	case CauseOwner:
		return fmt.Sprintf("%s owns it.", l.m.name)
	case CauseHome:
		return fmt.Sprintf("%s because it is in their own My documents.", has)
	}
	what := l.w.label(l.w.files.find(v.File))
	if v.Grantee.Member != "" && v.File == l.w.files.id(r) {
		return fmt.Sprintf("%s has %s on %s.", l.m.name, v.Level.Label(), what)
	}
	said := fmt.Sprintf("%s because %s %s on %s", has, l.grantee(v.Grantee), v.Level.Label(), what)
	if v.Cause == CauseCreated {
		said += " and created it"
	}
	return said + "."
}

// grantee names who was given something, with the verb.
func (l *lens) grantee(g writ.Grantee) string {
	switch {
	case g.All():
		return "all members have"
	case g.Team != "":
		return fmt.Sprintf("the team %s has", l.w.teams.at(l.w.teams.find(g.Team)).name)
	}
	return l.m.name + " has"
}

// label names a file for people.
func (w *World) label(r ref) string {
	f := w.files.at(r)
	if f.kind == aHome {
		return "My documents"
	}
	return fmt.Sprintf("the %s “%s”", f.kind.label(), f.name)
}

// May answers a question with yes or no; it is Decide without the reasons.
func (w *World) May(q Question) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.judge(&q).cause.allows()
}

// Decide answers a question and says why. Reasons name only what the member in
// question may know of.
func (w *World) Decide(q Question) Decision {
	w.mu.RLock()
	defer w.mu.RUnlock()
	v := w.judge(&q)
	return Decision{Allow: v.cause.allows(), Hidden: v.cause == hidden, Reasons: w.reasons(v, &q)}
}

// reasons puts a verdict into words.
func (w *World) reasons(v verdict, q *Question) []string {
	l := w.lens(v.who)
	one := func(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }
	switch v.cause {
	case byLevel:
		return l.standing(v.file).Why
	case byCreation:
		return append(l.standing(v.file).Why, fmt.Sprintf("%s created %s.", l.m.name, w.label(v.file)))
	case byAdmin:
		return one("%s is an Admin, who manages access everywhere.", l.m.name)
	case byOwner:
		return one("%s owns it.", l.m.name)
	case byManager:
		return one("%s manages the folder it was in.", l.m.name)
	case byTakeover:
		return one("The account of its owner is deactivated, and %s is an Admin.", w.members.at(v.about).name)
	case byAsking:
		return one("Anybody may ask for access.")
	case hidden:
		return one(hiddenReason)
	case deactivated:
		return one(deactivatedReason)
	case unknownAction:
		return one("There is no action %q.", q.Do)
	case lacksPermission:
		return l.lacking(v)
	case lacksLevel:
		return l.tooLow(v)
	}
	return one("%s", w.refusal(v, q))
}

// lacking says which permission the account type lacks.
func (l *lens) lacking(v verdict) []string {
	takes := capTable[view]
	if v.demand != nil {
		takes = v.demand.takes
	}
	missing := (takes &^ l.m.may).list()
	if len(missing) == 0 {
		missing = []Permission{ContributeToFolders}
	}
	return byType(l.m.account, l.m.may, missing[0]).Reasons
}

// tooLow says which level the member has and which it takes.
func (l *lens) tooLow(v verdict) []string {
	d := v.demand
	switch {
	case d.action == ReassignOwner:
		return []string{"Only an Admin may give a document another owner."}
	case v.level == none:
		return []string{fmt.Sprintf("%s is an Admin and manages access to %s, but has no access to what is in it; an Admin may give it to themselves.", l.m.name, l.w.label(v.file))}
	}
	return []string{fmt.Sprintf("%s on %s does not let %s %s; that takes %s.", v.level.level().Label(), l.w.label(v.file), l.m.name, d.does, d.level.level().Label())}
}

// refusal is what is said of everything else that is refused.
func (w *World) refusal(v verdict, q *Question) string {
	f := w.files.at(v.file)
	switch v.cause {
	case wrongKind:
		return fmt.Sprintf("That cannot be done with a %s.", f.kind.label())
	case inTrash:
		return "It is in the trash; restore it first."
	case notInTrash:
		return "It is not in the trash."
	case isHome:
		return "My documents is private: it is not renamed, moved, shared or deleted."
	case inHome:
		return "Folders in My documents are private: share the documents in it, or move it to a workspace."
	case isTop:
		return "A workspace is at the top; it cannot be moved into another folder."
	case notAllInside:
		return "There are things in it that others created; that takes Can edit on everything in it, or Can manage."
	case badTarget:
		return "There is no such folder to put it into, or you may not put anything there."
	case underItself:
		return "A folder cannot be moved into itself or into a folder in it."
	case tooDeep:
		return fmt.Sprintf("It would lie more than %d folders deep.", writ.MaxDepth)
	case badLevel:
		return fmt.Sprintf("A %s has no level %q; choose %s.", f.kind.label(), q.Level, labels(f.kind))
	case badGrantee:
		return "There is no such member or team, or the account is deactivated."
	case aboveCap:
		to := w.members.at(v.about)
		return fmt.Sprintf("%s has the account type %s, which does not allow %s.", to.name, to.account, q.Level.Label())
	case toOneself:
		return "Only Admins may give access to themselves."
	case ownsAlready:
		return fmt.Sprintf("%s owns it already.", w.members.at(v.about).name)
	case ownerInactive:
		return "The new owner is not a member with an active account."
	case ownerOutside:
		return fmt.Sprintf("%s has no access to it; give it first.", w.members.at(v.about).name)
	case hasAccess:
		return fmt.Sprintf("You have %s on it already.", v.level.level().Label())
	}
	return "It is not allowed."
}

// labels lists the levels of files of a kind for people.
func labels(k kind) string {
	text := ""
	for i, l := range k.levels() {
		switch {
		case i == 0:
		case i == len(k.levels())-1:
			text += " or "
		default:
			text += ", "
		}
		text += l.Label()
	}
	return text
}
