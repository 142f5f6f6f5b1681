"""Open Badges 2.0: badges that their issuer's site publishes, or that a token holds.

A form of its own. A badge of version 2.0 is plain JSON here: no signature of it covers a
graph, so its context is a sign of what it is and nothing that names are looked up in.

| module | does |
|---|---|
| `opening` | bytes to an assertion of known shape |
| `documents` | the shapes of all its documents |
| `scope` | where an issuer publishes |
| `hosting` | what the issuer's site says, out of what is at hand |
| `verification` | the report |
"""
