"""`make bench`: every table, one after the other."""

from benchmarks import intake, places, reading, triage

intake.main()
triage.main()
places.main()
reading.main()
