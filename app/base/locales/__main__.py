"""Write the English catalogue from the sentences in the code: `python -m app.base.locales`."""

from pathlib import Path

from app.base.locales.extraction import english, written

if __name__ == "__main__":
    Path(__file__).with_name("en").mkdir(exist_ok=True)
    Path(__file__).with_name("en").joinpath("messages.po").write_bytes(written(english()))
