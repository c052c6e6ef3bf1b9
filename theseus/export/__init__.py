"""Export: rosters and calendars that leave the desk; one small writer per format."""
