"""Credentials and presentations with a signature around them, each form in its own module.

A form is one module here and one line in `registry`. What is not in that table is not read.
"""
