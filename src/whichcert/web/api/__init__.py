"""The same flows as the pages, as JSON over HTTP; nothing is stored."""
