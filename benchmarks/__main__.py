"""`make bench`: every table, one after the other."""

from benchmarks import intake, triage

intake.main()
triage.main()
