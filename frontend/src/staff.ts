import htmx from "htmx.org";
import { answers } from "./behaviours/answers";
import { confirming } from "./behaviours/confirming";
import { keeping } from "./behaviours/keeping";
import { keys } from "./behaviours/keys";
import { menu } from "./behaviours/menu";
import { printing } from "./behaviours/printing";
import { scanning } from "./behaviours/scanning";
import { sending } from "./behaviours/sending";
import { theme } from "./behaviours/theme";

// Nothing is evaluated from markup: the content security policy forbids it.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;

theme();
menu();
answers();
confirming();
keeping();
keys();
printing();
scanning();
sending();
