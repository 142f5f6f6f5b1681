"""bbs-2023: BBS signatures, from which holders make proofs that cannot be linked.

Data Integrity BBS Cryptosuites 1.0 (Candidate Recommendation), the baseline form. The forms with
a secret of the holder and with pseudonyms are drafts at risk and are not known here.
"""

from credentials.keys.algorithms import BLS12381
from credentials.proofs.cryptosuite import Cryptosuite
from credentials.proofs.suites.bbs_2023.values import BBSValues

BBS_2023 = Cryptosuite(
    name="bbs-2023",
    algorithms=frozenset({BLS12381}),
    values=BBSValues(),
    is_unlinkable=True,
)
