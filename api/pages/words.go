package pages

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"time"
)

// Lang is a language that pages speak.
type Lang string

// The languages. Vietnamese is that of whoever has not chosen.
const (
	Vietnamese Lang = "vi"
	English    Lang = "en"
)

// said is what pages say, by key and in every language. A sentence takes what fmt gives it.
type said map[string]struct{ vi, en string }

// wordLists are all that pages say, a list for each part of the house.
var wordLists = []said{wordsShell, wordsSign, wordsLook, wordsGift, wordsFacts, wordsAudit,
	wordsPaper,
	wordsDesk, wordsBoxes, wordsForms, wordsTasks, wordsCampaigns,
	wordsBoard, wordsRounds, wordsPeople, wordsGodfathers, wordsSlots, wordsGoods, wordsUnits, wordsRollup,
	wordsGrid,
	wordsSigning,
	wordsRunning,
	wordsFunds,
}

// words puts the lists together. A key stands in one of them: a test looks.
var words = func() said {
	all := said{}
	for _, list := range wordLists {
		maps.Copy(all, list)
	}
	return all
}()

// say gives a word or sentence. One that is missing is a fault of the page that asked for it.
func (l Lang) say(key string, args ...any) (string, error) {
	word, ok := words[key]
	if !ok {
		return "", fmt.Errorf("there is no word %q", key)
	}
	text := word.vi
	if l == English {
		text = word.en
	}
	if len(args) == 0 {
		return text, nil
	}
	return fmt.Sprintf(text, args...), nil
}

func (l Lang) known() bool { return l == Vietnamese || l == English }

// Other is the language one click away.
func (l Lang) Other() Lang {
	if l == Vietnamese {
		return English
	}
	return Vietnamese
}

const languageCookie = "lang"

func languageOf(r *http.Request) Lang {
	if cookie, err := r.Cookie(languageCookie); err == nil && Lang(cookie.Value).known() {
		return Lang(cookie.Value)
	}
	return Vietnamese
}

// chooseLanguage keeps the language that a link of the page asks for, and shows the same page in it.
func (c *Call) chooseLanguage() bool {
	q := c.Request.URL.Query()
	asked := Lang(q.Get("lang"))
	if !asked.known() || c.Request.Method != http.MethodGet {
		return false
	}
	q.Del("lang")
	http.SetCookie(c.w, &http.Cookie{Name: languageCookie, Value: string(asked), Path: "/", MaxAge: int(365 * 24 * time.Hour / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode})
	c.status = http.StatusSeeOther
	to := url.URL{Path: c.Request.URL.Path, RawQuery: q.Encode()} // the mux has cleaned the path: it does not begin with two strokes
	http.Redirect(c.w, c.Request, to.String(), http.StatusSeeOther)
	return true
}
