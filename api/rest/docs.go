package rest

import (
	"net/http"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/swaggest/swgui/v5emb"
)

// docsPath is where people read what the API is. Nothing of the page comes from elsewhere.
const docsPath = "/api/docs/"

// docsPolicy lets the page run what the program itself serves, and nothing that stands in the page: what the document says cannot become a script.
// The page sets styles from its script, hence 'unsafe-inline' for these alone.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const docsPage = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sổ Vàng: API</title>
<link rel="stylesheet" href="` + docsPath + `swagger-ui.css">
<div id="swagger-ui"></div>
<script src="` + docsPath + `swagger-ui-bundle.js"></script>
<script src="` + docsPath + `start.js"></script>
</html>
`

const docsStart = `window.ui = SwaggerUIBundle({
  url: "` + Base + `/openapi.json", dom_id: "#swagger-ui", docExpansion: "none", deepLinking: true,
  validatorUrl: null, persistAuthorization: false, tryItOutEnabled: false
});
`

// addDocument serves the document and the page that shows it. Both are open: they say what the program can do, and nothing of what it holds.
func (s *Server) addDocument() {
	latest := sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.api.OpenAPI(), json.Deterministic(true)) })
	older := sync.OnceValues(func() ([]byte, error) { return s.api.OpenAPI().Downgrade() })
	s.static("GET "+Base+"/openapi.json", "application/openapi+json", latest)
	s.static("GET "+Base+"/openapi-3.0.json", "application/openapi+json", older)
	text := func(t string) func() ([]byte, error) { return func() ([]byte, error) { return []byte(t), nil } }
	s.static("GET "+docsPath+"{$}", "text/html; charset=utf-8", text(docsPage))
	s.static("GET "+docsPath+"start.js", "text/javascript; charset=utf-8", text(docsStart))
	assets := v5emb.New("", "", docsPath)
	for _, name := range []string{"swagger-ui.css", "swagger-ui-bundle.js"} {
		s.handle("GET "+docsPath+name, func(w *answerWriter, r *http.Request) {
			s.reached(w.Header())
			w.Header().Set("Cache-Control", "public, max-age=3600")
			assets.ServeHTTP(w, r)
		})
	}
}

// static serves what does not change while the program runs.
func (s *Server) static(pattern, media string, text func() ([]byte, error)) {
	s.handle(pattern, func(w *answerWriter, r *http.Request) {
		data, err := text()
		if err != nil {
			s.problem(w, r, err, nil)
			return
		}
		h := w.Header()
		s.reached(h)
		h.Set("Content-Type", media)
		h.Set("Content-Security-Policy", docsPolicy)
		h.Set("Cache-Control", "public, max-age=60")
		_, _ = w.Write(data)
	})
}
