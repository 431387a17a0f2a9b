package store

import (
	"context"

	"github.com/writ-dev/writ"
)

// Files keeps workspaces, folders and documents.
type Files interface {
	// Insert adds a file. CodeConflict for a second home of one member, for a parent
	// that is not there or no folder, and for none where the kind needs one.
	Insert(ctx context.Context, f *writ.File) error
	// Update replaces everything but id, kind, creator and the time it was made;
	// CodeConflict as Insert. A circle is the caller's to see, by Above.
	Update(ctx context.Context, f *writ.File) error
	// Delete removes a file for good, with its grants, visits, draft and published
	// versions. CodeConflict while anything lies in it.
	Delete(ctx context.Context, id writ.FileID) error
	Get(ctx context.Context, id writ.FileID) (*writ.File, error)
	// Many returns those that are there, in no order.
	Many(ctx context.Context, ids []writ.FileID) ([]*writ.File, error)
	// Home returns the My documents of a member.
	Home(ctx context.Context, m writ.MemberID) (*writ.File, error)
	// Above returns what a file lies in, nearest first: its parent, its parent's
	// parent and so on. It is how a move is kept from making a circle.
	Above(ctx context.Context, id writ.FileID) ([]*writ.File, error)
	// Below returns the ids of everything in a folder, however deep, those that lie
	// deepest first, and how many levels that are.
	Below(ctx context.Context, id writ.FileID) (ids []writ.FileID, levels int, err error)
	// Each calls fn for every file, those in the trash too, in no order, with what is
	// decided and listed by: id, kind, name, place, owner, creator and times. The value
	// is the same each time: fn must not keep it.
	Each(ctx context.Context, fn func(*writ.File) error) error
	// TrashedBefore returns files that were themselves put into the trash before the
	// time, in Unix microseconds; at most limit.
	TrashedBefore(ctx context.Context, at int64, limit int) ([]*writ.File, error)
}

// Grants keeps who was given what on files.
type Grants interface {
	// Insert adds a grant; CodeConflict if the grantee has one on the file.
	Insert(ctx context.Context, g *writ.Grant) error
	// Update changes the level.
	Update(ctx context.Context, g *writ.Grant) error
	Delete(ctx context.Context, id writ.GrantID) error
	Get(ctx context.Context, id writ.GrantID) (*writ.Grant, error)
	// ByFile returns the grants on one file, in the order they were made.
	ByFile(ctx context.Context, id writ.FileID) ([]*writ.Grant, error)
	// ByGrantee returns what one grantee was given, in the order they were made.
	ByGrantee(ctx context.Context, g writ.Grantee) ([]*writ.Grant, error)
	// Each calls fn for every grant, in no order, without its version and its last
	// change. The value is the same each time: fn must not keep it.
	Each(ctx context.Context, fn func(*writ.Grant) error) error
}

// Drafts keeps what documents are being changed to.
type Drafts interface {
	// Insert adds the draft of a new document.
	Insert(ctx context.Context, d *writ.Draft) error
	Update(ctx context.Context, d *writ.Draft) error
	Get(ctx context.Context, id writ.FileID) (*writ.Draft, error)
}

// Publications keeps the published versions of documents.
type Publications interface {
	// Insert adds a version; CodeConflict if the document has one of that number.
	Insert(ctx context.Context, p *writ.Publication) error
	Get(ctx context.Context, id writ.FileID, number int64) (*writ.Publication, error)
	// List returns the versions of a document without their content, newest first,
	// below the number before (0 for the first page), at most limit.
	List(ctx context.Context, id writ.FileID, before int64, limit int) ([]*writ.Publication, error)
}

// Visits keeps which files each member opened last, and which are favourites.
type Visits interface {
	// Visit records that a member opened a file now, and forgets all but the newest
	// keep ones of the member.
	Visit(ctx context.Context, m writ.MemberID, f writ.FileID, at int64, keep int) error
	// Recents returns the newest first.
	Recents(ctx context.Context, m writ.MemberID, limit int) ([]writ.Visit, error)
	// Like makes a file a favourite, or not; it may be one already, or not.
	Like(ctx context.Context, m writ.MemberID, f writ.FileID, at int64, likes bool) error
	// Favourites returns them in the order they became ones.
	Favourites(ctx context.Context, m writ.MemberID) ([]writ.Visit, error)
}

// Requests keeps who asked for access to what.
type Requests interface {
	// Insert adds an open request; CodeConflict if the member has one for the file.
	Insert(ctx context.Context, r *writ.AccessRequest) error
	Update(ctx context.Context, r *writ.AccessRequest) error
	Get(ctx context.Context, id writ.RequestID) (*writ.AccessRequest, error)
	// Open returns the open request of a member for a file.
	Open(ctx context.Context, m writ.MemberID, f writ.FileID) (*writ.AccessRequest, error)
	// ByMember returns what a member asked for, newest first, before the id before
	// ("" for the first page), at most limit.
	ByMember(ctx context.Context, m writ.MemberID, before writ.RequestID, limit int) ([]*writ.AccessRequest, error)
	// Waiting returns the open requests of everybody for files that are there, oldest
	// first, after the id after ("" for the first page), at most limit.
	Waiting(ctx context.Context, after writ.RequestID, limit int) ([]*writ.AccessRequest, error)
	// OpenOf counts the open requests of a member.
	OpenOf(ctx context.Context, m writ.MemberID) (int, error)
}
