import "./marc.css";
import { Editor } from "./marc/editor";

const form = document.querySelector<HTMLFormElement>("#marc-form");
if (form) void Editor.over(form);
