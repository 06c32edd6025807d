"""Which picture a step bears, and what its path stands for."""

from pathlib import Path

import pytest

from bot.cards import Card, card_at, is_card, photo_of
from bot.message import Photo
from lessons.catalogue import read_catalogue
from lessons.lesson import Course, Device, Lesson, Line, Picture, Screen, Step

COURSE = Course(read_catalogue(Path(__file__).parents[2] / "lessons" / "catalog").lessons)


def lesson(*steps: Step, **more: object) -> Lesson:
    return Lesson("bai", "L01", "Bài", "K0", 5, "", steps, "Được.", **more)  # type: ignore[arg-type]


STEP = Step(
    "mo",
    "Mở VNeID",
    (Line("Mở VNeID."),),
    screens=(Screen("CH Play | Mở*", Device.ANDROID), Screen("App Store | Mở*", Device.IPHONE)),
)


def test_a_path_stands_for_what_was_drawn_in_every_lesson() -> None:
    met = 0
    for each in COURSE.lessons:
        for step in each.steps:
            for device in (*Device, None):
                photo = photo_of(each, step, device, 7, draws=True)
                screen = step.screen_for(device)
                assert (photo is None) == (screen is None and step.picture_for(device) is None)
                if photo is None or screen is None:
                    continue
                met += 1
                assert card_at(photo.file, COURSE) == Card(
                    screen.description, step.title, 7, device
                )
    assert met > 400


def test_each_phone_has_its_screen_and_an_unknown_one_none_of_either() -> None:
    of = [photo_of(lesson(STEP), STEP, device, 1, draws=True) for device in (*Device, None)]
    assert of == [
        Photo("man-hinh/bai/mo/android-1.png", "màn hình “CH Play”; chỗ cần chạm: “Mở”"),
        Photo("man-hinh/bai/mo/iphone-1.png", "màn hình “App Store”; chỗ cần chạm: “Mở”"),
        None,
    ]


def test_an_authors_own_picture_replaces_the_card() -> None:
    step = Step("mo", "Mở", (), screens=(Screen("A*"),), pictures=(Picture("mo.png", "nút Mở"),))
    for draws in (True, False):
        photo = photo_of(lesson(step), step, None, 1, draws=draws)
        assert photo == Photo("mo.png", "nút Mở")
        assert not is_card(photo)


def test_where_cards_are_switched_off_there_is_none() -> None:
    assert photo_of(lesson(STEP), STEP, Device.ANDROID, 1, draws=False) is None


def test_a_step_that_was_renamed_shows_its_successors_card() -> None:
    course = Course((lesson(STEP, moved={"mo-cu": "mo"}),))
    found = card_at("man-hinh/bai/mo-cu/android-2.png", course)
    assert found == Card("CH Play | Mở*", "Mở VNeID", 2, Device.ANDROID)


@pytest.mark.parametrize(
    "path",
    [
        "man-hinh/bai/mo/android-0.png",
        "man-hinh/bai/mo/android-100.png",
        "man-hinh/bai/mo/may-1.png",
        "man-hinh/bai/khac/android-1.png",
        "man-hinh/khac/mo/android-1.png",
        "man-hinh/bai/mo/../../mo/android-1.png",
        "man-hinh/../bai/mo/android-1.png",
        "man-hinh/bai/mo/android-1.png\n",
        "man-hinh/",
        "hinh/kho.png",
    ],
)
def test_any_other_path_stands_for_nothing(path: str) -> None:
    assert card_at(path, Course((lesson(STEP),))) is None
