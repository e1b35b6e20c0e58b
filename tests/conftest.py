"""The flag that records what the tests compare with."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record-traces", action="store_true", help="write the stored traces anew, to be read as a difference"
    )


@pytest.fixture
def recording(request: pytest.FixtureRequest) -> bool:
    """Whether stored traces are written anew instead of compared."""
    return bool(request.config.getoption("--record-traces"))
