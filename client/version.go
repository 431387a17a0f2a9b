package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/writ-dev/writ"
)

// TableVersion is a table as it once was.
type TableVersion struct {
	Number     int64            `json:"version"`
	Change     writ.TableChange `json:"change"`
	Restored   int64            `json:"restored,omitempty"` // the version that a restore brought back
	FileName   string           `json:"fileName"`
	MemberName string           `json:"memberName"`
	CreatedAt  time.Time        `json:"createdAt"`
	Rows       int64            `json:"rows"`
	Kept       bool             `json:"kept"` // its rows are still there
	Current    bool             `json:"current"`
}

// VersionDifference is how one version of a table differs from another.
type VersionDifference struct {
	Added           int64               `json:"added"`
	Removed         int64               `json:"removed"`
	Changed         int64               `json:"changed"`
	Same            int64               `json:"same"`
	Columns         []string            `json:"columns"`
	ChangesOfSchema []writ.SchemaChange `json:"changesOfSchema"`
	Sample          []DifferentRow      `json:"sample"`
}

// DifferentRow is a row that differs; Before is nil if it was added, After if it was
// removed. Their cells are those of the difference's columns.
type DifferentRow struct {
	Kind   string       `json:"kind"` // "added", "removed" or "changed"
	Row    int64        `json:"row"`
	Before []writ.Value `json:"before"`
	After  []writ.Value `json:"after"`
}

// Versions returns all versions of a table, the newest first.
func (c *Client) Versions(ctx context.Context, id writ.TableID) ([]TableVersion, error) {
	return all[TableVersion](ctx, c, tablePath(id)+"/versions", nil)
}

// Certificate returns the certificate of a version of a table, 0 being the current
// one, as the JSON document that it is.
func (c *Client) Certificate(ctx context.Context, id writ.TableID, version int64) (json.RawMessage, error) {
	path := tablePath(id) + "/certificate"
	if version > 0 {
		path = versionPath(id, version) + "/certificate"
	}
	var doc json.RawMessage
	return doc, c.call(ctx, http.MethodGet, path, nil, nil, &doc)
}

// Compare compares a version of a table with another, 0 being the current one, by
// the columns of the key or, without one, by row number. The sample has at most
// limit rows.
func (c *Client) Compare(ctx context.Context, id writ.TableID, version, with int64, key []string, limit int) (*VersionDifference, error) {
	d := &VersionDifference{}
	query := url.Values{"with": {strconv.FormatInt(with, 10)}, "limit": {strconv.Itoa(limit)}, "key": key}
	return d, c.call(ctx, http.MethodGet, versionPath(id, version)+"/compare", query, nil, d)
}

// RestoreVersion brings the rows of a version back, as a new one.
func (c *Client) RestoreVersion(ctx context.Context, id writ.TableID, version int64) (*Table, error) {
	t := &Table{}
	return t, c.call(ctx, http.MethodPost, versionPath(id, version)+"/restore", nil, nil, t)
}

func versionPath(id writ.TableID, version int64) string {
	return tablePath(id) + "/versions/" + strconv.FormatInt(version, 10)
}
