// Public pages need no script; this remembers light or dark.
import { theme } from "./behaviours/theme";

theme();
