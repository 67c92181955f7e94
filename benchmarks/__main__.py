"""`make bench`: every table, one after the other."""

from benchmarks import intake, reading, triage

intake.main()
triage.main()
reading.main()
