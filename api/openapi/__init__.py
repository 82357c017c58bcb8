"""The OpenAPI description: what FastAPI knows of the routes, completed as the Italian rules ask."""
