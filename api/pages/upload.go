package pages

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"strings"

	"sovang/api/intake"
	"sovang/domain"
)

// mostUpload is how large a file may be that comes with a form: a scan of some hundred sheets. It is read as it comes, and not kept.
const mostUpload = 64 << 20

// readParts reads a form that brings files. Of a file only its hash and its name are taken, under the field's name and the one with -name behind: the file
// stays where the unit keeps it; or, where the page says so, its text, under the field's name, instead of what was typed there. No file is nothing.
func (c *Call) readParts() error {
	r, err := c.Request.MultipartReader()
	if err != nil {
		return domain.Errorf(domain.Invalid, "the form cannot be read")
	}
	c.form = url.Values{}
	for room := int64(mostForm); ; {
		part, err := r.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return unreadable(err)
		case part.FileName() == "" && isFile(part): // none was chosen
		case part.FileName() == "":
			text, err := io.ReadAll(io.LimitReader(part, room+1))
			if room -= int64(len(text)); err == nil && room < 0 {
				err = &http.MaxBytesError{Limit: mostForm}
			}
			if err != nil {
				return unreadable(err)
			}
			c.form.Add(part.FormName(), string(text))
		case c.page.Texts:
			text, err := intake.ReadText(part, mostForm)
			if refusal, ok := errors.AsType[*domain.Error](err); ok { // the form is shown again, with what else was typed
				c.unread = refusal.On(part.FormName())
			} else if err != nil {
				return unreadable(err)
			} else {
				c.form.Set(part.FormName(), text)
			}
		default:
			if err := c.hashed(part); err != nil {
				return unreadable(err)
			}
		}
	}
}

// isFile says whether a part is of a field for files.
func isFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, ok := params["filename"]
	return err == nil && ok
}

// hashed takes the hash and the name of a file.
func (c *Call) hashed(part *multipart.Part) error {
	h := sha256.New()
	n, err := io.Copy(h, part)
	if err != nil || n == 0 {
		return err
	}
	c.form.Set(part.FormName(), hex.EncodeToString(h.Sum(nil)))
	c.form.Set(part.FormName()+"-name", path.Base(strings.ReplaceAll(part.FileName(), `\`, "/")))
	return nil
}

// unreadable is why a form cannot be read.
func unreadable(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &failure{http.StatusRequestEntityTooLarge, "error.large"}
	}
	return domain.Errorf(domain.Invalid, "the form cannot be read")
}

// brings says whether a form was sent as one that brings files.
func brings(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}
