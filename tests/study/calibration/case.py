"""A small calibration of the tiny scenario, and a formula that may stand for its runs."""

import numpy as np

SPEC = """\
name: Case
scenario: tiny
fit_until: 2025-05-31
inputs:
  work: {path: timeline.licences.service_workdays.lognormal.median, prior: {uniform: [4, 16], assumed: true}}
  files: {path: timeline.licences.files_per_link, prior: {uniform: [2, 8], assumed: true}}
  idle: {path: market.cancelled_share_per_month, prior: {uniform: [0, 0.1], assumed: true}}
targets:
  april: {series: magnet_exports_gross_t, month: "2025-04", recorded: 86, role: fit, discrepancy: 10}
  may: {series: magnet_exports_gross_t, month: "2025-05", recorded: 80, role: fit, discrepancy: 10}
  june: {series: magnet_exports_gross_t, month: "2025-06", recorded: 90, role: own test}
predict_until: 2025-06-30
budget: {waves: 2, points: 24, replications: 2, draws: 300, predictive: 20, rows: 50}
"""


def formula(task, stage):
    """In place of a run: work decides what the targets are, with luck; no run says anything of ``idle``."""
    work, files = (task.values[path] for path in list(task.values)[:2])
    luck = np.random.default_rng([task.replication, 1]).normal(size=3)
    found = np.array([120 - 4 * work - 2 * files, 50 + 5 * work, 6 * work]) + 3 * luck
    return found[: len(stage.figures)]
