package access

import "github.com/writ-dev/writ"

// verdict is a decision before it is put into words, so that a check allocates
// nothing.
type verdict struct {
	cause  cause
	demand *demand
	who    ref
	file   ref
	level  rank // that the member has
	about  ref  // the member or the file that an argument names
}

// cause is what decided.
type cause uint8

// The causes; those before hidden allow.
const (
	byLevel     cause = iota // the level is high enough
	byCreation               // the member created the folder and can contribute
	byAdmin                  // an Admin manages access everywhere
	byOwner                  // the member owns what is in the trash
	byManager                // the member manages the folder it was in
	byTakeover               // the owner is deactivated
	byAsking                 // anybody may ask for access
	hidden                   // there is nothing, as far as the member may know
	deactivated              // the member is
	unknownAction
	wrongKind
	lacksPermission // the account type does not allow it
	lacksLevel
	inTrash
	notInTrash
	isHome        // My documents is not moved, shared or deleted
	inHome        // folders in My documents are not shared
	isTop         // workspaces are not moved
	notAllInside  // something in the folder is somebody else's
	badTarget     // nothing may be put there
	underItself   // a folder cannot be moved there
	tooDeep       // more than writ.MaxDepth folders above
	badLevel      // not a level of such files
	badGrantee    // the grantee is not there or deactivated
	aboveCap      // more than the grantee's account type allows
	toOneself     // only Admins give themselves access
	ownsAlready   // the new owner is the owner
	ownerInactive // the new owner is not an active member
	ownerOutside  // no grant reaches the new owner
	hasAccess     // there is nothing to ask for
)

func (c cause) allows() bool { return c < hidden }

// judge answers a question. It is what Decide, Standing and May come down to.
func (w *World) judge(q *Question) verdict {
	l := w.lens(w.members.find(q.Who))
	r := w.files.find(q.File)
	v := verdict{who: l.who, file: r}
	if !l.m.known {
		v.cause = hidden
		return v
	}
	if l.m.deactivated {
		v.cause = deactivated
		return v
	}
	if q.Do == RequestAccess {
		v.cause, v.level = l.mayAsk(r)
		return v
	}
	var ok bool
	if v.demand, ok = demandOf(q.Do); !ok {
		v.cause = unknownAction
		return v
	}
	v.cause, v.level = l.weigh(v.demand, r)
	if v.cause.allows() {
		v.cause, v.about = l.weighRest(v, q)
	}
	return v
}

// mayAsk decides about a request for access: as long as the member has no level,
// whatever there is.
func (l *lens) mayAsk(r ref) (cause, rank) {
	if !l.m.may.has(capTable[view]) {
		return lacksPermission, none
	}
	if level := l.rank(r); level > none {
		return hasAccess, level
	}
	return byAsking, none
}

// weigh decides about the file alone.
func (l *lens) weigh(d *demand, r ref) (cause, rank) {
	f := l.w.files.at(r)
	level := l.rank(r)
	if level == none && !l.knows(r, f) {
		return hidden, none
	}
	switch trashed := l.gone(r); {
	case !d.on.is(f.kind):
		return wrongKind, level
	case d.trash && !f.trashed:
		return notInTrash, level
	case d.trash:
		if !l.m.may.has(d.takes) {
			return lacksPermission, level
		}
		return l.salvages(r, f), level
	case trashed:
		return inTrash, none
	case !l.m.may.has(d.takes):
		return lacksPermission, level
	case d.action != ViewFolder && d.action != CreateDocument && d.action != CreateFolder && f.kind == aHome:
		return isHome, level
	case level >= d.level:
		return byLevel, level
	case d.own > none && level >= d.own && f.creator == l.who:
		return byCreation, level
	case d.manages && l.m.admin():
		return byAdmin, level
	}
	return lacksLevel, level
}

// knows tells whether a member without a level may know of a file: Admins may of
// all, and of what is in the trash those who may take it out.
func (l *lens) knows(r ref, f *file) bool {
	return f.known && (l.m.admin() || l.gone(r) && l.salvages(r, f).allows())
}

// gone tells whether a file or anything above it is in the trash.
func (l *lens) gone(r ref) bool {
	for range writ.MaxDepth + 2 {
		f := l.w.files.at(r)
		if f.trashed || r == 0 {
			return f.trashed
		}
		r = f.parent
	}
	return true
}

// salvages tells whether the member may restore and purge: the owner, who manages
// the folder it was in, and Admins.
func (l *lens) salvages(r ref, f *file) cause {
	as := l.withTrash()
	at := r
	if f.kind.document() {
		at = f.parent
	}
	switch {
	case f.owner == l.who:
		return byOwner
	case as.onFolder(as.folder(at)) == manage:
		return byManager
	case l.m.admin():
		return byAdmin
	}
	return hidden
}

// weighRest decides about the arguments of a question whose file is no obstacle,
// and returns what is at fault.
func (l *lens) weighRest(v verdict, q *Question) (cause, ref) {
	switch q.Do {
	case MoveDocument, MoveFolder, CopyDocument:
		return l.weighMove(v, q)
	case DeleteFolder:
		if v.cause == byCreation && !l.editsAll(v.file) {
			return notAllInside, 0
		}
	case PurgeFolder:
		if as := l.withTrash(); v.cause == byOwner && !as.editsAll(v.file) {
			return notAllInside, 0
		}
	case CreateDocument, CreateFolder:
		return l.weighTarget(v, v.file)
	case ShareFolder, RevokeFolder:
		if l.atHome(v.file) {
			return inHome, 0
		}
	case OfferFolder, OfferDocument:
		return l.weighOffer(v, q)
	case ReassignOwner:
		return l.weighOwner(v, q)
	}
	return v.cause, 0
}

// weighMove decides whether something may be taken away from where it is and put
// where it is to go. How deep a moved folder is is the store's to see. What is in
// the trash moves with its folder: who manages the new place could take it out there.
func (l *lens) weighMove(v verdict, q *Question) (cause, ref) {
	f, as := l.w.files.at(v.file), l.withTrash()
	switch {
	case q.Do == MoveFolder && f.parent == 0:
		return isTop, 0
	case q.Do == MoveFolder && v.cause == byCreation && !as.editsAll(v.file):
		return notAllInside, 0
	case q.To == "":
		return v.cause, 0
	}
	to := l.w.files.find(q.To)
	if q.Do == MoveFolder && l.below(to, v.file) {
		return underItself, to
	}
	if l.onFolder(l.folder(to)) < contribute {
		return badTarget, to
	}
	return l.weighTarget(v, to)
}

// weighTarget decides whether something may be put into a folder where the level
// suffices.
func (l *lens) weighTarget(v verdict, to ref) (cause, ref) {
	switch {
	case !l.m.may.has(setOf(ContributeToFolders)) && l.folder(to) != own:
		return lacksPermission, to
	case l.depth(to) >= writ.MaxDepth:
		return tooDeep, to
	}
	return v.cause, 0
}

// depth is how many folders lie above a file.
func (l *lens) depth(r ref) int {
	n := 0
	for at := l.w.files.at(r).parent; at != 0 && n <= writ.MaxDepth; at = l.w.files.at(at).parent {
		n++
	}
	return n
}

// below tells whether a file is another one or lies below it.
func (l *lens) below(r, top ref) bool {
	for n := 0; r != 0 && n <= writ.MaxDepth+1; n++ {
		if r == top {
			return true
		}
		r = l.w.files.at(r).parent
	}
	return false
}

// atHome tells whether a folder lies in somebody's My documents.
func (l *lens) atHome(r ref) bool {
	for n := 0; r != 0 && n <= writ.MaxDepth+1; n++ {
		if l.w.files.at(r).kind == aHome {
			return true
		}
		r = l.w.files.at(r).parent
	}
	return false
}

// editsAll tells whether the member can edit everything in a folder: each document,
// and each folder as one that they created. What is in the trash does not count,
// unless for this lens it counts as if it were not.
func (l *lens) editsAll(r ref) bool {
	for at := l.w.files.at(r).first; at != 0; at = l.w.files.at(at).beside.next {
		f := l.w.files.at(at)
		switch level := l.rank(at); {
		case f.trashed && !l.trash:
		case f.kind.document() && level < edit,
			!f.kind.document() && level < manage && (level < contribute || f.creator != l.who),
			!f.kind.document() && !l.editsAll(at):
			return false
		}
	}
	return true
}

// weighOffer decides whether a level may be given to a grantee.
func (l *lens) weighOffer(v verdict, q *Question) (cause, ref) {
	f := l.w.files.at(v.file)
	if !f.kind.document() && l.atHome(v.file) {
		return inHome, 0
	}
	level := rankOf(q.Level)
	if q.Level != writ.LevelNone && !offered(f.kind, level) {
		return badLevel, 0
	}
	switch {
	case q.Grantee.Team != "":
		if l.w.teams.find(q.Grantee.Team) == 0 {
			return badGrantee, 0
		}
	case q.Grantee.Member != "":
		return l.weighGrantee(v, f, l.w.members.find(q.Grantee.Member), level)
	}
	return v.cause, 0
}

func (l *lens) weighGrantee(v verdict, f *file, to ref, level rank) (cause, ref) {
	m := l.w.members.at(to)
	switch {
	case !m.active():
		return badGrantee, to
	case to == l.who && !m.admin():
		return toOneself, to
	case m.leaves(f, level) < level:
		return aboveCap, to
	}
	return v.cause, 0
}

// offered tells whether a level is one of files of a kind.
func offered(k kind, level rank) bool {
	for _, l := range k.levels() {
		if rankOf(l) == level {
			return true
		}
	}
	return false
}

// weighOwner decides about another owner: an Admin may make one of whom a grant
// reaches, and an Admin of anybody's whose account is deactivated.
func (l *lens) weighOwner(v verdict, q *Question) (cause, ref) {
	if q.NewOwner == "" {
		return v.cause, 0
	}
	f := l.w.files.at(v.file)
	to := l.w.lens(l.w.members.find(q.NewOwner))
	switch {
	case !to.m.active():
		return ownerInactive, to.who
	case f.owner == to.who:
		return ownsAlready, to.who
	case to.rank(v.file) > none:
		return v.cause, 0
	case l.w.members.at(f.owner).deactivated && to.m.admin():
		return byTakeover, to.who
	}
	return ownerOutside, to.who
}
