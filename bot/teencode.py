"""Chat shorthand, dialect and the many spellings of one thing, turned into standard written words.

The tables are data for people to grow; the few shorthands that mean two things are told apart by
their neighbours. Lessons and questions pass through the same tables, so that both sides agree.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from bot.folding import Folded, Word, folded, listed

# One typed word -> what it stands for; an unmarked key means the unmarked word only.
_SHORT = """
ko=không kg=không kh=không hok=không hong=không hông=không hem=không khum=không hk=không hko=không
hổng=không k0=không nỏ=không chang=không chẳng=không chả=không kp=không_phải chửa=chưa chx=chưa
đc=được dc=được đươc=được duoc=được đựoc=được
rui=rồi rùi=rồi òi=rồi gòi=rồi ròi=rồi rôi=rồi r=rồi roài=rồi xog=xong xonq=xong dongy=đồng_ý tr=triệu
ji=gì j=gì gj=gì zì=gì bik=biết bjt=biết pit=biết bít=biết lm=làm
ntn=như_thế_nào sd=sử_dụng sdt=số_điện_thoại sđt=số_điện_thoại
zậy=vậy zay=vậy dậy=vậy dzậy=vậy vầy=vậy trc=trước trk=trước
mkhau=mật_khẩu mkhẩu=mật_khẩu matkhau=mật_khẩu pass=mật_khẩu password=mật_khẩu
tkhoan=tài_khoản tkhoản=tài_khoản acc=tài_khoản stk=số_tài_khoản
đt=điện_thoại dt=điện_thoại dthoai=điện_thoại đthoại=điện_thoại đthoai=điện_thoại
nh=ngân_hàng ngh=ngân_hàng ck=chuyển_khoản cccd=căn_cước cmnd=căn_cước cmt=căn_cước cmtnd=căn_cước
vnid=vneid vnied=vneid dalo=zalo zalô=zalo zl=zalo jalo=zalo dalô=zalo otb=otp opt=otp
bhyt=bảo_hiểm_y_tế bhxh=bảo_hiểm_xã_hội fb=facebook phây=facebook dvc=dịch_vụ_công
ud=ứng_dụng apps=app nt=nhắn_tin tn=tin_nhắn ng=người ngta=người_ta vs=với dag=đang
wa=quá wá=quá qá=quá qa=quá nhìu=nhiều tui=tôi choa=tôi bj=bị kí=ký hd=hướng_dẫn
đki=đăng_ký dki=đăng_ký đký=đăng_ký dky=đăng_ký
okê=ok oke=ok oki=ok okie=ok okay=ok okk=ok uki=ok ôkê=ok okey=ok okela=ok
uh=ừ uk=ừ uhm=ừ ukm=ừ ừm=ừ um=ừ ờ=ừ ah=ạ ak=ạ nhe=nhé
tks=cảm_ơn thks=cảm_ơn thanks=cảm_ơn thank=cảm_ơn camon=cảm_ơn
mần=làm răng=sao rứa=thế rua=thế ni=này nớ=đó chộ=thấy viền=về chừ=bây_giờ bày=dạy
"""

# Several typed words -> what they stand for; unmarked typing fits a marked key.
_LONG = """
vn eid=vneid | v neid=vneid | vê nê i đi=vneid | vi en i đi=vneid | vn e id=vneid | v n e i d=vneid
vi nê ai đi=vneid | định danh điện tử=vneid | định danh=vneid | da lo=zalo | za lo=zalo | da lô=zalo
za lô=zalo | gia lô=zalo | phây búc=facebook | ma top=otp | ma ot=otp | ma op=otp | ma opt=otp | ô tê pê=otp | ote pê=otp | mã otp=otp
mã xác nhận=otp | mã xác thực=otp | chứng minh nhân dân=căn cước | chứng minh thư=căn cước
chứng minh=căn cước | căn cước công dân=căn cước | thẻ căn cước=căn cước | ch play=chplay
google play=chplay | app store=appstore | cửa hàng ứng dụng=chplay | phần mềm=ứng dụng
kiểu gì=thế nào | cách gì=thế nào | kiểu chi=thế nào | cách chi=thế nào | cách nào=thế nào
cách mô=thế nào | cách đâu=thế nào | kiểu nào=thế nào | chữ kí=chữ ký | đường link=link
đường dẫn=link | cám ơn=cảm ơn | o kê=ok | ô kê=ok | mật mã=mật khẩu | máy điện thoại=điện thoại
thẻ bảo hiểm=bảo hiểm y tế | giấy phép lái xe=bằng lái xe | tại sao=vì sao | song rồi=xong rồi
làm răng=làm sao | mần răng=làm sao | man rang=làm sao | la rang=là sao | răng rứa=sao thế
chi rứa=gì thế | chi rua=gì thế | cái chi=cái gì | có chi=có gì | làm chi=làm gì | mần chi=làm gì
là chi=là gì | nói chi=nói gì | bài chi=bài gì | học chi=học gì | chi nữa=gì nữa | chi vậy=gì vậy
chi thế=gì thế | chi mà=gì mà | bấm chi=bấm gì | o mo=ở đâu | ở mo=ở đâu | bấm mo=bấm đâu
bài mô=bài nào | bai mo=bài nào | man xong=làm xong | mần xong=làm xong | vien bước=về bước
no cho=không thấy | nỏ cho=không thấy | cho roi=thấy rồi | no co=không có | vân tay=vân tay
sờ mát phôn=điện thoại | nhân diện khuôn mặt=sinh trắc học | cờ hát play=chplay
"""

_NEGATED_VERBS = listed(
    "duoc thay hieu biet muon hoc can phai lam ra vao mo xong ok chiu nghe nho nhan tiep"
)
_UNITS = listed("trieu nghin ngan dong ty tram vnd gio phut ngay")
_BEFORE_A_NUMBER = listed("so bai buoc cau chon muc bam phim 0")
_DONE_BEFORE = listed("xong duoc ok bam thay hien vo vao cai tai lam do quen biet hieu")
_ABOUT_PASSWORDS = listed(
    "quen doi dat nhap go sai lay la vneid zalo moi cu yeu manh cua nao wifi cap gi khong"
)
_THANKED = listed("nhieu nhe nha chau con em ban ad bot co chu nhieu")
_AFTER_CAN = listed("roi chua khong a nhe nha ko k r luon day ma thi chau con em")
_AHEAD = 40  # words that a rule may look at; the longest of texts must not cost their square
_NEGATIONS = frozenset({"khong", "chua", "ko", "k", "no", "cha", "chang"})


def _words(text: str) -> tuple[Word, ...]:
    return folded(text.replace("_", " ")).words


Entry = tuple[tuple[Word, ...], tuple[Word, ...]]


def _table(entries: Sequence[str]) -> Mapping[str, tuple[Entry, ...]]:
    """First plain word typed -> the entries that begin with it, longest first."""
    table: dict[str, list[Entry]] = {}
    for entry in entries:
        typed, meant = entry.split("=")
        key = _words(typed)
        table.setdefault(key[0].plain, []).append((key, _words(meant)))
    return {k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()}


# Marked word -> what it stands for; of two entries for one word the first counts.
_SHORT_TABLE = {
    key[0].marked: meant
    for entries in _table(_SHORT.split()).values()
    for key, meant in reversed(entries)
}
_LONG_TABLE = _table(
    [entry.strip() for line in _LONG.split("\n") for entry in line.split("|") if entry.strip()]
)


def standard(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The same words as a newspaper would write them; words that are no shorthand stay."""
    if _BEGINS_LONG.isdisjoint([word.plain for word in words]) and _SHORTHAND.isdisjoint(
        [word.marked for word in words]
    ):
        return words
    return _long(_contextual(_short(_long(words))))


@lru_cache(maxsize=4096)
def standard_text(text: str) -> tuple[Word, ...]:
    """Words of a text of ours (a phrase, a title) in the form that typed text is brought to."""
    return standard(folded(text).words)


def read(text: str) -> Folded:
    """What was typed, folded and in standard words."""
    typed = folded(text)
    return Folded(standard(typed.words), typed.asked, typed.signs)


def _short(words: tuple[Word, ...]) -> tuple[Word, ...]:
    out: list[Word] = []
    for word in words:
        out += _SHORT_TABLE.get(word.marked) or (word,)
    return tuple(out)


def _long(words: tuple[Word, ...]) -> tuple[Word, ...]:
    if _BEGINS_LONG.isdisjoint([word.plain for word in words]):
        return words
    out: list[Word] = []
    at = 0
    while at < len(words):
        for key, meant in _LONG_TABLE.get(words[at].plain, ()):
            typed = words[at : at + len(key)]
            if len(typed) == len(key) and all(map(Word.may_be, typed, key)):
                out += meant
                at += len(key)
                break
        else:
            out.append(words[at])
            at += 1
    return tuple(out)


def _contextual(words: tuple[Word, ...]) -> tuple[Word, ...]:
    plain = [word.plain for word in words]
    out: list[Word] = []
    for at, word in enumerate(words):
        rule = _RULES.get(word.marked)
        meant = rule(plain[at - 1] if at else "", plain[at + 1 : at + _AHEAD]) if rule else None
        out += (word,) if meant is None else standard_words(meant)
    return tuple(out)


@lru_cache(maxsize=64)
def standard_words(meant: str) -> tuple[Word, ...]:
    return _words(meant)


# Each rule sees the plain word before ("" at the start) and some after; None leaves the word alone.
Rule = Callable[[str, list[str]], str | None]


def _k(before: str, _after: list[str]) -> str | None:
    return "nghìn" if before.isdigit() else "không"


def _nought(before: str, after: list[str]) -> str | None:
    if before in _BEFORE_A_NUMBER or before.isdigit() or not (before or after):
        return None
    spoken = bool(after) and after[0].isalpha() and after[0] not in _UNITS
    return "không" if spoken or (before and not after) else None


def _mk(before: str, after: list[str]) -> str | None:
    alone = not before and not after
    about = before in _ABOUT_PASSWORDS or (bool(after) and after[0] in _ABOUT_PASSWORDS)
    return "mật khẩu" if alone or about else "mình"


def _tk(before: str, after: list[str]) -> str | None:
    if after and after[0] in _THANKED:
        return "cảm ơn"
    return "cảm ơn" if not after and before in ("", "ok", "roi", "da", "vang") else "tài khoản"


def _bt(before: str, after: list[str]) -> str | None:
    known = before in _NEGATIONS or (
        bool(after) and after[0] in ("lam", "gi", "cach", "sao", "roi")
    )
    return "biết" if known else "bình thường"


def _dk(before: str, after: list[str]) -> str | None:
    registering = bool(after) and after[0] not in _AFTER_CAN and before not in _NEGATIONS
    return "đăng ký" if registering else "được"


def _oi(before: str, _after: list[str]) -> str | None:
    return "rồi" if before in _DONE_BEFORE else None


def _no(_before: str, after: list[str]) -> str | None:
    """ "no" is nỏ (not) before a verb, but nó (it) in "no hien roi"."""
    negates = bool(after) and after[0] in _NEGATED_VERBS and after[-1] not in ("roi", "r")
    return "không" if negates else None


def _aunt(before: str, _after: list[str]) -> str | None:
    return "gì" if before in ("lam", "cai", "la", "co", "bam", "noi") else None


def _end(meant: str) -> Rule:
    return lambda before, after: meant if before and not after else None


_RULES: Mapping[str, Rule] = {
    "k": _k,
    "0": _nought,
    "mk": _mk,
    "tk": _tk,
    "bt": _bt,
    "dk": _dk,
    "đk": _dk,
    "oi": _oi,
    "no": _no,
    "di\u0300": _aunt,
    "s": lambda before, after: "sao" if before or after else None,
    "o": lambda before, after: None if before or after else "ừ",
    "u": lambda before, after: None if before or after else "ừ",
    "v": _end("vậy"),
    "z": _end("vậy"),
    "chi": _end("gì"),
    "mô": lambda _before, after: None if after[:1] == ["hinh"] else "đâu",
}
# A text with none of these is in standard words already.
_BEGINS_LONG = frozenset(_LONG_TABLE)
_SHORTHAND = frozenset(_SHORT_TABLE) | frozenset(_RULES)
