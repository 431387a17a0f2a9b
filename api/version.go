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
