package bench

import (
	"io"
	"net/http"
)

// Nothing is an empty handler: it reads the request to its end and answers with as many bytes as an accepted gift is answered with.
func Nothing(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // a caller who left is no fault of ours
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"entry":1234567,"id":"00000000-0000-8000-8000-000000000000"}`)
}
