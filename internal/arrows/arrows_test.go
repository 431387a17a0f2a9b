package arrows

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/writ-dev/writ"

// floors lists the rooms from the ground up. A room imports rooms of lower
// floors only; its own subfolders are its own business.
var floors = [][]string{
	{"."},
	{"store", "warehouse"},
	{"editlog", "query", "jobs", "blob"},
	{"auth", "access", "vault", "document", "explorer", "doctor", "inputtable", "ingest", "export", "publish", "audit", "notify"},
	{"app", "live"},
	{"api", "client"},
	{"cmd"},
}

// sideways are the only arrows inside one floor.
var sideways = map[string][]string{
	"store": {"warehouse"}, // the store implements the ledger that warehouse defines
}

// between are the only arrows between two concrete packages.
var between = map[string]string{
	"store/postgres": "store/sqlite", // a backup is a SQLite file, whatever was backed up
}

// programs stand outside the house and may use any room.
var programs = []string{"bench", "corpus", "e2e"}

// concrete are the packages that only cmd, programs and tests may name.
var concrete = []string{
	"store/sqlite", "store/postgres", "blob/s3",
	"warehouse/duckdb", "warehouse/postgres", "warehouse/mysql", "warehouse/snowflake", "warehouse/bigquery",
}

// vendors says in which rooms a vendor's package may be imported.
var vendors = map[string][]string{
	"net/http":                            {"api", "live", "client", "auth", "vault", "cmd", "warehouse/snowflake", "warehouse/bigquery", "warehouse/databricks", "internal/testoidc"},
	"github.com/duckdb/duckdb-go":         {"warehouse/duckdb"},
	"github.com/go-sql-driver/mysql":      {"warehouse/mysql", "internal/testmysql"},
	"github.com/jackc/pgx":                {"warehouse/postgres", "store/postgres", "internal/testpg"},
	"modernc.org/sqlite":                  {"store/sqlite"},
	"github.com/pressly/goose":            {"store"},
	"github.com/danielgtaylor/huma":       {"api"},
	"github.com/alexedwards/scs":          {"auth", "api"},
	"github.com/coreos/go-oidc":           {"auth"},
	"golang.org/x/oauth2":                 {"auth"},
	"github.com/alecthomas/kong":          {"cmd"},
	"go.yaml.in/yaml":                     {"cmd/writ/plan"},
	"github.com/coder/websocket":          {"live"},
	"github.com/prometheus/client_golang": {"api", "cmd"},
	"golang.org/x/crypto/argon2":          {"auth"},
	"golang.org/x/crypto/ssh":             {"warehouse/postgres"},
	"github.com/netresearch/go-cron":      {"jobs"},
	"database/sql":                        {"store", "warehouse/duckdb", "warehouse/mysql", "internal/testmysql"},
	"math/rand":                           {"internal/flights", "internal/lineitem"},
	"github.com/minio/minio-go":           {"blob/s3"},
	"github.com/rogpeppe/go-internal":     {"e2e"},
	"github.com/google/uuid":              {"."},
	"github.com/klauspost/compress":       {"ingest", "internal/xlsx"},
	"github.com/wneessen/go-mail":         {"notify"},
}

// calls are functions that only cmd, programs and the root's clock and id files
// may use: everything else is handed time, randomness and settings.
var calls = map[string]bool{"time.Now": true, "time.Since": true, "os.Getenv": true, "os.LookupEnv": true, "os.Environ": true}

type source struct {
	room string // folder relative to the module root, "." for the root
	name string // file path relative to the module root
	file *ast.File
	fset *token.FileSet
}

func TestArrowsPointDown(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, imp := range s.file.Imports {
			to := strings.Trim(imp.Path.Value, `"`)
			if to == module {
				to = "."
			} else if rest, ok := strings.CutPrefix(to, module+"/"); ok {
				to = rest
			} else {
				continue
			}
			if why := forbidden(s.room, to); why != "" {
				t.Errorf("%s imports %s: %s", s.name, to, why)
			}
		}
	}
}

// forbidden says why the room from may not import the package to, or "".
func forbidden(from, to string) string {
	a, b := top(from), top(to)
	if slices.Contains(programs, a) || a == "cmd" && b != "cmd" {
		return ""
	}
	if b == "internal" || a == b && !slices.Contains(concrete, to) || between[from] == to {
		return ""
	}
	if slices.Contains(concrete, to) {
		return "only cmd and tests name a platform or a concrete store"
	}
	if a == "internal" {
		if b == "." {
			return ""
		}
		return "helpers know no room of the house"
	}
	fa, fb := floor(a), floor(b)
	switch {
	case b == "web" && (a == "api" || a == "cmd"):
		return ""
	case fa < 0 || fb < 0:
		return "a room that the list of floors does not know"
	case fb < fa || fa == fb && slices.Contains(sideways[a], b):
		return ""
	}
	return "the arrow does not point down"
}

func TestPlatformsKnowOnlyTheContract(t *testing.T) {
	t.Parallel()
	may := []string{module, module + "/warehouse/driver", module + "/warehouse/sqltext"}
	for _, s := range sources(t) {
		if !slices.Contains(concrete, s.room) || !strings.HasPrefix(s.room, "warehouse/") {
			continue
		}
		for _, imp := range s.file.Imports {
			p := strings.Trim(imp.Path.Value, `"`)
			if strings.HasPrefix(p, module) && !slices.Contains(may, p) {
				t.Errorf("%s imports %s: a platform knows the driver contract, sqltext and the nouns", s.name, p)
			}
		}
	}
}

func TestVendorsStayInTheirRooms(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if slices.Contains(programs, top(s.room)) {
			continue
		}
		for _, imp := range s.file.Imports {
			p := strings.Trim(imp.Path.Value, `"`)
			for vendor, rooms := range vendors {
				if p != vendor && !strings.HasPrefix(p, vendor+"/") {
					continue
				}
				if !slices.ContainsFunc(rooms, func(r string) bool { return s.room == r || strings.HasPrefix(s.room, r+"/") }) {
					t.Errorf("%s imports %s, which only %v may", s.name, p, rooms)
				}
			}
		}
	}
}

func TestNoHiddenInputs(t *testing.T) {
	t.Parallel()
	allowed := []string{"clock.go", "id.go"}
	for _, s := range sources(t) {
		if s.file.Name.Name == "main" || slices.Contains(allowed, s.name) || strings.HasPrefix(s.room, "internal/test") || slices.Contains(programs, top(s.room)) || top(s.room) == "cmd" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "init" && n.Recv == nil {
					t.Errorf("%s: init functions are not used; wire in cmd", s.fset.Position(n.Pos()))
				}
			case *ast.SelectorExpr:
				if id, ok := n.X.(*ast.Ident); ok && id.Obj == nil && calls[id.Name+"."+n.Sel.Name] {
					t.Errorf("%s: %s.%s; take a writ.Clock or a setting instead", s.fset.Position(n.Pos()), id.Name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhyItExists(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, s := range sources(t) {
		said[s.room] = said[s.room] || s.file.Doc != nil && strings.HasPrefix(s.file.Doc.Text(), "Package ") || s.file.Doc != nil && s.file.Name.Name == "main"
	}
	for room, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", room)
		}
	}
}

// sources parses every Go file of the module that is not a test.
func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || d.Name() == "node_modules" || d.Name() == "testdata" || rel == "tools") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		out = append(out, source{room: path.Dir(rel), name: rel, file: f, fset: fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 10 {
		t.Fatalf("found only %d files; the walk is broken", len(out))
	}
	return out
}

func top(room string) string {
	first, _, _ := strings.Cut(room, "/")
	return first
}

func floor(room string) int {
	return slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, room) })
}
