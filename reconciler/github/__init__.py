"""What is told on GitHub: the comment of a pull request, and the issue of drift."""
