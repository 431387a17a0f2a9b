package api

import (
	"maps"
	"slices"
	"strconv"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/app"
	"github.com/writ-dev/writ/warehouse/driver"
)

// ConnectionDraft is what a connection is made from or replaced by. Details has
// type, the values of that platform's fields by name, and writeAccess: an object
// with the destination's fields, or null or nothing to switch it off.
type ConnectionDraft struct {
	Name                string         `json:"name" minLength:"1" maxLength:"200"`
	Description         string         `json:"description,omitempty" maxLength:"2000"`
	Details             map[string]any `json:"details" doc:"{type, the fields of GET /v2/platforms by name, writeAccess?: {the destination's fields}}. An absent secret keeps the stored one, \"\" removes it."`
	Version             int64          `json:"version,omitempty" doc:"The version this change was made from; a newer one refuses it"`
	AcknowledgeAffected bool           `json:"acknowledgeAffected,omitempty" doc:"Change the destination although tables live in it"`
	Restore             bool           `json:"restore,omitempty" doc:"Bring an archived connection back"`
}

// TrialDraft is a draft to try without saving. ConnectionID names the connection
// whose stored secrets stand in for those the draft leaves out.
type TrialDraft struct {
	ConnectionDraft
	ConnectionID writ.ConnectionID `json:"connectionId,omitempty"`
}

const detailType, detailWriteAccess = "type", "writeAccess"

// draft reads a draft by the form of its platform. A name the form does not
// have is refused rather than ignored.
func (s *Server) draft(in ConnectionDraft) (app.ConnectionDraft, error) {
	d := app.ConnectionDraft{
		Name: in.Name, Description: in.Description, Values: map[string]string{},
		Version: in.Version, AcknowledgeAffected: in.AcknowledgeAffected, Restore: in.Restore,
	}
	platform, _ := in.Details[detailType].(string)
	spec, ok := s.spec(writ.Platform(platform))
	if !ok {
		return d, writ.Invalid("api.draft", "details.type", "There is no platform %q", platform).
			WithHint("GET /v2/platforms lists them.")
	}
	d.Platform = spec.Platform
	if err := fill(d.Values, spec, in.Details); err != nil {
		return d, err
	}
	access, ok := in.Details[detailWriteAccess]
	if !ok || access == nil {
		return d, nil
	}
	d.WriteAccess = true
	path, err := destination(spec, access)
	d.Destination = path
	return d, err
}

// fill reads the fields of a connection form into values. Sigma's useTls stands
// for tlsMode where that is absent.
func fill(values map[string]string, spec driver.Spec, details map[string]any) error {
	_, precise := details["tlsMode"]
	for _, name := range slices.Sorted(maps.Keys(details)) {
		if name == detailType || name == detailWriteAccess {
			continue
		}
		text, err := detail("details."+name, details[name])
		if err != nil {
			return err
		}
		if name == "useTls" && !precise && hasField(spec.Fields, "tlsMode") {
			name, text = "tlsMode", tlsModeOf(text)
		}
		if !hasField(spec.Fields, name) {
			return unknownField("details."+name, spec)
		}
		values[name] = text
	}
	return nil
}

// destination reads the object writeAccess into a path.
func destination(spec driver.Spec, access any) (writ.Path, error) {
	const field = "details.writeAccess"
	values, ok := access.(map[string]any)
	if !ok {
		return nil, writ.Invalid("api.draft", field, "writeAccess must be an object with the fields of the destination, or null")
	}
	for name := range values {
		if !hasField(spec.Destination, name) {
			return nil, unknownField(field+"."+name, spec)
		}
	}
	var path writ.Path
	for _, f := range spec.Destination {
		value := values[f.Name]
		if value == nil {
			value = f.Default
		}
		text, err := detail(field+"."+f.Name, value)
		if err != nil {
			return nil, err
		}
		if text == "" {
			return nil, writ.Invalid("api.draft", field+"."+f.Name, "%s is missing", f.Label)
		}
		path = append(path, text)
	}
	return path, nil
}

// detail reads one value of a form: text, a number, a switch, or a secret as
// Sigma's API also writes it, {"type":"plain","value":"…"}.
func detail(field string, value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), nil
	case map[string]any:
		if text, ok := v["value"].(string); ok && v["type"] == "plain" {
			return text, nil
		}
	}
	return "", writ.Invalid("api.draft", field, "%s must be text, a number, or true or false", field)
}

// tlsModeOf reads useTls, with which Sigma's API says less exactly what tlsMode
// says.
func tlsModeOf(useTLS string) string {
	if useTLS == "true" {
		return "require"
	}
	return "disable"
}

func hasField(fields []driver.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

func unknownField(field string, spec driver.Spec) *writ.Error {
	return writ.Invalid("api.draft", field, "%s has no field %s", spec.Name, field).
		WithHint("GET /v2/platforms lists the fields of each platform.")
}

// spec returns the description of a platform.
func (s *Server) spec(p writ.Platform) (driver.Spec, bool) {
	for _, spec := range s.opt.Platforms {
		if spec.Platform == p {
			return spec, true
		}
	}
	return driver.Spec{}, false
}
