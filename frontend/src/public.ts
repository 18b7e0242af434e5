// Public pages need no script; this only remembers light or dark.
import { theme } from "./behaviours/theme";

theme();
