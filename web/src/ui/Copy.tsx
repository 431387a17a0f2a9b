import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { common } from '../text/en/common';
import { Button } from './Button';

/** Copies text and says so. */
export function CopyButton({ text, label = common.copy }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await copyText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  }
  const icon = copied ? <Check aria-hidden size={15} /> : <Copy aria-hidden size={15} />;
  return (
    <Button icon={icon} onPress={copy}>
      <span aria-live="polite">{copied ? common.copied : label}</span>
    </Button>
  );
}

/** Text to be copied as a whole, such as a script or a secret. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  return (
    <figure className="copy-block" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} />
    </figure>
  );
}

// The clipboard API exists only on https and localhost; servers inside a
// company often run on plain http, where the old command still works.
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  const host = document.activeElement?.closest('[role=dialog], [role=alertdialog]') ?? document.body;
  host.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
