"""Published values of draft-irtf-cfrg-bbs-signatures, BLS12-381-SHA-256 ("Test Vectors").

All fixtures of the draft (ten signatures, fifteen proofs, generators, scalars, keys) were
compared by hand with the same result; these few stay, so that nothing has to be fetched.
"""

from py_arkworks_bls12381 import Scalar

from credentials.keys.bbs import ciphersuite

SECRET = bytes.fromhex("60e55110f76883a13d030b2f6bd11883422d5abde717569fc0731f51237169fc")
PUBLIC = bytes.fromhex(
    "a820f230f6ae38503b86c70dc50b61c58a77e45c39ab25c0652bbaa8fa136f2851bd4781c9dcde39fc9d1d52c9e6"
    "0268061e7d7632171d91aa8d460acee0e96f1e7c4cfb12d3ff9ab5d5dc91c277db75c845d649ef3c4f63aebc364c"
    "d55ded0c"
)
HEADER = bytes.fromhex("11223344556677889900aabbccddeeff")
PRESENTATION_HEADER = bytes.fromhex(
    "bed231d880675ed101ead304512e043ade9958dd0241ea70b4b3957fba941501"
)
MESSAGES = [
    bytes.fromhex(message)
    for message in (
        "9872ad089e452c7b6e283dfac2a80d58e8d0ff71cc4d5e310a1debdda4a45f02",
        "c344136d9ab02da4dd5908bbba913ae6f58c2cc844b802a6f811f5fb075f9b80",
        "7372e9daa5ed31e6cd5c825eac1b855e84476a1d94932aa348e07b73",
        "77fe97eb97a1ebe2e81e4e3597a3ee740a66e9ef2412472c",
        "496694774c5604ab1b2544eababcf0f53278ff50",
        "515ae153e22aae04ad16f759e07237b4",
        "d183ddc6e2665aa4e2f088af",
        "ac55fb33a75909ed",
        "96012096",
        "",
    )
]
# "Valid Single Message Signature", "Valid Multi-Message Signature".
ONE_SIGNED = bytes.fromhex(
    "84773160b824e194073a57493dac1a20b667af70cd2352d8af241c77658da5253aa8458317cca0eae615690d55b1"
    "f27164657dcafee1d5c1973947aa70e2cfbb4c892340be5969920d0916067b4565a0"
)
ALL_SIGNED = bytes.fromhex(
    "8339b285a4acd89dec7777c09543a43e3cc60684b0a6f8ab335da4825c96e1463e28f8c5f4fd0641d19cec5920d3"
    "a8ff4bedb6c9691454597bbd298288abed3632078557b2ace7d44caed846e1a0a1e8"
)
# "Valid Multi-Message, Some Messages Disclosed Proof".
DISCLOSED = [0, 2, 4, 6]
SHOWN = {position: MESSAGES[position] for position in DISCLOSED}
PROOF = bytes.fromhex(
    "a2ed608e8e12ed21abc2bf154e462d744a367c7f1f969bdbf784a2a134c7db2d340394223a5397a3011b1c340ebc"
    "415199462ba6f31106d8a6da8b513b37a47afe93c9b3474d0d7a354b2edc1b88818b063332df774c141f7a07c48f"
    "e50d452f897739228c88afc797916dca01e8f03bd9c5375c7a7c59996e514bb952a436afd24457658acbaba5ddac"
    "2e693ac481356918cd38025d86b28650e909defe9604a7259f44386b861608be742af7775a2e71a6070e5836f5f5"
    "4dc43c60096834a5b6da295bf8f081f72b7cdf7f3b4347fb3ff19edaa9e74055c8ba46dbcb7594fb2b06633bb532"
    "4192eb9be91be0d33e453b4d3127459de59a5e2193c900816f049a02cb9127dac894418105fa1641d5a206ec9c42"
    "177af9316f433417441478276ca0303da8f941bf2e0222a43251cf5c2bf6eac1961890aa740534e519c1767e1223"
    "392a3a286b0f4d91f7f25217a7862b8fcc1810cdcfddde2a01c80fcc90b632585fec12dc4ae8fea1918e9ddeb941"
    "4623a457e88f53f545841f9d5dcb1f8e160d1560770aa79d65e2eca8edeaecb73fb7e995608b820c4a64de6313a3"
    "70ba05dc25ed7c1d185192084963652f2870341bdaa4b1a37f8c06348f38a4f80c5a2650a21d59f09e8305dcd3fc"
    "3ac30e2a"
)

_SEED = b"3.141592653589793238462643383279"
_SEED_DST = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_MOCK_RANDOM_SCALARS_DST_"


def mocked_scalars(number: int, *, dst: bytes = _SEED_DST) -> list[Scalar]:
    """The numbers that the published proofs take for random ("Mocked Random Scalars")."""
    expanded = ciphersuite.expand_message(_SEED, dst, 48 * number)
    return [
        Scalar.from_be_bytes_mod_order(expanded[begin : begin + 48])
        for begin in range(0, 48 * number, 48)
    ]
