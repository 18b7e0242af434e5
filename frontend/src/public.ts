// Public pages need no script; this remembers light or dark, and what was typed over a sign-in.
import { keepOverSignIn } from "./behaviours/keeping";
import { theme } from "./behaviours/theme";

theme();
keepOverSignIn();
