"""What a training body takes along when this service ends or it goes elsewhere.

One signed file: who it is, its keys, its status lists for years to come, and what it awards.
Another installation serves the lists and the keys and checks its certificates. Private keys and
people are not in it.
"""

from app.issuer.leaving.archive import Archive, Published
from app.issuer.leaving.packing import pack
from app.issuer.leaving.shelf import Shelf

__all__ = ["Archive", "Published", "Shelf", "pack"]
