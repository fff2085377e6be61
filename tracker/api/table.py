"""All addresses of the API: OSDI's, and ours. The door opens them; the OpenAPI document tells them."""

from tracker.api.our_routes import OUR_ROUTES
from tracker.api.routes import ROUTES, Route

EVERY: tuple[Route, ...] = (*ROUTES, *OUR_ROUTES)
