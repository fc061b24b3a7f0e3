# One gate for every change: make test. It installs what a full run needs and runs everything; nothing is skipped in silence.
#
#   make test    everything: tools, format, vet, staticcheck, floors, all tests, their short forms with the race detector, known vulnerabilities
#   make check   what needs no server and takes a minute: format, vet, staticcheck, floors
#   make quick   the short loop while writing: vet and go test -short
#   make build   the one binary, ./sovang

SHELL := /bin/bash
GO ?= go

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.6.0

# Debian keeps the PostgreSQL server's programs out of PATH.
PATH := $(PATH):$(shell ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
export PATH

.PHONY: test check quick build tools format vet staticcheck floors compose whole race vulnerabilities

# A make of its own once the tools are there: what was just installed may lie in a folder that PATH did not have.
test: tools
	@$(MAKE) --no-print-directory check whole race vulnerabilities
	@echo "all of it passed"

check: format vet staticcheck floors compose

quick: vet
	$(GO) test -short ./...

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o sovang ./cmd/sovang

tools:
	@.ci/tools

format:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt these files:"; echo "$$unformatted"; exit 1; fi

vet:
	$(GO) vet ./...

staticcheck:
	$(GO) run $(STATICCHECK) ./...

floors:
	$(GO) test -count=1 .

compose:
	@.ci/compose

# Every test as it stands. The time is that of one package; none takes half of it on two busy cores.
whole:
	@.ci/gotest -timeout 14m ./...

# The tests again, in their short form, under the race detector, which makes everything ten times slower: without the packages that are pure or do one
# thing after another, and without the long stories. Of the read models only what runs at once.
IN_TURN := apply|books|document|intake|picture|scenarios|sheet
STORIES := TestInspection|TestScenarios|TestBothAxes|TestManual|TestMatch.*|TestExportAsOf|TestPeopleAsOf|TestDeclaredFigures|TestFiguresAreNoMoney|TestOffices
STORIES := $(STORIES)|TestDayAtTheDesk|TestDeskRefusals|TestFormsOfPromises|TestSingleMovements|TestFormsOfSlots|TestFormsOfGoods|TestFormsOfUnits
STORIES := $(STORIES)|TestDonorsDay|TestTransfersEliminated|TestBrowser|TestGeneratedClient|TestRoutesAndRoles
STORIES := $(STORIES)|TestGrid|TestBatchKilled|TestDayOfTheTreasurer
STORIES := $(STORIES)|TestImport|TestImportAwards|TestApply|TestApplyStandardInput|TestLostKeys|TestRoot|TestDisclosureIsPublished
STORIES := $(STORIES)|TestDisclosureCarriesTheRoot|TestBoundToAUnit|TestBench|TestBenchPages|TestSoak|TestSoakInterrupted|TestDayOfPaper|TestRefusalsAreTold
STORIES := $(STORIES)|TestAuditorsDay
STORIES := $(STORIES)|TestApproverByForms|TestApproverDay|TestChairDay|TestRoundForms|TestPeopleForms
STORIES := $(STORIES)|TestSendMeACode|TestEveryPage
AT_ONCE := TestWait|TestStop|TestInstances|TestRebuildWhileWriting|TestPostgresGoneAndBack|TestCheckpointIsSwapped|TestDeathBetweenRowsAndMark|TestForgetting
race:
	@.ci/gotest -race -short -timeout 14m -skip '^($(STORIES))$$' \
		$$($(GO) list ./api/... | grep -vE '/($(IN_TURN))$$') ./cmd/... ./eventstore/... ./projections/readdb/...
	@.ci/gotest -race -short -timeout 14m -run '^($(AT_ONCE))$$' ./projections

vulnerabilities:
	@.ci/vulnerabilities $(GO) run $(GOVULNCHECK) ./...
