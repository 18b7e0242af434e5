"""The door of the room `people`: what other rooms may use."""
