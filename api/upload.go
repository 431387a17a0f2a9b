package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/ingest"
)

// Upload is one file on its way into a table.
type Upload struct {
	UploadID      writ.UploadID       `json:"uploadId"`
	FileName      string              `json:"fileName"`
	Size          int64               `json:"size" doc:"Bytes, as announced"`
	Received      int64               `json:"received" doc:"Bytes that have arrived; the next part starts here"`
	SHA256        *string             `json:"sha256" doc:"Of the whole file, once it has arrived"`
	State         writ.UploadState    `json:"state" enum:"receiving,ready,importing,done,failed,canceled"`
	ConnectionID  *writ.ConnectionID  `json:"connectionId"`
	DestinationID *writ.DestinationID `json:"destinationId"`
	TableID       *writ.TableID       `json:"tableId" doc:"The table it became or changed"`
	Change        *writ.TableChange   `json:"change" enum:"create,replace,append,upsert" doc:"What the import does; set when it starts"`
	TargetID      *writ.TableID       `json:"targetId" doc:"The table that the import changes"`
	SchemaChanges []writ.SchemaChange `json:"schemaChanges,omitempty" doc:"What the import would do to the columns of that table, if it failed because that was not accepted"`
	Problem       *UploadProblem      `json:"problem,omitempty" doc:"Why it failed or, while it is importing, why the last attempt did; it is tried again then"`
	Progress      *Progress           `json:"progress,omitempty" doc:"How far the import is, while it runs"`
	Result        *UploadResult       `json:"result,omitempty" doc:"What the import counted, when it is done"`
	Remembered    *Remembered         `json:"remembered,omitempty" doc:"What you chose for an earlier file of the same source, to be offered; it counts only if it is sent as options"`
	CreatedAt     time.Time           `json:"createdAt"`
	UpdatedAt     time.Time           `json:"updatedAt"`
}

// Remembered are the choices for an earlier file whose name differs in numbers and
// dates alone. Those about columns go by the label.
type Remembered struct {
	FileName  string         `json:"fileName" doc:"Of that file"`
	Options   ingest.Options `json:"options"`
	UpdatedAt time.Time      `json:"updatedAt"`
}

// UploadProblem says why an upload failed.
type UploadProblem struct {
	Code    writ.Code `json:"code"`
	Field   string    `json:"field,omitempty"`
	Message string    `json:"message"`
	Hint    string    `json:"hint,omitempty"`
}

// Progress is how far an import is: bytes read of the file, rows sent to the
// warehouse or read back from it.
type Progress struct {
	Phase      string     `json:"phase" doc:"waiting, reading, loading or verifying"`
	StartedAt  *time.Time `json:"startedAt,omitempty" doc:"When the phase began; absent while waiting"`
	Bytes      int64      `json:"bytes"`
	TotalBytes int64      `json:"totalBytes"`
	Rows       int64      `json:"rows"`
	TotalRows  int64      `json:"totalRows"`
}

// UploadResult is what an import counted.
type UploadResult struct {
	RowsRead     int64 `json:"rowsRead"`
	RowsLoaded   int64 `json:"rowsLoaded"`
	RowsRejected int64 `json:"rowsRejected"`
	RowsInserted int64 `json:"rowsInserted,omitempty" doc:"Of an append or an upsert: rows that went after those of the table"`
	RowsUpdated  int64 `json:"rowsUpdated,omitempty" doc:"Of an upsert: rows that took the place of others"`
}

// UploadDraft announces a file.
type UploadDraft struct {
	FileName string `json:"fileName" minLength:"1" maxLength:"255"`
	Size     int64  `json:"size" minimum:"0" doc:"Bytes"`
}

// PreviewRequest holds the choices made so far; what is absent is detected.
type PreviewRequest struct {
	Options ingest.Options   `json:"options,omitempty"`
	TableID writ.TableID     `json:"tableId,omitempty" doc:"A table that the file may go into: then schema says what it would do to the columns of that"`
	Change  writ.TableChange `json:"change,omitempty" enum:"create,replace,append,upsert" doc:"What it would do to that table; append if absent"`
}

// ImportRequest says where the table goes and what it is called, or which table
// is changed.
type ImportRequest struct {
	ConnectionID   writ.ConnectionID  `json:"connectionId,omitempty" doc:"Of a new table; one that is changed has its own"`
	DestinationID  writ.DestinationID `json:"destinationId,omitempty" doc:"May be absent where the connection has one"`
	Name           string             `json:"name,omitempty" maxLength:"200" doc:"Of a new table"`
	FolderID       writ.FileID        `json:"folderId,omitempty" doc:"Of a new table: the folder that gets a new workbook with it; absent for your My documents"`
	DocumentID     writ.FileID        `json:"documentId,omitempty" doc:"Of a new table: the document whose draft gets it as an element, instead of a new workbook"`
	Options        ingest.Options     `json:"options,omitempty"`
	OnReject       string             `json:"onReject,omitempty" enum:"stop,load" doc:"What to do when a value does not fit a type that was chosen by hand: stop (the default), or load the rest"`
	MaxRejects     int64              `json:"maxRejects,omitempty" minimum:"0" doc:"With load, more rejected rows than this stop the import after all; 0 is no limit"`
	Change         writ.TableChange   `json:"change,omitempty" enum:"create,replace,append,upsert" doc:"create (the default) makes a new table. The others change the one of tableId, which readers see as it was until all is done: replace puts the rows of the file in place of all others, append puts them after the others, upsert puts them in place of those with the same key, and after the others where there is none"`
	TableID        writ.TableID       `json:"tableId,omitempty" doc:"The table to change"`
	Key            []string           `json:"key,omitempty" doc:"For upsert: the labels of the columns by which two rows are the same"`
	OnSchemaChange string             `json:"onSchemaChange,omitempty" enum:"stop,accept" doc:"What to do when the file would change the columns of the table: stop (the default), with schemaChanges of the upload telling what it would change, or go on"`
}

// UploadTarget is a connection the member may upload to.
type UploadTarget struct {
	ConnectionID writ.ConnectionID   `json:"connectionId"`
	Name         string              `json:"name"`
	Type         writ.Platform       `json:"type"`
	Destinations []TargetDestination `json:"destinations"`
}

// TargetDestination is one place of a target. The label never tells the schema.
type TargetDestination struct {
	DestinationID writ.DestinationID `json:"destinationId"`
	Label         string             `json:"label"`
}

// maxUploads is how many of a member's uploads are listed; older ones are only
// reached by their id.
const maxUploads = 1000

// UploadPath names an upload.
type UploadPath struct {
	UploadID writ.UploadID `path:"uploadId"`
}

func (s *Server) uploadRoutes() {
	member(s, endpoint{id: "listUploads", route: "GET /v2/uploads", summary: "List your uploads, the newest first"}, s.listUploads)
	member(s, endpoint{id: "createUpload", route: "POST /v2/uploads", summary: "Announce a file to upload", status: http.StatusCreated}, s.createUpload)
	member(s, endpoint{id: "getUpload", route: "GET /v2/uploads/{uploadId}", summary: "Get an upload and how far it is"}, s.getUpload)
	member(s, endpoint{id: "cancelUpload", route: "DELETE /v2/uploads/{uploadId}", summary: "Cancel an upload; nothing of it stays"}, s.cancelUpload)
	member(s, endpoint{id: "previewUpload", route: "POST /v2/uploads/{uploadId}/preview", summary: "Show how the file reads, once its first megabyte has arrived"}, s.previewUpload)
	member(s, endpoint{id: "importUpload", route: "POST /v2/uploads/{uploadId}/import", summary: "Start the import; it goes on by itself, also when a server ends, until the upload has ended", status: http.StatusAccepted}, s.importUpload)
	member(s, endpoint{id: "forgetChoices", route: "DELETE /v2/uploads/{uploadId}/remembered", summary: "Forget what you chose for earlier files of the source of an upload"}, s.forgetChoices)
	member(s, endpoint{id: "listUploadTargets", route: "GET /v2/upload-targets", summary: "List where you may upload to"}, s.listUploadTargets)
	s.appendRoute()
	s.rejectRoutes()
}

func (s *Server) listUploads(ctx context.Context, actor app.Actor, in *Paging) (Page[Upload], error) {
	list, err := s.app.Uploads(ctx, actor, maxUploads)
	if err != nil {
		return Page[Upload]{}, err
	}
	key := func(u *app.UploadView) string { return string(u.ID) }
	list, err = pageAfter(list, in.Page, key)
	return pageOf(list, in.Limit, key, showUpload), err
}

func (s *Server) createUpload(ctx context.Context, actor app.Actor, in *struct{ Body UploadDraft }) (Upload, error) {
	return shown(s.app.CreateUpload(ctx, actor, in.Body.FileName, in.Body.Size))
}

func (s *Server) getUpload(ctx context.Context, actor app.Actor, in *UploadPath) (Upload, error) {
	return shown(s.app.Upload(ctx, actor, in.UploadID))
}

func (s *Server) cancelUpload(ctx context.Context, actor app.Actor, in *UploadPath) (Upload, error) {
	return shown(s.app.CancelUpload(ctx, actor, in.UploadID))
}

func (s *Server) previewUpload(ctx context.Context, actor app.Actor, in *struct {
	UploadPath
	Body PreviewRequest
}) (*ingest.Preview, error) {
	if in.Body.TableID != "" && in.Body.Change != writ.ChangeCreate {
		return s.app.PreviewChange(ctx, actor, in.UploadID, in.Body.Options, in.Body.TableID, in.Body.Change)
	}
	return s.app.PreviewUpload(ctx, actor, in.UploadID, in.Body.Options)
}

func (s *Server) importUpload(ctx context.Context, actor app.Actor, in *struct {
	UploadPath
	Body ImportRequest
}) (Upload, error) {
	u, err := s.app.StartImport(ctx, actor, in.UploadID, app.ImportRequest{
		Connection: in.Body.ConnectionID, Destination: in.Body.DestinationID,
		Name: in.Body.Name, Folder: fileID(in.Body.FolderID), Document: fileID(in.Body.DocumentID), Options: in.Body.Options, OnReject: in.Body.OnReject, MaxRejects: in.Body.MaxRejects,
		Change: in.Body.Change, Table: in.Body.TableID, Key: in.Body.Key, OnSchemaChange: in.Body.OnSchemaChange,
	})
	if err == nil {
		s.metrics.imports.Inc()
	}
	return shown(u, err)
}

func (s *Server) forgetChoices(ctx context.Context, actor app.Actor, in *UploadPath) (Empty, error) {
	return Empty{}, s.app.ForgetChoices(ctx, actor, in.UploadID)
}

func (s *Server) listUploadTargets(ctx context.Context, actor app.Actor, _ *struct{}) (Entries[UploadTarget], error) {
	list, err := s.app.UploadTargets(ctx, actor)
	return entriesOf(list, showTarget), err
}

// appendInput is one part of a file. It has no field for the body, so that huma
// leaves the body to the handler, which streams it.
type appendInput struct {
	UploadPath
	UploadOffset int64 `header:"Upload-Offset" required:"true" minimum:"0" doc:"Where in the file this part begins: received of the upload"`
	request      *http.Request
	out          http.ResponseWriter
}

// appended is the answer to a part; its header is where the next one begins.
type appended struct {
	UploadOffset int64 `header:"Upload-Offset"`
	Body         Upload
}

const offsetHeader = "Upload-Offset"

// Resolve keeps the request for the handler.
func (in *appendInput) Resolve(ctx huma.Context) []error {
	in.request, in.out = humago.Unwrap(ctx)
	return nil
}

func (s *Server) appendRoute() {
	e := endpoint{id: "appendUpload", route: "PATCH /v2/uploads/{uploadId}", summary: "Send the next part of the file, of any size; what arrives before an interruption stays"}
	op := e.operation()
	op.MaxBodyBytes = -1
	op.Middlewares = huma.Middlewares{s.requireMember}
	huma.Register(s.huma, op, func(ctx context.Context, in *appendInput) (*appended, error) {
		u, err := s.append(ctx, actorOf(ctx), in)
		if err != nil {
			return nil, err
		}
		return &appended{UploadOffset: u.Received, Body: u}, nil
	})
	// Huma would read a body that is documented before Register into memory.
	s.huma.OpenAPI().Paths["/v2/uploads/{uploadId}"].Patch.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{
			"application/offset+octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}
}

// append streams one part into the blob store. A part that begins elsewhere than
// the upload ends is refused with the offset it should have had.
func (s *Server) append(ctx context.Context, actor app.Actor, in *appendInput) (Upload, error) {
	body := s.rollingReader(in.out, in.request.Body)
	u, err := s.app.AppendUpload(ctx, actor, in.UploadID, in.UploadOffset, body)
	s.metrics.uploadBytes.Add(float64(body.n))
	if err == nil {
		return showUpload(u), nil
	}
	p := s.problem(ctx, err)
	if p.Code == writ.CodeConflict && u != nil {
		p.Offset = &u.Received
		p.header = http.Header{offsetHeader: {strconv.FormatInt(u.Received, 10)}}
	}
	return Upload{}, p
}

func shown(u *app.UploadView, err error) (Upload, error) {
	if err != nil {
		return Upload{}, err
	}
	return showUpload(u), nil
}

func showUpload(u *app.UploadView) Upload {
	v := Upload{
		UploadID: u.ID, FileName: u.FileName, Size: u.Size, Received: u.Received, SHA256: optional(u.SHA256), State: u.State,
		ConnectionID: optional(u.Connection), DestinationID: optional(u.Destination), TableID: optional(u.Table),
		Change: optional(u.Change), TargetID: optional(u.Target), SchemaChanges: u.Changes,
		Problem: (*UploadProblem)(u.Problem), CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}
	if p := u.Progress; p != nil {
		v.Progress = &Progress{Phase: p.Phase, StartedAt: optionalTime(p.StartedAt), Bytes: p.Bytes, TotalBytes: p.TotalBytes, Rows: p.Rows, TotalRows: p.TotalRows}
	}
	if r := u.Remembered; r != nil {
		v.Remembered = &Remembered{FileName: r.FileName, Options: r.Options, UpdatedAt: r.UpdatedAt}
	}
	if r := u.Result; r != nil {
		v.Result = &UploadResult{RowsRead: r.RowsRead, RowsLoaded: r.RowsLoaded, RowsRejected: r.RowsRejected, RowsInserted: r.RowsInserted, RowsUpdated: r.RowsUpdated}
	}
	return v
}

func showTarget(t app.UploadTarget) UploadTarget {
	v := UploadTarget{ConnectionID: t.Connection, Name: t.Name, Type: t.Platform, Destinations: []TargetDestination{}}
	for _, d := range t.Destinations {
		v.Destinations = append(v.Destinations, TargetDestination{DestinationID: d.ID, Label: d.Label})
	}
	return v
}
