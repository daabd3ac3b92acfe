"""From a data folder to an export (`export`): tables to ask, by year, as Parquet; and a Fiscal Data Package."""
