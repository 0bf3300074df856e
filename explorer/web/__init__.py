"""The web server around the pages: what it sends, whom it lets in, and when."""
