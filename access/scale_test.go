package access_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/access"
)

// scale is how large the organization of the benchmarks is.
var scale = struct{ documents, folders, workspaces, members, teams, grants int }{1_000_000, 100_000, 200, 10_000, 1_000, 1_000_000}

// large is an organization of that scale and the members that the benchmarks ask
// about. What is granted is spread as in a company: most of it on documents, to
// members; some on folders, to teams; a little to everybody.
type large struct {
	*access.World
	memory uint64 // bytes of the heap that it takes
	load   time.Duration
}

const (
	everything = writ.MemberID("m-00000") // Can view on every workspace
	nothing    = writ.MemberID("m-00001") // is in no team and has five grants
	late       = writ.MemberID("m-00002") // Can view on half of the workspaces: on all that is late in every order
)

var organization = sync.OnceValue(func() *large {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	b := &builder{World: access.NewWorld(), rand: rand.New(rand.NewPCG(1, 2))}
	b.people()
	b.tree()
	b.give()
	b.Arrange()
	l := &large{World: b.World, load: time.Since(began)}
	b = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	l.memory = after.HeapAlloc - before.HeapAlloc
	return l
})

type builder struct {
	*access.World
	rand   *rand.Rand
	depth  []int
	grants int
}

func uuid(kind, n int) string { return fmt.Sprintf("0190f5c4-7d2a-7b3c-8%03d-%012d", kind, n) }

func folderID(n int) writ.FileID   { return writ.FileID(uuid(1, n)) }
func documentID(n int) writ.FileID { return writ.FileID(uuid(2, n)) }
func memberID(n int) writ.MemberID { return writ.MemberID(fmt.Sprintf("m-%05d", n)) }
func teamID(n int) writ.TeamID     { return writ.TeamID(fmt.Sprintf("t-%05d", n)) }
func (b *builder) pick(n int) int  { return b.rand.IntN(n) }
func (b *builder) member() int     { return 3 + b.pick(scale.members-3) }
func at(n int) time.Time           { return time.UnixMicro(int64(n)) }

func (b *builder) people() {
	types := []writ.AccountType{writ.AccountAdmin, writ.AccountBuild, writ.AccountBuild, writ.AccountAnalyze, writ.AccountView}
	for i := range scale.members {
		b.PutMember(&writ.Member{ID: memberID(i), FirstName: fmt.Sprint("Member ", i), AccountType: types[1+i%4]})
	}
	for i := range scale.teams {
		var in []writ.TeamMember
		for range 50 {
			in = append(in, writ.TeamMember{Member: memberID(b.member())})
		}
		b.PutTeam(&writ.Team{ID: teamID(i), Name: fmt.Sprint("Team ", i)}, in)
	}
}

// tree makes folders up to twelve deep. Every thing in the later half of the
// workspaces comes later in every order than all of the earlier half.
func (b *builder) tree() {
	half := func(late bool, n int) (string, time.Time) {
		if late {
			return fmt.Sprintf("Sales %07d", n), at(n + scale.documents)
		}
		return fmt.Sprintf("Report %07d", n), at(n)
	}
	b.depth = make([]int, scale.folders)
	tops := make([]int, scale.folders)
	for i := range scale.folders {
		f := &writ.File{ID: folderID(i), Kind: writ.KindWorkspace, Owner: memberID(b.member())}
		tops[i] = i
		if i >= scale.workspaces {
			up := b.pick(i)
			for b.depth[up] >= 12 {
				up = b.pick(i)
			}
			f.Kind, f.Parent, b.depth[i], tops[i] = writ.KindFolder, folderID(up), b.depth[up]+1, tops[up]
		}
		f.Name, f.CreatedAt = half(tops[i] >= scale.workspaces/2, i)
		f.UpdatedAt, f.Creator = f.CreatedAt, f.Owner
		b.PutFile(f)
	}
	kinds := writ.DocumentKinds()
	for i := range scale.documents {
		in := b.pick(scale.folders)
		f := &writ.File{ID: documentID(i), Kind: kinds[i%3], Parent: folderID(in), Owner: memberID(b.member())}
		f.Name, f.CreatedAt = half(tops[in] >= scale.workspaces/2, i)
		f.UpdatedAt, f.Creator = f.CreatedAt, f.Owner
		b.PutFile(f)
	}
}

func (b *builder) grant(f writ.FileID, to writ.Grantee, l writ.Level) {
	b.grants++
	b.PutGrant(&writ.Grant{ID: writ.GrantID(uuid(3, b.grants)), File: f, Grantee: to, Level: l, CreatedBy: memberID(b.member()), CreatedAt: at(b.grants)})
}

func (b *builder) give() {
	for i := range scale.workspaces {
		b.grant(folderID(i), writ.Grantee{Member: everything}, writ.LevelView)
		if i >= scale.workspaces/2 {
			b.grant(folderID(i), writ.Grantee{Member: late}, writ.LevelView)
		}
	}
	for range 5 {
		b.grant(documentID(b.pick(scale.documents)), writ.Grantee{Member: nothing}, writ.LevelView)
	}
	for range 5000 { // one workspace is shared with half of the company, one by one
		b.grant(folderID(7), writ.Grantee{Member: memberID(b.member())}, writ.LevelExplore)
	}
	for b.grants < scale.grants {
		switch n := b.pick(1000); {
		case n == 0:
			b.grant(documentID(b.pick(scale.documents)), writ.AllMembers(), writ.LevelView)
		case n < 150:
			b.grant(folderID(b.pick(scale.folders)), writ.Grantee{Team: teamID(b.pick(scale.teams))}, writ.LevelContribute)
		case n < 300:
			b.grant(folderID(b.pick(scale.folders)), writ.Grantee{Member: memberID(b.member())}, writ.LevelManage)
		default:
			b.grant(documentID(b.pick(scale.documents)), writ.Grantee{Member: memberID(b.member())}, writ.LevelView)
		}
	}
}

// percentiles times ask b.N times and reports how long the slowest of a hundred
// takes, in microseconds.
func percentiles(b *testing.B, ask func(i int)) {
	took := make([]time.Duration, 0, b.N)
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		ask(i)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
	b.ReportMetric(float64(took[len(took)-1].Nanoseconds())/1000, "max-µs")
}

func BenchmarkLoad(b *testing.B) {
	o := organization()
	for b.Loop() {
	}
	b.ReportMetric(float64(o.memory)/(1<<20), "MiB")
	b.ReportMetric(o.load.Seconds(), "load-s")
}

func BenchmarkCheck(b *testing.B) {
	w, r := organization(), rand.New(rand.NewPCG(3, 4))
	b.ReportAllocs()
	percentiles(b, func(int) {
		w.May(access.Question{Who: memberID(r.IntN(scale.members)), Do: access.ViewDocument, File: documentID(r.IntN(scale.documents))})
	})
}

func BenchmarkDecide(b *testing.B) {
	w, r := organization(), rand.New(rand.NewPCG(3, 4))
	b.ReportAllocs()
	percentiles(b, func(int) {
		w.Decide(access.Question{Who: memberID(r.IntN(scale.members)), Do: access.EditDocument, File: documentID(r.IntN(scale.documents))})
	})
}

// BenchmarkAllowed asks only what is allowed, of the member for whom folders decide.
func BenchmarkAllowed(b *testing.B) {
	w, r := organization(), rand.New(rand.NewPCG(3, 4))
	b.ReportAllocs()
	percentiles(b, func(int) {
		if !w.May(access.Question{Who: everything, Do: access.ViewDocument, File: documentID(r.IntN(scale.documents))}) {
			b.Fatal("denied")
		}
	})
}

func BenchmarkList(b *testing.B) {
	w := organization()
	for _, who := range []writ.MemberID{everything, nothing, late, "m-04711"} {
		for _, by := range []access.Order{access.ByName, access.ByUpdated, access.ByKind} {
			for _, desc := range []bool{false, true} {
				b.Run(fmt.Sprintf("%s/%s/desc=%t", who, by, desc), func(b *testing.B) {
					percentiles(b, func(int) {
						if p, err := w.List(access.List{Who: who, Sort: by, Desc: desc, Limit: 100}); err != nil || len(p.IDs) < 5 {
							b.Fatal(len(p.IDs), err)
						}
					})
				})
			}
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	w := organization()
	for _, text := range []string{"77", "sales 0999999", "no such name"} {
		b.Run(text, func(b *testing.B) {
			percentiles(b, func(int) {
				if _, err := w.List(access.List{Who: everything, Text: text, Limit: 100}); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkGrant(b *testing.B) {
	w := organization()
	percentiles(b, func(i int) {
		w.PutGrant(&writ.Grant{ID: "the one", File: folderID(i % scale.workspaces), Grantee: writ.Grantee{Member: late}, Level: writ.LevelManage})
	})
	w.RemoveGrant("the one")
}

// BenchmarkMove moves a workspace's folder with all that is in it back and forth.
func BenchmarkMove(b *testing.B) {
	w := organization()
	f := &writ.File{ID: folderID(300), Kind: writ.KindFolder, Name: "Moved", Parent: folderID(0), Owner: memberID(5), Creator: memberID(5)}
	percentiles(b, func(i int) {
		f.Parent = folderID(i % 50)
		w.PutFile(f)
	})
}

func BenchmarkWho(b *testing.B) {
	w := organization()
	percentiles(b, func(int) { w.Who(access.Who{File: folderID(7), Limit: 50}) })
}

func BenchmarkWhatIf(b *testing.B) {
	w := organization()
	percentiles(b, func(int) {
		w.WhatIf([]access.GrantChange{{File: folderID(7), Grantee: writ.Grantee{Team: teamID(3)}, Level: writ.LevelManage}})
	})
}
