"""A credential in an SVG file: one element in a namespace of its own (Open Badges 3.0 §5.3.2).

The file is read by expat to find places in it, and cut and joined as text, so that nothing
else in the drawing changes. A document type, and with it every entity, is refused.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from credentials.model import MediaType, SecuredCredential
from credentials.problems import CredentialsError, ProblemCode, refuse

_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_ELEMENT = f"{_NAMESPACE} credential"
_ELEMENT_V2 = "http://openbadges.org assertion"
_ROOT = "http://www.w3.org/2000/svg svg"
_MAX_IMAGE = 1_000_000
_MAX_DEPTH = 64
# What XML 1.0 cannot say at all (§2.2, Char).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# One tag, up to and with its `>`; a `>` may stand in the value of an attribute.
_TAG = re.compile(rb"""<[^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+)*>""")


def bake(image: bytes, credential: SecuredCredential) -> bytes:
    """The SVG file with this credential and no other; the rest of the file is unchanged."""
    return _baked(image, _element(credential))


def bake_version2(image: bytes, badge: bytes, *, url: str) -> bytes:
    """The same with a hosted badge of Open Badges 2.0, whose address readers may go by."""
    opening = (
        f'<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify={quoteattr(url)}'
    )
    element = f"{opening}><![CDATA[{_cdata(badge)}]]></openbadges:assertion>"
    return _baked(image, element.encode())


def _baked(image: bytes, element: bytes) -> bytes:
    reader = _read(image)
    parts, place = [], 0
    for found in reader.found:
        parts.append(image[place : found.begin])
        place = found.end
    cleaned = b"".join([*parts, image[place:]])
    # All that was cut out is inside the root, so the root begins where it did.
    tag = _tag(cleaned, reader.root)
    head, tail = cleaned[: reader.root], cleaned[reader.root + len(tag) :]
    if tag.endswith(b"/>"):
        name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
        return _within_limit(head + tag[:-2] + b">" + element + b"</" + name + b">" + tail)
    return _within_limit(head + tag + element + tail)


def unbake(image: bytes) -> bytes:
    """The credential of an SVG file; one of version 3 is taken before one of version 2."""
    found = _read(image).found
    for name in (_ELEMENT, _ELEMENT_V2):
        elements = [element for element in found if element.name == name]
        if len(elements) > 1:
            # Two readers might each take another one.
            raise _malformed("the image holds more than one credential")
        if elements:
            return elements[0].credential()
    raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "the image holds no credential")


def _element(credential: SecuredCredential) -> bytes:
    """The element to put in. Line ends in JSON may come back as one character (XML §2.11)."""
    text = _text(credential.content)
    opening = f'<openbadges:credential xmlns:openbadges="{_NAMESPACE}"'
    if credential.media_type is not MediaType.VC:
        return f"{opening} verify={quoteattr(text)}/>".encode()
    return f"{opening}><![CDATA[{_cdata(credential.content)}]]></openbadges:credential>".encode()


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.BAD_VALUE, "the credential is not UTF-8") from error
    if _NOT_IN_XML.search(text):
        raise refuse(ProblemCode.BAD_VALUE, "the credential has a character that XML has not")
    return text


def _cdata(content: bytes) -> str:
    # The only three characters that end a CDATA section are split between two of them.
    return _text(content).replace("]]>", "]]]]><![CDATA[>")


class _Found:
    """One element that holds a credential: its name, its place in the file, what it says."""

    def __init__(self, name: str, begin: int, verify: str) -> None:
        self.name = name
        self.begin = begin
        self.end = begin
        self.verify = verify.strip()
        self.texts: list[str] = []

    def credential(self) -> bytes:
        """The JSON inside, or else the token (in version 2 also an address) in `verify`."""
        text = "".join(self.texts).strip()
        if text and self.verify and self.name == _ELEMENT:
            raise _malformed("the element holds two credentials")
        if not text and not self.verify:
            raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "the element is empty")
        return (text or self.verify).encode("utf-8")


class _Reader:
    """What expat reports on its way through one file; `root` is where the root begins."""

    def __init__(self, image: bytes) -> None:
        self.root = 0
        self.found: list[_Found] = []
        self._image = image
        self._depth = 0
        self._inside: _Found | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self) -> None:
        try:
            self._parser.Parse(self._image, True)  # noqa: FBT003 - the signature is expat's
        except expat.ExpatError as error:
            raise _malformed(f"not well-formed XML at line {error.lineno}") from error

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise _malformed("the image is not in UTF-8")

    def _document_type(self, *_: object) -> None:
        # Without a document type there are no entities, to fetch or to grow.
        raise _malformed("an image with a document type is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self._parser.CurrentByteIndex
        if self._depth == 0:
            if name != _ROOT:
                raise _malformed("the root is not an SVG image")
            self.root = begin
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise refuse(ProblemCode.TOO_COMPLEX, f"elements nested deeper than {_MAX_DEPTH}")
        if self._inside:
            raise _malformed("an element inside the credential's element")
        if name in (_ELEMENT, _ELEMENT_V2):
            self._inside = _Found(name, begin, attributes.get("verify", ""))
            self.found.append(self._inside)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._inside:
            tag = _tag(self._image, self._inside.begin)
            closed_at = self._inside.begin
            if not tag.endswith(b"/>"):
                closed_at = self._parser.CurrentByteIndex
                tag = _tag(self._image, closed_at)
            self._inside.end = closed_at + len(tag)
            self._inside = None

    def _characters(self, text: str) -> None:
        if self._inside:
            self._inside.texts.append(text)


def _read(image: bytes) -> _Reader:
    """Walk the file once; refuses a document type, depth over 64, and other encodings."""
    reader = _Reader(_within_limit(image))
    reader.read()
    return reader


def _within_limit(image: bytes) -> bytes:
    if len(image) > _MAX_IMAGE:
        raise refuse(ProblemCode.TOO_COMPLEX, f"an SVG image of more than {_MAX_IMAGE} bytes")
    return image


def _tag(image: bytes, begin: int) -> bytes:
    """The tag that begins here, where expat has seen one."""
    return next(_TAG.finditer(image, begin))[0]


def _malformed(detail: str) -> CredentialsError:
    return refuse(ProblemCode.MALFORMED, detail)
