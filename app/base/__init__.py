"""The plumbing that every slice needs: settings, database, keys, accounts, pages, problems."""

from pydantic import BaseModel

# Models of bodies and answers are built when one is first used, like the routes that they
# belong to (routing.py), in this code and in the libraries: FastAPI's description of an API
# alone has forty, and most processes never describe theirs.
BaseModel.model_config["defer_build"] = True
