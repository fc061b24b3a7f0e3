package pages

// english is what pages say one click further.
var english = map[string]string{
	"skip":           "Skip to content",
	"menu":           "Pages",
	"language.other": "Tiếng Việt",

	"foot.entry":    "As of entry %s.",
	"foot.entry.at": "As of entry %s, recorded at %s.",
	"foot.nothing":  "The book has no entry yet.",
	"foot.promise":  "Sổ Vàng: a book that cannot be rewritten, in which every đồng can be followed.",

	"menu.front": "Funds",

	"title.front":     "Education-promotion funds",
	"front.head":      "Every đồng given reaches a pupil",
	"front.lead":      "This is the book of the education-promotion funds. What was written cannot be changed; anybody can see what a fund has received, what it has given and what it holds.",
	"front.nothing":   "The book has no unit yet. The first administrator opens it with the link that the program printed when it started.",
	"front.look":      "Find a unit or a fund",
	"front.find":      "Find",
	"front.found":     "Found %s of %s units.",
	"front.all":       "%s units, %s funds.",
	"front.left":      "%s more units are not shown: look for them by name.",
	"front.table":     "Funds by unit",
	"front.unit":      "Unit, fund",
	"front.donations": "Donations",
	"front.received":  "Donated",
	"front.given":     "Awarded",
	"front.holds":     "Holds",
	"rule.head":       "Money follows one rule",
	"rule.text":       "Every đồng that enters a compartment is numbered in order of receipt and paid out in that order; returned money goes out again first.",

	"error.title":     "This page cannot be shown",
	"error.home":      "To the first page",
	"error.status":    "Status %d.",
	"error.invalid":   "Something in the address or the form is not right",
	"error.denied":    "This page is not for you",
	"error.not_found": "There is no such page",
	"error.conflict":  "Somebody was first",
	"error.violation": "This is against a rule of the book",
	"error.internal":  "A fault of the program. Its log says more.",
	"error.slow":      "The page took too long. Try again later.",
	"error.large":     "The form is too large",

	"refused.invalid":   "Not written: something is not right.",
	"refused.denied":    "Not written: you may not do this.",
	"refused.not_found": "Not written: what was named is not in the book.",
	"refused.conflict":  "Not written: somebody was first, or this form was sent with other content.",
	"refused.violation": "Not written: it is against a rule of the book.",
}
