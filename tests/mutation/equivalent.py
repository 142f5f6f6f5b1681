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
_WORDS = "the name of the format, for developers"
_SET = "if not 0 <= index < entries:"
_KIND = 'kind = "GZIP" if wbits == GZIP else "ZLIB"'

EQUIVALENT: dict[str, dict[tuple[str, str], str]] = {
    "credentials/authentication.py": {
        ("if proof in chain.held:", "if proof in chain.held: → if False"): _AGAIN,
    },
    "credentials/jsonld/active_contexts.py": {
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
        ("if written is not None:", "if written is not None: → if False"): _LEFT,
    },
    "credentials/jsonld/pattern.py": {
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
            "if not types or not all(isinstance(item, str) and item for item in types):",
            "not types or not all((isinstance(item, str) and item for item in types)) → "
            "not all((isinstance(item, str) and item for item in types))",
        ): "among none the required one is missing, which is the same refusal",
    },
    "credentials/parsing/quick_json.py": {
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
            "opened = memory.recall(remembered) or open_secured(content)",
            "memory.recall(remembered) or open_secured(content) → open_secured(content)",
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
