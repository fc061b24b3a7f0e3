package rest

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// withFresh gives an id to what is new and has none: it comes from the command's, so that a repetition gives the same. Names of lists end with
// [], and a name may go through objects: people[].person, new_donor.person.
func withFresh(fresh []string, data []byte, id uuid.UUID) ([]byte, map[string]uuid.UUID) {
	var made map[string]uuid.UUID
	for _, path := range fresh {
		v, ids := freshen(strings.Split(path, "."), data, id, "")
		if len(ids) == 0 {
			continue
		}
		if data = v; made == nil {
			made = map[string]uuid.UUID{}
		}
		for field, given := range ids {
			made[field] = given
		}
	}
	return data, made
}

// freshen gives the value with ids where they are missing, and which ones; a value of another form stays as it is, for the decoder to refuse.
func freshen(path []string, data jsontext.Value, id uuid.UUID, at string) (jsontext.Value, map[string]uuid.UUID) {
	name, list := strings.CutSuffix(path[0], "[]")
	if len(path) > 1 && !bytes.Contains(data, []byte(name)) && bytes.IndexByte(data, '\\') < 0 {
		return data, nil // as nearly always: nothing of it is there
	}
	var members map[string]jsontext.Value
	if data.Kind() != '{' || json.Unmarshal(data, &members) != nil {
		return data, nil
	}
	where := strings.TrimPrefix(at+"."+name, ".")
	value, there := members[name]
	made := map[string]uuid.UUID{}
	switch {
	case len(path) == 1 && !there:
		made[where] = uuid.NewSHA1(id, []byte(where))
		value = jsontext.Value(`"` + made[where].String() + `"`)
	case len(path) == 1 || !there:
		return data, nil
	case list:
		var items []jsontext.Value
		if json.Unmarshal(value, &items) != nil {
			return data, nil
		}
		for i := range items {
			item, ids := freshen(path[1:], items[i], id, where+"["+strconv.Itoa(i)+"]")
			items[i] = item
			for field, given := range ids {
				made[field] = given
			}
		}
		value, _ = json.Marshal(items)
	default:
		value, made = freshen(path[1:], value, id, where)
	}
	if len(made) == 0 {
		return data, nil
	}
	members[name] = value
	text, err := json.Marshal(members, json.Deterministic(true))
	if err != nil {
		return data, nil
	}
	return text, made
}
