"""Employers whose programs check: an account without people, made by the operator.

An account is a name, keys with one scope, a number of checks a day, and webhooks. Nobody signs
in with it, and it owns nothing but the results of its own checks.
"""
