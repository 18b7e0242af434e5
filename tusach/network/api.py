"""The door of the room `network`: what other rooms may use."""
