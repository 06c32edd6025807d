"""Tells whether someone is being cheated or robbed, now or just now; a question about fraud is none of that.

Missing one is worse than a false alarm: slips of the finger, missing or wrong marks and dialect all count.
"""

from collections.abc import Iterator, Sequence

from bot.courtesy import core
from bot.folding import Word, listed, word_of
from bot.phrases import EXACT, Ear, Found, Phrases
from bot.spelling import Spelling
from bot.syllable import is_syllable

# Whom cheats say they are, and how they say it: every pair is an event.
_CLAIMS = ("bảo là", "nói là", "nhận là", "xưng", "giả làm", "giả danh", "bảo bên", "nói bên")
_OFFICES = (
    "công an", "bộ công an", "cảnh sát", "viện kiểm sát", "tòa án", "ngân hàng", "điện lực", "bảo hiểm",
    "thuế", "bưu điện", "cán bộ", "nhân viên", "tổng đài", "hải quan",
)  # fmt: skip
_CALLERS = ("cảnh sát", "tòa án", "cục thuế", "chi cục thuế", "bưu điện", "tổng đài", "hải quan")
# "~" stands for up to four words.
EVENTS = " · ".join(
    [f"{claim} {office}" for claim in _CLAIMS for office in _OFFICES]
    + [f"{caller} ~ gọi" for caller in _CALLERS]
)
EVENTS += """ ·
    bị lừa · bị gạt · bị dụ · mắc lừa · bị chiếm đoạt · lừa tôi · lừa lấy · lừa mất · lừa hết · lừa tiền · lừa ~ tiền
    bị ~ lừa · lừa đảo tôi · lừa đảo ~ gọi · lừa đảo nhắn · gặp ~ lừa đảo · đang lừa · có người ~ lừa · người gọi ~ lừa đảo · nó gọi ~ lừa · phải lừa đảo · lừa đảo không
    mất tiền · mất ~ tiền · mất ~ triệu · mất ~ nghìn · mất ~ tỷ · tiền ~ bị mất · tiền ~ mất hết · tiền ~ biến mất
    mất sạch · mất trắng rồi · mất trắng tay · mất trắng tiền · bị mất trắng · tiền ~ bốc hơi · lấy ~ tiền của tôi · lấy hết tiền · lấy mất tiền
    lỡ chuyển · lỡ ~ chuyển ~ tiền · lỡ ~ chuyển khoản · trót chuyển · trót ~ chuyển · chuyển nhầm tiền
    chuyển nhầm khoản · chuyển nhầm cho · chuyển nhầm người · chuyển nhầm số · chuyển nhầm ~ triệu · chuyển tiền nhầm
    chuyển khoản nhầm · chuyển nhầm rồi · chuyển ~ tiền cho họ · chuyển ~ tiền cho nó · chuyển ~ tiền cho người lạ
    chuyển ~ cho kẻ · chuyển khoản cho họ · chuyển khoản cho nó · chuyển khoản cho người lạ · chuyển ~ triệu cho
    bị trừ tiền · bị trừ ~ tiền · tự trừ tiền · tự nhiên ~ trừ tiền · bị trừ ~ triệu · bị trừ ~ nghìn · bị trừ mất
    bị rút ~ tiền · rút hết tiền · rút sạch · rút mất · trừ hết tiền · tài khoản bị trừ · tiền bị trừ · trừ mất tiền
    lỡ bấm link · lỡ ~ link · trót ~ link · bấm nhầm ~ link · bấm ~ link ~ rồi · vào ~ link lạ · mở nhầm ~ link
    đã bấm ~ link · vừa bấm ~ link · mới bấm ~ link · lỡ bấm vào tin nhắn lạ · lỡ bấm ~ lạ
    lỡ cài app · lỡ ~ app lạ · lỡ cài ~ lạ · lỡ cài ứng dụng · lỡ tải app · lỡ tải ứng dụng · lỡ tải ~ lạ · cài nhầm app
    cài nhầm ứng dụng · trót cài · trót tải · cài app lạ · cài ứng dụng lạ · cài phải app · tải nhầm app · tải app lạ
    bảo ~ cài app · bảo ~ cài ứng dụng · bảo ~ tải app · bắt ~ cài app · bảo ~ bấm ~ link · gửi link bảo · link lạ bảo
    bị hack · bị hách · bị hắc · bị hắck · bị hắt nick · hack mất · hack nick · hack zalo · hack facebook · hack tài khoản
    bị chiếm · bị cướp · bị trộm · bị giật mất · bị móc túi · bị đánh cắp · bị ăn cắp · bị lấy cắp · bị lấy mất · bị mất cắp
    mất nick · mất zalo · mất facebook · mất tài khoản · mất ních · chiếm tài khoản · chiếm ~ zalo · chiếm nick
    công an ~ gọi · công an ~ điện · công an ~ nhắn · xưng ~ công an · giả ~ công an · mạo danh · giả danh · công an ~ bảo
    công an ~ đòi tiền · công an ~ đòi nộp · công an ~ đòi chuyển · công an ~ bắt · công an ~ dọa · cảnh sát ~ gọi · công an ~ xin · công an ~ hỏi ~ otp · bộ công an gọi
    viện kiểm ~ gọi · viện ~ sát gọi · kiểm sát ~ gọi · kiểm sát ~ điện · kiểm sát ~ bảo · kiểm sát ~ nhắn · xưng ~ kiểm sát · tòa án ~ gọi · tự xưng · xưng là
    điện lực ~ gọi · ngân hàng ~ gọi · dọa cắt · dọa khóa · dọa bắt · dọa ~ bắt · đòi bắt · hù dọa · bị dọa · dọa nạt · dọa phạt
    dọa tung · dọa giết · bị tống tiền · dọa tống tiền · đe dọa · lệnh bắt · bắt giam · nó dọa · họ dọa · dọa tôi · dọa nộp
    đòi ~ otp · xin ~ otp · hỏi ~ otp của tôi · hỏi otp · hỏi tôi ~ otp · hỏi xin ~ otp · ngân hàng hỏi ~ otp · yêu cầu ~ otp
    bảo ~ đọc ~ otp · bảo ~ đọc mã · bảo ~ đưa ~ otp · bảo ~ gửi ~ otp · bảo gửi mã · bắt đọc ~ otp · yêu cầu đọc mã
    đòi mật khẩu · đòi số tài khoản · đòi ~ căn cước · xin số căn cước · xin ~ mật khẩu · bảo ~ đưa mật khẩu
    cho ~ otp rồi · cho nó ~ otp · cho họ ~ otp · đưa ~ otp · đọc ~ otp cho · đọc ~ otp rồi · gửi ~ otp cho · gửi ~ otp rồi
    đọc mã cho · đưa mã cho · đưa ~ mã rồi · gửi mã cho họ · gửi mã cho nó · cho mã rồi · cho nó mã · cho họ mã · đọc ~ mã rồi
    lộ ~ otp · lộ ~ mật khẩu · lộ mã · lộ số căn cước · lộ thông tin · cho nó mật khẩu · cho họ mật khẩu · đưa ~ mật khẩu cho
    lỡ ~ otp · lỡ ~ mật khẩu cho · lỡ ~ mã cho · lỡ đọc mã · lỡ đưa mã · lỡ đưa ~ căn cước · lỡ gửi ~ căn cước · lỡ gửi tiền
    lỡ cung cấp · lỡ cho họ · lỡ cho nó · lỡ cho người · lỡ đưa cho · lỡ nhập ~ mật khẩu · lỡ nhập thẻ · trót đọc · trót đưa
    trót cho · trót gửi · mất điện thoại · mất ~ điện thoại · rơi ~ điện thoại · mất máy · rơi máy · đánh rơi máy
    điện thoại ~ bị mất · điện thoại ~ mất rồi · mất sim
    đòi tiền · đòi ~ chuyển tiền · đòi ~ chuyển khoản · bảo ~ chuyển tiền · bảo ~ chuyển khoản · bảo ~ chuyển ~ triệu
    bắt ~ chuyển tiền · bắt ~ chuyển khoản · yêu cầu ~ chuyển tiền · yêu cầu ~ chuyển khoản · giục chuyển · giục ~ chuyển tiền
    bảo ~ nộp tiền · bảo ~ đóng tiền · đòi nộp tiền · bắt ~ nộp tiền · bảo ~ nạp tiền · bắt ~ nạp tiền · bảo nộp phí
    nhắn ~ vay tiền · hỏi vay tiền · vay tiền gấp · mượn tiền gấp · nhắn ~ mượn tiền · quay lén · ảnh nóng · bị bắt cóc
    báo ~ trúng thưởng · nhắn ~ trúng thưởng · gọi ~ trúng thưởng · bảo ~ trúng thưởng · bảo ~ nhận quà · báo ~ trúng giải
    người lạ ~ gọi · số lạ ~ gọi · người lạ nhắn · số lạ nhắn · gọi ~ số lạ
    tiền ~ bay mất · tiền ~ bay hết · tiền ~ bay sạch · tiền ~ hết sạch · tiền ~ không cánh mà bay · tiền ~ bị chuyển đi
    mất ~ k trong thẻ · mất ~ trong thẻ · mất ~ trong tài khoản · ai ~ rút tiền · nó rút tiền · họ rút tiền · lấy trộm · ăn trộm tiền
    cướp tiền · ăn cướp tiền · bị ~ tống tiền · bị ~ dọa · bị ~ chiếm · bị ~ hack · bị móc điện thoại · bị ~ điều khiển
    nó lừa · họ lừa · chúng ~ lừa · bọn ~ lừa · bị lừa đảo · bị người ~ vào · facebook bị ~ vào · zalo bị ~ vào · nick bị ~ vào
    zalo bị ~ chiếm · facebook bị ~ chiếm · tài khoản bị ~ chiếm · zalo bị ~ lấy · nick bị ~ lấy
    gọi bảo nâng cấp sim · gọi ~ nâng cấp sim · bảo khóa sim · dọa khóa sim · gọi ~ khóa sim · bảo nâng cấp sim
    bắt cài phần mềm · bắt ~ cài ứng dụng · bắt ~ tải ứng dụng · bảo ~ cài phần mềm · gọi ~ cập nhật vneid · gọi ~ khai lại vneid · bảo ~ cập nhật vneid
    gọi ~ kích hoạt vneid · gọi ~ cập nhật căn cước · gọi ~ gửi ảnh căn cước · bảo ~ gửi ảnh căn cước · bảo ~ chụp căn cước · bảo ~ gửi căn cước
    người ta xin số tài khoản · nó xin số tài khoản · họ xin số tài khoản · xin số thẻ · hỏi ~ số thẻ của tôi · lỡ cho ~ số thẻ · lỡ cho số
    lỡ nói ~ mã · nói ~ mã cho nó · nói ~ mã cho họ · nói mã cho · lỡ đọc ~ số · lỡ đọc ~ mã · lỡ cho ~ mã · bắt ~ đọc mã · bảo đọc ~ số
    lỡ ~ mã ~ cho · trót ~ mã · trót ~ số cho · đọc mã ~ cho người · đọc ~ mã ~ cho họ · đọc ~ mã ~ cho nó · gửi ~ mã ~ cho người ta · nhập ~ mã vào trang lạ
    giả làm con · giả làm cháu · giả làm người nhà · giả làm cán bộ · giả làm công an · mạo nhận · giả con tôi · giả giọng con
    bảo ~ tai nạn ~ tiền · bảo ~ tai nạn phải · bảo ~ cấp cứu ~ tiền · bảo ~ nộp viện phí · phải nộp viện phí · bảo ~ nằm viện ~ tiền · đòi chuộc
    bắt cóc đòi · bị bắt cóc · rửa tiền · dính ~ đường dây · liên quan ~ vụ án · liên quan ~ ma túy · liên quan đến vụ · có lệnh bắt
    dọa cắt · đòi cắt điện · đòi cắt nước · đòi khóa tài khoản · xưng ~ cán bộ · xưng ~ nhân viên · xưng ~ ngân hàng · tự nhận là · mặc ~ áo công an
    mặc đồ công an · mặc quân phục · app giả cài rồi · cài ~ app giả · cài ~ ứng dụng giả · tải ~ app giả · vào ~ trang giả
    nạp tiền ~ không rút · nạp ~ không rút ~ được · không rút được tiền ra · nạp tiền vào rồi · đóng cọc rồi · cọc rồi ~ chặn · chuyển cọc rồi
    chặn ~ sau khi chuyển · chuyển tiền rồi không thấy · chuyển tiền rồi ~ chặn · chuyển tiền xong ~ chặn · chuyển tiền rồi ~ mất hút · chuyển tiền rồi ~ không giao
    khủng bố đòi nợ · bị ~ đòi nợ · gọi ~ đòi nợ · nhắn ~ đòi nợ · dọa đăng ảnh · tòa án ~ nhắn · tòa án ~ gửi · viện kiểm sát ~ gửi
    bị trừ oan · trừ oan · mất oan · mất tiền oan · dụ ~ chuyển · dụ ~ nạp · dụ ~ đầu tư · dụ ~ vào nhóm · rủ ~ nạp tiền · bị dắt mũi · bị bẫy · mắc bẫy · sập bẫy
    không thấy tiền đâu · tiền ~ mất đâu · tiền ~ đi đâu mất · nhận quà ~ bấm vào rồi · link nhận quà ~ rồi · bấm ~ link nhận quà · gửi ~ căn cước cho nó
    gửi ~ căn cước cho họ · gửi ~ căn cước cho người · gửi ảnh căn cước ~ rồi · người bán chặn · người mua chặn · nó chặn tôi · chặn liên lạc
    xin chuyển tiền gấp · xin tiền gấp · nhắn ~ xin chuyển tiền · nhắn ~ xin tiền · con tôi đổi số · bảo là công an · nói là công an · bảo là bên ngân hàng
    bên ngân hàng xin · bên ngân hàng ~ gọi · ngân hàng xin mã · gọi ~ hoàn tiền · bảo hiểm ~ gọi ~ tiền · thuế ~ gọi · người lạ vào máy · người lạ ~ điều khiển
    máy tự chuyển tiền · tự nhiên chuyển tiền · tự chuyển tiền · ai đó dùng thẻ · người ~ dùng thẻ của tôi · người ~ đăng nhập tài khoản của tôi · người lạ đăng nhập
    bị đổi mật khẩu · người ta đổi mật khẩu của tôi · bảo sẽ bắt · bảo ~ bắt tôi · sẽ bắt tôi · nói tôi nợ · bảo tôi nợ · mã ~ cho kẻ gian · kẻ gian mã · kẻ gian lấy
    cho kẻ gian · cho kẻ lừa · cho kẻ xấu · nhập ~ thẻ vào trang · nhập ~ vào trang lạ · nhập ~ vào trang giả · người ta lừa · bị lừa · gửi nhầm tiền · gửi tiền nhầm
    nộp phạt ~ cho nó · nộp phạt ~ cho họ · dọa kiện · trúng ~ phải nộp · trúng ~ nộp thuế · trúng ~ nộp phí · trúng ~ đóng phí · người yêu ~ xin tiền
    gửi tiền cho người ta rồi · chuyển tiền cho người ta · cọc rồi mất liên lạc · cọc rồi ~ mất hút · chuyển khoản rồi ~ mất hút · chuyển khoản rồi ~ chặn
    chuyển khoản rồi ~ không giao · mất ~ tr · bị giật điện thoại · bị giật máy · bị giật túi · giật mất điện thoại · bị cướp giật · kiện tôi
    gọi bảo bị kiện · gọi ~ bị kiện · phạt nguội ~ chuyển · gọi ~ phạt nguội · bảo ~ phạt nguội · gọi bảo chuyển tiền · gọi bảo nộp tiền · tiền ảo ~ mất
    chuyển ~ cho nó · chuyển ~ cho họ · chuyển ~ cho chúng · chuyển ~ cho người ta · chuyển ~ cho bọn · nộp ~ cho nó · đóng ~ cho nó · đưa ~ cho nó · gửi ~ tiền cho nó
    bị ai ~ vào · bị ai ~ lấy · bảo đưa ~ mã · bảo cho ~ mã · bảo nói ~ mã · họ đòi mã · người ~ đòi mã · nó xin mã · họ xin mã · người ~ xin mã · hỏi xin mã · hỏi mã otp · đòi số thẻ · đòi ảnh căn cước
"""
# Said shortly before an event, these make it one that is only talked about.
_TALKED_OF = Phrases("""
    làm sao ~ biết · làm sao ~ tránh · làm sao để không · làm sao cho khỏi · làm sao để khỏi · làm sao phân biệt
    thế nào để ~ biết · thế nào để không · cách ~ tránh · cách nhận biết · cách phòng · nhận biết · nhận ra · phòng tránh
    đề phòng · tránh · tránh bị · để không · để khỏi · cho khỏi · kẻo · nếu · nhỡ · ngộ nhỡ · giả sử · dấu hiệu
    thế nào là · học · bài · hay bị · dễ bị · chống · phân biệt · cảnh báo · chiêu · thủ đoạn · hình thức · muốn báo
    khi · lúc · phòng · ngừa · kiểm tra · tra xem · sao biết · chặn số · chặn người · chặn cuộc gọi · báo số · nghe nói · tìm hiểu · hỏi về · giả vờ · sợ bị · trường hợp
""")
_JUST_NOW = Phrases("""
    rồi · vừa · vừa mới · mới bị · đang bị · hôm qua · hôm nay · sáng nay · chiều nay · tối qua · ban nãy · lúc nãy
    tôi bị · con tôi · cháu tôi · vợ tôi · chồng tôi · mẹ tôi · cứu · tôi đã · bác bị · bà bị · ông bị · mình bị · đã bị
""")
# Said of a call in general: it asks what one should do, not what just happened.
_IN_GENERAL = Phrases(
    "thì nên · có nên · nên làm · thì phải làm · thì làm sao · hay gọi · hay nhắn · thường gọi"
)
_NEGATIONS = frozenset({"khong", "chua", "chang"})
# "tôi có bị lừa không" asks about oneself; "mua trên mạng có bị lừa không" about things in general.
_ABOUT_ONESELF = listed("toi minh bac ba ong chau em phai biet xem nay the chac")
_COUNTED = frozenset({"bao", "may"})
_MACHINES = listed("zalo facebook may app dung hinh trang web vneid chplay appstore thoai")
_ASKERS = frozenset({"doi", "xin", "yeu", "hoi"})
_FAMILY = listed("con chau vo chong dau re")
_COLLECTORS = listed("truong giao thay thon")  # who really asks for money: the school, the hamlet
_MONEY = listed("tien khoan phi")
_MEANS = listed("tren bang qua vao trong")
_WINDOW = 7
# Words that differ from a danger word by marks alone and mean something harmless.
_HARMLESS = frozenset(
    word_of(text).marked
    for text in listed(
        "lụa lúa lựa tiến chuyện chuyên truyền mặt mật tổng đời đội đối gói gối hồi hơi cứu "
        "cải cái chó chờ chỗ đổi đôi mai mái mãi mây mày đứa đua lời lợi lối lọ lò rời rồi roi rút độc quá "
        "qua quả nhẫn gửi máy dùng đúng dừng bỉ nhân nhạc ngỏ trang trắng lồ"
    )
)


# Also words of two and three letters are corrected here: "lwa" can only be "lừa".
_SPELLING = Spelling(Phrases(EVENTS).vocabulary, shortest=2)
_EVENTS = Phrases(EVENTS, _SPELLING)
# A text of this many words that tells of danger does so in more than one phrase.
_LONG_STORY = 300
_SHORT_WORD = 3  # letters
# Words that lie one letter from a danger word and are hardly ever a slip.
_NO_SLIPS = listed(
    "tieng tin ten con may mat dinh dang tren trang tron doi vay hoac xich cuoc tien"
)


def _wrongly_marked(word: Word) -> bool:
    return word.is_marked and word.marked not in _HARMLESS


def _near(word: Word) -> frozenset[str]:
    return _SPELLING.near(word.plain)


def _any_slip(word: Word) -> frozenset[str]:
    slippery = not word.is_marked and word.plain not in _NO_SLIPS and word.plain.isalpha()
    return _SPELLING.slips(word.plain) if slippery else frozenset()


def _slips(word: Word) -> frozenset[str]:
    """A short word that exists was meant; a long one, or one that does not exist, may be a slip."""
    meant = _any_slip(word)
    if meant and len(word.plain) <= _SHORT_WORD and is_syllable(word.plain):
        return frozenset(plain for plain in meant if len(plain) > _SHORT_WORD)
    return meant


_SHARP = Ear(_near, _wrongly_marked)
# Unmarked words may also have slipped into other words that exist.
_LOOSE = Ear(_slips, _wrongly_marked)
_LOOSEST = Ear(_any_slip, _wrongly_marked)


def in_danger(words: Sequence[Word]) -> bool:
    """Whether these words tell of something bad that happens to this person or theirs."""
    if any(not _only_talked_of(words, event) for event in _EVENTS.all(words, _SHARP)):
        return True
    return len(words) <= _LONG_STORY and any(
        len(event.phrase.words) > 2 for event in _slipped(words, _LOOSE)
    )


def nearly_in_danger(words: tuple[Word, ...]) -> bool:
    """The same for a text that nothing else was made of and that is, as a whole, one slip from an event."""
    said = core(words)
    return any(
        event.end - event.start == len(said) > 1
        and (len(said) == 2 or said[0].plain == event.phrase.words[0].plain)
        for event in _slipped(said, _LOOSEST)
    )


def _slipped(words: Sequence[Word], ear: Ear) -> Iterator[Found]:
    """Events that stand here in a row, one of their words one letter wrong."""
    for event in _EVENTS.all(words, ear):
        in_a_row = event.end - event.start == len(event.phrase.words)
        if in_a_row and _wrong(words, event) <= 1 and not _only_talked_of(words, event):
            yield event


def _wrong(words: Sequence[Word], event: Found) -> int:
    pairs = zip(words[event.start : event.end], event.phrase.words, strict=True)
    return sum(word.plain != meant.plain for word, meant in pairs)


def _only_talked_of(words: Sequence[Word], event: Found) -> bool:
    before = [word.plain for word in words[max(0, event.start - _WINDOW) : event.start]]
    after = [word.plain for word in words[event.end : event.end + 4]]
    inside = [word.plain for word in words[event.start : event.end]]
    if before[-1:] and before[-1] in _NEGATIONS:
        return True
    if _asks_a_price(before, inside, after) or _a_machine_asks(before, inside):
        return True
    if "co" in inside[1:-1] and "khong" in after:
        return True  # "công an có gọi zalo không"
    if after[:3] == ["la", "the", "nao"] or after[:2] == ["la", "gi"]:
        return True  # what such a thing is
    if _asked_by_their_own(before, inside) or "bao gio" in " ".join(inside):
        return True  # "công an có bao giờ gọi điện không"
    if _by_telephone(inside) or _a_call_in_general(words, event):
        return True
    if before[-1:] == ["co"] and "khong" in after and inside[0] == "bi":
        return len(before) > 1 and before[-2] not in _ABOUT_ONESELF
    lead = words[max(0, event.start - _WINDOW) : event.start + 1]
    talked = _TALKED_OF.any(lead, EXACT)
    return talked is not None and _JUST_NOW.any(words, EXACT) is None


def _asks_a_price(before: list[str], inside: list[str], after: list[str]) -> bool:
    """ "Có mất tiền không", "mất bao nhiêu tiền": what something costs."""
    if inside[:1] != ["mat"] or inside[-1] != "tien":
        return False
    if inside[1] == "khau" or before[-1:] == ["hay"]:
        return True  # "mật khẩu và tiền", "miễn phí hay mất tiền"
    asked = "khong" in after[:1] or ("co" in before[-4:] and "khong" in after)
    return asked or any(word in _COUNTED for word in inside[1:])


def _by_telephone(inside: list[str]) -> bool:
    """ "Thẻ giấy mất rồi, xem trên điện thoại được không": the telephone is not what is lost."""
    lost = inside[0] in ("mat", "roi") and inside[-2:] == ["dien", "thoai"]
    return lost and not _MEANS.isdisjoint(inside[1:-2])


def _asked_by_their_own(before: list[str], inside: list[str]) -> bool:
    """ "Cô giáo bảo đóng tiền", "cháu bảo cài app": the school's money, the family's help."""
    if inside[0] != "bao":
        return False
    people = _FAMILY if _MONEY.isdisjoint(inside) else _COLLECTORS
    return not people.isdisjoint(before[-3:])


def _a_call_in_general(words: Sequence[Word], event: Found) -> bool:
    calls = event.phrase.words[0].plain in ("nguoi", "so") and event.phrase.words[1].plain == "la"
    return calls and _IN_GENERAL.any(words, EXACT) is not None and not _JUST_NOW.any(words, EXACT)


def _a_machine_asks(before: list[str], inside: list[str]) -> bool:
    """ "Máy đòi nhập OTP" belongs to the lesson; "có người đòi OTP" does not."""
    return inside[0] in _ASKERS and any(word in _MACHINES for word in before[-3:])
