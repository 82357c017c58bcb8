"""A typed client of the Prassi API: good practices of Italian welfare, with their evidence."""

from prassi_client.clients import AsyncPrassi, Prassi
from prassi_client.problems import PrassiProblem, TooLarge
from prassi_client.sparql import Rows

__all__ = ["AsyncPrassi", "Prassi", "PrassiProblem", "Rows", "TooLarge"]
