"""The pictures of the documentation, taken of what the commands write: ``make pictures``.

A comment is rendered by GitHub's own parser, with a sheet that looks about like GitHub's.
"""

import base64
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import cmarkgfm

from tests.e2e.webdriver import Browser, a_browser
from tests.support.command import COMMAND
from tests.support.repository import git
from tests.support.server import ROOT

PICTURES: Final = ROOT / "docs" / "pictures"
SHEET: Final = """
  body {font: 14px/1.5 -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif;
    color: #1f2328; margin: 0; padding: 16px; width: 800px; box-sizing: border-box}
  main {border: 1px solid #d1d9e0; border-radius: 6px; padding: 4px 16px 12px}
  h2, h3 {border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; margin: 16px 0 12px}
  h3 {border: 0; padding: 0}
  code {background: #eff1f3; border-radius: 6px; padding: .2em .4em; font-size: 85%}
  table {border-collapse: collapse} td, th {border: 1px solid #d1d9e0; padding: 5px 12px}
  p, ul, table {margin: 0 0 10px} ul {padding-left: 2em} blockquote {margin: 0 0 10px;
    padding: 0 1em; border-left: .25em solid #d1d9e0; color: #59636e}
"""


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as place, a_browser() as browser:
        folder = Path(place)
        shutil.copytree(ROOT / "campaigns", folder / "campaigns")
        shutil.copy(ROOT / "reconciler.toml", folder)
        _history(folder)
        (folder / "comment.md").write_text(run(folder, "plan", "--format", "markdown"), "utf-8")
        rendered = cmarkgfm.github_flavored_markdown_to_html(
            (folder / "comment.md").read_text("utf-8"),
            options=cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE,
        )
        page = f"<!doctype html><meta charset=utf-8><style>{SHEET}</style><main>{rendered}</main>"
        (folder / "comment.html").write_text(page, "utf-8")
        run(folder, "audit", "--out", "audit.html")
        take(browser, folder / "comment.html", "comment", 800, 610)
        take(browser, folder / "audit.html", "audit", 1000, 620)


def _history(folder: Path) -> None:
    """What is live, and then drifts, is renamed, and joins, as in ``make demo``."""
    new = folder / "campaigns" / "two-visits.yaml"
    kept = new.read_text("utf-8")
    new.unlink()
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "Begin")
    run(folder, "apply", "--yes")
    edits = ("targets/0/defaultValues/0/defaultValue=450",)
    run(folder, "sandbox", "edit", "Festive spend streak", *edits)
    new.write_text(kept, "utf-8")
    renamed = folder / "campaigns" / "star-coins.yaml"
    text = renamed.read_text("utf-8").replace("name: Collect star coins", "name: Collect the stars")
    renamed.write_text(text, "utf-8")


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [*COMMAND, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def take(browser: Browser, page: Path, name: str, width: int, height: int) -> None:
    """Take the upper part of a page."""
    browser.chrome(
        "Emulation.setDeviceMetricsOverride",
        width=width, height=height, deviceScaleFactor=1.5, mobile=False,
    )  # fmt: skip
    browser.chrome("Emulation.setScrollbarsHidden", hidden=True)
    browser.open(page)
    browser.settle()
    shot = browser.chrome("Page.captureScreenshot", format="webp", quality=80)
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


if __name__ == "__main__":
    main()
