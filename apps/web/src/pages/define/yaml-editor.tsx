import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { Marker } from "./define.model.ts";

interface YamlEditorProps {
  readonly text: string;
  readonly markers: readonly Marker[];
  /** An offset to show; a new object each time it is asked for. */
  readonly goTo: { readonly offset: number } | null;
  readonly onChange: (text: string) => void;
}

const theme = EditorView.theme({
  "&": { fontSize: "12.5px", backgroundColor: "var(--surface)", color: "var(--ink)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-gutters": { backgroundColor: "var(--bg)", color: "var(--ink-3)", border: "0", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--select)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--left-soft)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", border: "1px solid var(--line-2)", color: "var(--ink)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--spent)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--risk)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--left-ink)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--ink)" },
  { tag: tags.comment, color: "var(--ink-3)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--risk-ink)" },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: "var(--ink-3)" },
]);

const extensionsFor = (onChange: (text: string) => void) => [
  lineNumbers(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("  "),
  bracketMatching(),
  highlightActiveLine(),
  yaml(),
  syntaxHighlighting(colours),
  lintGutter(),
  keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ "aria-label": "OpenSLO text", spellcheck: "false" }),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) onChange(update.state.doc.toString());
  }),
  theme,
];

/** A YAML editor. `text` is only put in when it differs from what the editor holds. Escape then Tab leaves it. */
export function YamlEditor({ text, markers, goTo, onChange }: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (host.current === null) return;
    // The policy forbids <style> elements. Within a shadow root the editor uses constructed style sheets, which it allows.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const editor = new EditorView({ parent: root, root, extensions: extensionsFor((next) => latest.current(next)) });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.setState(EditorState.create({ doc: text, extensions: extensionsFor((next) => latest.current(next)) }));
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const end = editor.state.doc.length;
    const diagnostics = markers.map((m) => ({ ...m, from: Math.min(m.from, end), to: Math.min(m.to, end) }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [markers]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || goTo === null) return;
    editor.dispatch({ selection: { anchor: Math.min(goTo.offset, editor.state.doc.length) }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);
  return <div ref={host} className="editor" />;
}
