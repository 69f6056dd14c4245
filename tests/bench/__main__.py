"""``make bench`` and ``make bench-check``: ``python -m tests.bench --help`` says how."""

import argparse
import sys

from tests.bench.bench import bench
from tests.bench.blocks import main as time_blocks
from tests.bench.check import check, write_ratios
from tests.bench.merging import main as time_merging


def main() -> int:
    """Do what the command line asks for; 1 if something has become slower."""
    given = _options()
    match given.what:
        case "check":
            return check()
        case "ratios":
            write_ratios()
        case "blocks":
            time_blocks()
        case "merge":
            time_merging()
        case _:
            bench(given.campaigns, given.rounds)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=("table", "check", "ratios", "blocks", "merge"),
        default="table",
        help="a table of all scenarios; a comparison with the committed ratios; these ratios anew;"
        " or the building blocks, in this process; or audits of 200 organisations put together",
    )
    parser.add_argument("--campaigns", type=_ten_or_more, default=2000, help="in the table")
    parser.add_argument("--rounds", type=int, default=3, help="of each row of the table, at least")
    return parser.parse_args()


def _ten_or_more(text: str) -> int:
    if (number := int(text)) < 10:
        raise argparse.ArgumentTypeError("one row takes a tenth of them: at least 10")
    return number


if __name__ == "__main__":
    sys.exit(main())
