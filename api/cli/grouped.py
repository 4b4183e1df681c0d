"""Options that several commands share, declared once as a dataclass.

Owns: spelling such a dataclass out as the parameters that typer reads, and giving the command the dataclass. Refuses:
options of its own.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from inspect import Parameter
from typing import Any, get_type_hints

Command = Callable[..., Any]


def grouped(command: Command) -> Command:
    """The command with every parameter of a dataclass type replaced by the options that its fields declare."""
    signature = inspect.signature(command, eval_str=True)
    asked = {name: each.annotation for name, each in signature.parameters.items()}
    groups = {name: group for name, group in asked.items() if isinstance(group, type) and is_dataclass(group)}

    @wraps(command)
    def run(**given: Any) -> Any:
        for name, group in groups.items():
            given[name] = group(**{each.name: given.pop(each.name) for each in fields(group)})
        return command(**given)

    options = [
        option
        for name, each in signature.parameters.items()
        for option in (_spelt_out(groups[name]) if name in groups else [each.replace(kind=Parameter.KEYWORD_ONLY)])
    ]
    run.__signature__ = signature.replace(parameters=options)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in options} | {"return": signature.return_annotation}
    return run


def _spelt_out(group: type[Any]) -> Iterator[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for each in fields(group):
        yield Parameter(each.name, Parameter.KEYWORD_ONLY, default=_default(each), annotation=hints[each.name])


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return Parameter.empty if field.default_factory is MISSING else field.default_factory()
