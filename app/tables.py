"""Every table of the service, for whoever makes or compares tables and needs nothing else of it."""

import app.base.accounts.tables
import app.base.audit.chain
import app.base.bodies.tables
import app.base.custody
import app.base.idempotency
import app.base.jobs
import app.base.outbox
import app.base.rates
import app.base.webhooks.tables
import app.batches.tables
import app.issuer.applications.tables
import app.issuer.corrections.tables
import app.issuer.delivery.class_tables
import app.issuer.finding.tables
import app.issuer.organisations.tables
import app.issuer.tables
import app.status.tables
import app.status.token_lists.tables
import app.trust.tables
import app.verifier.bulk.tables
import app.verifier.readers.tables
import app.verifier.watches.tables
import wallet_api.records.tables
import wallet_api.returning.tables
import wallet_api.sharing.tables
import wallet_api.tables
from app.base.db import Base

MODULES = (
    app.base.accounts.tables,
    app.base.audit.chain,
    app.base.bodies.tables,
    app.base.custody,
    app.base.idempotency,
    app.base.jobs,
    app.base.outbox,
    app.base.rates,
    app.base.webhooks.tables,
    app.batches.tables,
    app.issuer.applications.tables,
    app.issuer.corrections.tables,
    app.issuer.delivery.class_tables,
    app.issuer.finding.tables,
    app.issuer.organisations.tables,
    app.issuer.tables,
    app.status.tables,
    app.status.token_lists.tables,
    app.trust.tables,
    app.verifier.bulk.tables,
    app.verifier.readers.tables,
    app.verifier.watches.tables,
    wallet_api.records.tables,
    wallet_api.returning.tables,
    wallet_api.sharing.tables,
    wallet_api.tables,
)
METADATA = Base.metadata
