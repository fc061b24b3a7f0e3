package domain

// Sealed is personal data that the domain cannot open: encrypted with the key of one person before a decision sees it. When that
// key is destroyed the box stays, closed for ever, and everything that was hashed over it still verifies.
//
// Box is AES-256-GCM, nonce first, with person id and field name as associated data; an empty Box is nothing sealed.
type Sealed struct {
	Box []byte `json:"box"`
}
