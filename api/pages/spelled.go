package pages

import (
	"fmt"
	"html"
	"html/template"
	"text/template/parse"
)

// A method of the call costs a template several times what a function does, for it is looked for by its name each time; and a table of fifty rows says the
// head of each of its cells fifty times. So templates are made for each language, and in each what is the same whatever is shown is spelled out beforehand: a
// word stands in the page's text, and the methods that need no call are functions.

// spellings are the methods of a call that depend on its language at most, by how many arguments they are asked with at least.
var spellings = map[string]int{"T": 1, "Word": 2, "Amount": 2, "Count": 1, "Less": 1, "Moment": 1, "Indent": 1}

// spoken are those methods as functions.
func spoken(l Lang) template.FuncMap {
	c := &Call{Lang: l}
	return template.FuncMap{"T": c.T, "Word": c.Word, "Amount": c.Amount, "Count": c.Count, "Less": c.Less, "Moment": c.Moment, "Indent": c.Indent}
}

// spellOut spells out all parts of a template that was parsed and not yet used.
func spellOut(t *template.Template, l Lang) error {
	for _, part := range t.Templates() {
		if part.Tree == nil {
			continue
		}
		if err := spelling(l).list(part.Tree.Root); err != nil {
			return fmt.Errorf("the template %s: %w", part.Name(), err)
		}
	}
	return nil
}

// spelling walks through a template in a language.
type spelling Lang

func (s spelling) list(l *parse.ListNode) error {
	if l == nil {
		return nil
	}
	for i, n := range l.Nodes {
		if err := s.node(n); err != nil {
			return err
		}
		text, ok, err := s.word(n)
		if err != nil {
			return err
		}
		if ok {
			l.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Position(), Text: []byte(text)}
		}
	}
	return nil
}

func (s spelling) node(n parse.Node) error {
	switch n := n.(type) {
	case *parse.ActionNode:
		s.pipe(n.Pipe)
	case *parse.TemplateNode:
		s.pipe(n.Pipe)
	case *parse.IfNode:
		return s.branch(&n.BranchNode)
	case *parse.RangeNode:
		return s.branch(&n.BranchNode)
	case *parse.WithNode:
		return s.branch(&n.BranchNode)
	}
	return nil
}

func (s spelling) branch(b *parse.BranchNode) error {
	s.pipe(b.Pipe)
	if err := s.list(b.List); err != nil {
		return err
	}
	return s.list(b.ElseList)
}

// pipe makes functions of methods, in what is put into others too.
func (s spelling) pipe(p *parse.PipeNode) {
	if p == nil {
		return
	}
	for _, c := range p.Cmds {
		if name := methodOf(c); name != "" {
			c.Args[0] = parse.NewIdentifier(name).SetPos(c.Pos)
		}
		for _, a := range c.Args {
			if inner, ok := a.(*parse.PipeNode); ok {
				s.pipe(inner)
			}
		}
	}
}

// methodOf names the method of the call that a command asks for, "" where it asks for none of those that can be functions. A field of that name takes no arguments.
func methodOf(c *parse.CommandNode) string {
	var of []string
	switch n := c.Args[0].(type) {
	case *parse.FieldNode: // .T
		of = n.Ident
	case *parse.VariableNode: // $.T, $c.T
		of = n.Ident[1:]
	}
	if len(of) != 1 || spellings[of[0]] == 0 || len(c.Args) <= spellings[of[0]] {
		return ""
	}
	return of[0]
}

// word is the text of a node that says one word and nothing else, as it stands in a page.
func (s spelling) word(n parse.Node) (text string, ok bool, err error) {
	a, ok := n.(*parse.ActionNode)
	if !ok || len(a.Pipe.Decl) > 0 || len(a.Pipe.Cmds) != 1 || len(a.Pipe.Cmds[0].Args) != 2 {
		return "", false, nil
	}
	function, ok := a.Pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	if !ok || function.Ident != "T" {
		return "", false, nil
	}
	key, ok := a.Pipe.Cmds[0].Args[1].(*parse.StringNode)
	if !ok {
		return "", false, nil
	}
	text, err = Lang(s).say(key.Text)
	return html.EscapeString(text), true, err
}
