"""The Nu Html Checker, as script/html-checker brings it; many files in one run of Java, which takes a second to start."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

JAR = "html-checker/node_modules/vnu-jar/build/dist/vnu.jar"
# It runs for seconds: what a server gains from (compiled a second time, waste looked for beside it) costs as much again here. The
# schemas need a deeper stack where nothing is compiled that second time.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")


@pytest.fixture(scope="session")
def html_checker() -> Path:
    """The jar; it is in the environment that the tests run in."""
    jar = Path(sys.prefix) / JAR
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    if not jar.exists():
        pytest.skip("script/html-checker has not been run")
    return jar


def complaints(jar: Path, folder: Path) -> list[str]:
    """What the checker says of the .html files in `folder`: errors and warnings, each with its file's name."""
    words = ["--format", "json", "--exit-zero-always", "--stdout", str(folder)]
    run = subprocess.run(
        ["java", *SHORT_LIVED, "-jar", str(jar), *words], capture_output=True, text=True, check=True, timeout=300
    )
    assert not run.stderr, run.stderr
    said = json.loads(run.stdout)["messages"]
    return [
        f"{Path(each['url']).stem}: {each.get('subType') or each['type']}: {each['message']}: {each.get('extract', '')}"
        for each in said
    ]
