"""How shells are answered when Tab is pressed.

Names of campaigns hold blanks, commas and stars. Click's own scripts (8.5) for bash and fish split
values there, so for these two it is said in another way; zsh quotes by itself.
"""

import os
import re
from typing import Any, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

_BASH: Final = """\
%(complete_func)s() {
    local answer
    COMPREPLY=()
    while IFS= read -r answer; do
        case ${answer%%%%,*} in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            *) COMPREPLY+=("${answer#*,}") ;;
        esac
    done < <(
        IFS=$'\\n'
        env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
            %(complete_var)s=bash_complete "$1" 2>/dev/null
    )
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_SPECIAL: Final = re.compile(r"[\s\"'`\\$&|;<>()\[\]{}*?!#~^]")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f]")
"""What no shell takes as a part of one answer: answers are lines, and fish ends values at tabs."""
_SPECIAL_IN_DOUBLE_QUOTES: Final = re.compile(r'["`\\$]')


class _Calm(ShellComplete):
    """Offers nothing where what was typed is no command; the command itself says what is wrong.

    Nor does it offer a name that would come apart, and be two.
    """

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        try:
            found = super().get_completions(args, incomplete)
            return [each for each in found if not _BREAKS.search(each.value)]
        except click.ClickException:
            return []


class _Bash(_Calm, BashComplete):
    """Bash puts in what it is given as if it had been typed, so it is quoted here."""

    source_template = _BASH

    def format_completion(self, item: CompletionItem[Any]) -> str:
        words = os.environ["COMP_WORDS"].split("\n")
        begun = (*words, "")[int(os.environ["COMP_CWORD"])]
        if begun[:1] == "'":
            quoted = item.value.replace("'", r"'\''")
        else:
            special = _SPECIAL_IN_DOUBLE_QUOTES if begun[:1] == '"' else _SPECIAL
            quoted = special.sub(r"\\\g<0>", item.value)
        return f"{item.type},{quoted}"


class _Fish(_Calm, FishComplete):
    """Fish quotes by itself, once it gets the whole value."""

    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )


class _Zsh(_Calm, ZshComplete):
    """Zsh gets the whole value, and quotes by itself."""


for _shell in (_Bash, _Fish, _Zsh):
    add_completion_class(_shell)
