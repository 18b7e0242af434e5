"""The door of the room `readers`: what other rooms may use."""

__all__: list[str] = []
