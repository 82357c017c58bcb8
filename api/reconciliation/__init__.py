"""The Reconciliation Service API 0.2: names from spreadsheets and portals meet our things."""
