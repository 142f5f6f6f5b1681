"""What is stored about the readers of a share: the names that they gave, and nothing else."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base


class ShareReader(Base):
    """Somebody who opened a share and said who they are; nobody has checked that."""

    __tablename__ = "passport_share_reader"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    share_id: Mapped[str] = mapped_column(ForeignKey("passport_share.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime]
