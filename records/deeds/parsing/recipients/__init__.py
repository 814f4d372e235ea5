"""Who receives the honor, and where: choosing.py weighs what the other modules find."""
