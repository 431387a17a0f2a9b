package app

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/warehouse/driver"
)

// ConnectionDraft is a connection as an Admin typed it. Values holds the fields
// of the platform by name, secrets included: a secret that is absent keeps the
// stored one, an empty one removes it. Version is the one the draft was based
// on. Destination counts only with WriteAccess on.
type ConnectionDraft struct {
	Name                string
	Description         string
	Platform            writ.Platform
	Values              map[string]string
	WriteAccess         bool
	Destination         writ.Path
	Version             int64
	AcknowledgeAffected bool // save although tables live in what is changed
	Restore             bool // bring an archived connection back
}

// candidate is a draft that was found to be complete: a connection that could
// be saved, and all its values with the secrets among them.
type candidate struct {
	conn        *writ.Connection
	drv         driver.Driver
	values      map[string]string
	destination writ.Path // nil with write access off
}

// principal is whom the connection signs in as, a placeholder while unknown.
func (c *candidate) principal() string { return known(c.values["user"], "user") }

func known(value, name string) string {
	if value == "" {
		return "<" + name + ">"
	}
	return value
}

// driverOf returns the driver of a draft's platform.
func (a *App) driverOf(op string, p writ.Platform) (driver.Driver, error) {
	drv, ok := a.drivers[p]
	if !ok {
		return nil, writ.Invalid(op, "type", "There is no platform %q.", p)
	}
	return drv, nil
}

// complete checks a draft against the platform's form and fills in defaults and
// stored secrets. stored is nil for a new connection. A platform that this
// version cannot reach is CodeUnsupported, whatever was typed.
func (a *App) complete(op string, stored *writ.Connection, draft ConnectionDraft) (*candidate, error) {
	drv, err := a.driverOf(op, draft.Platform)
	if err != nil {
		return nil, err
	}
	spec := drv.Spec()
	if !spec.Capabilities.Reachable {
		return nil, writ.Errorf(writ.CodeUnsupported, op, "%s", spec.Capabilities.Reason)
	}
	conn := &writ.Connection{ID: writ.NewID[writ.ConnectionID](), Platform: draft.Platform}
	if stored != nil {
		*conn = *stored
	}
	if err := describe(op, conn, stored, draft); err != nil {
		return nil, err
	}
	c := &candidate{conn: conn, drv: drv}
	if spec.Capabilities.Embedded {
		if c.values, err = embeddedValues(op, spec, stored, draft); err != nil {
			return nil, err
		}
	} else if err := a.fill(op, c, stored, draft.Values); err != nil {
		return nil, err
	}
	if draft.WriteAccess {
		c.destination, err = checkDestination(op, spec, draft.Destination)
	}
	return c, err
}

// describe puts what is the same on every platform into conn.
func describe(op string, conn, stored *writ.Connection, draft ConnectionDraft) (err error) {
	if conn.Name, err = requiredName(op, draft.Name); err != nil {
		return err
	}
	const maxDescription = 2000
	if !utf8.ValidString(draft.Description) || utf8.RuneCountInString(draft.Description) > maxDescription {
		return writ.Invalid(op, "description", "The description is longer than %d characters, or not valid text.", maxDescription)
	}
	if stored != nil && stored.Platform != draft.Platform {
		return writ.Invalid(op, "type", "The platform of a connection cannot be changed; make a new connection.")
	}
	conn.Description = draft.Description
	conn.WriteAccess = draft.WriteAccess
	conn.Version = draft.Version
	return nil
}

// embeddedValues returns the values of the embedded warehouse, which nobody
// makes or changes but Writ itself.
func embeddedValues(op string, spec driver.Spec, stored *writ.Connection, draft ConnectionDraft) (map[string]string, error) {
	if stored == nil {
		return nil, writ.Invalid(op, "type", "%s runs inside Writ, which has made its connection already.", spec.Name)
	}
	for name, v := range draft.Values {
		if stored.Details[name] != v {
			return nil, writ.Invalid(op, name, "%s of the embedded warehouse cannot be changed.", name)
		}
	}
	return maps.Clone(stored.Details), nil
}

// fill sorts the values of a draft into details and secrets.
func (a *App) fill(op string, c *candidate, stored *writ.Connection, values map[string]string) error {
	spec := c.drv.Spec()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.ContainsFunc(spec.Fields, func(f driver.Field) bool { return f.Name == name }) {
			return writ.Invalid(op, name, "%s has no field %q.", spec.Name, name)
		}
	}
	secrets := map[string]string{}
	if stored != nil {
		var err error
		if secrets, err = a.secrets(stored); err != nil {
			return err
		}
	}
	kept := maps.Clone(secrets)
	details := map[string]string{}
	for _, f := range spec.Fields {
		into, v := details, strings.TrimSpace(values[f.Name])
		if f.Secret() {
			into, v = secrets, secretValue(values, secrets, f.Name)
		}
		v, err := checkValue(op, f, v)
		if err != nil {
			return err
		}
		into[f.Name] = v
		if v == "" {
			delete(into, f.Name)
		}
	}
	if err := sameAddress(op, spec, stored, details, values, kept); err != nil {
		return err
	}
	c.values = maps.Clone(details)
	maps.Copy(c.values, secrets)
	c.conn.Details = details
	if stored != nil && maps.Equal(kept, secrets) {
		return nil // sealed as they are; sealing anew would look like a change
	}
	sealed, err := a.seal(c.conn.ID, secrets)
	c.conn.Secrets = sealed
	return err
}

// sameAddress refuses to send a stored password to another address than the one
// it was given for: whoever may change the one need not know the other.
func sameAddress(op string, spec driver.Spec, stored *writ.Connection, details, typed, kept map[string]string) error {
	if stored == nil || !slices.ContainsFunc(spec.Fields, func(f driver.Field) bool {
		return f.Address && spelling(f.Name, details[f.Name]) != spelling(f.Name, stored.Details[f.Name])
	}) {
		return nil
	}
	for _, f := range spec.Fields {
		_, again := typed[f.Name]
		if f.Type == driver.FieldSecret && kept[f.Name] != "" && !again {
			return writ.Invalid(op, f.Name, "%s has to be typed again: the connection leads to another address now, and what is stored was given for the old one.", f.Label)
		}
	}
	return nil
}

// secretValue is the typed value of a secret field, the stored one if the field
// was left out. Blanks may belong to a secret.
func secretValue(typed, stored map[string]string, name string) string {
	if v, ok := typed[name]; ok {
		return v
	}
	return stored[name]
}

// maxValue bounds one value of a form, in bytes; keys are the longest.
const maxValue = 64 << 10

// checkValue checks one value and puts in the default where there is none.
func checkValue(op string, f driver.Field, v string) (string, error) {
	if v == "" {
		v = f.Default
	}
	switch {
	case v == "" && f.Required:
		return "", writ.Invalid(op, f.Name, "%s is missing.", f.Label)
	case v == "":
		return "", nil
	case len(v) > maxValue || !utf8.ValidString(v):
		return "", writ.Invalid(op, f.Name, "%s is too long, or not valid text.", f.Label)
	case f.Type != driver.FieldSecretText && strings.ContainsFunc(v, unicode.IsControl):
		return "", writ.Invalid(op, f.Name, "%s holds a control character, such as a line break.", f.Label)
	case f.Type == driver.FieldNumber:
		if _, err := strconv.ParseUint(v, 10, 32); err != nil {
			return "", writ.Invalid(op, f.Name, "%s is not a whole number: %q.", f.Label, v)
		}
	case f.Type == driver.FieldChoice:
		return v, checkChoice(op, f, v)
	}
	return v, nil
}

func checkChoice(op string, f driver.Field, v string) error {
	values := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		values[i] = c.Value
	}
	if !slices.Contains(values, v) {
		return writ.Invalid(op, f.Name, "%s cannot be %q; choose one of %s.", f.Label, v, strings.Join(values, ", "))
	}
	return nil
}

// checkDestination checks the parts of a destination one by one.
func checkDestination(op string, spec driver.Spec, p writ.Path) (writ.Path, error) {
	out := make(writ.Path, len(spec.Destination))
	for i, f := range spec.Destination {
		if i < len(p) {
			out[i] = strings.TrimSpace(p[i])
		}
		limit := spec.Capabilities.MaxIdentifierBytes
		switch {
		case out[i] == "":
			return nil, writ.Invalid(op, f.Name, "%s is missing; write access needs it.", f.Label)
		case !utf8.ValidString(out[i]) || strings.ContainsFunc(out[i], unicode.IsControl):
			return nil, writ.Invalid(op, f.Name, "%s holds a character that no name can have.", f.Label)
		case limit > 0 && len(out[i]) > limit:
			return nil, writ.Invalid(op, f.Name, "%s is longer than the %d bytes that names may have on %s.", f.Label, limit, spec.Name)
		}
	}
	if len(p) > len(out) {
		return nil, writ.Invalid(op, "writeAccess", "A destination on %s has %d parts, not %d.", spec.Name, len(out), len(p))
	}
	return out, nil
}
