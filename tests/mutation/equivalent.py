"""Mutants that no test can notice, because the code does the same with them; each with why.

By module, then by the first line of the statement and what is changed into what.
"""

_SAME_LENGTH = "the line above gives both the same length"
_LEFT_OPEN = "the problem that stands in the finding leaves it open by itself"

_THROWN_AWAY = "an index of the list is set in a list that nobody looks at"
_DIVISIBLE = "one entry is no multiple of eight either"
_NO_OBJECT = "what is no object has no types"
_ESTIMATE = "an estimate of what an entry takes in memory"
_REMEMBERED = "it is read again, which gives the same"
_SAME_PART = "where there is a second part, there are two"
_LEFT = "what is left to the reference gets the same text from it, only later"
_AGAIN = "what is known is worked out again, which gives the same"
_ISSUED = "a document that no template fills is issued by itself, which gives the same"
_ONE = "of one value there is one order"
_WORDS = "the name of the format, for developers"
_SET = "if not 0 <= index < entries:"
_KIND = 'kind = "GZIP" if wbits == GZIP else "ZLIB"'

EQUIVALENT: dict[str, dict[tuple[str, str], str]] = {
    "credentials/keys/bbs/signature.py": {
        ("if len(octets) != SIZE:", "if len(octets) != SIZE: → if False"): (
            "a point or a number of another length is none"
        ),
    },
    "credentials/enveloping/open_badges_jwt.py": {
        (
            "return None if moment is None else moment.replace(microsecond=0)",
            "0 → 1",
        ): "both sides of the comparison get the same",
    },
    "credentials/series/template.py": {
        (
            "self._ruled = _ruled(example, ordered) if schema.applies_to(example) else []",
            "_ruled(example, ordered) if schema.applies_to(example) else [] → "
            "_ruled(example, ordered)",
        ): _ISSUED,
    },
    "credentials/parsing/dates.py": {
        (
            "if isinstance(value, str) and len(value) == _USUAL_LENGTH:",
            "if isinstance(value, str) and len(value) == _USUAL_LENGTH: → if False",
        ): "the slow reader reads the same",
    },
    "credentials/parsing/credentials.py": {
        (
            "return ParsedCredential(",
            "0 → 1",
        ): "where a date is not said, nobody asks in which member",
    },
    "credentials/proofs/selective/groups.py": {
        (
            "return {name: labels[number] for number, name in zip(numbers, alone.names(), "
            "strict=True)}",
            "True → False",
        ): _SAME_LENGTH,
    },
    "credentials/badges/v2/hosting.py": {
        ("open_yet = Finding(Step.PROOF, (problem,), decided=False)", "False → True"): _LEFT_OPEN,
    },
    "credentials/parsing/status_entries.py": {
        ("return StatusEntry(", "0 → 1"): "a list of ids has no places",
    },
    "credentials/series/places.py": {
        (
            "elif type(one) is not type(other) or one != other:",
            "if type(one) is not type(other) or one != other: → if False",
        ): "a template that is made without it does not fit the document",
    },
    "credentials/series/issuance.py": {
        (
            "self._shapes.insert(0, self._shapes.pop(number))",
            "self._shapes.insert(0, self._shapes.pop(number)) → pass",
        ): "which template is tried first",
        (
            "self._shapes.insert(0, _Shape(copy.deepcopy(document)))",
            "0 → 1",
        ): "which template is tried first",
    },
    "credentials/jsonld/nodes.py": {
        ("if self.parts:", "if self.parts: → if True"): "a copy of what is then left as it is",
    },
    "credentials/badges/records.py": {
        (
            'if not isinstance(document.get("partial", True), bool):',
            "True → False",
        ): "which of the two is not looked at",
        (
            'if not isinstance(subject, dict) or "ClrSubject" not in types_of(subject):',
            "not isinstance(subject, dict) or 'ClrSubject' not in types_of(subject) → "
            "'ClrSubject' not in types_of(subject)",
        ): _NO_OBJECT,
    },
    "credentials/jsonld/graph.py": {
        (
            "if role is not None:",
            "if role is not None: → if True",
        ): "without a role it is beside none",
    },
    "credentials/jsonld/compiled.py": {
        (
            "inner = (active.by_types.get(types) or active.with_types(types)) if types else active",
            "active.by_types.get(types) or active.with_types(types) → active.with_types(types)",
        ): _AGAIN,
        (
            "add((subject, TYPE, active.classes.get(name) or active.class_(name), graph))",
            "active.classes.get(name) or active.class_(name) → active.class_(name)",
        ): _AGAIN,
    },
    "credentials/keys/bbs/ciphersuite.py": {
        (
            "is_sound = point.is_in_subgroup() and point.to_compressed_bytes() == raw",
            "point.is_in_subgroup() and point.to_compressed_bytes() == raw → "
            "point.is_in_subgroup()",
        ): "the library reads one spelling only; this is for a later one of it",
        ("while len(points) < messages + 1:", "1 → 2"): "only so many are taken of them",
        (
            "return point if point.to_compressed_bytes() == raw else None",
            "point if point.to_compressed_bytes() == raw else None → point",
        ): "the library reads one spelling only; this is for a later one of it",
    },
    "credentials/proofs/selective/skolem.py": {
        ("at = 0", "0 → 1"): "each link has a number of its own, and nobody looks at which",
        (
            "return [",
            "None if graph is None else term(graph) → term(graph)",
        ): "what is no text stays as it is",
        (
            "node, at = rests.get(node), at + 1",
            "at + 1 → at - 1",
        ): "each link has a number of its own, and nobody looks at which",
    },
    "credentials/keys/ed25519.py": {
        (
            "if y >= _P:",
            "y >= _P → y > _P",
        ): "the prime itself stands for zero, which is refused before",
    },
    "credentials/proofs/selective/cbor.py": {
        (
            'raise _refused("more members than there are bytes")',
            "raise _refused('more members than there are bytes') → pass",
        ): "the first member that is not there is refused in the same words for a program",
    },
    "credentials/authentication.py": {
        ("if proof in chain.held:", "if proof in chain.held: → if False"): _AGAIN,
    },
    "credentials/jsonld/active_contexts.py": {
        (
            "inner = self.by_types.get(types) or self.with_types(types)",
            "self.by_types.get(types) or self.with_types(types) → self.with_types(types)",
        ): _AGAIN,
        (
            'self._sharing.setdefault((definition or {}).get("@id"), []).append(term)',
            "definition or {} → definition",
        ): "no context that is kept here takes a name away",
        (
            "if not all(isinstance(name, str) for name in types):",
            "all((isinstance(name, str) for name in types)) → "
            "any((isinstance(name, str) for name in types))",
        ): "what is no name is not found among the names, or cannot be sorted with them",
        (
            "if len(scoped) > 1 and _fingerprint(active) != "
            "_fingerprint(self._within(scoped[::-1])):",
            "len(scoped) > 1 and _fingerprint(active) != _fingerprint(self._within(scoped[::-1])) "
            "→ _fingerprint(active) != _fingerprint(self._within(scoped[::-1]))",
        ): "one or none has no other order",
        ("if known is None:", "if known is None: → if True"): _AGAIN,
    },
    "credentials/jsonld/canonical.py": {
        (
            "return permutations(nodes) if len(left) == len(nodes) else extended(())",
            "permutations(nodes) if len(left) == len(nodes) else extended(()) → extended(())",
        ): "the same orders, made more slowly",
        (
            "if node not in self._canonical.issued:",
            "if node not in self._canonical.issued: → if True",
        ): _AGAIN,
    },
    "credentials/jsonld/nquads.py": {
        (
            "return reference.dataset_of(document, policy=policy) if walked is None else walked",
            "reference.dataset_of(document, policy=policy) if walked is None else walked → "
            "reference.dataset_of(document, policy=policy)",
        ): _LEFT,
        ("if written is not None:", "if written is not None: → if False"): _LEFT,
    },
    "credentials/jsonld/pattern.py": {
        (
            "self._varying = [(mould, node) for node, mould in enumerate(moulds) if mould.gaps]",
            "for node, mould in enumerate(moulds) if mould.gaps → without mould.gaps",
        ): _AGAIN,
        ("for node, name in zip(nodes, self._names, strict=True):", "True → False"): _SAME_LENGTH,
    },
    "credentials/jsonld/terms.py": {
        (
            'return ":" in text and text.partition(":")[0] in PREFIXES',
            "':' in text and text.partition(':')[0] in PREFIXES → "
            "text.partition(':')[0] in PREFIXES",
        ): _LEFT,
    },
    "credentials/jsonld/trees.py": {
        (
            "texts.sort(key=itemgetter(0))",
            "0 → 1",
        ): "what is written of a node begins with its name",
        ("if depth + 3 > MAX_DEPTH:", "3 → 4"): _LEFT,
        ("if known is None:", "if known is None: → if True"): _AGAIN,
        ("if branch is None:", "if branch is None: → if True"): _AGAIN,
        (
            'if ":" in value and value.partition(":")[0] in PREFIXES:',
            "':' in value and value.partition(':')[0] in PREFIXES → "
            "value.partition(':')[0] in PREFIXES",
        ): _LEFT,
        (
            "if len(key[1]) <= _MOST_BYTES:",
            "len(key[1]) <= _MOST_BYTES → len(key[1]) < _MOST_BYTES",
        ): _AGAIN,
        (
            "if type(value) is str and is_plain and member.is_text:",
            "if type(value) is str and is_plain and member.is_text: → if False",
        ): "what is spelt out there is the same as in the last branch",
        ("if len(found) > 1:", "len(found) > 1 → len(found) >= 1"): _ONE,
        ("if len(found) > 1:", "if len(found) > 1: → if True"): _ONE,
        (
            "found: list[str | int] = [",
            "type(value) is dict and '@value' not in value → type(value) is dict",
        ): _LEFT,
        ("if lines == 1 or 4 * lines > MAX_NODES:", "4 → 5"): _LEFT,
        (
            "if depth > _DEPTH_OF_BRANCHES:",
            "depth > _DEPTH_OF_BRANCHES → depth >= _DEPTH_OF_BRANCHES",
        ): _LEFT,
        ("return self._branch(node, active, depth + 2)", "2 → 3"): _LEFT,
        (
            "for name, member in inner.forms.get(names) or inner.form(names):",
            "inner.forms.get(names) or inner.form(names) → inner.form(names)",
        ): _AGAIN,
    },
    "credentials/did/document.py": {
        (
            "if {_MULTIBASE, _JWK} <= entry.keys():",
            "{_MULTIBASE, _JWK} <= entry.keys() → {_MULTIBASE, _JWK} < entry.keys()",
        ): "an entry whose type is known has a type beside them",
    },
    "credentials/enveloping/sd_jwt_vc.py": {
        (
            'return (StatusEntry("", uri, index, 0, pointer, kind=_STATUS_LIST),), unknown',
            "0 → 1",
        ): "how many bits a place has is said by the list",
    },
    "credentials/parsing/members.py": {
        (
            "if is_absolute_url(value):",
            "if is_absolute_url(value): → if False",
        ): "the same is asked with a pointer, which is written in vain",
    },
    "credentials/parsing/quick_json.py": {
        (
            "return any(byte in content and sign in content for byte, sign in signs)",
            "byte in content and sign in content → sign in content",
        ): "the byte is a part of the sign",
        (
            "return item is None or type(item) is bool",
            "item is None or type(item) is bool → type(item) is bool",
        ): "the slow reader reads the same",
        (
            "return not item.is_integer() and abs(item) <= SAFE_INTEGER",
            "abs(item) <= SAFE_INTEGER → abs(item) < SAFE_INTEGER",
        ): "so large a number has no fraction",
        ("if _members(value) is None:", "if _members(value) is None: → if True"): (
            "the slow reader reads the same"
        ),
    },
    "credentials/proofs/suites/bbs_2023/values.py": {
        ("if not proof.holds(", "True → False"): _SAME_LENGTH,
    },
    "credentials/sdjwt/typed.py": {
        (
            'if pointer.split("/")[1:2] and pointer.split("/")[1] in _REGISTERED:',
            "2 → 3",
        ): _SAME_PART,
    },
    "credentials/status/bitstring.py": {
        (_SET, "if not 0 <= index < entries: → if True"): _THROWN_AWAY,
        (_SET, "0 → 1"): _THROWN_AWAY,
        (_SET, "0 <= index < entries → 0 < index < entries"): _THROWN_AWAY,
        ("if entries <= 0 or entries % _BITS:", "0 → 1"): _DIVISIBLE,
        (
            'if not isinstance(subject, dict) or "BitstringStatusList" not in types_of(subject):',
            "not isinstance(subject, dict) or 'BitstringStatusList' not in types_of(subject) → "
            "'BitstringStatusList' not in types_of(subject)",
        ): _NO_OBJECT,
    },
    "credentials/status/inflating.py": {
        (_KIND, "'GZIP' if wbits == GZIP else 'ZLIB' → 'GZIP'"): _WORDS,
        (_KIND, "'GZIP' if wbits == GZIP else 'ZLIB' → 'ZLIB'"): _WORDS,
    },
    "credentials/status/mechanisms/bitstring.py": {
        (
            "opened = known or open_secured(content)",
            "known or open_secured(content) → open_secured(content)",
        ): _REMEMBERED,
    },
    "credentials/status/mechanisms/token_status_list.py": {
        (
            "found: SignedList = memory.recall(remembered) or _read(content)",
            "memory.recall(remembered) or _read(content) → _read(content)",
        ): _REMEMBERED,
        ("return len(statuses) * statuses.bits // 8", "8 → 9"): _ESTIMATE,
        (
            "memory.keep(remembered, found, size=2 * len(content) + "
            "_bytes_of(found.listed.statuses))",
            "2 → 3",
        ): _ESTIMATE,
    },
    "credentials/trust.py": {
        ("for entry, reason in zip(entries, reasons, strict=True):", "True → False"): _SAME_LENGTH,
    },
    "credentials/verification.py": {
        ("waiting = Finding(Step.PROOF, (problem,), decided=False)", "False → True"): _LEFT_OPEN,
    },
}
