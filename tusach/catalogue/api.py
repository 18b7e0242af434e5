"""The door of the room `catalogue`: what other rooms may use."""
