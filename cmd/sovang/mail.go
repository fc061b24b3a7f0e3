package main

import (
	"fmt"
	"os"
	"strings"

	"sovang/api/post"
	"sovang/domain"
)

// mailFlags say how codes are carried to donors. With none of them no codes are sent.
type mailFlags struct {
	MailToDir    string `name:"mail-to-dir" help:"Folder into which messages to donors are put, a file each, for another program to carry." type:"existingdir" placeholder:"DIR" env:"SOVANG_MAIL_TO_DIR" xor:"mail"`
	SMTP         string `name:"smtp" help:"Mail server that carries them: smtp://user@mail.example:587 (STARTTLS) or smtps://user@mail.example:465." placeholder:"URL" env:"SOVANG_SMTP" xor:"mail"`
	MailFrom     string `name:"mail-from" help:"The e-mail address that messages are from." placeholder:"ADDRESS" env:"SOVANG_MAIL_FROM"`
	SMTPPassword string `name:"smtp-password-file" help:"File with the password for the mail server; else it is in $$SOVANG_SMTP_PASSWORD." type:"existingfile" placeholder:"FILE"`
}

// passwordVariable has the password for the mail server where no file does. It is no flag: whatever is one shows in the list of processes.
const passwordVariable = "SOVANG_SMTP_PASSWORD"

// sender is the way by which messages go, nil where there is none.
func (f mailFlags) sender() (post.Sender, error) {
	switch {
	case f.MailToDir != "":
		return post.Folder{Dir: f.MailToDir}, nil
	case f.SMTP == "":
		return nil, nil
	}
	password := os.Getenv(passwordVariable)
	if f.SMTPPassword != "" {
		text, err := os.ReadFile(f.SMTPPassword)
		if err != nil {
			return nil, fmt.Errorf("the password for the mail server: %w", err)
		}
		password = strings.TrimSpace(string(text))
	}
	way, err := post.ParseSMTP(f.SMTP, f.MailFrom, password)
	if err != nil {
		return nil, domain.Errorf(domain.Invalid, "--smtp: %v", err)
	}
	return way, nil
}
