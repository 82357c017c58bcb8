"""Prassi on other people's pages: one script tag, or a frame; and the page that shows how."""
