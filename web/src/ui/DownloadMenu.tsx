import { ChevronDown, Download } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

export interface DownloadChoice {
  label: string;
  /** What the file is good for. */
  help: string;
  href: string;
  fileName: string;
}

/** A button that offers the same data as files of several kinds. */
export function DownloadMenu({ label, choices }: { label: string; choices: readonly DownloadChoice[] }) {
  return (
    <MenuTrigger>
      <Button className="button plain">
        <Download aria-hidden size={16} />
        {label}
        <ChevronDown aria-hidden size={14} />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu aria-label={label}>
          {choices.map(({ label, help, href, fileName }) => (
            <MenuItem key={label} textValue={label} className="option" href={href} download={fileName}>
              <span className="option-lines">
                <span>{label}</span>
                <span className="option-detail">{help}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
