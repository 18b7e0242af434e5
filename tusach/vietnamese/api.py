"""The door of the room `vietnamese`: what other rooms may use."""
