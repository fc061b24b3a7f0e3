package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"sovang/api/picture"
)

//go:embed static
var staticFiles embed.FS

// asset is one file of style, script or picture. Its name carries its hash, so that a browser may keep it for ever and never has an old one.
type asset struct {
	kind         string
	text, packed []byte
}

// assets are the files by the name they are served under, and the names by the files.
type assets struct {
	files map[string]asset
	names map[string]string
}

func readAssets() (assets, error) {
	a := assets{map[string]asset{}, map[string]string{}}
	listed, err := staticFiles.ReadDir("static")
	if err != nil {
		return a, err
	}
	for _, f := range listed {
		text, err := joined(f.Name())
		if err != nil {
			return a, err
		}
		if f.Name() == "style.css" {
			text = append(text, picture.Style...)
		}
		var packed bytes.Buffer
		z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level exists
		_, _ = z.Write(text)                                       // a buffer takes everything
		_ = z.Close()
		hash, ext := sha256.Sum256(text), path.Ext(f.Name())
		name := strings.TrimSuffix(f.Name(), ext) + "." + hex.EncodeToString(hash[:6]) + ext
		a.names[f.Name()], a.files[name] = name, asset{mime.TypeByExtension(ext), text, packed.Bytes()}
	}
	return a, nil
}

// joined is the text of an asset: a file, or the files of a folder one after another by name, so that a browser asks once.
func joined(name string) ([]byte, error) {
	text, err := staticFiles.ReadFile("static/" + name)
	if err == nil {
		return text, nil
	}
	parts, err := staticFiles.ReadDir("static/" + name)
	if err != nil {
		return nil, err
	}
	for _, f := range parts {
		part, err := staticFiles.ReadFile("static/" + name + "/" + f.Name())
		if err != nil {
			return nil, err
		}
		text = append(text, part...)
	}
	return text, nil
}

// path is where a file is served, for templates.
func (a assets) path(file string) (string, error) {
	name, ok := a.names[file]
	if !ok {
		return "", fmt.Errorf("there is no asset %q", file)
	}
	return "/static/" + name, nil
}

func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := a.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h, body := w.Header(), f.text
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	if zips(r) {
		body = f.packed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who left is no fault of ours
	}
}
