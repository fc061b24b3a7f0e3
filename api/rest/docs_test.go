package rest

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// TestDocs: the page and the document are there without a token, and nothing of them is fetched from elsewhere.
func TestDocs(t *testing.T) {
	s := New(Options{Reached: func() uint64 { return 0 }})
	for path, media := range map[string]string{docsPath: "text/html", docsPath + "start.js": "text/javascript", docsPath + "swagger-ui.css": "text/css",
		docsPath + "swagger-ui-bundle.js": "javascript", Base + "/openapi.json": "application/openapi+json", Base + "/openapi-3.0.json": "application/openapi+json"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Type"), media) || w.Body.Len() == 0 {
			t.Errorf("%s answers %d, %s, %d bytes", path, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s has the policy %q", path, w.Header().Get("Content-Security-Policy"))
		}
		if strings.HasSuffix(path, "/") || strings.HasSuffix(path, "start.js") {
			if found := regexp.MustCompile(`https?://|src="[^/]|<script>|style=`).FindString(w.Body.String()); found != "" {
				t.Errorf("%s holds %q", path, found)
			}
		}
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", docsPath+"oauth2-redirect.html", nil))
	if w.Code != 404 {
		t.Errorf("what the page does not need answers %d", w.Code)
	}
}
