package access_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// model is what World is held against: plain facts, and rules that go through all
// grants for every answer. Nothing is kept between two answers.
type model struct {
	members map[writ.MemberID]writ.Member
	teams   map[writ.TeamID][]writ.MemberID
	files   map[writ.FileID]writ.File
	grants  map[writ.GrantID]writ.Grant
}

var order = map[writ.Level]int{"": 0, "view": 1, "explore": 2, "contribute": 3, "edit": 4, "manage": 5}

// above lists what a file lies in, and itself, nearest first.
func (m *model) above(f writ.FileID) []writ.File {
	var out []writ.File
	for f != "" {
		out = append(out, m.files[f])
		f = m.files[f].Parent
	}
	return out
}

func (m *model) meant(g writ.Grant, who writ.MemberID) bool {
	return g.Grantee.All() || g.Grantee.Member == who || slices.Contains(m.teams[g.Grantee.Team], who)
}

// capped is the highest level up to l that an account type has, on the scale of
// folders or of one kind of document.
func capped(l writ.Level, k writ.FileKind, t writ.AccountType) writ.Level {
	scale := map[writ.AccountType]string{"View": "view", "Act": "explore", "Analyze": "explore", "Build": "manage", "Admin": "manage"}
	most := order[writ.Level(scale[t])]
	best := writ.LevelNone
	for _, have := range append([]writ.Level{""}, k.Levels()...) {
		if order[have] <= most && order[have] <= order[l] {
			best = have
		}
	}
	return best
}

func (m *model) level(who writ.MemberID, id writ.FileID) writ.Level {
	member, f := m.members[who], m.files[id]
	path := m.above(id)
	if f.ID == "" || member.ID == "" || member.Deactivated || slices.ContainsFunc(path, func(p writ.File) bool { return !p.TrashedAt.IsZero() }) {
		return ""
	}
	top := path[len(path)-1]
	best := writ.LevelNone
	raise := func(l writ.Level) {
		if order[l] > order[best] {
			best = l
		}
	}
	if f.Kind.Document() && f.Owner == who {
		raise(capped(writ.LevelEdit, f.Kind, member.AccountType))
	}
	if top.Kind == writ.KindHome && top.Owner == who {
		home := map[writ.AccountType]writ.Level{"View": "view", "Act": "explore", "Analyze": "explore", "Build": "manage", "Admin": "manage"}[member.AccountType]
		raise(through(home, f, who))
	}
	for _, g := range m.grants {
		at := slices.IndexFunc(path, func(p writ.File) bool { return p.ID == g.File })
		switch {
		case at < 0 || !m.meant(g, who):
		case f.Kind.Document() && at == 0:
			raise(capped(g.Level, f.Kind, member.AccountType))
		case top.Kind == writ.KindHome:
		default:
			raise(through(capped(g.Level, writ.KindFolder, member.AccountType), f, who))
		}
	}
	return best
}

// through is what a level on a folder is on what lies in it.
func through(l writ.Level, f writ.File, who writ.MemberID) writ.Level {
	switch {
	case !f.Kind.Document() || l == "":
		return l
	case l == "manage", l == "contribute" && f.Creator == who:
		return "edit"
	case l != "view" && f.Kind == writ.KindWorkbook:
		return "explore"
	}
	return "view"
}

// twins is a World and the model of it.
type twins struct {
	*model
	world *access.World
	next  int
}

func newTwins() *twins {
	return &twins{world: access.NewWorld(), model: &model{
		members: map[writ.MemberID]writ.Member{}, teams: map[writ.TeamID][]writ.MemberID{}, files: map[writ.FileID]writ.File{}, grants: map[writ.GrantID]writ.Grant{},
	}}
}

var modelTypes = []writ.AccountType{"Build", "Build", "Admin", "Analyze", "Act", "View"}

func drawTwins(t *rapid.T) *twins {
	w := newTwins()
	for i := range 5 {
		w.putMember(writ.Member{ID: writ.MemberID(fmt.Sprint("m", i)), FirstName: fmt.Sprint("M", i), AccountType: rapid.SampledFrom(modelTypes).Draw(t, "type")})
	}
	for i := range 3 {
		w.putTeam(writ.TeamID(fmt.Sprint("t", i)), drawSome(t, slices.Sorted(maps.Keys(w.members))))
	}
	for range 3 {
		w.putFile(w.newFile(t, writ.KindWorkspace, ""))
	}
	for range rapid.IntRange(10, 60).Draw(t, "steps") {
		w.step(t)
	}
	return w
}

func drawSome[T any](t *rapid.T, all []T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(T) bool { return rapid.Bool().Draw(t, "out") })
}

func drawKey[K cmp.Ordered, V any](t *rapid.T, from map[K]V) K {
	return rapid.SampledFrom(slices.Sorted(maps.Keys(from))).Draw(t, "which")
}

func (w *twins) putMember(m writ.Member) {
	w.members[m.ID] = m
	w.world.PutMember(&m)
	home := writ.File{ID: "home-" + writ.FileID(m.ID), Kind: writ.KindHome, Name: "My documents", Owner: m.ID, Creator: m.ID}
	w.putFile(home)
}

func (w *twins) putTeam(id writ.TeamID, members []writ.MemberID) {
	w.teams[id] = members
	var in []writ.TeamMember
	for _, m := range members {
		in = append(in, writ.TeamMember{Team: id, Member: m})
	}
	w.world.PutTeam(&writ.Team{ID: id, Name: string(id)}, in)
}

func (w *twins) putFile(f writ.File) {
	w.files[f.ID] = f
	w.world.PutFile(&f)
}

func (w *twins) putGrant(g writ.Grant) {
	w.grants[g.ID] = g
	w.world.PutGrant(&g)
}

func (w *twins) newFile(t *rapid.T, k writ.FileKind, parent writ.FileID) writ.File {
	w.next++
	who := drawKey(t, w.members)
	name := rapid.SampledFrom([]string{"Plan", "plan", "Budget", "Äpfel", "äpfel 2", "Rates"}).Draw(t, "name")
	return writ.File{
		ID: writ.FileID(fmt.Sprintf("f%03d", w.next)), Kind: k, Name: name, Parent: parent, Owner: who, Creator: drawKey(t, w.members),
		CreatedAt: time.UnixMicro(int64(rapid.IntRange(1, 5).Draw(t, "made"))), UpdatedAt: time.UnixMicro(int64(rapid.IntRange(1, 5).Draw(t, "changed"))),
	}
}

// folders lists where something can lie, in the order of their ids.
func (w *twins) folders() []writ.FileID {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(w.files)), func(f writ.FileID) bool { return w.files[f].Kind.Document() })
}

// step changes one thing.
func (w *twins) step(t *rapid.T) {
	switch what := rapid.SampledFrom([]string{"file", "file", "file", "grant", "grant", "grant", "move", "trash", "remove", "member", "team", "owner", "ungrant", "regrant"}).Draw(t, "step"); what {
	case "file":
		kind := rapid.SampledFrom([]writ.FileKind{writ.KindFolder, writ.KindFolder, writ.KindWorkbook, writ.KindWorkbook, writ.KindDataset, writ.KindDataModel}).Draw(t, "kind")
		w.putFile(w.newFile(t, kind, rapid.SampledFrom(w.folders()).Draw(t, "in")))
	case "grant":
		w.putGrant(w.newGrant(t))
	case "regrant", "ungrant":
		if len(w.grants) == 0 {
			return
		}
		g := w.grants[drawKey(t, w.grants)]
		if what == "ungrant" {
			delete(w.grants, g.ID)
			w.world.RemoveGrant(g.ID)
			return
		}
		g.Level = rapid.SampledFrom(w.files[g.File].Kind.Levels()).Draw(t, "level")
		w.putGrant(g)
	case "member":
		m := w.members[drawKey(t, w.members)]
		m.Deactivated, m.AccountType = rapid.IntRange(0, 3).Draw(t, "off") == 0, rapid.SampledFrom(modelTypes).Draw(t, "type")
		w.members[m.ID] = m
		w.world.PutMember(&m)
	case "team":
		w.putTeam(drawKey(t, w.teams), drawSome(t, slices.Sorted(maps.Keys(w.members))))
	default:
		w.changeFile(t, what)
	}
}

func (w *twins) changeFile(t *rapid.T, what string) {
	f := w.files[drawKey(t, w.files)]
	switch {
	case f.Kind == writ.KindHome:
		return
	case what == "owner":
		f.Owner = drawKey(t, w.members)
	case what == "trash":
		if f.TrashedAt = (time.Time{}); rapid.Bool().Draw(t, "trashed") {
			f.TrashedAt = time.UnixMicro(7)
		}
	case what == "move" && f.Kind != writ.KindWorkspace:
		to := rapid.SampledFrom(w.folders()).Draw(t, "to")
		if slices.ContainsFunc(w.above(to), func(p writ.File) bool { return p.ID == f.ID }) {
			return
		}
		f.Parent = to
	case what == "remove":
		if slices.ContainsFunc(slices.Collect(maps.Values(w.files)), func(c writ.File) bool { return c.Parent == f.ID }) {
			return
		}
		delete(w.files, f.ID)
		maps.DeleteFunc(w.grants, func(_ writ.GrantID, g writ.Grant) bool { return g.File == f.ID })
		w.world.RemoveFile(f.ID)
		return
	}
	w.putFile(f)
}

func (w *twins) newGrant(t *rapid.T) writ.Grant {
	var shareable []writ.FileID
	for _, f := range slices.Sorted(maps.Keys(w.files)) {
		if w.files[f].Kind != writ.KindHome {
			shareable = append(shareable, f)
		}
	}
	if len(shareable) == 0 {
		f := w.newFile(t, writ.KindWorkspace, "")
		w.putFile(f)
		shareable = append(shareable, f.ID)
	}
	w.next++
	f := rapid.SampledFrom(shareable).Draw(t, "on")
	g := writ.Grant{ID: writ.GrantID(fmt.Sprintf("g%03d", w.next)), File: f, Level: rapid.SampledFrom(w.files[f].Kind.Levels()).Draw(t, "level")}
	g.CreatedAt = time.UnixMicro(int64(w.next))
	g.CreatedBy = drawKey(t, w.members)
	switch rapid.IntRange(0, 4).Draw(t, "to") {
	case 0:
	case 1, 2:
		g.Grantee.Team = drawKey(t, w.teams)
	default:
		g.Grantee.Member = drawKey(t, w.members)
	}
	return g
}

// listed is what a list must hold, in the order that it must have.
func (m *model) listed(q access.List) []writ.FileID {
	if q.Parent != "" && m.level(q.Who, q.Parent) == "" {
		return nil
	}
	var out []writ.File
	for id, f := range m.files {
		level := m.level(q.Who, id)
		within := q.Parent == "" || f.Parent == q.Parent
		if q.Parent != "" && !q.Direct {
			within = slices.ContainsFunc(m.above(f.Parent), func(p writ.File) bool { return p.ID == q.Parent })
		}
		if q.Parent == "" && q.Direct && f.Parent != "" && m.level(q.Who, f.Parent) != "" {
			within = false
		}
		if within && level != "" && order[level] >= order[q.AtLeast] && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, f.Kind)) &&
			strings.Contains(strings.ToLower(f.Name), strings.ToLower(q.Text)) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b writ.File) int {
		if q.Desc {
			a, b = b, a
		}
		by := map[access.Order]int{
			access.ByCreated: a.CreatedAt.Compare(b.CreatedAt), access.ByUpdated: a.UpdatedAt.Compare(b.UpdatedAt),
			access.ByKind: cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind)),
		}[q.Sort]
		return cmp.Or(by, strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	var ids []writ.FileID
	for _, f := range out {
		ids = append(ids, f.ID)
	}
	return ids
}

var kindOrder = []writ.FileKind{writ.KindWorkspace, writ.KindHome, writ.KindFolder, writ.KindWorkbook, writ.KindDataModel, writ.KindDataset}
