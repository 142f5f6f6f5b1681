"""`demo`: the whole job once on real input."""


def run(*, serve_pages: bool) -> None:
    """To come."""
    raise NotImplementedError(str(serve_pages))
