"""Rows of a page that tests write."""

CLOT = {"kind": "absolute", "what": "A clot", "reason": "It can move.", "source": "Custom."}
QUESTION = {"question": "Does it hurt?", "body": "<p>It should not.</p>"}
