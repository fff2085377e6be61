"""Reports: what a campaign has come to, in numbers that give nobody away. Drafted, published, withdrawn: docs/decisions/0032-reports.md."""
