-- Run once by the image, when the database is made. The service's role owns its database and is
-- no superuser, because PostgreSQL holds no superuser to row-level security (docs/adr/0010).
\getenv password POSTGRES_PASSWORD
CREATE ROLE passport LOGIN PASSWORD :'password';
CREATE DATABASE passport OWNER passport;
-- From now on the superuser comes in through the container's own socket only.
ALTER ROLE postgres PASSWORD NULL;
