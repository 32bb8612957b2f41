"""PSM or PSPO? An answer for one person, with the evidence and with how sure it is."""

__version__ = "0.1.0"
