"""SD-JWT (RFC 9901): claims that the holder shows one by one, and the key that shows them."""
