"""The door of the room `offline`: what other rooms may use."""
