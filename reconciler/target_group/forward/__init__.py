"""A campaign copied forward in time: last year's file as next year's."""
