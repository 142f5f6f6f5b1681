# ruff: noqa: E501 - each row is one line
"""A row for each route: who may use it, and how it answers them.

A row is one line of text:

    METHOD /path ACCESS CODE [ABSENT] [name=value …]

ACCESS is one of

    public              everybody
    account             staff and operators, each their own account
    staff               all staff of the body; staff:issuer or staff:owner,key-manager: these
    operator            the operator
    key:award           a key of the body with one of these scopes (key:read,award),
                        or with both (key:award+revoke)
    reader              a key of an employer, which nobody here has
    holder              whoever has a passport, in a browser or by the token of the return link

CODE is the answer to those who may, with an empty form or `{}` as the body, for something
that is theirs; nothing that a request does is kept. ABSENT is the answer to them for what is
another's or not there at all: 404 unless it says otherwise. `name=value` fills in a part of
the path that names no object (`kind=pdf`), the query (`?achievement=WELD`), the body
(`body=award`, see world.py), or is the answer to an identity or a group of them for which the
table does not hold (`nobody=303`, `holder/other=200` for another's object alone; groups:
staff, keys, holders, and strangers, who hold no passport).

What stands in the table for everybody else is in cells.py. Add your row to the section of its
slice; `pytest tests/matrix` says what is missing.
"""

ROWS = """
# ── What runs the service ──
GET /healthz                                            public 200
GET /readyz                                             public 200
GET /metrics                                            public 200
GET /api/v1/openapi.json                                public 200
GET /static/{version}/{name:path}                       public 200

# ── Public ──
GET /                                                   public 200
GET /verify                                             public 200
POST /verify                                            public 422 holders=401
GET /v/{code}                                           public 200 422
POST /v/{code}                                          public 422 422
GET /verify/many                                        public 200
POST /verify/many                                       public 403 holders=401
GET /verify/many/{token}                                public 200
POST /verify/many/{token}/again                         public 403 403 holders=401
GET /verify/many/{token}/table.csv                      public 200
POST /verify/many/{token}/delete                        public 200
POST /api/v1/bulk-checks    public 422 ?keep_hours=0 holders=401
GET /api/v1/bulk-checks/{token}                         public 200
GET /api/v1/bulk-checks/{token}/table.csv               public 200
DELETE /api/v1/bulk-checks/{token}                      public 204
GET /verify/embed                                       public 200
GET /receipts                                           public 200
GET /.well-known/did.json                               public 404
POST /verify/receipt                                    public 403
POST /verify/name                                       public 403
POST /verify/address                                    public 403
GET /problems/{code}                                    public 200 code=tampered
GET /explained/{topic}                                  public 200 topic=valid-unknown
GET /status/{list_id}                                   public 200
GET /token-status/{list_id}                             public 200
GET /vct/badge/1                                        public 200
GET /.well-known/jwt-vc-issuer/issuers/{slug}           public 200
GET /issuers/{slug}/did.json                            public 200
GET /issuers/{slug}/badges-2.0                          public 200
GET /issuers/{slug}/badges-2.0/key                      public 404
GET /issuers/{slug}/badges-2.0/revoked                  public 200
GET /issuers/{slug}/badges-2.0/classes/{class_id} public 404 class_id=x
GET /issuers/{slug}/badges-2.0/awards/{award_id}/{ticket} public 404 ticket=x
GET /api/v1/trust/records                               public 200
POST /api/v1/verify                                     public 422 holders=401
OPTIONS /api/v1/verify                                  public 204
POST /api/v1/names/compare                              public 422
POST /api/v1/addresses/compare                          public 422
POST /credentials/derive                                public 400 holders=401
POST /credentials/verify                                public 400 holders=401
POST /presentations/verify                              public 400 holders=401

# ── Programs of employers ──
GET /api/v1/reader                                      reader 200
GET /api/v1/reader/bulk-checks                          reader 200
GET /api/v1/reader/webhooks                             reader 200
POST /api/v1/reader/webhooks                            reader 201
DELETE /api/v1/reader/webhooks/{webhook_id}             reader 204
GET /api/v1/reader/watches                              reader 200
POST /api/v1/reader/watches                             reader 422
DELETE /api/v1/reader/watches/{watch_id}                reader 204 watch_id=x
GET /operator/employers                                 operator 200
POST /operator/employers                                operator 422
GET /operator/employers/{reader_id}                     operator 200
POST /operator/employers/{reader_id}/keys               operator 200
POST /operator/employers/{reader_id}/keys/{key_id}/end  operator 303
POST /operator/employers/{reader_id}/end                operator 303

# ── Programs of a training body ──
GET /api/v1/organisations/{slug}                                key:read,award 200
GET /api/v1/organisations/{slug}/did-document                   key:read,award 200
GET /api/v1/organisations/{slug}/achievements                   key:read,award 200
POST /api/v1/organisations/{slug}/achievements                  key:award 422
GET /api/v1/organisations/{slug}/awards                         key:read,award 200
POST /api/v1/organisations/{slug}/awards                        key:award 201 body=award
GET /api/v1/organisations/{slug}/awards/{award_id}              key:read,award 200
GET /api/v1/organisations/{slug}/awards/{award_id}/credential   key:read,award 200
POST /api/v1/organisations/{slug}/awards/{award_id}/sd-jwt      key:award 201 body=holder_key
POST /api/v1/organisations/{slug}/awards/{award_id}/badge-2.0   key:award 200 body=badge
POST /api/v1/organisations/{slug}/awards/{award_id}/revoke      key:revoke 200 body=revocation
POST /api/v1/organisations/{slug}/awards/{award_id}/suspend     key:revoke 200 body=suspension
POST /api/v1/organisations/{slug}/awards/{award_id}/reinstate   key:revoke 200
POST /api/v1/organisations/{slug}/awards/{award_id}/replace     key:award+revoke 201 body=replacement
POST /api/v1/organisations/{slug}/awards/{award_id}/duplicate   key:award 200
GET /api/v1/organisations/{slug}/awards/{award_id}/certificate/{kind} key:read,award 200 kind=json
GET /api/v1/organisations/{slug}/achievements/export            key:read,award 200
POST /api/v1/organisations/{slug}/achievements/import           key:award 400
GET /api/v1/organisations/{slug}/achievements/{achievement_id}  key:read,award 200
GET /api/v1/organisations/{slug}/achievements/{achievement_id}/export    key:read,award 200
PUT /api/v1/organisations/{slug}/achievements/{achievement_id}           key:award 422 422
POST /api/v1/organisations/{slug}/achievements/{achievement_id}/versions key:award 422 422
POST /api/v1/organisations/{slug}/achievements/{achievement_id}/retire   key:award 200
POST /api/v1/organisations/{slug}/achievements/{achievement_id}/reopen   key:award 200
POST /api/v1/organisations/{slug}/batches/{batch_id}/approve    key:award 409
POST /api/v1/organisations/{slug}/batches/{batch_id}/send-back  key:award 422 422
POST /api/v1/organisations/{slug}/batches/{batch_id}/stop       key:award 409
POST /api/v1/organisations/{slug}/batches/{batch_id}/resume     key:award 409
POST /api/v1/organisations/{slug}/batches/{batch_id}/take-back  key:award 204
GET /api/v1/organisations/{slug}/audit                          key:read,award 200
GET /api/v1/organisations/{slug}/audit.csv                      key:read,award 200
GET /api/v1/organisations/{slug}/awards.csv                     key:read,award 200
GET /api/v1/organisations/{slug}/statistics                     key:read,award 200
POST /api/v1/organisations/{slug}/awards/{award_id}/person/held    key:revoke 200 body=identity
POST /api/v1/organisations/{slug}/awards/{award_id}/person/delete  key:revoke 200 body=identity
GET /api/v1/organisations/{slug}/webhooks                       key:webhooks 200
POST /api/v1/organisations/{slug}/webhooks                      key:webhooks 201 body=webhook
GET /api/v1/organisations/{slug}/webhooks/{webhook_id}          key:webhooks 200
PUT /api/v1/organisations/{slug}/webhooks/{webhook_id}          key:webhooks 200 body=webhook
DELETE /api/v1/organisations/{slug}/webhooks/{webhook_id}       key:webhooks 204
POST /api/v1/organisations/{slug}/webhooks/{webhook_id}/secret  key:webhooks 200
GET /api/v1/organisations/{slug}/webhooks/{webhook_id}/messages key:webhooks 200
POST /api/v1/organisations/{slug}/webhooks/{webhook_id}/messages/{message_id}/resend key:webhooks 202
GET /api/v1/organisations/{slug}/settings                       key:read,award 200
PUT /api/v1/organisations/{slug}/settings                       key:settings 422
GET /api/v1/organisations/{slug}/corrections                    key:read,award 200
GET /api/v1/organisations/{slug}/requests                       key:read,award 200
POST /api/v1/organisations/{slug}/requests/{request_id}/refuse  key:award 200 body=refusal
POST /api/v1/organisations/{slug}/awards/{award_id}/undo-claim  key:revoke 409 body=undone
POST /api/v1/organisations/{slug}/awards/{award_id}/return      key:revoke 409 body=undone
GET /api/v1/organisations/{slug}/awards/{award_id}/return       key:read,award 404
GET /api/v1/organisations/{slug}/centres                        key:read,award 200
POST /api/v1/organisations/{slug}/centres                       key:settings 201 body=entry
PUT /api/v1/organisations/{slug}/centres/{entry_id}             key:settings 200 body=entry
GET /api/v1/organisations/{slug}/providers                      key:read,award 200
POST /api/v1/organisations/{slug}/providers                     key:settings 201 body=entry
PUT /api/v1/organisations/{slug}/providers/{entry_id}           key:settings 200 body=entry
GET /api/v1/organisations/{slug}/assessors                      key:read,award 200
POST /api/v1/organisations/{slug}/assessors                     key:settings 201 body=entry
PUT /api/v1/organisations/{slug}/assessors/{entry_id}           key:settings 200 body=entry
GET /api/v1/organisations/{slug}/batches                        key:read,award 200
POST /api/v1/organisations/{slug}/batches    key:award 202 body=list ?achievement=WELD
GET /api/v1/organisations/{slug}/batches/{batch_id}             key:read,award 200
GET /api/v1/organisations/{slug}/awards/{award_id}/delivery     key:read,award 200
POST /api/v1/organisations/{slug}/awards/{award_id}/mail        key:award 409
GET /api/v1/organisations/{slug}/delivery                       key:read,award 200
GET /api/v1/organisations/{slug}/batches/{batch_id}/delivery    key:read,award 200
POST /api/v1/organisations/{slug}/batches/{batch_id}/mail       key:award 202
POST /api/v1/organisations/{slug}/batches/{batch_id}/slips      key:award 202
GET /api/v1/organisations/{slug}/batches/{batch_id}/slips       key:award 200
GET /api/v1/organisations/{slug}/batches/{batch_id}/slips/file  key:award 409
POST /api/v1/organisations/{slug}/batches/{batch_id}/class-code key:award 422 422
DELETE /api/v1/organisations/{slug}/batches/{batch_id}/class-code    key:award 204
GET /api/v1/organisations/{slug}/batches/{batch_id}/class-requests   key:award 200
POST /api/v1/organisations/{slug}/class-requests/{waiting_id}/approve key:award 422 422
POST /api/v1/organisations/{slug}/class-requests/{waiting_id}/refuse  key:award 204
POST /issuers/{slug}/credentials/issue                          key:award 400
POST /issuers/{slug}/credentials/status                         key:revoke 400

# ── Training bodies that apply ──
GET /apply                                              public 200
POST /apply                                             public 422
GET /apply/{token}                                      public 200
POST /apply/{token}/confirm                             public 303
POST /apply/{token}/answer                              public 422
POST /apply/{token}/documents                           public 422
POST /apply/{token}/check                               public 422
GET /operator/applications                              operator 200
GET /operator/applications/{application_id}             operator 200
GET /operator/applications/{application_id}/documents/{document_id}      operator 200
POST /operator/applications/{application_id}/ask        operator 422
POST /operator/applications/{application_id}/refuse     operator 422
POST /operator/applications/{application_id}/try        operator 422
POST /operator/applications/{application_id}/approve    operator 422
POST /operator/applications/{application_id}/check      operator 422
POST /operator/bodies/{slug}/name/{decision}            operator 422 decision=grant

# ── The way in ──
GET /console/sign-in                                    public 200 staff=303 operator=303
POST /console/sign-in                                   public 422
GET /console/sign-in/code                               public 303
POST /console/sign-in/code                              public 303
POST /console/sign-out                                  public 303
GET /console/setup/{token}                              public 200 410
POST /console/setup/{token}                             public 422 410

# ── One's own account ──
GET /console/account                                    account 200
POST /console/account/password                          account 422
POST /console/account/sign-out-everywhere               account 303
GET /console/account/codes                              account 200
POST /console/account/codes/begin                       account 422
POST /console/account/codes/confirm                     account 410
POST /console/account/codes/recovery                    account 409

# ── Staff and keys ──
GET /console/staff                                      staff 200
POST /console/staff                                     staff:owner 422
POST /console/staff/codes-required                      staff:owner 303
GET /console/staff/{account_id}                         staff:owner 200
POST /console/staff/{account_id}/roles                  staff:owner 422
POST /console/staff/{account_id}/link                   staff:owner 200
POST /console/staff/{account_id}/remove-codes           staff:owner 303
POST /console/staff/{account_id}/end                    staff:owner 303
GET /console/programs                                   staff:owner 200
POST /console/programs                                  staff:owner 422
POST /console/programs/{key_id}/end                     staff:owner 303
GET /console/signing-keys                               staff 200
POST /console/signing-keys/new                          staff:key-manager 422
POST /console/signing-keys/use                          staff:key-manager 422
POST /console/signing-keys/{key_id}/give-up             staff:key-manager 422

# ── The console ──
GET /console                           staff 200 nobody=303 operator=303 keys=303 holders=303
GET /console/profile                                    staff 200
GET /console/profile/did.json                           staff 404
POST /console/profile/check                             staff:key-manager,owner 404
GET /console/profile/settings                           staff:owner 200
POST /console/profile/settings                          staff:owner 422
GET /console/profile/name                               staff:owner 200
POST /console/profile/name                              staff:owner 422
GET /console/registers/assessors/list                   staff:owner 200
GET /console/registers/assessors/list/example.csv       staff:owner 200
POST /console/registers/assessors/list                  staff:owner 422
GET /console/registers/{kind}                           staff 200 kind=centres
GET /console/registers/{kind}/new                       staff:owner 200 kind=centres
POST /console/registers/{kind}/new                      staff:owner 422 kind=centres
GET /console/registers/{kind}/{entry_id}                staff:owner 200 kind=centres
POST /console/registers/{kind}/{entry_id}               staff:owner 422 kind=centres
GET /console/achievements                               staff 200
GET /console/achievements/new                           staff:issuer 200
POST /console/achievements/new                          staff:issuer 422
GET /console/achievements/{achievement_id}              staff 200
POST /console/achievements/{achievement_id}             staff:issuer 422
GET /console/achievements/examples                      staff 200
GET /console/achievements/export.json                   staff 200
GET /console/achievements/import                        staff:issuer 200
POST /console/achievements/import                       staff:issuer 422
GET /console/achievements/{achievement_id}/export.json  staff 200
GET /console/achievements/{achievement_id}/look/{person}.png staff 200 person=long
GET /console/achievements/{achievement_id}/version      staff:issuer 200
POST /console/achievements/{achievement_id}/version     staff:issuer 422
POST /console/achievements/{achievement_id}/retire      staff:issuer 303
POST /console/achievements/{achievement_id}/reopen      staff:issuer 303
GET /console/lists                                      staff 200
GET /console/lists/new                                  staff:issuer 200
POST /console/lists/new                                 staff:issuer 422
GET /console/lists/example.csv                          staff 200
GET /console/lists/{batch_id}                           staff 200
POST /console/lists/{batch_id}/confirm                  staff:issuer 303
GET /console/lists/{batch_id}/columns                   staff:issuer 200
POST /console/lists/{batch_id}/columns                  staff:issuer 422
POST /console/lists/{batch_id}/columns/again            staff:issuer 303
GET /console/lists/{batch_id}/lines/{number}            staff:issuer 200 number=2
POST /console/lists/{batch_id}/lines/{number}           staff:issuer 422 number=2
GET /console/lists/{batch_id}/lines/{number}/preview.png    staff 200 number=2
POST /console/lists/{batch_id}/keep                     staff:issuer 303
POST /console/lists/{batch_id}/latin-names              staff:issuer 303
POST /console/lists/{batch_id}/approve                  staff:approver 409
POST /console/lists/{batch_id}/send-back                staff:approver 409
POST /console/lists/{batch_id}/stop                     staff:issuer 409
POST /console/lists/{batch_id}/resume                   staff:issuer 409
POST /console/lists/{batch_id}/take-back                staff:issuer 303
GET /console/lists/{batch_id}/wrong-lines.csv           staff 200
GET /console/lists/{batch_id}/certificates.zip          staff 200
POST /console/lists/{batch_id}/slips                    staff:issuer 303
GET /console/lists/{batch_id}/slips                     staff:issuer 200
POST /console/lists/{batch_id}/slips/file               staff:issuer 409
GET /console/lists/{batch_id}/class                     staff:issuer 200
POST /console/lists/{batch_id}/class                    staff:issuer 422
POST /console/lists/{batch_id}/class/close              staff:issuer 303
POST /console/lists/{batch_id}/class/{waiting_id}/approve    staff:issuer 422
POST /console/lists/{batch_id}/class/{waiting_id}/refuse     staff:issuer 303
GET /console/lists/{batch_id}/delivery                  staff 200
GET /console/lists/{batch_id}/delivery.csv              staff 200
POST /console/lists/{batch_id}/mail                     staff:issuer 303
GET /console/record/delivery                            staff 200
GET /console/record/delivery.csv                        staff 200
POST /console/awards/{award_id}/mail                    staff:issuer 409
GET /console/awards                                     staff 200
GET /console/awards/{award_id}                          staff 200
GET /console/awards/{award_id}/certificate/{kind}       staff 200 kind=json
GET /console/awards/{award_id}/revoke                   staff:issuer 200
POST /console/awards/{award_id}/revoke                  staff:issuer 422
GET /console/awards/{award_id}/suspend                  staff:issuer 200
POST /console/awards/{award_id}/suspend                 staff:issuer 422
POST /console/awards/{award_id}/reinstate               staff:issuer 303
GET /console/awards/{award_id}/replace                  staff:issuer 200
POST /console/awards/{award_id}/replace                 staff:issuer 422
GET /console/awards/new                                 staff:issuer 200
POST /console/awards/new                                staff:issuer 303
POST /console/awards/{award_id}/duplicate               staff:issuer 200
POST /console/awards/{award_id}/slip                    staff:issuer 200
POST /console/awards/{award_id}/new-code                staff:issuer 200

GET /console/awards/{award_id}/undo-claim               staff:issuer 303
POST /console/awards/{award_id}/undo-claim              staff:issuer 303
GET /console/awards/{award_id}/return                   staff:issuer,approver 303
POST /console/awards/{award_id}/return                  staff:issuer,approver 303
GET /console/requests                                   staff 200
POST /console/requests/cases/{case_id}/confirm          staff:approver 303
POST /console/requests/cases/{case_id}/decline          staff:approver 303
POST /console/requests/cases/{case_id}/take-back        staff 403
POST /console/requests/{request_id}/refuse              staff:issuer 422
POST /console/awards/export                             staff:owner,issuer,auditor 200
GET /console/record                                     staff 200
GET /console/record/statistics.csv                      staff 200
GET /console/record/audit                               staff:owner,auditor 200
POST /console/record/audit/export                       staff:owner,auditor 200
GET /console/record/people                              staff:owner 200
POST /console/record/people/days                        staff:owner 303
GET /console/record/people/{award_id}                   staff:owner 200
POST /console/record/people/{award_id}/file             staff:owner 422
POST /console/record/people/{award_id}/delete           staff:owner 422
GET /console/record/webhooks                            staff:owner 200
POST /console/record/webhooks                           staff:owner 422
GET /console/record/webhooks/{webhook_id}               staff:owner 200
POST /console/record/webhooks/{webhook_id}              staff:owner 422
POST /console/record/webhooks/{webhook_id}/secret       staff:owner 200
POST /console/record/webhooks/{webhook_id}/end          staff:owner 303
POST /console/record/webhooks/{webhook_id}/messages/{message_id} staff:owner 303

# ── The operator ──
GET /operator                                           operator 200 nobody=303 keys=303 holders=303
GET /operator/bodies/new                                operator 200
POST /operator/bodies/new                               operator 422
GET /operator/statistics                                operator 200
GET /operator/jobs                                      operator 200
POST /operator/jobs/{job_id}/retry                      operator 404 job_id=none
GET /operator/audit                                     operator 200
POST /operator/audit/export                             operator 200
GET /api/v1/operator/audit                              operator 200
GET /api/v1/operator/audit.csv                          operator 200
GET /operator/bodies/{slug}                             operator 200
POST /operator/bodies/{slug}/check                      operator 404
POST /operator/bodies/{slug}/staff                      operator 422
GET /operator/trust                                     operator 200
GET /operator/trust/new                                 operator 200
POST /operator/trust/new                                operator 422
GET /operator/trust/{record_id}/{change}                operator 200 change=suspend
POST /operator/trust/{record_id}/{change}               operator 303 change=suspend
POST /api/v1/trust/records                              operator 422
POST /api/v1/trust/records/{record_id}/{change}         operator 200 change=suspend

# ── Holders ──
GET /claim                                              public 200
POST /claim                                             public 422
GET /c/{code}                                           public 200 422
POST /c/{code}                                          public 422 422
POST /c/{code}/accept                                   public 422 422
GET /g/waiting                                          public 404
POST /g/waiting/accept                                  public 404
GET /g/{code}                                           public 200 422
POST /g/{code}                                          public 422 422
GET /p/{token}                         public 303 holder/other=200 holder:other/own=200
POST /p/{token}                                         public 303
GET /passport                                           public 200
GET /passport/certificates/{holding_id}                 holder 200 strangers=303
GET /passport/certificates/{holding_id}/file            holder 200 strangers=404
GET /passport/certificates/{holding_id}/copy/{kind}     holder 200 strangers=404 kind=png
GET /passport/certificates/{holding_id}/wrong           holder 200 strangers=303
POST /passport/certificates/{holding_id}/wrong          holder 422 strangers=303
GET /passport/certificates/{holding_id}/contest         holder 200 strangers=303
POST /passport/certificates/{holding_id}/contest        holder 422 strangers=303
GET /passport/entries/new/{kind}                        holder 200 strangers=303 kind=work
POST /passport/entries/new/{kind}                       holder 422 strangers=303 kind=work
GET /passport/entries/{entry_id}                        holder 200 strangers=303
POST /passport/entries/{entry_id}                       holder 422 strangers=303
POST /passport/entries/{entry_id}/remove                holder 303 strangers=303
GET /passport/entries/{entry_id}/ask                    holder 200 strangers=303
POST /passport/entries/{entry_id}/ask                   holder 422 strangers=303
POST /passport/entries/{entry_id}/asked/{asked_id}/remove holder 303 strangers=303
GET /confirm/{token}                                    public 200
POST /confirm/{token}                                   public 422
GET /passport/import                                    holder 200 strangers=303
POST /passport/import                                   holder 422 strangers=303
POST /passport/import/{import_id}/keep          holder 303 strangers=303
POST /passport/import/{import_id}/drop          holder 303 strangers=303
GET /passport/certificates/{holding_id}/bind            holder 200 strangers=303
GET /passport/certificates/{holding_id}/new-code        holder 200 strangers=303
POST /passport/certificates/{holding_id}/new-code       holder 200 strangers=303
POST /passport/certificates/{holding_id}/bind           holder 409 strangers=303
POST /passport/certificates/{holding_id}/remove         holder 409 strangers=303
GET /passport/about-me                                  holder 200 strangers=303
POST /passport/about-me                                 holder 303 strangers=303
GET /passport/about-me/photo                            public 404
POST /passport/about-me/photo/remove                    holder 303 strangers=303
POST /passport/notices                                  public 303
POST /passport/old-papers                               public 303
POST /c/{code}/wrong                                    public 422 422
GET /contest/{token}                                    public 200
POST /contest/{token}                                   public 422
GET /r/{token}                                          public 200
POST /passport/return-link                              holder 200 strangers=303
POST /passport/mail                                     public 200
POST /passport/close                                    public 303
GET /passport/safety                                    holder 200 strangers=303
POST /passport/freeze                                   holder 303 strangers=303
POST /passport/unfreeze                                 holder 303 strangers=303
POST /passport/sign-out-everywhere                      holder 303 strangers=303
POST /passport/sign-out-others                          holder 303 strangers=303
POST /passport/device                                   public 303
GET /passport/return                                    public 200
POST /passport/return                                   public 422
POST /passport/returns/{return_id}/refuse               holder 303 strangers=303
GET /passport/export                                    holder 200 strangers=303
GET /passport/export.zip                                holder 200 strangers=303
POST /passport/export                                   holder 422 strangers=303
GET /passport/erase                                     holder 200 strangers=303
POST /passport/erase                                    holder 422 strangers=303
GET /passport/share                                     holder 200 strangers=303
POST /passport/share/preview                            holder 422 strangers=303
POST /passport/share                                    holder 422 strangers=303
GET /passport/shares/{share_id}                         holder 200 strangers=303
POST /passport/shares/{share_id}/withdraw               holder 303 strangers=303
POST /passport/withdraw-all                             holder 303 strangers=303
GET /passport/shares/{share_id}/sheet                   holder 200 strangers=303
GET /s/{token}                                          public 200
POST /s/{token}                                         public 200
POST /s/{token}/files/{number}                          public 403 number=1
POST /wallet/api/v1/claims/look-up                      public 422
POST /wallet/api/v1/claims/facts                        public 422
POST /wallet/api/v1/claims                              public 422 keys=401
GET /wallet/api/v1/certificates                         holder 200
GET /wallet/api/v1/certificates/{holding_id}/credential holder 200
GET /wallet/api/v1/entries                              holder 200
POST /wallet/api/v1/entries                             holder 422
PUT /wallet/api/v1/entries/{entry_id}                   holder 400
DELETE /wallet/api/v1/entries/{entry_id}                holder 204
POST /wallet/api/v1/entries/{entry_id}/questions        holder 422 422
DELETE /wallet/api/v1/entries/{entry_id}/questions/{asked_id} holder 204
GET /wallet/api/v1/imports                              holder 200
POST /wallet/api/v1/imports                             holder 422
POST /wallet/api/v1/imports/{import_id}/keep    holder 201
DELETE /wallet/api/v1/imports/{import_id}       holder 204
GET /wallet/api/v1/certificates/{holding_id}/report     holder 200
POST /wallet/api/v1/certificates/{holding_id}/bind      holder 409
POST /wallet/api/v1/certificates/{holding_id}/new-code  holder 204
DELETE /wallet/api/v1/certificates/{holding_id}         holder 409
GET /wallet/api/v1/about-me                             holder 200
PUT /wallet/api/v1/about-me                             holder 422
GET /wallet/api/v1/about-me/photo                       holder 404
PUT /wallet/api/v1/about-me/photo                       holder 415
DELETE /wallet/api/v1/about-me/photo                    holder 204
GET /wallet/api/v1/shares                               holder 200
POST /wallet/api/v1/shares                              holder 422
POST /wallet/api/v1/shares/preview                      holder 422
GET /wallet/api/v1/shares/{share_id}/sheet              holder 200
DELETE /wallet/api/v1/shares                            holder 200
POST /wallet/api/v1/claims/wrong                        public 422
GET /wallet/api/v1/certificates/{holding_id}/letters    holder 200
POST /wallet/api/v1/certificates/{holding_id}/wrong     holder 422 422
POST /wallet/api/v1/certificates/{holding_id}/contest   holder 422 422
GET /wallet/api/v1/certificates/{holding_id}/copy/{kind} holder 200 kind=png
GET /wallet/api/v1/passport                             holder 200
PUT /wallet/api/v1/passport                             holder 422
DELETE /wallet/api/v1/passport/notices                  holder 204
POST /wallet/api/v1/passport/freeze                     holder 204
POST /wallet/api/v1/passport/unfreeze                   holder 204
POST /wallet/api/v1/passport/sign-out-everywhere        holder 204
POST /wallet/api/v1/passport/return                     public 422
DELETE /wallet/api/v1/passport/returns/{return_id}      holder 204
POST /wallet/api/v1/passport/return-link                holder 200
GET /wallet/api/v1/passport/export                      holder 200
POST /wallet/api/v1/passport/export                     holder 422
POST /wallet/api/v1/passport/erase                      holder 422
DELETE /wallet/api/v1/shares/{share_id}                 holder 204
"""
