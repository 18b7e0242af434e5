import htmx from "htmx.org";
import { answers } from "./behaviours/answers";
import { choosing } from "./behaviours/choosing";
import { confirming } from "./behaviours/confirming";
import { keys } from "./behaviours/keys";
import { measuring } from "./behaviours/measuring";
import { menu } from "./behaviours/menu";
import { offering } from "./behaviours/offering";
import { printing } from "./behaviours/printing";
import { scanning } from "./behaviours/scanning";
import { sending } from "./behaviours/sending";
import { theme } from "./behaviours/theme";

// Nothing is evaluated from markup: the content security policy forbids it.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;

theme();
measuring();
menu();
answers();
choosing();
confirming();
keys();
offering();
printing();
scanning();
sending();
