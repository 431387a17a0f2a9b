import type { Content, Element, Page } from '../../api/documents';

// Changes of a document's content. Each returns new content and leaves the old
// one as it was, so that undoing is going back to it.

/** An id that nothing else in any document has; 128 random bits, also on plain http. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Adds an empty page after all others. */
export function addPage(content: Content, id: string, name: string): Content {
  return { ...content, pages: [...content.pages, { id, name, elements: [] }] };
}

/** A name for a new page that no other page has: "Page 3". */
export function freshName(content: Content, nth: (n: number) => string): string {
  const taken = new Set(content.pages.map(({ name }) => name));
  let n = content.pages.length + 1;
  while (taken.has(nth(n))) n++;
  return nth(n);
}

/** Gives a page another name. */
export function renamePage(content: Content, pageId: string, name: string): Content {
  return withPage(content, pageId, (page) => ({ ...page, name }));
}

/** Hides a page from the readers of the published version, or shows it to them again. */
export function hidePage(content: Content, pageId: string, hidden: boolean): Content {
  return withPage(content, pageId, ({ hidden: _, ...page }) => (hidden ? { ...page, hidden } : page));
}

/** Removes a page with its elements; the last page stays. */
export function removePage(content: Content, pageId: string): Content {
  if (content.pages.length < 2) return content;
  return { ...content, pages: content.pages.filter(({ id }) => id !== pageId) };
}

/** Moves a page by so many places, as far as there are any. */
export function movePage(content: Content, pageId: string, by: number): Content {
  return { ...content, pages: moved(content.pages, pageId, by) };
}

/** Adds an element below the others of a page. */
export function addElement(content: Content, pageId: string, element: Element): Content {
  return withPage(content, pageId, (page) => ({ ...page, elements: [...page.elements, element] }));
}

/** Gives an element another name. */
export function renameElement(content: Content, elementId: string, name: string): Content {
  return withElements(content, (elements) =>
    elements.map((element) => (element.id === elementId ? { ...element, name } : element)),
  );
}

/** Removes an element. Where its rows come from stays as it is. */
export function removeElement(content: Content, elementId: string): Content {
  return withElements(content, (elements) => elements.filter(({ id }) => id !== elementId));
}

/** Says who enters rows of an input table. */
export function setInputMode(content: Content, elementId: string, inputMode: string): Content {
  return withElements(content, (elements) =>
    elements.map((element) => (element.id === elementId ? { ...element, inputMode } : element)),
  );
}

/** Puts an element below the others of a page, wherever it was. */
export function putElement(content: Content, elementId: string, pageId: string): Content {
  const element = content.pages.flatMap(({ elements }) => elements).find(({ id }) => id === elementId);
  return element ? addElement(removeElement(content, elementId), pageId, element) : content;
}

/** Moves an element by so many places on its page, as far as there are any. */
export function moveElement(content: Content, elementId: string, by: number): Content {
  return withElements(content, (elements) => moved(elements, elementId, by));
}

function withPage(content: Content, pageId: string, change: (page: Page) => Page): Content {
  return { ...content, pages: content.pages.map((page) => (page.id === pageId ? change(page) : page)) };
}

function withElements(content: Content, change: (elements: Element[]) => Element[]): Content {
  return {
    ...content,
    pages: content.pages.map((page) => ({ ...page, elements: change(page.elements) })),
  };
}

function moved<T extends { id: string }>(list: readonly T[], id: string, by: number): T[] {
  const from = list.findIndex((one) => one.id === id);
  const one = list[from];
  if (!one) return [...list];
  const rest = list.filter((_, i) => i !== from);
  const to = Math.min(Math.max(0, from + by), rest.length);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}
