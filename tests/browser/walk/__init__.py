"""The people of one walk through the whole service, each before a small phone of their own."""
