package rest

// resource is a part of the API: what can be asked of one kind of thing and what can be read of it, in one file.
type resource struct {
	tag   string
	posts []post
	gets  []get
}

// resources lists them all, in the order of the document. A command without a post fails a test.
func resources() []resource {
	return []resource{units(), clusters(), people(), funds(), donations(), payouts(), lists(), transfers(), pledges(), slots(), children(), rounds(), campaigns(),
		boxes(), levies(), rosters(), goods(), statistics(), disclosures(), serving(), entries(), inspections()}
}
