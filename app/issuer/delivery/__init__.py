"""How a certificate reaches its person: on paper, as a file, by mail and by code."""

from app.issuer.delivery.certificate import (
    LABELS,
    CertificateFacts,
    certificate_pdf,
    certificate_png,
    certificate_svg,
)
from app.issuer.delivery.typesetting import qr_svg

__all__ = [
    "LABELS",
    "CertificateFacts",
    "certificate_pdf",
    "certificate_png",
    "certificate_svg",
    "qr_svg",
]
