"""Every kind of finding about the content of a campaign, with the text of ``explain``.

Errors are what the API documents refuse, or what would harm. Create-only findings stand against
making the campaign, not against its being live. What only the console refuses, or what one
documented sample contradicts, is a warning. ``registry`` collects them all.
"""
