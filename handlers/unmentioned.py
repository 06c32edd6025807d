"""Who is erased is not named any more in a question that is open to somebody of their team: a list of those who
wait for help, say. What was sent goes with the outbox; the question is in a standing.
"""

from collections.abc import Collection
from datetime import datetime

from bot.notices import shown_as
from bot.serial import standing_from_json, standing_to_json
from bot.standing import Prompt
from storage import people, posts, teams
from storage.unit_of_work import UnitOfWork

# A label may have cut off the rest of a long name.
_TELLING = 10  # characters


def leave(uow: UnitOfWork, persons: Collection[int], now: datetime) -> None:
    """Before they are erased. Whoever was asked is asked nothing any more, and may ask again."""
    for team, name in people.neighbours(uow, persons):
        helpers = {person for person, _ in teams.helpers(uow, team, now)}
        spot = posts.of_team(uow, team)
        if spot is not None and spot.place.commune is not None:
            helpers |= set(posts.officers(uow, [spot.place.commune], now))
        for pupil in people.lock(uow, helpers - set(persons)).values():
            standing = standing_from_json(pupil.standing)
            if standing.prompt is not None and _names(standing.prompt, shown_as(name)):
                row = {
                    "row": pupil.learner_id,
                    "standing": standing_to_json(standing.but(prompt=None)),
                    "honorific": standing.honorific,
                    "device": standing.device,
                    "seen_at": standing.seen_at or now,
                }
                people.save_learners(uow, [row])


def _names(prompt: Prompt, name: str) -> bool:
    texts = [prompt.text, *(offer.label for offer in prompt.offers)]
    return any(name[:_TELLING] in text for text in texts)
