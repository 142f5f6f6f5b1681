"""What the audit trail calls a thing, in words for people."""

from app.base.locales import N_, gettext

_DONE = {
    "account.created": N_("Made an account"),
    "account.password-chosen": N_("Chose a password"),
    "achievement.changed": N_("Changed what we award"),
    "achievement.created": N_("Described what we award"),
    "api-key.created": N_("Made an API key"),
    "api-key.ended": N_("Ended an API key"),
    "audit.exported": N_("Saved the list of who did what"),
    "award.active": N_("Ended the pause of a certificate"),
    "award.claimed": N_("Fetched a certificate into a passport"),
    "award.issued": N_("Issued a certificate"),
    "award.replaced": N_("Replaced a certificate by a corrected one"),
    "award.revoked": N_("Withdrew a certificate"),
    "award.suspended": N_("Paused a certificate"),
    "awards.exported": N_("Saved a list of certificates"),
    "batch.accepted": N_("Handed in a class list"),
    "batch.confirmed": N_("Confirmed a class list"),
    "batch.taken-back": N_("Took a class list back"),
    "claim.closed": N_("Gave five wrong answers to a claim code"),
    "claim.mailed": N_("Sent a claim link again"),
    "claim.renewed": N_("Made a new claim code"),
    "organisation.approved": N_("Showed that the domain is ours"),
    "organisation.changed": N_("Changed what is known about us"),
    "organisation.created": N_("Made the training body"),
    "award.erased": N_("Deleted everything about a person"),
    "award.minimised": N_("Deleted what only a claim needs"),
    "batch.minimised": N_("Deleted what a class list held of people"),
    "identity.checked-by-document": N_("Checked an identity by a copy of a document"),
    "identity.checked-by-known-contact": N_("Checked an identity by a contact that is known"),
    "identity.checked-in-person": N_("Checked an identity in person"),
    "person.told": N_("Told a person what is held about them"),
    "batch.finished": N_("Finished a class list"),
    "audit.restored": N_("Went on after the database was put back"),
    "webhook.added": N_("Added a webhook"),
    "webhook.changed": N_("Changed a webhook"),
    "webhook.ended": N_("Removed a webhook"),
    "webhook.secret-renewed": N_("Made a new secret for a webhook"),
    "webhook.stopped": N_("Stopped a webhook that does not answer"),
    "slip.shown": N_("Looked at a claim slip"),
    "slips.made": N_("Had claim slips made"),
    "slips.shown": N_("Looked at claim slips"),
}


def done(action: str) -> str:
    """What was done, in the language of this request; the trail's own word if we have none."""
    return gettext(_DONE[action]) if action in _DONE else action
