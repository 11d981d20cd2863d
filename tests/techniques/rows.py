"""Rows of a page that tests write."""

CLOT = {"kind": "absolute", "what": "A clot", "reason": "It can move.", "source": "Custom."}
