package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
)

// DataModel is a data model as a list shows it.
type DataModel struct {
	DataModelID    writ.FileID `json:"dataModelId"`
	DataModelURLID string      `json:"dataModelUrlId"`
	LatestVersion  int64       `json:"latestVersion" doc:"The number of its published version; 0 while there is none"`
	described
}

// Dataset is a dataset as a list shows it.
type Dataset struct {
	DatasetID writ.FileID   `json:"datasetId"`
	Owner     writ.MemberID `json:"owner"`
	described
}

// DataModelPath names a data model.
type DataModelPath struct {
	DataModelID writ.FileID `path:"dataModelId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *DataModelPath) Resolve(huma.Context) []error {
	p.DataModelID = fileID(p.DataModelID)
	return nil
}

// DatasetPath names a dataset.
type DatasetPath struct {
	DatasetID writ.FileID `path:"datasetId" doc:"The id or the urlId"`
}

// Resolve takes the urlId for the id.
func (p *DatasetPath) Resolve(huma.Context) []error {
	p.DatasetID = fileID(p.DatasetID)
	return nil
}

func (s *Server) dataModelRoutes() {
	member(s, endpoint{id: "listDataModels", route: "GET /v2/dataModels", summary: "List the data models that you may view"}, s.listDataModels)
	member(s, endpoint{id: "getDataModel", route: "GET /v2/dataModels/{dataModelId}", summary: "Get a data model"}, s.getDataModel)
	member(s, endpoint{id: "listDataModelElements", route: "GET /v2/dataModels/{dataModelId}/elements", summary: "List the elements of what is published"}, s.listDataModelElements)
	member(s, endpoint{id: "listDataModelSources", route: "GET /v2/dataModels/{dataModelId}/sources", summary: "List where the elements take their rows from"}, s.listDataModelSources)
	member(s, endpoint{id: "listDatasets", route: "GET /v2/datasets", summary: "List the datasets that you may view"}, s.listDatasets)
	member(s, endpoint{id: "getDataset", route: "GET /v2/datasets/{datasetId}", summary: "Get a dataset"}, s.getDataset)
	member(s, endpoint{id: "listDatasetSources", route: "GET /v2/datasets/{datasetId}/sources", summary: "List where its rows come from"}, s.listDatasetSources)
}

func (s *Server) showDataModel(f *app.FileView) DataModel {
	return DataModel{DataModelID: f.ID, DataModelURLID: urlID(f.ID), LatestVersion: f.Published, described: s.describe(f)}
}

func (s *Server) showDataset(f *app.FileView) Dataset {
	return Dataset{DatasetID: f.ID, Owner: f.Owner, described: s.describe(f)}
}

func (s *Server) listDataModels(ctx context.Context, actor app.Actor, in *Paging) (Page[DataModel], error) {
	p, err := s.documents(ctx, actor, writ.KindDataModel, in)
	return pageOfDocuments(p, err, s.showDataModel)
}

func (s *Server) getDataModel(ctx context.Context, actor app.Actor, in *DataModelPath) (DataModel, error) {
	d, err := s.ofKind(ctx, actor, in.DataModelID, writ.KindDataModel)
	if err != nil {
		return DataModel{}, err
	}
	return s.showDataModel(&d.FileView), nil
}

func (s *Server) listDataModelElements(ctx context.Context, actor app.Actor, in *struct {
	DataModelPath
	Paging
}) (Page[DocumentElement], error) {
	d, err := s.ofKind(ctx, actor, in.DataModelID, writ.KindDataModel)
	if err != nil {
		return Page[DocumentElement]{}, err
	}
	return pageOfElements(d.Elements, in.Paging)
}

func (s *Server) listDataModelSources(ctx context.Context, actor app.Actor, in *DataModelPath) (Entries[DocumentSource], error) {
	list, err := s.sourcesOf(ctx, actor, in.DataModelID, writ.KindDataModel)
	return Entries[DocumentSource]{Entries: list}, err
}

func (s *Server) listDatasets(ctx context.Context, actor app.Actor, in *Paging) (Page[Dataset], error) {
	p, err := s.documents(ctx, actor, writ.KindDataset, in)
	return pageOfDocuments(p, err, s.showDataset)
}

func (s *Server) getDataset(ctx context.Context, actor app.Actor, in *DatasetPath) (Dataset, error) {
	d, err := s.ofKind(ctx, actor, in.DatasetID, writ.KindDataset)
	if err != nil {
		return Dataset{}, err
	}
	return s.showDataset(&d.FileView), nil
}

func (s *Server) listDatasetSources(ctx context.Context, actor app.Actor, in *DatasetPath) ([]DocumentSource, error) {
	return s.sourcesOf(ctx, actor, in.DatasetID, writ.KindDataset)
}
