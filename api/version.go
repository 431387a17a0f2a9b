package api

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
	"github.com/writ-dev/writ/warehouse"
)

// TableVersion is a table as it once was.
type TableVersion struct {
	Version    int64            `json:"version" doc:"From 1, without gaps"`
	Change     writ.TableChange `json:"change" enum:"create,replace,append,upsert,restore" doc:"What made it"`
	Restored   *int64           `json:"restored,omitempty" doc:"The version that a restore brought back"`
	UploadID   *writ.UploadID   `json:"uploadId" doc:"The upload that made it; null for a restore"`
	FileName   string           `json:"fileName" doc:"Of that upload; of a restore, that of the version brought back"`
	MemberID   writ.MemberID    `json:"memberId"`
	MemberName string           `json:"memberName"`
	CreatedAt  time.Time        `json:"createdAt"`
	Rows       int64            `json:"rows"`
	Columns    []TableColumn    `json:"columns"`
	Kept       bool             `json:"kept" doc:"Its rows are still in the warehouse: they can be read, compared and brought back"`
	Current    bool             `json:"current"`
}

// VersionPath names a version of a table.
type VersionPath struct {
	TablePath
	Version int64 `path:"version" minimum:"1"`
}

func (s *Server) versionRoutes() {
	member(s, endpoint{id: "listVersions", route: "GET /v2/tables/{tableId}/versions", summary: "List the versions of a table, the newest first"}, s.listVersions)
	member(s, endpoint{id: "getVersionCertificate", route: "GET /v2/tables/{tableId}/versions/{version}/certificate", summary: "Get the certificate of a version, also when its rows are no longer kept"}, s.getVersionCertificate)
	member(s, endpoint{id: "restoreVersion", route: "POST /v2/tables/{tableId}/versions/{version}/restore", summary: "Bring the rows of an earlier version back, as a new version; no row is copied"}, s.restoreVersion)
	member(s, endpoint{id: "compareVersions", route: "GET /v2/tables/{tableId}/versions/{version}/compare", summary: "Compare a version with another: count the rows that differ and show some"}, s.compareVersions)
	s.documentCertificate("/v2/tables/{tableId}/versions/{version}/certificate")
}

// documentCertificate says what the certificate is that a route passes on as it was
// stored.
func (s *Server) documentCertificate(path string) {
	registry := s.huma.OpenAPI().Components.Schemas
	s.huma.OpenAPI().Paths[path].Get.Responses["200"].Content["application/json"].Schema =
		registry.Schema(reflect.TypeFor[ingest.Certificate](), true, "")
}

func (s *Server) listVersions(ctx context.Context, actor app.Actor, in *struct {
	TablePath
	Paging
}) (Page[TableVersion], error) {
	before, err := versionAfter(in.Page)
	if err != nil {
		return Page[TableVersion]{}, err
	}
	list, err := s.app.Versions(ctx, actor, in.TableID, before, in.Limit+1)
	if err != nil {
		return Page[TableVersion]{}, err
	}
	return pageOf(list, in.Limit, func(v *app.VersionView) string { return strconv.FormatInt(v.Number, 10) }, showVersion), nil
}

// versionAfter reads the key of the last version of a page; 0 for the first page.
func versionAfter(page string) (int64, error) {
	if page == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(page, 10, 64)
	if err != nil || n < 1 {
		return 0, writ.Invalid("api.versionAfter", "page", "page is not the nextPage of this list.").WithHint("Start again without page.")
	}
	return n, nil
}

func (s *Server) getVersionCertificate(ctx context.Context, actor app.Actor, in *VersionPath) (json.RawMessage, error) {
	v, err := s.app.Version(ctx, actor, in.TableID, in.Version)
	if err != nil {
		return nil, err
	}
	return v.Certificate, nil
}

func (s *Server) restoreVersion(ctx context.Context, actor app.Actor, in *VersionPath) (Table, error) {
	t, err := s.app.RestoreVersion(ctx, actor, in.TableID, in.Version)
	if err != nil {
		return Table{}, err
	}
	return showTable(t), nil
}

// VersionDifference is how one version of a table differs from another.
type VersionDifference struct {
	Added           int64               `json:"added" doc:"Rows that only the other version has"`
	Removed         int64               `json:"removed" doc:"Rows that the other version lacks"`
	Changed         int64               `json:"changed" doc:"Rows that both have, with other values in columns that both have"`
	Same            int64               `json:"same"`
	Columns         []string            `json:"columns" doc:"What the cells of the sample are, by label"`
	ChangesOfSchema []writ.SchemaChange `json:"changesOfSchema"`
	Sample          []DifferentRow      `json:"sample" doc:"The first rows that differ, by their number"`
}

// DifferentRow is a row that differs.
type DifferentRow struct {
	Kind   warehouse.DifferenceKind `json:"kind" enum:"added,removed,changed"`
	Row    int64                    `json:"row" doc:"Its number in the other version; if it was removed, in this one"`
	Before []writ.Value             `json:"before" nullable:"true" doc:"Null if it was added"`
	After  []writ.Value             `json:"after" nullable:"true" doc:"Null if it was removed"`
}

func (s *Server) compareVersions(ctx context.Context, actor app.Actor, in *struct {
	VersionPath
	With  int64    `query:"with" minimum:"0" doc:"The other version; 0 or absent is the current one"`
	Key   []string `query:"key,explode" doc:"Labels of the columns by which two rows are the same, as often as needed; absent: rows of the same number are"`
	Limit int      `query:"limit" default:"100" minimum:"0" maximum:"1000" doc:"Rows of the sample"`
}) (VersionDifference, error) {
	d, err := s.app.CompareVersions(ctx, actor, in.TableID, in.Version, in.With, in.Key, in.Limit)
	if err != nil {
		return VersionDifference{}, err
	}
	return VersionDifference{
		Added: d.Added, Removed: d.Removed, Changed: d.Changed, Same: d.Same, Columns: d.Columns, ChangesOfSchema: orEmpty(d.Changes),
		Sample: entriesOf(d.Sample, func(r warehouse.DifferentRow) DifferentRow {
			return DifferentRow{Kind: r.Kind, Row: r.Row, Before: r.Before, After: r.After}
		}).Entries,
	}, nil
}

func showVersion(v *app.VersionView) TableVersion {
	out := TableVersion{
		Version: v.Number, Change: v.Change, UploadID: optional(v.Upload), FileName: v.FileName,
		MemberID: v.Member, MemberName: personOf(v.Maker).Name, CreatedAt: v.CreatedAt, Rows: v.Rows, Columns: showColumns(v.Columns),
		Kept: v.Kept(), Current: v.IsCurrent,
	}
	if v.Restored > 0 {
		out.Restored = &v.Restored
	}
	return out
}
