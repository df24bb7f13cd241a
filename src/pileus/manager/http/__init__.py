"""The wire: requests in, answers out. The habits of CloudStack's API live here and nowhere else."""
