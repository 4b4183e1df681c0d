"""Owns the plan of a trap: slug, titles, rule line, how it is told, and the cases of one theme.

Refuses rows of its own: each theme module tells its cases through ``story.Story``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.demo.traps.cases import Trap
from api.demo.traps.story import Story
from api.demo.world import Factory

Tell = Callable[[Story], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to plant one trap. ``tell`` makes people, firms, rows and questions on a fresh story."""

    id: str
    title_zh: str
    title_en: str
    rule: str
    tell: Tell

    def build(self, factory: Factory) -> Trap:
        """The trap with numbers from this factory."""
        story = Story(factory)
        self.tell(story)
        return Trap(self.id, self.title_zh, self.title_en, self.rule, tuple(story.rows), tuple(story.asks))


@dataclass(slots=True)
class Theme:
    """The cases of one theme module, in the order in which they stand there."""

    plans: list[Plan] = field(default_factory=list)

    def case(self, slug: str, title_zh: str, title_en: str, rule: str) -> Callable[[Tell], Tell]:
        """Enter the decorated telling as a case of this theme."""

        def enter(tell: Tell) -> Tell:
            self.plans.append(Plan(slug, title_zh, title_en, rule, tell))
            return tell

        return enter
