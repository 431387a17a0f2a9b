import { PageHeader } from '../../ui/PageHeader';

/** PlatformPage is being built. */
export function PlatformPage() {
  return (
    <div className="page">
      <PageHeader title="Writ" />
    </div>
  );
}
