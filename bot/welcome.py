"""The first words with a new learner: consent, form of address, kind of phone.

Silence is not consent, and neither is anything but a clear yes. All three can be asked again later.
"""

from bot import wording
from bot.scene import Scene
from bot.standing import (
    CONSENT_VERSION,
    Ask,
    ChooseDevice,
    ChooseHonorific,
    Consent,
    Context,
    GiveConsent,
    Honorific,
    Offer,
    Question,
)
from bot.turn import ConsentAnswered, LessonStarted
from bot.typed import Typed
from lessons.lesson import Device

_CONSENT_OFFERS = (
    Offer(wording.AGREE, GiveConsent(True)),
    Offer(wording.REFUSE, GiveConsent(False)),
)
_DEVICE_NAMES = {Device.ANDROID: wording.ANDROID, Device.IPHONE: wording.IPHONE}

# People over sixty also call themselves ông or bà; to a bot that is a cháu they are a bác.
_CALLED = {
    "bac": Honorific.BAC,
    "ong": Honorific.BAC,
    "ba": Honorific.BAC,
    "co": Honorific.CO,
    "o": Honorific.CO,
    "chu": Honorific.CHU,
    "anh": Honorific.ANH,
    "chi": Honorific.CHI,
}
_SELF = ("toi", "tui", "minh", "ta", "choa")
_PHONES = {
    "iphone": Device.IPHONE,
    "ai phon": Device.IPHONE,
    "ip": Device.IPHONE,
    "tao": Device.IPHONE,
    "qua tao": Device.IPHONE,
    "android": Device.ANDROID,
    "an droi": Device.ANDROID,
    "samsung": Device.ANDROID,
    "oppo": Device.ANDROID,
    "xiaomi": Device.ANDROID,
    "redmi": Device.ANDROID,
    "vivo": Device.ANDROID,
    "realme": Device.ANDROID,
    "nokia": Device.ANDROID,
}
# Names that mean nothing else in this conversation ("tao" may also be I).
_UNMISTAKABLE = frozenset(_PHONES) - {"tao", "ip", "vivo"}
_SKIPS = ("bo qua", "sao cung duoc", "the nao cung duoc", "gi cung duoc", "khong ro", "khong biet")


def greet(scene: Scene) -> Scene:
    return ask_consent(scene.say(wording.HELLO), wording.CONSENT)


def ask_consent(scene: Scene, template: str = wording.CONSENT_AGAIN) -> Scene:
    return scene.ask(scene.filled(template), _CONSENT_OFFERS, Context.YESNO)


def give_consent(scene: Scene, granted: bool) -> Scene:
    """Records the answer. A guest who agrees has begun from now on what they were in the middle of."""
    consent = Consent.GRANTED if granted else Consent.DECLINED
    scene = scene.changed(consent=consent).happened(ConsentAnswered(consent, CONSENT_VERSION))
    run = scene.standing.run
    begun = [*([run] if run else []), *scene.standing.paused.values()]
    if granted:
        scene = scene.happened(
            *(LessonStarted(one.number, one.lesson, one.revision, one.step) for one in begun)
        )
    return scene.remark(wording.CONSENT_GIVEN if granted else wording.CONSENT_REFUSED)


def ask_honorific(scene: Scene) -> Scene:
    offers = (
        Offer("Bác", ChooseHonorific(Honorific.BAC)),
        Offer(wording.CO_OR_CHU, Ask(Question.CO_OR_CHU)),
        Offer(wording.ANH_OR_CHI, Ask(Question.ANH_OR_CHI)),
    )
    return scene.ask(scene.filled(wording.ASK_HONORIFIC), offers)


def ask_which(scene: Scene, *honorifics: Honorific) -> Scene:
    offers = [Offer(one.value.capitalize(), ChooseHonorific(one)) for one in honorifics]
    return scene.ask(scene.filled(wording.ASK_WHICH), offers)


def choose_honorific(scene: Scene, honorific: Honorific | None) -> Scene:
    if honorific is None:
        return scene
    return scene.changed(honorific=honorific).remark(wording.HONORIFIC_SET)


def ask_device(scene: Scene) -> Scene:
    offers = (
        Offer(wording.ANDROID, ChooseDevice(Device.ANDROID)),
        Offer(wording.IPHONE, ChooseDevice(Device.IPHONE)),
        Offer(wording.NOT_SURE, ChooseDevice(None)),
    )
    return scene.ask(scene.filled(wording.ASK_DEVICE), offers)


def choose_device(scene: Scene, device: Device | None) -> Scene:
    scene = scene.changed(device=device, settled=True)
    if device is None:
        return scene.remark(wording.DEVICE_UNKNOWN)
    return scene.remark(wording.DEVICE_SET, máy=_DEVICE_NAMES[device])


def setting_meant(
    scene: Scene, typed: Typed
) -> ChooseHonorific | ChooseDevice | Ask | GiveConsent | None:
    """A form of address or a phone that was named: "gọi tôi là chú", "máy iphone", or just "chú"
    where that was asked; or the wish to be asked again."""
    words = typed.plain.removeprefix("da ").removesuffix(" a")
    asked = _asked(scene)
    if words in ("dong y", "toi dong y") and scene.standing.consent is Consent.DECLINED:
        return GiveConsent(True)
    if words in _SKIPS and asked is not None:
        return asked
    if words in ("xung ho", "doi xung ho", "doi cach xung ho", "doi cach goi"):
        return Ask(Question.HONORIFIC)
    if words in ("doi may", "doi dien thoai", "doi loai may", "toi doi may", "may khac"):
        return Ask(Question.DEVICE)
    called = _called(words, alone=isinstance(asked, ChooseHonorific))
    if called is not None:
        return ChooseHonorific(called)
    phone = _phone(words, alone=isinstance(asked, ChooseDevice))
    return None if phone is None else ChooseDevice(phone)


def _asked(scene: Scene) -> ChooseHonorific | ChooseDevice | None:
    """What skipping would mean, if a setting is being asked."""
    prompt = scene.standing.prompt
    for offer in prompt.offers if prompt else ():
        match offer.action:
            case ChooseHonorific():
                return ChooseHonorific(None)
            case ChooseDevice():
                return ChooseDevice(None)
            case _:
                pass
    return None


def _called(words: str, *, alone: bool) -> Honorific | None:
    """ "goi toi la chu", "xung ho la co", and with `alone` also "chu", "goi chu", "la chu a"."""
    *before, last = words.removesuffix(" nhe").removesuffix(" thoi").removesuffix(" a").split() or [
        ""
    ]
    if last not in _CALLED:
        return None
    told = before[:1] == ["goi"] and (before[-1] == "la" or before[-1] in _SELF)
    told = told or (before[:2] == ["xung", "ho"] and len(before) <= 4)
    casual = alone and len(before) <= 2 and set(before) <= {"goi", "la", "cu", *_SELF}
    return _CALLED[last] if told or casual else None


def _phone(words: str, *, alone: bool) -> Device | None:
    """ "may iphone", "toi dung may samsung", "doi sang iphone", and a bare name: any with `alone`, else the plain ones."""
    for opening in ("toi dung may ", "may toi la ", "may cua toi la ", "doi sang may ", "doi sang ",
                    "doi may ", "toi dung ", "dung may ", "may "):  # fmt: skip
        if words.startswith(opening) and words.removeprefix(opening) in _PHONES:
            return _PHONES[words.removeprefix(opening)]
    return _PHONES.get(words) if alone or words in _UNMISTAKABLE else None
