package catalog

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/cluster"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/position"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/statistic"
	"sovang/domain/unit"
)

// id gives the same id for the same word on every run.
func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceURL, []byte("sovang:sample:"+word)) }

var (
	day    = domain.NewDate(2024, time.October, 29)
	until  = time.Date(2024, time.November, 1, 10, 0, 0, 0, time.UTC).UnixMicro()
	box    = domain.Sealed{Box: []byte("nonce-twelve" + "sealed card and its sixteen byte tag")}
	hash   = []byte("thirty-two bytes of a frozen lis")
	free   = []fund.Piece{{Compartment: "hoc-bong-2024", Spans: []fund.Span{{0, 600_000}, {900_000, 1_300_000}}}}
	owing  = []fund.Piece{{Compartment: "unrestricted", Spans: []fund.Span{{5_000_000, 5_055_000}}}}
	covers = []fund.Cover{{
		By:   fund.Piece{Compartment: "unrestricted", Spans: []fund.Span{{1_000_000, 1_250_000}, {2_000_000, 2_050_000}}},
		Over: fund.Piece{Compartment: "hoc-bong-2024", Spans: []fund.Span{{700_000, 1_000_000}}},
	}}
	bikes      = []goods.Taken{{Item: "xe-dap", Delivery: id("delivery"), Line: 1, Spans: []position.Span{{10, 11}, {12, 14}}}}
	giftRows   = []fund.GiftRow{{Code: "HEO-017", Donor: id("family"), Amount: 300_000}, {Code: "HEO-018", Donor: id("class"), Amount: 50_000}}
	override   = &award.Override{Same: []string{"approver is proposer"}, Reason: "chi hội có hai người"}
	currencies = []money.Currency{money.VND, "USD"}
	shares     = []fund.Share{{Compartment: "hoc-bong-2024", Amount: 700_000}, {Compartment: "unrestricted", Amount: 300_000}}
)

// samples has one realistic value of the newest version of every fact, with every member filled.
var samples = []domain.Event{
	unit.Founded{Kind: unit.Association, Code: "HKH-QN", Name: "Hội Khuyến học tỉnh Quảng Ninh", Parent: id("centre"), From: day},
	unit.Renamed{Name: "Hội Khuyến học phường Hồng Gai", From: day},
	unit.Placed{Parent: id("district"), Caretaker: true, From: day},
	unit.Retyped{Kind: unit.Branch, From: day},
	unit.Ended{How: unit.Merged, Into: []uuid.UUID{id("new commune")}, From: day, Decision: "Nghị quyết 1679/NQ-UBTVQH15", Reason: "sắp xếp đơn vị hành chính"},
	unit.Succeeded{Predecessors: []uuid.UUID{id("commune"), id("other commune")}, How: unit.Merged, From: day, Decision: "Nghị quyết 1679/NQ-UBTVQH15"},

	person.Registered{Unit: id("unit"), Kind: person.Enterprise, Code: "DN-0042", Card: box},
	person.Described{Card: box},
	person.Forgotten{Reason: "yêu cầu của gia đình"},
	person.ConsentGiven{Purpose: person.RecipientLists, Case: person.OlderChild, By: person.Both, Evidence: "hồ sơ 2024/117", Wording: "MAU-02/2024", From: day, Until: day + 365},
	person.ConsentWithdrawn{Purpose: person.RecipientLists, On: day + 30, Reason: "gia đình đổi ý"},
	person.WithdrawalAnswered{Purpose: person.RecipientLists, On: day + 31, Evidence: "công văn 12/HKH"},

	code.Claimed{Owner: id("unit")},

	fund.Opened{Unit: id("unit"), Code: "QKH-QN", Name: "Quỹ khuyến học tỉnh Quảng Ninh", Form: fund.AssociationFund, Currencies: currencies, From: day,
		Honours: "Tô Hiệu"},
	fund.CompartmentOpened{Compartment: "hoc-bong-2024", Currency: "VND", Restriction: fund.Restriction{
		Kind: fund.Purpose, Wording: "Học bổng năm học 2024–2025", Beneficiary: id("child"), Slot: id("slot"), Endowment: "quy-goc", Programme: true, Bridge: true, Commissioned: true}},
	fund.PlaceOpened{Place: "bidv", Kind: fund.Bank, Name: "BIDV Quảng Ninh, tài khoản 0123", Currency: "VND"},
	fund.DonationReceived{Donor: id("donor"), Payer: id("payer"), Behind: id("behind"), Currency: "VND", Amount: 1_000_000,
		Lines: []fund.Line{{Compartment: "hoc-bong-2024", Amount: 700_000, From: 0, Worth: 700_000}, {Compartment: "unrestricted", Amount: 300_000, From: 4_700_000}},
		Place: "bidv", Given: day - 1, Booked: day, Campaign: "thang-khuyen-hoc-2024", Anonymity: fund.Benefactor,
		Receipt: fund.Number{Series: "QKH-QN/BC/2024", No: 17}, Reference: "5243.90000", Unidentified: id("bank line"), Awaiting: true,
		Rows: giftRows, Held: id("opening"), Basis: "reference"},
	fund.DonationCleared{Donation: id("donation"), Currency: "USD", Amount: 2_550,
		Lines: []fund.Line{{Compartment: "unrestricted-usd", Amount: 2_550, From: 100, Worth: 640_000}},
		Place: "usd", Booked: day, Receipt: fund.Number{Series: "QKH-QN/BC/2024", No: 18}},
	fund.DonationDropped{Donation: id("donation"), Reason: "không chuyển khoản"},
	fund.InterestReceived{Of: "quy-goc", Compartment: "lai-quy-goc", Currency: "VND", Amount: 4_210, From: 12, Place: "savings", Booked: day,
		Receipt: fund.Number{Series: "QKH-QN/BC/2024", No: 19}},
	fund.UnidentifiedReceived{Currency: "VND", Amount: 500_000, Place: "bidv", Booked: day, Reference: "5243.90001", Memo: box},
	fund.UnidentifiedReturned{Line: id("bank line"), Currency: "VND", Amount: 500_000, Place: "bidv", Booked: day, Reason: "chuyển nhầm",
		Voucher: fund.Number{Series: "QKH-QN/BN/2024", No: 3}},
	fund.AmountReserved{Currency: "VND", Amount: 1_000_000, Shares: shares, Recipient: id("child"), Slot: id("slot"), List: id("list"), ListHash: hash,
		Kind: fund.Award, Approver: "chủ tịch"},
	fund.ReservationReleased{Reservation: id("reservation"), Reason: "em đã chuyển trường", Shares: shares},
	fund.PayoutMade{Kind: fund.Award, Award: fund.Scholarship, Recipient: id("child"), Slot: id("slot"), Reservation: id("reservation"),
		Currency: "VND", Amount: 1_055_000, Pieces: free, Uncovered: owing, Place: "cash", Booked: day,
		Voucher: fund.Number{Series: "QKH-QN/PC/2024", No: 9}, Content: "Học bổng học kỳ I", Reference: "UNC 0042", Fact: true,
		Campaign: "XUAN-2025", RecipientKind: "pupil"},
	fund.ListPaid{List: id("list"), Hash: hash, Rows: []fund.Span{{0, 2}, {3, 4}}, Reservation: id("reservation"), Currency: "VND", Amount: 1_000_000, Pieces: free,
		Shares: []fund.ListShare{{Compartment: "hoc-bong-2024", Award: fund.Reward, Amount: 1_000_000, Rows: 3}},
		Place:  "cash", Booked: day, Voucher: fund.Number{Series: "QKH-QN/PC/2024", No: 10}, Content: "Khen thưởng học kỳ I",
		Round: id("round"), Campaign: "XUAN-2025"},
	fund.PayoutReturned{Payout: id("payout"), List: id("list"), Row: 3, Kind: fund.Award, Award: fund.Reward, Currency: "VND", Amount: 1_055_000, Freed: free, Healed: owing,
		Place: "cash", Booked: day, Receipt: fund.Number{Series: "QKH-QN/PT/2024", No: 21}, Reason: "vắng mặt"},
	fund.DonationReversed{Donation: id("donation"), Row: "HEO-017", Cause: fund.Bounced, Currency: "VND", Amount: 1_355_000, Void: free, Covers: covers, Uncovered: owing,
		Gone: free, Place: "bidv", Booked: day, Reason: "ngân hàng trả lại", Approver: "chủ tịch"},
	fund.DonationRefunded{Donation: id("donation"), Row: "HEO-017", Currency: "VND", Amount: 1_000_000, Pieces: free, Gone: free, Place: "bidv", Booked: day, Approver: "chủ tịch",
		Reason: "nhà hảo tâm xin lại", Voucher: fund.Number{Series: "QKH-QN/BN/2024", No: 4}},
	fund.DeficitCovered{Currency: "VND", Covers: covers},
	fund.LossRecorded{Currency: "VND", Amount: 1_055_000, Pieces: free, Uncovered: owing, Place: "cash", Booked: day, Reason: "mất trộm đêm 28/10"},
	fund.LossSpread{Loss: id("loss"), Currency: "VND", Covers: covers, Chair: "chủ tịch", Inspector: "trưởng ban kiểm tra"},
	fund.MoneyMoved{From: "cash", To: "bidv", Currency: "VND", Amount: 2_000_000, Booked: day, Reference: "nộp tiền mặt"},
	fund.TransferSent{To: id("other fund"), Compartment: "hoc-bong-2024", Spans: []fund.Span{{0, 600_000}}, Currency: "VND", Amount: 600_000,
		Binding: fund.Restriction{Kind: fund.Purpose, Wording: "Học bổng năm học 2024–2025", Bridge: true, Commissioned: true}, Basis: "công văn 12/HKH", Via: []uuid.UUID{id("fund")},
		Place: "bidv", Booked: day, Voucher: fund.Number{Series: "QKH-QN/BN/2024", No: 5}, Content: "Hỗ trợ sau bão số 3"},
	fund.TransferSettled{Transfer: id("transfer"), Compartment: "hoc-bong-2024", Currency: "VND", Received: 594_500,
		Shortfall: fund.Piece{Compartment: "hoc-bong-2024", Spans: []fund.Span{{594_500, 600_000}}}, Booked: day},
	fund.TransferRefused{Transfer: id("transfer"), Currency: "VND", Amount: 600_000,
		Freed: free, Healed: owing, Place: "bidv", Booked: day, Reason: "đã đủ nguồn"},
	fund.TransferAccepted{Transfer: id("transfer"), Sender: id("fund"),
		Source:      fund.Piece{Compartment: "hoc-bong-2024", Spans: []fund.Span{{0, 594_500}}},
		Compartment: "hoc-bong-2024", From: 12, Currency: "VND", Amount: 594_500, Via: []uuid.UUID{id("fund"), id("other fund")}, Place: "agribank", Booked: day,
		Receipt: fund.Number{Series: "QKH-HD/BC/2024", No: 1}},
	fund.CurrencySold{Compartment: "unrestricted-usd", Spans: []fund.Span{{100, 2_650}}, Currency: "USD", Amount: 2_550, Place: "usd",
		Into: "unrestricted", From: 77, Credited: 645_150, IntoPlace: "bidv", Worth: 640_000, Booked: day, Receipt: fund.Number{Series: "QKH-QN/BC/2024", No: 20}},
	fund.PeriodClosed{Until: day, Counts: []fund.Count{{Place: "cash", Book: 5_000_000, Counted: 4_999_000}}, Signed: "trưởng ban kiểm tra", Reason: "thiếu một tờ"},
	fund.PeriodReopened{Was: day, Until: day - 29, Approver: "chủ tịch", Reason: "sót phiếu thu"},
	fund.ReceiptVoided{Receipt: fund.Number{Series: "QKH-QN/PT/2024", No: 17}, Donation: id("donation"), Reason: "in hỏng", Approver: "kế toán trưởng"},
	fund.ReceiptIssued{Receipt: fund.Number{Series: "QKH-QN/PT/2024", No: 22}, Donation: id("donation"), Replaces: fund.Number{Series: "QKH-QN/PT/2024", No: 17},
		Currency: "VND", Amount: 1_000_000, Booked: day},
	fund.BatchOverridden{Batch: id("batch"), Currency: "VND", Donations: 50, Amount: 12_400_000, Counted: new(int64(51)), CountedAmount: new(int64(12_500_000)), Reason: "một phong bì trống"},
	fund.HeldReceived{For: id("other fund"), Currency: "VND", Amount: 350_000, Rows: giftRows, Place: "cash", Given: day - 1, Booked: day, Campaign: "HEO-2024"},
	fund.HeldHandedOver{Held: id("opening"), For: id("other fund"), Currency: "VND", Amount: 300_000, Place: "cash", Booked: day,
		Voucher: fund.Number{Series: "QKH-QN/PC/2024", No: 11}},
	fund.HeldReturned{Held: id("opening"), For: id("other fund"), Row: "HEO-018", Currency: "VND", Amount: 50_000, Place: "cash", Booked: day,
		Reason: "đếm nhầm", Voucher: fund.Number{Series: "QKH-QN/PC/2024", No: 12}},
	fund.Redesignated{Compartment: "hoc-bong-2024", Spans: []fund.Span{{0, 600_000}}, Into: "unrestricted", From: 5_000_000, Currency: "VND", Amount: 600_000,
		Donation: id("donation"), Basis: fund.DonorConsent, Clause: "thư đồng ý ngày 03/11", Booked: day, Reason: "em đã thôi học", Approver: "chủ tịch"},
	fund.BridgeRepaid{Slot: id("slot"), Currency: "VND", Amount: 500_000, By: fund.Piece{Compartment: "slot-QN24-0001", Spans: []fund.Span{{0, 500_000}}},
		Over: fund.Piece{Compartment: "cau-noi", Spans: []fund.Span{{1_000_000, 1_500_000}}}, From: 9_000_000, Booked: day},
	fund.Redated{Of: id("donation"), What: fund.DonationDocument, Currency: "VND", Amount: 1_000_000, Place: "bidv",
		Shares:   []fund.DatedShare{{Compartment: "hoc-bong-2024", Kind: fund.Award, Award: fund.Scholarship, Amount: 1_000_000}},
		GivenWas: day - 1, Given: day - 3, BookedWas: day, Booked: day - 2, Reason: "ghi nhầm ngày", Approver: "chủ tịch"},
	fund.PassedOn{Unit: id("new commune"), Was: id("unit"), From: day, Code: "QKH-HB-CU", Decision: "Nghị quyết 1660/NQ-UBTVQH15, biên bản bàn giao số 3"},
	fund.HandedOver{Into: id("successor"), Parts: []fund.HandedPart{{Compartment: "hoc-bong-2024", Spans: free[0].Spans, Currency: "VND", Amount: 1_000_000,
		Into: "hoc-bong-2024.QKH-XA", Via: []uuid.UUID{id("fund")}}}, Places: []fund.PlaceSum{{Place: "bidv", Currency: "VND", Amount: 1_000_000}}, Booked: day,
		Decision: "biên bản bàn giao số 3"},
	fund.TakenOver{From: id("fund"), Parts: []fund.TakenPart{{Source: free[0], Compartment: "hoc-bong-2024.QKH-XA", From: 12, Currency: "VND", Amount: 1_000_000,
		Via: []uuid.UUID{id("fund")}}}, Places: []fund.PlaceSum{{Place: "bidv.QKH-XA", Currency: "VND", Amount: 1_000_000}}, Booked: day,
		Decision: "biên bản bàn giao số 3"},
	fund.WoundUp{Into: id("successor"), Code: "QKH-MOI", On: day, Decision: "biên bản bàn giao số 3",
		Compartments: []fund.Onward{{From: "hoc-bong-2024", Into: "hoc-bong-2024.QKH-XA"}}, Places: []fund.Onward{{From: "bidv", Into: "bidv.QKH-XA"}}},
	fund.DeedAdopted{From: day, Title: "Quy chế quỹ 2024", Approver: "chủ tịch", Clauses: []fund.Clause{{No: "Điều 5", Text: "Mỗi suất không quá 2.000.000 đ",
		Rule: fund.AwardCap, Recipients: []string{"pupil"}, Awards: []fund.AwardKind{fund.Reward}, Currency: "VND", Cap: 2_000_000, Opens: 205, Closes: 930}}},

	fund.YearPublished{Year: 2024, Until: day, Entry: 81_204, Document: hash, Unit: id("unit"), On: day, Where: "https://khuyenhoc.example/cong-khai/2024", Version: 2,
		Before: hash, Provisional: true},

	fund.ListRowsRecorded{Fund: id("fund"), Currency: "VND", First: 1_000, Rows: []fund.ListRow{{Code: "KT-01001", Recipient: id("child"), RecipientKind: "pupil",
		Award: fund.Reward, Amount: 77_000, Institution: "Trường THCS Trọng Điểm", Level: "lower-secondary", Score: 875}}},
	fund.ListFrozen{Hash: hash, Rows: 38_928},
	fund.ListRowsPaid{Rows: []fund.Span{{0, 2}, {3, 4}}},
	fund.ListRowReturned{Row: 3, Amount: 77_000},
	fund.ListOpened{Round: id("round"), Fund: id("fund"), Currency: "VND", Version: 2, Before: id("list")},
	fund.ListRowsEnded{Rows: []fund.Span{{4, 6}}, How: fund.Unclaimed, Reason: "không nhận trong 30 ngày", By: "thủ quỹ"},
	fund.ListRowSubstituted{Row: 7, Was: id("child"), Recipient: id("other child"), RecipientKind: "pupil", Institution: "Trường Tiểu học An Bình", Level: "primary",
		Reason: "em chuyển tỉnh", Approver: "chủ tịch", By: "thư ký", Same: []string{"approver is proposer"}, Override: "chi hội có hai người"},
	fund.ListRowsProved{Rows: []fund.Span{{0, 2}}, Attachment: hash, Name: "ky-nhan.pdf", By: "thư ký", Again: id("proof")},

	award.Opened{Unit: id("unit"), Fund: id("fund"), Code: "HBKC-2025", Programme: "Học không bao giờ cùng", Criteria: "học sinh nghèo vượt khó",
		Awards: []string{"scholarship"}, Recipients: []string{"pupil", "adult"}, Currency: "VND", Budget: 165_000_000, From: []string{"hoc-bong-2024", "unrestricted"},
		Stacking: award.OnceAYearPerKind, SchoolYear: "2024-2025", Occasion: "khai giảng", Campaign: "THANG-KH-2024", ClaimDays: 30, By: "thư ký"},
	award.Nominated{List: id("list"), Rows: 165, Amount: 165_000_000, By: "thư ký"},
	award.Revised{List: id("list 2"), Before: id("list"), Version: 2, Reason: "thêm ba em", By: "thư ký"},
	award.Frozen{List: id("list 2"), Hash: hash, Rows: 165, Amount: 165_000_000, By: "thư ký"},
	award.Approved{List: id("list 2"), Hash: hash, Rows: 165, Amount: 165_000_000, By: "chủ tịch", Override: override},
	award.Announced{On: day, By: "thư ký"},
	award.Paid{List: id("list 2"), Rows: 163, Amount: 163_000_000, Absent: [][2]int64{{4, 6}}, By: "thủ quỹ", Witness: "hiệu trưởng", Override: override},
	award.Closed{Unproved: 2, Reason: "danh sách ký nhận bị ướt", By: "chủ tịch"},
	award.Cancelled{Reason: "hoãn sang năm sau", By: "chủ tịch"},
	award.MeritNominated{Round: id("round"), List: id("list"), SchoolYear: "2024-2025", Award: "scholarship", Stacking: award.OnceAYear},
	award.MeritReleased{Round: id("round"), List: id("list"), Award: "scholarship"},
	award.AttachmentUsed{Hash: hash, Name: "ky-nhan.pdf", Round: id("round"), List: id("list"), Rows: 2, Again: id("proof")},

	sponsorship.Opened{Unit: id("unit"), Fund: id("fund"), Code: "QN24-0001", Child: id("child"), Kind: sponsorship.OrphanedOrDisabled, Need: "sinh hoạt phí",
		SchoolYear: "2024-2025", Currency: "VND", Instalment: 500_000, Instalments: 9, Schedule: "9 tháng học", Path: sponsorship.ViaAssociation, Opened: day,
		Steps: []sponsorship.Step{{First: day, Every: 1, Count: 9, Amount: 20_000, Heads: 25}}, Renewal: "hạnh kiểm tốt", Renewed: "xếp loại tốt cả năm",
		Terms: []domain.Date{day + 78, day + 214}, Previous: id("slot before")},
	sponsorship.Held{Sponsor: id("donor"), Until: until, Cause: sponsorship.FirstRefusal},
	sponsorship.HoldReleased{Sponsor: id("donor")},
	sponsorship.Queued{Sponsor: id("other donor")},
	sponsorship.QueueLeft{Sponsor: id("other donor")},
	sponsorship.Taken{Sponsor: id("donor"), From: day, At: until, Knows: []uuid.UUID{id("other slot")}, Wish: sponsorship.Wish{
		Rest: sponsorship.ToCompartment, Compartment: "hoc-bong-2024", Words: "chuyển cho học bổng của trường", LateMoneyStays: true}},
	sponsorship.PaidFor{Sponsorship: id("sponsorship"), Donation: id("donation"), Currency: "VND", Amount: 500_000, Booked: day},
	sponsorship.PaymentReversed{Sponsorship: id("sponsorship"), Donation: id("donation"), Currency: "VND", Amount: 500_000, Booked: day},
	sponsorship.MemoNoted{Sponsorship: id("sponsorship"), Currency: "VND", Amount: 500_000, On: day, Proof: hash},
	sponsorship.MemoStruck{Memo: id("memo"), Sponsorship: id("sponsorship"), Currency: "VND", Amount: 500_000, On: day, Reason: "ghi hai lần"},
	sponsorship.Bridged{Sponsorship: id("sponsorship"), Payout: id("payout"), Currency: "VND", Amount: 500_000, Booked: day},
	sponsorship.BridgeRelieved{Sponsorship: id("sponsorship"), Donation: id("donation"), Currency: "VND", Amount: 500_000, Booked: day},
	sponsorship.BridgeReturned{Sponsorship: id("sponsorship"), Payout: id("payout"), Currency: "VND", Amount: 500_000, Booked: day},
	sponsorship.Paused{Sponsorship: id("sponsorship"), On: day, Reason: "em đi chữa bệnh"},
	sponsorship.Resumed{Sponsorship: id("sponsorship"), On: day + 60},
	sponsorship.NoticeGiven{Sponsorship: id("sponsorship"), By: "sponsor", Reason: "nghỉ hưu", On: day, Until: day + 90},
	sponsorship.Ended{Sponsorship: id("sponsorship"), Reason: "em chuyển tỉnh", By: "association", On: day},
	sponsorship.Closed{Reason: "em chuyển tỉnh", On: day},
	sponsorship.CarriedOver{From: id("slot"), Sponsorship: id("sponsorship"), Sponsor: id("donor"), Currency: "VND", Amount: 500_000, Position: 12, On: day},
	sponsorship.CarriedBack{Donation: id("donation"), Sponsor: id("donor"), Position: 12, Currency: "VND", Amount: 200_000, On: day},
	sponsorship.ReportSent{Sponsorship: id("sponsorship"), Term: day + 78, Attachment: hash, On: day + 80},

	sponsorship.Proposed{Unit: id("unit"), By: "chi hội trưởng", On: day},
	sponsorship.Verified{By: "cán bộ xã", On: day},
	sponsorship.SlotListed{Slot: id("slot")},
	sponsorship.Exited{Reason: "em chuyển tỉnh", On: day},

	pledge.Made{Donor: id("donor"), Fund: id("fund"), Compartment: "unrestricted", Currency: "VND", Amount: 10_000_000, Due: day + 60, Made: day,
		Kind: pledge.Instalments, Code: "KH7QX4M2", Instalments: []pledge.Instalment{{Due: day + 60, Amount: 6_000_000}, {Due: day + 90, Amount: 4_000_000}},
		Months: 1, Until: day + 365, Slot: id("slot"), Campaign: "XUAN-2024", Agreement: "TT-12/2024", Draft: true},
	pledge.Activated{On: day},
	pledge.PaymentApplied{Donation: id("donation"), Currency: "VND", Amount: 4_000_000, Booked: day, Instalment: 2, Basis: pledge.ByReference},
	pledge.PaymentUnapplied{Donation: id("donation"), Currency: "VND", Amount: 4_000_000, Reason: "ghi nhầm cam kết", Instalment: 2, Booked: day},
	pledge.Paused{From: day, Reason: "doanh nghiệp tạm ngừng", By: "nhà hảo tâm"},
	pledge.Resumed{On: day + 30},
	pledge.Cancelled{Reason: "doanh nghiệp giải thể", By: "nhà hảo tâm", On: day},
	pledge.WrittenOff{Currency: "VND", Amount: 6_000_000, Reason: "không liên lạc được", Approver: "chủ tịch", On: day},

	pledge.Counted{Pledge: id("pledge"), Amount: 4_000_000},

	campaign.Opened{Unit: id("unit"), Code: "HEO-2024", Name: "Nuôi heo đất năm học 2024–2025", Kind: campaign.Boxes, Appeal: "Mỗi nhà một heo đất",
		ClosingRule: "phần còn lại chuyển vào quỹ khuyến học xã", From: day - 60, Until: day + 240, Agreement: "thỏa thuận 12/TT", Occasion: "Tháng khuyến học", Currency: "VND", Target: 250_000_000,
		Fills: []campaign.Pot{{Fund: id("fund"), Compartment: "hoc-bong-2024"}}},
	campaign.RuleSet{From: day, Levels: []campaign.Level{{Name: "tỉnh", Percent: 10}, {Name: "huyện", Percent: 20}, {Name: "xã", Percent: 70}}, Remainder: "xã",
		Voluntary: true, Basis: "kế hoạch 05/KH-HKH"},
	campaign.Extended{Until: day + 270, Reason: "còn nhà gửi tới"},
	campaign.Closed{On: day + 200, Reason: "đã khui hết heo"},

	goods.ItemOpened{Item: "xe-dap", Name: "Xe đạp", Measure: "chiếc"},
	goods.Received{Donor: id("donor"), Lots: []goods.LotIn{{Item: "xe-dap", From: 10, Pieces: 50, Value: 2_000_000, Currency: "VND", Valuation: goods.Declared},
		{Item: "vo", From: 0, Pieces: 1000, Value: 8_000, Currency: "VND", Valuation: goods.Estimated}}, Given: day - 1, Booked: day, Campaign: "KHAI-GIANG-2024",
		Anonymity: goods.Benefactor, ValuedBy: "tổ định giá của Hội", Content: "theo công văn 12", Receipt: goods.Number{Series: "PN/2024", No: 3}},
	goods.HandedOut{Each: []goods.Quantity{{Item: "xe-dap", Pieces: 1}}, Rows: []goods.Row{{Code: "HS-001", Recipient: id("child")},
		{Code: "L5A", Recipient: id("class"), RecipientKind: "collective", Goods: []goods.Quantity{{Item: "vo", Pieces: 40}}}}, RecipientKind: "pupil",
		Taken: bikes, Booked: day, Occasion: "khai giảng", Campaign: "KHAI-GIANG-2024", Content: "trao tại lễ khai giảng", Voucher: goods.Number{Series: "PX/2024", No: 1}},
	goods.Lost{Taken: bikes, Reason: "mất trộm", Approver: "chủ tịch", Booked: day, Voucher: goods.Number{Series: "PX/2024", No: 2}},
	goods.Returned{Of: id("loss"), Row: "HS-001", Loss: true, Taken: bikes, Reason: "công an tìm lại", Booked: day + 9, Receipt: goods.Number{Series: "PN/2024", No: 4}},
	goods.DeliveryReversed{Delivery: id("delivery"), Taken: bikes, Reason: "nhập thừa", Approver: "chủ tịch", Booked: day, Void: goods.Number{Series: "PN/2024", No: 3},
		Receipt: goods.Number{Series: "PN/2024", No: 5}},
	goods.IssueReversed{Of: id("issue"), Row: "HS-001", Loss: true, Taken: bikes, Reason: "ghi nhầm", Approver: "chủ tịch", Booked: day,
		Void: goods.Number{Series: "PX/2024", No: 1}, Voucher: goods.Number{Series: "PX/2024", No: 3}},
	goods.Revalued{Item: "xe-dap", Delivery: id("delivery"), Line: 1, Was: goods.Worth{Value: 200_000, Currency: "VND", Valuation: goods.Declared},
		Is: goods.Worth{Value: 2_000_000, Currency: "VND", Valuation: goods.Estimated}, ValuedBy: "tổ định giá", Reason: "thiếu một số không", Approver: "chủ tịch"},

	boxes.Begun{Unit: id("unit"), Campaign: id("campaign"), Level: "xã", Levels: []boxes.LevelFund{{Level: "xã", Fund: id("fund"), Compartment: "unrestricted"},
		{Level: "huyện", Fund: id("other fund"), Compartment: "heo-dat"}}},
	boxes.HandedOut{On: day, Rows: []boxes.KeptRow{{Box: "HEO-017", Kind: boxes.Family, Keeper: id("family"), Tier: "ấp 1"}}},
	boxes.BroughtIn{On: day + 200, Rows: []boxes.KeptRow{{Box: "HEO-999", Kind: boxes.Class, Keeper: id("class"), Tier: "trường"}}},
	boxes.Opened{On: day + 200, Counters: []string{"trưởng ban", "kế toán"}, Minutes: "BB 03/2025", Rule: 1,
		Rows:   []boxes.CountedRow{{Box: "HEO-017", Counted: 621_000, Donated: 300_000}, {Box: "HEO-999", Counted: 50_000}},
		Shares: []boxes.Share{{Level: "xã", Fund: id("fund"), Amount: 210_000}, {Level: "huyện", Fund: id("other fund"), Amount: 90_000}}},
	boxes.Lost{On: day + 200, Rows: []boxes.LostRow{{Box: "HEO-018", Fate: boxes.NotReturned, Reason: "gia đình đi làm xa"}}},
	boxes.Accepted{Opening: id("opening"), Level: "huyện", Fund: id("other fund"), Amount: 90_000, On: day + 210},

	levy.Begun{Unit: id("unit"), Fund: id("fund"), Compartment: "unrestricted", Campaign: id("campaign"), Year: 2024, Basis: levy.ByHead, Rate: 50_000},
	levy.HouseholdsListed{Rows: []levy.HouseholdRow{{Code: "H-017", Head: id("family"), Heads: 5, Expected: 250_000}}},
	levy.HouseholdsExempted{On: day, Rows: []levy.ExemptRow{{Household: "H-018", Reason: "hộ nghèo"}}},
	levy.Waived{Household: "H-017", Amount: 50_000, On: day, Reason: "mới bị lũ cuốn nhà", Approver: "trưởng họ"},
	levy.HouseholdMoved{Household: "H-019", On: day, Reason: "chuyển vào Nam"},
	levy.Paid{On: day, Rows: []levy.PaidRow{{Household: "H-017", Amount: 200_000}}},
	levy.TakenBack{Donation: id("donation"), On: day + 1, Rows: []levy.PaidRow{{Household: "H-017", Amount: 200_000}}},

	roster.Estimated{Giver: id("school"), Campaign: "NGAY-LUONG-2024", Currency: "VND", Amount: 2_400_000, Employees: 36, Day: day + 22, Made: day,
		Of: id("roster of 2023"), Basis: "công văn 12/PGD"},
	roster.RowsRecorded{Giver: id("school"), Campaign: "NGAY-LUONG-2024", Currency: "VND", Day: day, First: 1_000,
		Rows: []roster.Row{{Code: "GV-001", Person: id("teacher"), Amount: 65_000}, {Code: "38", Amount: 50_000}}},
	roster.Corrected{Version: 2, Rows: []roster.Was{{Row: 1_001, Code: "38", WasPerson: id("clerk"), WasAmount: 50_000, Person: id("teacher"), Amount: 75_000}},
		Reason: "kế toán trường đính chính", Approver: "hiệu trưởng", Difference: -25_000, Named: "nộp bổ sung sau"},
	roster.Attached{Donation: id("donation"), Currency: "VND", Remitted: 1_790_000, Difference: -50_000, Named: "một cán bộ chưa nộp"},
	roster.Detached{Donation: id("donation"), Reason: "gắn nhầm khoản"},
	roster.RemittanceUndone{Donation: id("donation"), Currency: "VND", Amount: 790_000, Left: 1_000_000, Booked: day, Reason: "ngân hàng trả lại"},
	roster.DifferenceNamed{Difference: -50_000, Named: "một cán bộ chưa nộp"},

	roster.Listed{Roster: id("roster")},

	cluster.Formed{Code: "CUM-DBSH", Name: "Cụm đồng bằng sông Hồng", Units: []uuid.UUID{id("unit"), id("other unit")}, From: day},
	cluster.Changed{Name: "Cụm 2", Joined: []uuid.UUID{id("third unit")}, Left: []uuid.UUID{id("unit")}, From: day + 365, Reason: "sắp xếp lại"},
	statistic.Declared{Source: "Báo Quảng Ninh", SourceDate: day + 90, First: 3, Figures: []statistic.Figure{
		{Measure: "fund-mobilised", From: day - 302, Until: day + 63, Levels: statistic.Below, In: "VND", Bound: statistic.Over, Amount: statistic.Amount{Value: 22_900_000_000},
			Note: "mọi cấp, cả gia đình"},
		{Measure: statistic.Free, Name: "Hội viên so với dân số", Nature: statistic.Stock, From: day, Until: day, Levels: statistic.Own, In: "%", Bound: statistic.Exact,
			Amount: statistic.Amount{Value: 335, Decimals: 1}}}},
	statistic.Corrected{Figure: 3, WasBound: statistic.Over, Was: statistic.Amount{Value: 22_900_000_000}, Bound: statistic.About, Is: statistic.Amount{Value: 229, Decimals: 1},
		Note: "đơn vị tính", Reason: "báo đính chính"},
	statistic.Withdrawn{Figure: 4, Reason: "nhầm đơn vị"},
	staff.Granted{Actor: "Vũ Thị Hoa", Person: id("treasurer"), Role: staff.Treasurer, From: day, Until: day + 1_826, By: "Trần Văn Nam",
		Basis: "Quyết định 12/QĐ-HKH", Beside: []staff.Role{staff.Cashier}, Override: "chi hội chỉ có hai người"},
	staff.Ended{Grant: id("grant"), Actor: "Vũ Thị Hoa", Role: staff.Treasurer, On: day + 400, By: "Trần Văn Nam", Reason: "chuyển công tác"},
	staff.Enrolled{Actor: "Vũ Thị Hoa", Person: id("treasurer"), Unit: id("unit")},
	staff.Signed{Actor: "Trần Văn Nam", Command: "fund.refund", Digest: hash},
}
