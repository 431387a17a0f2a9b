package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/writ-dev/writ"
)

// aliasTypes tells the document how types are written that marshal themselves: a
// cell is text or null, raw JSON is anything.
func aliasTypes(r huma.Registry) {
	r.RegisterTypeAlias(reflect.TypeFor[writ.Value](), reflect.TypeFor[*string]())
	r.RegisterTypeAlias(reflect.TypeFor[json.RawMessage](), reflect.TypeFor[any]())
}
