"""The sandbox: its calls, its rules, its storage."""
