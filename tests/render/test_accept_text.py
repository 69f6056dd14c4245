"""The differences of files as accept shows them."""

from reconciler.render.accept_text import colored_diff, file_diff


def test_a_difference_in_color_is_the_same_lines() -> None:
    """Tabs stay tabs, and what a terminal would obey is written out."""
    plain = file_diff("a\x1b.yaml", "a: 1\nb:\t2\nc: 3", "a: 1\nb:\t4\nc: 3")

    assert colored_diff(plain).splitlines() == [
        "\x1b[1m--- a/a\\x1b.yaml\x1b[0m",
        "\x1b[1m+++ b/a\\x1b.yaml\x1b[0m",
        "\x1b[36m@@ -1,3 +1,3 @@\x1b[0m",
        " a: 1",
        "\x1b[31m-b:\t2\x1b[0m",
        "\x1b[32m+b:\t4\x1b[0m",
        " c: 3",
        "\\ No newline at end of file",
    ]
    assert colored_diff("") == ""
