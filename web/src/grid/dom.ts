/** A div with a class and, where it has one, a role. */
export function div(className: string, role?: string): HTMLDivElement {
  const element = document.createElement('div');
  element.className = className;
  if (role) element.setAttribute('role', role);
  return element;
}

/** A div that only eyes need. */
export function decoration(className: string): HTMLDivElement {
  const element = div(className);
  element.setAttribute('aria-hidden', 'true');
  return element;
}

/** Sets an attribute to "true" or removes it, touching the element only when that changes something. */
export function flag(element: Element, name: string, on: boolean): void {
  if (element.hasAttribute(name) === on) return;
  if (on) element.setAttribute(name, 'true');
  else element.removeAttribute(name);
}
