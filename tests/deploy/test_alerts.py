"""The alerts over made-up mornings, told by Prometheus' own promtool: quiet when nothing is wrong, each once when much is."""

import shutil
import subprocess
from pathlib import Path

from tests.front import program
from tests.server import TOP

ALERTS, MORNINGS = TOP / "deploy" / "alerts.yml", Path(__file__).with_name("alerts_test.yml")


def said(folder: Path, *what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("promtool"), *what], cwd=folder, capture_output=True, text=True, check=False)


def test_what_is_wrong_is_told_once_and_a_quiet_morning_is_quiet(tmp_path: Path) -> None:
    shutil.copy(ALERTS, tmp_path / "alerts.yml")
    shutil.copy(MORNINGS, tmp_path)
    done = said(tmp_path, "test", "rules", MORNINGS.name)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_alerts_and_the_job(tmp_path: Path) -> None:
    told = (TOP / "deploy" / "prometheus.yml").read_text("utf-8").replace("/srv/houselights", str(TOP))
    (tmp_path / "prometheus.yml").write_text(told, "utf-8")
    done = said(tmp_path, "check", "config", "prometheus.yml")
    assert done.returncode == 0 and "SUCCESS" in done.stdout, done.stdout + done.stderr
